//! Clearing away what is over, and telling applications that somebody signed out.

mod tell;

pub use tell::handlers;

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Fault, Result};

use super::{ClearEntries, store};

/// Rows cleared in one write, so that nobody waits long behind it.
const CHUNK: i64 = 500;
/// Seconds for which what is over stays, so that many go at once, and so that a code that is tried again late is known.
const REST: i64 = 3600;

/// From when on entries that are over are kept.
pub(super) fn entries_before(now: Timestamp) -> Timestamp {
    now.plus_seconds(-REST)
}

/// Clears what is over; where nothing is, it reads a few indexes and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let before = entries_before(now);
    let mut reader = door.reader().await?;
    let has_entries = store::has_entries_before(&mut reader, before).await?;
    let has_uses = has_uses(&mut reader, before).await?;
    drop(reader);
    if has_entries {
        clear_entries(door).await?;
    }
    if has_uses {
        clear_uses(door, before).await?;
    }
    Ok(())
}

async fn clear_entries(door: &Door) -> Result<()> {
    loop {
        let call = door.call(Actor::Service("applications"), Face::Job);
        if door.perform(call, ClearEntries {}).await?.output.cleared == 0 {
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

async fn has_uses(reader: &mut Reader, before: Timestamp) -> Result<bool, Fault> {
    store::has_tokens_before(reader, before).await
}
