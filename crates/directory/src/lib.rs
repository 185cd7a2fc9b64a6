//! The directory: which organisations there are and who belongs to them.
//!
//! It holds the official register and the organisations that are members of the service, their administrative tree
//! and units, and every account: people, system accounts, shared and resource mailboxes. It knows nothing of
//! passwords, roles, licences or the tenant; those contexts listen to its facts and ask its questions.

pub mod organisations;
pub mod people;

mod pages;

use kernel::door::Manifest;

/// What this context brings.
pub fn manifests() -> Vec<Manifest> {
    vec![organisations::manifest(), people::manifest()]
}

/// The pages of this context.
pub fn portal() -> axum::Router<kernel::http::App> {
    organisations::portal::routes().merge(people::portal::routes())
}
