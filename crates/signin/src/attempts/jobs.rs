//! Clearing the log of sign-ins.

use kernel::door::Door;
use kernel::refusal::Result;

use super::model::LOG_DAYS;
use super::store;

/// Lines cleared in one write, so that nobody waits long behind it.
const CHUNK: u64 = 500;

/// Clears lines that are older than the log is kept.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let days = reader.dated(&LOG_DAYS, None, now).await?;
    let before = now.plus_days(-days);
    let is_any = store::has_lines_before(&mut reader, before).await?;
    drop(reader);
    if !is_any {
        return Ok(());
    }
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_lines(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}
