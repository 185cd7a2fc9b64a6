//! Grants: handing out roles, and taking them back.
//!
//! A platform administrator hands out every role. A primary local administrator hands out the roles of an
//! organisation, as far as their own grant reaches, for no longer than it lasts, and only to people they look after.
//! Nobody else hands out anything, and nobody to themself.
//!
//! Whoever is away for a while arranges cover: a colleague gets their own roles, no more and no further, for days that
//! are counted. What somebody holds to stand in is not handed on again, ends with the role that it stands in for, and
//! takes nothing from whoever is away.
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

pub use commands::{ArrangeCover, Arranged, EndCover, EndGrant, GiveGrant, Given};
pub use queries::{
    AdministratorCard, AdministratorsCard, Candidate, CandidateFor, CardLine, Colleague,
    ColleagueFor, CoverLine, CoverOfPerson, CoverableRole, Covers, GrantLine, GrantState,
    GrantsInOrganisation, GrantsOfPerson, InOrganisation, MyCover, MyGrants, NationalGrants,
    Nationwide, OfPerson, PersonCover,
};

pub(crate) use model::ENOUGH_ADMINISTRATORS;
pub(crate) use queries::administrators_at;

use kernel::db::Migration;
use kernel::door::{Guard, Manifest};

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/grants",
        commands: kernel::commands![GiveGrant, EndGrant, ArrangeCover, EndCover],
        queries: kernel::queries![
            GrantsInOrganisation,
            NationalGrants,
            GrantsOfPerson,
            MyGrants,
            AdministratorCard,
            CandidateFor,
            MyCover,
            CoverOfPerson,
            ColleagueFor,
        ],
        rules: authority::RULES,
        within: jobs::within(),
        answers: vec![jobs::answer],
        dated: &[
            &model::TELEPHONY_HOLDERS,
            &model::COVER_DAYS,
            &model::COVER_DAYS_A_YEAR,
            &model::SUPPLIER_HOURS,
        ],
        guards: const {
            &[Guard::new(
                "grant_guard",
                "the organisation, or zero for the nation",
                "the last primary administrator stays, no role is held twice, no role is stood in for twice or for too long, and telephony has no more holders than the rule allows",
            )]
        },
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 9,
                name: "0009_access_grants",
                sql: include_str!("../../../../migrations/0009_access_grants.sql"),
            },
            Migration {
                number: 31,
                name: "0031_access_covers",
                sql: include_str!("../../../../migrations/0031_access_covers.sql"),
            },
        ],
        ..Manifest::default()
    }
}
