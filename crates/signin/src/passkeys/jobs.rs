//! Telling owners of counters that went back, and clearing challenges that would be over anyway.

use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Kind, Result};

use super::{WarnOfPasskey, store};

/// Rows cleared in one write, so that nobody waits long behind it.
const CHUNK: u64 = 500;
/// People told in one sweep.
const WARNED: i64 = 100;
/// Seconds for which a used challenge stays after its end, in case the clock is put back.
const REST: i64 = 86_400;

/// Tells those of whose passkeys a counter went back; where nobody is to be told, it reads one row that is not there.
pub(crate) async fn warn(door: &Door) -> Result<()> {
    let due = store::to_warn(&mut door.reader().await?, WARNED).await?;
    let mut first = Ok(());
    for (passkey, person) in due {
        let call = door.call(Actor::Service("second-factor"), Face::Job);
        match door.perform(call, WarnOfPasskey { person, passkey }).await {
            Ok(_) => {}
            // A passkey that is removed meanwhile does no harm, and somebody who is gone is told nothing.
            Err(Error::Refused(refusal))
                if matches!(refusal.kind, Kind::NotFound | Kind::Conflict) => {}
            Err(error) => {
                first = first.and(Err(error));
                continue;
            }
        }
        door.upkeep(move |tx| Box::pin(async move { Ok(store::warned(tx, passkey).await?) }))
            .await?;
    }
    first
}

/// Clears what is old; where nothing is, it reads one index and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let before = door.clock().now().plus_seconds(-REST);
    if !store::has_used_before(&mut door.reader().await?, before).await? {
        return Ok(());
    }
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_used(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}
