//! Dropping lines whose time is over.

use kernel::door::{Door, forget_looks};
use kernel::refusal::Result;

use super::model::KEEP_DAYS;

/// Lines dropped in one write.
const CHUNK: i64 = 200;

/// Drops what has been kept long enough. How many lines there were.
pub async fn sweep(door: &Door) -> Result<u64> {
    let now = door.clock().now();
    let days = door.reader().await?.dated(&KEEP_DAYS, None, now).await?;
    let before = now.plus_days(-days);
    let mut dropped = 0;
    loop {
        let some = door
            .upkeep(move |tx| Box::pin(async move { Ok(forget_looks(tx, before, CHUNK).await?) }))
            .await?;
        dropped += some;
        if some < CHUNK.unsigned_abs() {
            return Ok(dropped);
        }
    }
}
