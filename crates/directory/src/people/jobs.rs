//! The reconciler of clocks: what has become due on an account is done by the service itself.

use kernel::door::{Actor, Command, Door, Face};
use kernel::refusal::{Error, Result};

use super::commands::{EraseDue, ReleaseDue};
use super::store;

/// Accounts looked at in one run, of each kind of thing that becomes due.
const BATCH: i64 = 200;
/// The service actor in whose name it happens.
const LIFECYCLE: &str = "lifecycle";

/// Does what is due, each as an act of its own, and says how many were done. What cannot be done now stays due and
/// does not hold up the rest.
pub async fn run_due(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let accounts = store::due(&mut reader, now, BATCH).await?;
    let withheld = store::due_addresses(&mut reader, now, BATCH).await?;
    drop(reader);
    let mut done = 0;
    for person in accounts {
        done += perform(door, EraseDue { person }).await?;
    }
    for person in withheld {
        done += perform(door, ReleaseDue { person }).await?;
    }
    Ok(done)
}

async fn perform<C: Command>(door: &Door, command: C) -> Result<usize> {
    let call = door.call(Actor::Service(LIFECYCLE), Face::Job);
    match door.perform(call, command).await {
        Ok(_) => Ok(1),
        // Somebody restored the person since the look, or a hold stops the clock.
        // The refusal stands in the audit.
        Err(Error::Refused(_)) => Ok(0),
        Err(fault) => Err(fault),
    }
}
