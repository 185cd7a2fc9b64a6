//! Looks: who of the national staff looked at an organisation's records, told to the organisation and to the person.
//!
//! The door itself leaves the lines, for every query that shows records ([`kernel::door::Look`]); here they are read,
//! and dropped after their time. A look through a role in the organisation itself leaves none: those are its own
//! people, and it knows who they are.
//!
//! What was changed stands in the history and not here. Reading this list through a role of the whole service is a look
//! like any other.

mod authority;
pub mod jobs;
mod messages;
mod model;
pub mod portal;
mod queries;
#[cfg(test)]
mod tests;

pub use queries::{LookLine, LookPage, LooksAtMe, LooksInOrganisation};

use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/looks",
        queries: kernel::queries![LooksInOrganisation, LooksAtMe],
        rules: authority::RULES,
        dated: &[&model::KEEP_DAYS],
        ..Manifest::default()
    }
}
