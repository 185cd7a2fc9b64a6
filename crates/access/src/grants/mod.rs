//! Grants: handing out roles, and taking them back.
//!
//! A platform administrator hands out every role. A primary local administrator hands out the roles of an
//! organisation, as far as their own grant reaches, for no longer than it lasts, and only to people they look after.
//! Nobody else hands out anything, and nobody to themself.
//!
//! What always holds: an organisation that has a primary local administrator keeps one, and the service keeps a
//! platform administrator, however many people act at once; a deleted account holds nothing. Every rule that looks
//! at more than one grant changes a guard row first ([`store`]) and looks afterwards.
//!
//! Used by the pages of organisations and people, by sign-in (`IsAdministrator`), and by the directory, whose
//! deletions and disablings can be refused here. The rows of grants themselves belong to the kernel. Nothing here
//! ends a grant at its date: a grant simply no longer counts after it.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{EndGrant, GiveGrant, Given};
pub use queries::{
    AdministratorCard, AdministratorsCard, Candidate, CandidateFor, CardLine, GrantLine,
    GrantState, GrantsInOrganisation, GrantsOfPerson, InOrganisation, MyGrants, NationalGrants,
    Nationwide, OfPerson,
};

use kernel::db::Migration;
use kernel::door::{Guard, Manifest};

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/grants",
        commands: kernel::commands![GiveGrant, EndGrant],
        queries: kernel::queries![
            GrantsInOrganisation,
            NationalGrants,
            GrantsOfPerson,
            MyGrants,
            AdministratorCard,
            CandidateFor,
        ],
        rules: authority::RULES,
        within: jobs::within(),
        answers: vec![jobs::answer],
        dated: &[&model::TELEPHONY_HOLDERS],
        guards: const {
            &[Guard::new(
                "grant_guard",
                "the organisation, or zero for the nation",
                "the last primary administrator stays, no role is held twice, and telephony has no more holders than the rule allows",
            )]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 9,
            name: "0009_access_grants",
            sql: include_str!("../../../../migrations/0009_access_grants.sql"),
        }],
        ..Manifest::default()
    }
}
