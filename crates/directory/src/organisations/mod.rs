//! Organisations: the official register, the members of the service among them, their tree and their units.
//!
//! Every code of the register is a row in state *listed*; only an organisation that has been *opened* has a short
//! name, a tier, administrators and people. National staff import register files, find records and open them; local
//! administrators keep the contacts and units of their own organisation; everybody signed in may see the card.
//! Other contexts ask [`facts::directory::OrganisationOf`] and [`facts::directory::OrganisationCoded`].
//!
//! What always holds:
//! * Register files may be imported in any order and any number of times, with the same result: each group of
//!   register columns remembers the as-of day of the file that spoke last, an older file fills gaps only, and what a
//!   file does not say changes nothing.
//! * An import is one act for each chunk of rows, and good rows land although others of the file are bad.
//! * The administrative tree is separate from the register's relations, has one parent at most, and no ring.
//! * A short name, once given, belongs to its organisation for ever.
//! * What the register closes or renames of a member becomes a notice that is open until somebody has dealt with it
//!   or the register takes it back; the service looks by itself, and looking twice changes nothing.
//! * An organisation moves from state to state along [`OrganisationState::next`] only; who applies, opens and closes,
//!   and on which conditions, is the affair of `joining`.
//! * Whoever adds people or units to an organisation changes its row in `organisation_gate` while it is open, so
//!   that closing and adding cannot pass each other.
//!
//! It does not read people's rows, decides nothing about licences, and does not rename what carries a short name.
//!
//! `register/` reads files and knows nothing of the database; `jobs` drives an import for command line, demo and
//! portal, and watches the register for members.

mod authority;
pub mod commands;
pub mod jobs;
pub mod messages;
pub mod model;
pub mod portal;
pub mod queries;
pub mod register;
mod store;

#[cfg(test)]
mod tests;

pub use commands::{
    ChangeOrganisation, Changed, CloseOrganisation, CreateUnit, ImportRegister, Imported, NewUnit,
    NoteRegisterChange, OpenOrganisation, Opened, PlaceOrganisation, RemoveUnit, RenameUnit,
    SettleNotice,
};
pub use jobs::{Import, ImportReport, Importing, Interrupted, Progress, RefusedRow, import_file};
pub use model::{
    Confidence, FileForm, NoticeKind, OrganisationKind, OrganisationState, RegisterFile,
    RegisterRow, RegisterStatus, RelatedCode, RelationKind, SuccessionRow, Tier, display_name,
    short_names,
};
pub use queries::{
    CountOrganisations, FindOrganisations, FindSupport, ListFiles, ListUnits, MyOrganisations,
    OrganisationByCode, OrganisationCard, OrganisationDetails, PreviewRegister, RegisterNotices,
    Successions, SuccessionsOf, SuggestShortName, UnitById,
};

use facts::directory::{
    AccountCreated, AccountMoved, AccountRestored, OpenOrganisationsAfter, OrganisationCoded,
    OrganisationOf, OrganisationView, TimeZoneOf, UnitOf,
};
use kernel::authority::OrganisationNamed;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};

/// Where an organisation lies that is opened without saying so; a port put in at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// The time zone, such as `Europe/London`.
    pub time_zone: String,
    /// The country in which people use the service, as two capital letters.
    pub usage_location: String,
}

/// What other slices of the directory need of organisations: the record as it stands, its moves, its words, its lists.
pub(crate) mod standing {
    pub(crate) use super::commands::{coded, step};
    pub(crate) use super::model::{Organisation, day_of, short_names};
    pub(crate) use super::queries::bounded;
    pub(crate) use super::store::{
        Found, Page, Search, Served, by_code_in_sight, by_id, enter_gate, find, save_again,
        taken_short_names, words_clause,
    };
}

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "directory/organisations",
        commands: kernel::commands![
            ImportRegister,
            NoteRegisterChange,
            SettleNotice,
            OpenOrganisation,
            ChangeOrganisation,
            PlaceOrganisation,
            CloseOrganisation,
            CreateUnit,
            RenameUnit,
            RemoveUnit
        ],
        queries: kernel::queries![
            CountOrganisations,
            OrganisationByCode,
            OrganisationDetails,
            FindOrganisations,
            MyOrganisations,
            ListUnits,
            UnitById,
            SuggestShortName,
            OrganisationCard,
            FindSupport,
            PreviewRegister,
            ListFiles,
            SuccessionsOf,
            RegisterNotices
        ],
        rules: authority::RULES,
        within: vec![
            Within::new::<AccountCreated>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.organisation, call, tx))
            }),
            Within::new::<AccountRestored>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.organisation, call, tx))
            }),
            Within::new::<AccountMoved>(&[], |fact, call, tx| {
                Box::pin(commands::admit(fact.organisation, call, tx))
            }),
        ],
        answers: vec![
            |answers| {
                answers.add(|OrganisationOf(organisation), reader| {
                    Box::pin(async move {
                        Ok(store::by_id(reader, organisation).await?.map(OrganisationView::from))
                    })
                })
            },
            |answers| {
                answers.add(|OrganisationCoded(code), reader| {
                    Box::pin(async move {
                        Ok(store::by_code(reader, &code).await?.map(OrganisationView::from))
                    })
                })
            },
            |answers| {
                answers.add(|OrganisationNamed(code), reader| {
                    Box::pin(async move {
                        Ok(store::by_code(reader, &code).await?.map(|found| found.id))
                    })
                })
            },
            |answers| {
                answers.add(|OpenOrganisationsAfter { after, limit }, reader| {
                    Box::pin(async move { Ok(store::open_after(reader, after, limit).await?) })
                })
            },
            |answers| {
                answers.add(|TimeZoneOf(organisation), reader| {
                    Box::pin(async move {
                        let found = store::by_id(reader, organisation).await?;
                        Ok(found.and_then(|found| found.time_zone))
                    })
                })
            },
            |answers| {
                answers.add(|UnitOf(unit), reader| {
                    Box::pin(async move { Ok(store::unit(reader, unit).await?.map(Into::into)) })
                })
            },
        ],
        guards: const {
            &[
                Guard::new(
                    "organisation_gate",
                    "the organisation",
                    "nobody is created in an organisation that is closing",
                ),
                Guard::new(
                    "organisation_short_name",
                    "the short name",
                    "a short name belongs to one organisation",
                ),
            ]
        },
        refusals: messages::ALL,
        migrations: MIGRATIONS,
        ..Manifest::default()
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 3,
        name: "0003_directory_organisations",
        sql: include_str!("../../../../migrations/0003_directory_organisations.sql"),
    },
    Migration {
        number: 13,
        name: "0013_directory_register",
        sql: include_str!("../../../../migrations/0013_directory_register.sql"),
    },
];
