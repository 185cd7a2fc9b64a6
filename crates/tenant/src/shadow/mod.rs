//! What Microsoft 365 shows of each account as far as we know, and what people see and do about it.
//!
//! One row an account: what was last asked for, how far it is (saved here, on its way, live, refused in words), what
//! was last seen where it differs. Used by `execute`, which writes the rows through upkeep; by the person page (one
//! line of *Can they work?*), the page *On the way*, the home page and the operator's page. Commands pause and
//! resume all sending and ask for one person to be tried again now.
//!
//! Invariants: *live* is said only after reading back, of exactly what our records say now; the time shown is that
//! of the look that found it so. A pause stops everything and loses nothing. The last trouble with the connection
//! itself is kept apart from the problems of single people.
//!
//! Deliberately absent: the words of the tenant's errors, which are kept for the operator's log and never shown as
//! they are; any write to the tenant.

mod authority;
mod commands;
pub mod load;
pub(crate) mod messages;
pub(crate) mod model;
mod portal;
mod queries;
pub(crate) mod store;

#[cfg(test)]
mod tests;

use axum::Router;
use kernel::db::Migration;
use kernel::door::Manifest;
use kernel::http::App;
use kernel::{commands, queries};

pub use commands::{Pause, Resume, Retry};
pub use portal::{
    MakeCard, MakeOrganisationCard, MakeReadyLines, cards, organisation_cards, ready_lines, steps,
};
pub use queries::{
    OnTheWay, OnTheWayPage, Overview, OverviewView, Stage, StateOf, StateView, WayItem,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "tenant/shadow",
        commands: commands![Pause, Resume, Retry],
        queries: queries![StateOf, OnTheWay, Overview],
        rules: authority::RULES,
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 8,
                name: "0008_tenant_shadow",
                sql: include_str!("../../../../migrations/0008_tenant_shadow.sql"),
            },
            Migration {
                number: 18,
                name: "0018_tenant_open",
                sql: include_str!("../../../../migrations/0018_tenant_open.sql"),
            },
        ],
        ..Manifest::default()
    }
}

/// The pages of the slice.
pub fn portal() -> Router<App> {
    portal::routes()
}
