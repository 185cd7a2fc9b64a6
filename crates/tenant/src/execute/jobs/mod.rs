//! What happens outside every act: hearing, sending, looking at everybody, hearing from the tenant.

mod catch_up;
mod hear;
mod import;
mod reconcile;
mod send;
mod steps;
#[cfg(test)]
mod tests;
mod wishes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::door::Door;
use kernel::http::Shutdown;
use kernel::jobs::Handler;

use crate::graph::Connection;

pub use catch_up::catch_up;
pub(crate) use hear::follower;
pub use import::{Imported, confirm_by_delta};
pub use reconcile::{Report, reconcile};

/// The queue of accounts to bring to the tenant; the subject of a job is the account's key.
pub(crate) const QUEUE: &str = "tenant.sync";
/// Time between two looks at what changed in the tenant.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Looks at what changed there between two looks at all our own records: once a day.
const LOOKS_A_DAY: u32 = 24 * 60;

/// The queues of this context and who does their jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(send::handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

/// The connection, if this installation has one.
pub(crate) fn connection(door: &Door) -> Option<Arc<Connection>> {
    door.ports().port::<Connection>().ok()
}

/// Looks at what changed in the tenant until the end is asked for. First, and once a day, it finds what our own
/// records say and nobody told: a fact may have been parked, or there was no connection when something was saved.
pub async fn run_import(door: Door, shutdown: Shutdown) {
    if connection(&door).is_none() {
        return;
    }
    for look in (0..LOOKS_A_DAY).cycle() {
        if shutdown.is_begun() {
            return;
        }
        if look == 0 {
            match catch_up(&door).await {
                Ok(0) => {}
                Ok(missed) => tracing::warn!(missed, "changes for the tenant had been missed"),
                Err(error) => tracing::warn!(%error, "looking for missed changes failed"),
            }
        }
        if let Err(error) = confirm_by_delta(&door).await {
            tracing::warn!(%error, "looking at what changed in the tenant failed; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
}
