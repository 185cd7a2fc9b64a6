//! People: who belongs to an organisation, what they are called, where mail reaches them, how far their account is
//! in its life.
//!
//! Local administrators create, rename, disable, delete and restore the people of their own organisation; a person
//! keeps parts of their own profile; everybody signed in finds colleagues by a card. Other contexts ask
//! [`facts::directory::AccountOf`], [`facts::directory::AccountAt`] and who stands where
//! ([`kernel::authority::StandingOf`]), and listen to the `account.*` facts.
//!
//! What always holds:
//! * An address, once given, belongs to its account: a primary address becomes an alias that receives for ever, and
//!   after erasure it is withheld before anybody else may have it. Addresses that cannot be told apart on the
//!   telephone are one address, over primary ones, aliases and withheld ones.
//! * The number behind an address is the next never used for its stem; the stem's row is the guard.
//! * A person's state moves only along [`AccountState::after`]; deleting is restorable until its time is over.
//! * The *card* (public fields of listed, active people, a limited number a minute) and the *record* (by role, own
//!   organisations only) are two resources. A hidden person's card and a foreign record answer as unknown ones.
//! * A clock deletes nobody early, nobody under a legal hold, and no more of an organisation in a day than it may;
//!   what would be more waits on a list for somebody's decision.
//! * An account belongs to one organisation; when it moves, the address goes with it and nothing else of the old one.
//! * Licences, passwords, roles and the tenant never stop somebody from being created: they follow by listeners.
//!
//! It does not sign anybody in, hands out no licence, and knows no other kinds of account beyond people and system
//! accounts yet.
//!
//! Clocks are run by `jobs::run_due`; what inactivity deletes depends on a feed that comes in by `activity.record`.
//!
//! `names.rs` and `address.rs` are pure rules about names and addresses.

pub mod address;
mod authority;
mod commands;
pub mod jobs;
pub mod load;
pub mod messages;
mod model;
pub mod names;
pub mod portal;
mod queries;
mod store;

#[cfg(test)]
pub(crate) mod tests;

pub use commands::{
    AcceptJoiner, ActivityEntry, ActivityKind, AddressOutput, BlockLeaver, CancelLeaver,
    ChangePerson, ChangeProfile, ChangeStart, CreatePerson, CreateSystemAccount, Created,
    DeleteDue, DeletePerson, DisablePerson, DismissNight, EnablePerson, EndNight, EraseDue, Held,
    HoldNight, HoldPerson, Leaving, MailboxStanding, MarkLeaver, MarkMailbox, NightStands,
    RecordActivity, Recorded, ReleaseDue, ReleaseHold, ReleaseNight, Released, RenamePerson,
    RestorePerson, SpareDue, StartDue, Versioned,
};
pub use model::{
    ADDRESS_WITHHOLD_DAYS, AccountKind, AccountState, Cause, DISABLED_DAYS, FEED_COVERAGE,
    FEED_FRESH_DAYS, HOLD_REST_HOURS, INACTIVE_DAYS, INACTIVE_DELETE_DAYS, LEAVE_AHEAD_DAYS,
    LEAVER_DAYS, Leaver, LeaverKind, MOBILE_UK_ONLY, Move, NIGHT_FLOOR, NIGHT_PERCENT,
    RESTORE_DAYS, START_AHEAD_DAYS,
};
pub use portal::{
    Ahead, ComingParts, HomeCard, Lines, OrganisationCard, Owned, OwnedLines, QUERIES_ELSEWHERE,
    ReadyLines, actions_elsewhere, bulk_acts, cards, organisation_cards, ready_lines,
    request_kinds,
};
pub use queries::{
    AddressProposal, AsOf, Candidate, Candidates, Card, Clock, Creating, DeletedPage,
    DeletedPeople, DeletedRow, FindJoiner, FindPeople, Found, HoldLine, HoldsOfPerson, Joiners,
    LeaverPage, LeaverRow, Leavers, MayCreate, Me, NameCandidates, NightById, NightItem, NightList,
    NightView, NightsOfOrganisation, PeopleInOrganisation, PersonAct, PersonActs, PersonAsOf,
    PersonById, PersonCard, PersonPage, PersonRow, Preview, PreviewPerson, Proposed, Record,
    SearchPeople, SearchResult, SearchRow, StarterPage, StarterRow, Starters,
};

use facts::directory::{
    AccountAt, AccountDisabled, AccountEnabled, AccountOf, AccountsAfter, AccountsIn, ActivePeople,
    AddressOf, EndingBy, PeopleInUnit, PeopleNumbered, QuietPeople, UnreadSince,
};
use facts::signin::{AccountContained, AccountReleased, SessionBegun};
use kernel::authority::StandingOf;
use kernel::db::Migration;
use kernel::door::{Fact as _, Guard, Manifest, Within};

/// The mail domain in which people's addresses are formed; a port put in at the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain(pub String);

/// What transfers need of people: the account as it stands, who may let it go, and the move itself.
pub(crate) mod moves {
    pub(crate) use super::commands::{arrive, check_weight, known_unit, person, take_row};
    pub(crate) use super::messages;
    pub(crate) use super::model::{Account, Checked};
    pub(crate) use super::queries::{is_on_card, outranks, take_look};
    pub(crate) use super::store::find;
}

/// What inviting somebody to administer an organisation needs of people: that they are created in it.
pub(crate) mod coming {
    pub(crate) use super::address::Domain;
    pub(crate) use super::commands::{check, create, domain};
}

/// What administering an organisation nationally needs of people: how many there are.
pub(crate) mod counted {
    pub(crate) use super::store::accounts;
}

/// What closing an organisation needs of people: everybody inside, by what was agreed for them.
pub(crate) mod inside {
    pub(crate) use super::model::{Account, Needle};
    pub(crate) use super::store::{Agreed, Inside, count_inside, inside, position};
}

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "directory/people",
        commands: kernel::commands![
            CreatePerson,
            ChangePerson,
            RenamePerson,
            DisablePerson,
            EnablePerson,
            DeletePerson,
            RestorePerson,
            EraseDue,
            ReleaseDue,
            ChangeProfile,
            MarkMailbox,
            CreateSystemAccount,
            MarkLeaver,
            CancelLeaver,
            ChangeStart,
            StartDue,
            AcceptJoiner,
            HoldPerson,
            ReleaseHold,
            BlockLeaver,
            DeleteDue,
            SpareDue,
            HoldNight,
            EndNight,
            ReleaseNight,
            DismissNight,
            RecordActivity
        ],
        queries: kernel::queries![
            PersonById,
            PersonAsOf,
            PeopleInOrganisation,
            SearchPeople,
            FindPeople,
            PersonCard,
            NameCandidates,
            AddressProposal,
            DeletedPeople,
            Me,
            PersonActs,
            MayCreate,
            PreviewPerson,
            FindJoiner,
            Leavers,
            Starters,
            HoldsOfPerson,
            NightsOfOrganisation,
            NightById
        ],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: SessionBegun, call, tx| {
                Box::pin(async move {
                    store::note_activity(tx, call, fact.account, call.now).await.map(drop)
                })
            }),
            Within::new(&[AccountDisabled::NAME], |fact: AccountContained, call, tx| {
                Box::pin(commands::shut(fact.account, call, tx))
            }),
            Within::new(&[AccountEnabled::NAME], |fact: AccountReleased, call, tx| {
                Box::pin(async move {
                    match fact.enable {
                        true => commands::reopen(fact.account, call, tx).await,
                        false => Ok(()),
                    }
                })
            }),
        ],
        answers: vec![
            |answers| {
                answers
                    .add(|StandingOf(account), reader| Box::pin(store::standing(reader, account)))
            },
            |answers| {
                answers.add(|UnreadSince(account), reader| {
                    Box::pin(async move { Ok(store::unread_since(reader, account).await?) })
                })
            },
            |answers| {
                answers.add(|AccountOf(account), reader| Box::pin(store::view(reader, account)))
            },
            |answers| {
                answers.add(|AddressOf(account), reader| Box::pin(store::address(reader, account)))
            },
            |answers| {
                answers
                    .add(|AccountAt(address), reader| Box::pin(store::account_at(reader, address)))
            },
            |answers| {
                answers
                    .add(|asked: PeopleNumbered, reader| Box::pin(store::numbered(reader, asked)))
            },
            |answers| {
                answers
                    .add(|asked: QuietPeople, reader| Box::pin(store::quiet_people(reader, asked)))
            },
            |answers| {
                answers.add(|asked: ActivePeople, reader| {
                    Box::pin(store::active_people(reader, asked))
                })
            },
            |answers| {
                answers.add(|AccountsAfter { after, limit }, reader| {
                    Box::pin(store::accounts_after(reader, after, limit))
                })
            },
            |answers| {
                answers.add(|asked: EndingBy, reader| Box::pin(store::ending_by(reader, asked)))
            },
            |answers| {
                answers.add(|AccountsIn(organisation), reader| {
                    Box::pin(store::accounts_in(reader, organisation))
                })
            },
            |answers| {
                answers
                    .add(|PeopleInUnit(unit), reader| Box::pin(store::people_in_unit(reader, unit)))
            },
        ],
        dated: &[
            &RESTORE_DAYS,
            &ADDRESS_WITHHOLD_DAYS,
            &MOBILE_UK_ONLY,
            &LEAVER_DAYS,
            &LEAVE_AHEAD_DAYS,
            &START_AHEAD_DAYS,
            &DISABLED_DAYS,
            &INACTIVE_DAYS,
            &INACTIVE_DELETE_DAYS,
            &FEED_COVERAGE,
            &FEED_FRESH_DAYS,
            &NIGHT_PERCENT,
            &NIGHT_FLOOR,
            &HOLD_REST_HOURS,
        ],
        guards: const {
            &[
                Guard::new(
                    "address",
                    "the address",
                    "an address belongs to one account, and is withheld for a time after it",
                ),
                Guard::new(
                    "clock_day",
                    "the organisation",
                    "the clocks delete no more accounts in a day than they may",
                ),
                Guard::new("address_stem", "the stem", "the number of a stem is never given twice"),
            ]
        },
        refusals: messages::ALL,
        migrations: MIGRATIONS,
        ..Manifest::default()
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 4,
        name: "0004_directory_people",
        sql: include_str!("../../../../migrations/0004_directory_people.sql"),
    },
    Migration {
        number: 12,
        name: "0012_directory_clocks",
        sql: include_str!("../../../../migrations/0012_directory_clocks.sql"),
    },
    Migration {
        number: 17,
        name: "0017_directory_counts",
        sql: include_str!("../../../../migrations/0017_directory_counts.sql"),
    },
    Migration {
        number: 20,
        name: "0020_directory_holds",
        sql: include_str!("../../../../migrations/0020_directory_holds.sql"),
    },
    Migration {
        number: 21,
        name: "0021_directory_quiet",
        sql: include_str!("../../../../migrations/0021_directory_quiet.sql"),
    },
    Migration {
        number: 29,
        name: "0029_directory_lists",
        sql: include_str!("../../../../migrations/0029_directory_lists.sql"),
    },
    Migration {
        number: 35,
        name: "0035_directory_starts",
        sql: include_str!("../../../../migrations/0035_directory_starts.sql"),
    },
    Migration {
        number: 39,
        name: "0039_directory_mailboxes",
        sql: include_str!("../../../../migrations/0039_directory_mailboxes.sql"),
    },
];
