//! History: what was done, by whom, in words.
//!
//! It reads the audit and changes nothing. An organisation sees the acts that concern it, each with a number of its
//! own order without gaps; a person sees what was done to their account. Names are those of today; values about a
//! person are shown to those who may see that person, as long as they are kept; `jobs` drops them when their time is
//! over.
//!
//! Used by the history pages, by the CSV of an organisation's history and by the API. It proves nothing: that is done
//! by verifying the sealed order itself.

mod authority;
pub mod jobs;
mod messages;
pub mod portal;
mod queries;
#[cfg(test)]
pub(crate) mod tests;

pub use messages::worded_commands;
pub use queries::{
    Change, Entry, HistoryOfOrganisation, HistoryOfPerson, MyHistory, OrganisationHistory,
    PersonHistory, Undo, UndoOf, WhomOfHistory,
};

use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/history",
        queries: kernel::queries![
            HistoryOfOrganisation,
            HistoryOfPerson,
            MyHistory,
            UndoOf,
            WhomOfHistory
        ],
        rules: authority::RULES,
        dated: &[&jobs::PERSONAL_DAYS],
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
