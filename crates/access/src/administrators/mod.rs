//! Administrators: which organisations have fewer of them at work than it takes for nobody to be stuck.
//!
//! Somebody works as an administrator who can sign in, is active, and holds a role now by which an organisation is
//! administered, given for it or for one above it. Whether that is so changes with roles, with accounts and with the
//! calendar, so a count of each open organisation is kept aside and worked out again when any of the three does
//! ([`jobs`]). The organisation itself is told from the grants as they are; this is for those who look after all of
//! them and would otherwise have to open twenty thousand pages.
//!
//! Beside them stand those with enough, in which nobody reads the mailbox of a primary local administrator: what the service
//! has to tell an organisation goes there.
//!
//! A count says nothing about what anybody may do, and nothing is decided by it.

mod authority;
pub mod jobs;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use queries::{FewAdministrators, FewLine, FewPage};

use kernel::db::Migration;
use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/administrators",
        queries: kernel::queries![FewAdministrators],
        rules: authority::RULES,
        after: vec![jobs::follower()],
        migrations: &[Migration {
            number: 32,
            name: "0032_access_administrators",
            sql: include_str!("../../../../migrations/0032_access_administrators.sql"),
        }],
        ..Manifest::default()
    }
}
