//! Clearing away the notes of use that outlived their sessions.

use kernel::door::Door;
use kernel::refusal::Result;

use super::model::USE_DAYS;
use super::store;

/// Notes cleared in one write, so that nobody waits long behind it.
const CHUNK: u64 = 500;

/// Clears the notes of sessions that were last used too long ago to be alive.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let days = reader.dated(&USE_DAYS, None, now).await?;
    let before = now.plus_days(-days);
    let is_any = store::has_use_before(&mut reader, before, CHUNK).await?;
    drop(reader);
    if !is_any {
        return Ok(());
    }
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_use(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}
