//! The directory: which organisations there are and who belongs to them.
//!
//! It holds the official register and the organisations that are members of the service, their administrative tree
//! and units, how they join and leave, which of them are administered nationally, every account: people, system accounts, shared and resource mailboxes, and their
//! transfers from one organisation to another. It knows nothing of
//! passwords, roles, licences or the tenant; those contexts listen to its facts and ask its questions.

pub mod joining;
pub mod organisations;
pub mod people;
pub mod served;
pub mod transfers;

mod pages;

use kernel::door::Manifest;

/// What this context brings.
pub fn manifests() -> Vec<Manifest> {
    vec![
        // First, because whoever comes in holds the gate of the organisation before anything else is looked at.
        organisations::manifest(),
        people::manifest(),
        transfers::manifest(),
        joining::manifest(),
        served::manifest(),
    ]
}

/// The pages of this context.
pub fn portal() -> axum::Router<kernel::http::App> {
    organisations::portal::routes()
        .merge(people::portal::routes())
        .merge(transfers::portal::routes())
        .merge(joining::portal::routes())
        .merge(served::portal::routes())
}
