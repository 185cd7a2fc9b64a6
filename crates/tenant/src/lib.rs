//! The tenant: keeps the one shared Microsoft 365 tenant as our records say it should be, and says how far it is.
//!
//! `plan` says what an account should look like there and which steps lead to it, without clock, network or
//! database. `shadow` remembers of each account what was last asked and last seen, shows it to people and lets them
//! pause, resume and try again. `execute` hears of changes, sends the steps, reads back, and hears from the tenant
//! what others changed there. `containment` does what is to be done there at once about an account that was shut. `graph` is the client they speak through.
//!
//! Used by `server`, which puts a [`Connection`] and a [`ui::when::Zone`] into the door's ports, merges [`portal`], runs
//! [`handlers`] among its jobs and [`run_import`] beside them. Invariants: an account counts as live only after
//! reading it back; whatever is lost on the way is found by the anchor, so nobody exists twice; when nothing
//! differs, nothing is written, here or there. Without a connection everything is saved here and waits.
//!
//! What it does not do: groups, Teams, mailboxes but for switching off the rules of one; decide anything about two people (a licence, an address); read
//! the clock for a rule. It never touches users it did not make or find by their anchor.

pub mod containment;
pub mod execute;
pub mod graph;
pub mod plan;
pub mod release;
pub mod shadow;

use std::collections::HashMap;

use axum::Router;
use kernel::door::Manifest;
use kernel::http::App;
use kernel::jobs::Handler;

pub use execute::{Report, catch_up, confirm_by_delta, reconcile, run_import};
pub use graph::{Connection, Settings};
pub use release::{is_held, release_notice};
pub use shadow::{
    MakeCard, MakeOrganisationCard, MakeReadyLines, cards, organisation_cards, ready_lines, steps,
};

/// What the slices bring.
pub fn manifests() -> Vec<Manifest> {
    vec![shadow::manifest(), release::manifest(), execute::manifest(), containment::manifest()]
}

/// The queues of this context and who does their jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    execute::handlers().into_iter().chain(containment::handlers()).collect()
}

/// The pages of the slices.
pub fn portal() -> Router<App> {
    shadow::portal().merge(release::portal())
}
