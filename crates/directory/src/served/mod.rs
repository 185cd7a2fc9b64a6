//! Served: small organisations that the national administration service administers, because they have nobody who could.
//!
//! A platform administrator marks an organisation with a sector; from then on those who hold the role for that sector do
//! there what a local administrator does for people. The mark is the kernel's, because it decides who may do what; this
//! slice says when one may be put on and taken off, how many people such an organisation has, and keeps how those were
//! checked who asked for something.
//!
//! What always holds:
//! * An organisation bears one mark at most, and only a running one is marked.
//! * A marked organisation has no more people than the rule allows, whoever adds one: the row of the count that every
//!   arrival changes is what the rule hangs on.
//! * An act by a role for a sector has a record of its asker that was made by the one who acts, for that organisation, and
//!   is not over. The door asks for it in one place, for every command of every slice.
//! * A mark ends with the organisation.
//!
//! It does not decide which roles may do what, keeps no mailboxes, and sends no letters.

mod authority;
mod commands;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;

#[cfg(test)]
mod tests;

pub use commands::{AdministerLocally, AdministerNationally, IntakeOpened, OpenIntake};
pub use model::{INTAKE_HOURS, PEOPLE, Way};
pub use portal::{cards, organisation_cards};
pub use queries::{
    IntakeLine, SectorCount, Served, ServedByCode, ServedCounts, ServedLine, ServedList,
    ServedPage, ServedSummary,
};

use facts::directory::{AccountCreated, AccountMoved, AccountRestored, OrganisationClosed};
use kernel::authority::IntakeOf;
use kernel::db::Migration;
use kernel::door::{Manifest, Within};

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "directory/served",
        commands: kernel::commands![AdministerNationally, AdministerLocally, OpenIntake],
        queries: kernel::queries![ServedList, ServedSummary, ServedByCode],
        rules: authority::RULES,
        within: vec![
            Within::new::<AccountCreated>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.account, fact.organisation, call, tx))
            }),
            Within::new::<AccountRestored>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.account, fact.organisation, call, tx))
            }),
            Within::new::<AccountMoved>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.account, fact.organisation, call, tx))
            }),
            Within::new::<OrganisationClosed>(&["organisation.served"], |fact, _, tx| {
                Box::pin(commands::note_closed(fact.organisation, tx))
            }),
        ],
        answers: vec![|answers| {
            answers.add(|IntakeOf { account, organisation, at }, reader| {
                Box::pin(
                    async move { Ok(store::ticket_of(reader, account, organisation, at).await?) },
                )
            })
        }],
        dated: &[&PEOPLE, &INTAKE_HOURS],
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 38,
            name: "0038_directory_served",
            sql: include_str!("../../../../migrations/0038_directory_served.sql"),
        }],
        ..Manifest::default()
    }
}
