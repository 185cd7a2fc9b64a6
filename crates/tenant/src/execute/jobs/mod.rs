//! What happens outside every act: hearing, sending, looking at everybody, hearing from the tenant.

mod hear;
mod import;
mod reconcile;
mod send;
mod steps;
mod wishes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::door::Door;
use kernel::http::Shutdown;
use kernel::jobs::Handler;

use crate::graph::Connection;

pub(crate) use hear::follower;
pub use import::{Imported, confirm_by_delta};
pub use reconcile::{Report, reconcile};

/// The queue of accounts to bring to the tenant; the subject of a job is the account's key.
pub(crate) const QUEUE: &str = "tenant.sync";
/// Time between two looks at what changed in the tenant.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// The queues of this context and who does their jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(send::handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

/// The connection, if this installation has one.
pub(crate) fn connection(door: &Door) -> Option<Arc<Connection>> {
    door.ports().port::<Connection>().ok()
}

/// Looks at what changed in the tenant until the end is asked for; first puts in again what waits without a job,
/// because there may have been no connection when it was saved.
pub async fn run_import(door: Door, shutdown: Shutdown) {
    if connection(&door).is_none() {
        return;
    }
    if let Err(error) = hear::wake(&door).await {
        tracing::warn!(%error, "putting in what waits for the tenant failed");
    }
    while !shutdown.is_begun() {
        if let Err(error) = confirm_by_delta(&door).await {
            tracing::warn!(%error, "looking at what changed in the tenant failed; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
}
