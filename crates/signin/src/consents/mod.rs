//! What people allow applications: asked once for each person, application and set of what it is told, and taken back at
//! any time; and the page on which everybody sees what knows them.
//!
//! Used by `oidc` before somebody enters and at every use of what an application was given, by people under *My account*,
//! and by primary local administrators, who can allow an application of their organisation for all of its people.
//!
//! Invariants:
//! - an application of an organisation asks for everything beyond who signs in; one of the whole service that is not
//!   answered for by those who run it asks before it stays signed in;
//! - what was allowed is a set: whatever is outside it is asked for again;
//! - what was taken back counts at once for whoever is in: every use asks here, beside the entry;
//! - it ends with the application, because nobody enters one that is out of use, and with the account;
//! - an organisation allows only what it registered itself, and only for those who may use it.
//!
//! It enters nothing and keeps no token (`oidc`).

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use kernel::door::{Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{AllowApplication, AllowForAll, Answer, LeaveApplication, WithdrawApplication};
pub(crate) use messages::NEEDED;
pub(crate) use model::to_be_allowed;
pub(crate) use queries::missing;
pub use queries::{
    AllowedForAll, AllowedForAllView, MyApplication, MyApplications, MyApplicationsView,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/consents",
        commands: register![AllowApplication, WithdrawApplication, LeaveApplication, AllowForAll],
        queries: ask![MyApplications, AllowedForAll],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, _, tx| {
            Box::pin(async move { Ok(store::forget(tx, fact.account.0).await?) })
        })],
        guards: const {
            &[Guard::new(
                "application_consent",
                "the holder and the application",
                "what is allowed is added to what was allowed before",
            )]
        },
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
