//! Clearing away what is over.

use kernel::clock::Timestamp;
use kernel::door::{Actor, Door, Face};
use kernel::refusal::Result;

use super::{ClearSamlEntries, store};

/// Rows cleared in one write, so that nobody waits long behind it.
const CHUNK: i64 = 500;

/// Clears what is over; where nothing is, it reads two indexes and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let has_entries = store::has_entries_before(&mut reader, now).await?;
    let has_uses = store::has_uses_before(&mut reader, now).await?;
    drop(reader);
    if has_entries {
        clear_entries(door).await?;
    }
    if has_uses {
        clear_uses(door, now).await?;
    }
    Ok(())
}

async fn clear_entries(door: &Door) -> Result<()> {
    loop {
        let call = door.call(Actor::Service("applications"), Face::Job);
        if door.perform(call, ClearSamlEntries {}).await?.output.cleared == 0 {
            return Ok(());
        }
    }
}

async fn clear_uses(door: &Door, before: Timestamp) -> Result<()> {
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_uses(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared == 0 {
            return Ok(());
        }
    }
}
