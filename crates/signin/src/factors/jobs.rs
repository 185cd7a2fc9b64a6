//! Clearing away what is old: wrong codes that no longer count, and what was begun and never finished.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Fault, Kind, Result};

use super::model::{DAY_SECONDS, UNCONFIRMED_HOURS};
use super::{ClearDueFactors, WarnOfWrongCodes, store};
use crate::texts;

/// Wrong codes cleared in one write, so that nobody waits long behind it.
const CHUNK: u64 = 500;
/// People told in one sweep.
const WARNED: i64 = 100;
/// Seconds for which a step that is over stays, so that many go in one act.
const REST: i64 = 3600;

/// What is old enough to go.
pub(super) struct Due {
    pub(super) unconfirmed_before: Timestamp,
    pub(super) steps_before: Timestamp,
}

/// From when on what was begun and never finished is kept.
pub(super) async fn due(reader: &mut Reader, now: Timestamp) -> Result<Due, Fault> {
    let hours = reader.dated(&UNCONFIRMED_HOURS, None, now).await?;
    Ok(Due {
        unconfirmed_before: now.plus_seconds(-hours * 3600),
        steps_before: now.plus_seconds(-REST),
    })
}

/// Tells those whose right password was followed by wrong codes; where nobody is to be told, it reads one row that is not
/// there.
pub(crate) async fn warn(door: &Door) -> Result<()> {
    let accounts = store::to_warn(&mut door.reader().await?, WARNED).await?;
    let mut first = Ok(());
    for person in accounts {
        let call = door.call(Actor::Service("second-factor"), Face::Job);
        match door.perform(call, WarnOfWrongCodes { person }).await {
            Ok(_) => {}
            // Somebody who is gone meanwhile is told nothing.
            Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => {}
            // They are told at the next look; one of them keeps nobody else from being told.
            Err(error) => {
                first = first.and(Err(error));
                continue;
            }
        }
        door.upkeep(move |tx| Box::pin(async move { Ok(store::warned(tx, person).await?) }))
            .await?;
    }
    first
}

/// Clears what is old; where nothing is, it reads three indexes and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    // A day counts; two are kept, in case the clock is put back.
    let failures_before = now.plus_seconds(-2 * DAY_SECONDS);
    let mut reader = door.reader().await?;
    let due = due(&mut reader, now).await?;
    let is_unfinished = store::has_unconfirmed_before(&mut reader, due.unconfirmed_before).await?
        || texts::has_unconfirmed_before(&mut reader, due.unconfirmed_before).await?
        || store::has_steps_before(&mut reader, due.steps_before).await?;
    let has_failures = store::has_failures_before(&mut reader, failures_before).await?;
    drop(reader);
    if is_unfinished {
        clear_unfinished(door).await?;
    }
    if has_failures {
        clear_failures(door, failures_before).await?;
        clear_turns(door).await?;
    }
    Ok(())
}

async fn clear_unfinished(door: &Door) -> Result<()> {
    loop {
        let call = door.call(Actor::Service("second-factor"), Face::Job);
        if door.perform(call, ClearDueFactors {}).await?.output.cleared == 0 {
            return Ok(());
        }
    }
}

async fn clear_failures(door: &Door, before: Timestamp) -> Result<()> {
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_failures(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}

/// Rows that hold the turn of an account while one code is counted, and nothing else.
async fn clear_turns(door: &Door) -> Result<()> {
    loop {
        let cleared = door
            .upkeep(|tx| Box::pin(async move { Ok(store::clear_turns(tx, CHUNK).await?) }))
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}
