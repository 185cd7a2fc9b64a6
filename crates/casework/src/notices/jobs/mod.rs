//! What happens outside every act: hearing, writing letters, sending them, and forgetting them.

mod clocks;
mod hear;
mod joining;
mod passwords;
mod relay;
mod send;
mod unwritten;
mod waiting;
mod write;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::clock::Stopwatch;
use kernel::door::Door;
use kernel::http::Shutdown;
use kernel::jobs::{Handler, Lead};

pub use clocks::{forget_old, wake, warn};
pub(super) use hear::follower;
pub use relay::{Relay, RelaySettings, Security, read_file};
pub use unwritten::{Unwritten, filled};
pub(crate) use write::tell_of_report;
pub(super) use write::{sample, values_of};

/// The queue of letters; the subject of a job is the letter's key.
pub(super) const QUEUE: &str = "notice.mail";
/// Time between two looks for letters whose job is missing.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Time between two looks for days that come and letters that are old.
const CLOCKS_EVERY: Duration = Duration::from_secs(3600);

/// The queues of this slice and who does their jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(send::handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

/// Looks for letters that wait without a job, for days that come, and for what is old, until the end is asked for.
pub async fn run(door: Door, shutdown: Shutdown) {
    let mut lead = Lead::new("notices");
    let mut looked: Option<Stopwatch> = None;
    while !shutdown.is_begun() {
        match lead.is_ours(&door).await {
            Ok(true) => {
                if let Err(error) = wake(&door).await {
                    tracing::warn!(%error, "looking for letters that wait failed; trying again");
                }
                if looked.is_none_or(|looked| looked.elapsed() > CLOCKS_EVERY) {
                    looked = Some(Stopwatch::start());
                    if let Err(error) = warn(&door).await {
                        tracing::warn!(%error, "writing letters about days to come failed; trying again");
                        looked = None;
                    }
                    if let Err(error) = forget_old(&door).await {
                        tracing::warn!(%error, "forgetting old letters failed; trying again");
                    }
                }
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "asking who looks after letters failed"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
    if let Err(error) = lead.give_up(&door).await {
        tracing::warn!(%error, "another process looks after letters only in two minutes");
    }
}
