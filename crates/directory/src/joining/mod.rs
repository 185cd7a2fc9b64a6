//! Joining and leaving: how an organisation of the register becomes a member of the service, and how it goes.
//!
//! An organisation applies, its checks are looked at, it is prepared and opened; it may be declined. A member that is to
//! go is closing first: nobody comes in any more, everybody inside moves or leaves as it was agreed for them, and then it
//! is closed. Both sides see whose turn it is and since when. The organisation itself, its states and their table of
//! moves belong to `organisations`; this slice says who may make which move, and on which conditions.
//!
//! What always holds:
//! * An organisation opens only while every check that is asked of its sector holds or is waived with a reason and an
//!   end; a waiver may be given in the act that opens it. What the register says is never waived.
//! * A check that is no longer good shows, to the operator and to the organisation, and switches nothing off.
//! * What was agreed for somebody inside is not stored here: an open transfer or the mark of a leaver says it.
//! * Nobody is moved, marked or deleted because their organisation closes: each is an act of somebody, through the
//!   command of `transfers` or `people`. An organisation with accounts is not closed.
//! * The row of an organisation is the guard of its checks: whoever relies on them saves it.
//! * Whoever is invited to administer an organisation first is created in it, gets the role and is sent a way in within
//!   one act, that which opens it or a later one: there is no half of an administrator. The role is given by
//!   `access/grants` and the link sent by `signin/codes`, which listen within and may refuse the whole act.
//!
//! It writes no letters itself: it tells of each step, and `casework/notices` writes. It keeps no files.

pub(crate) mod authority;
mod commands;
pub mod messages;
mod model;
pub mod portal;
mod queries;
mod store;

#[cfg(test)]
mod tests;

pub use commands::{
    ApplyToJoin, BeginClosing, BeginOpening, CancelClosing, DeclineApplication, FirstAdministrator,
    InviteAdministrator, InviteAgain, Invited, JoiningVersion, PassTurn, RecordCheck, WaiveCheck,
};
pub(crate) use commands::{admit, invite, moved};
pub use model::{
    Check, LEVEL_BOARD, LEVEL_DENTISTRY, LEVEL_NETWORK, LEVEL_OPTOMETRY, LEVEL_OTHER,
    LEVEL_PHARMACY, LEVEL_PRACTICE, LEVEL_SOCIAL_CARE, LEVEL_TRUST, Level, Outcome, Sector, Stage,
    Standing, Turn, WAIVER_DAYS,
};
pub use portal::{HomeCard, Insight, OrganisationCard, cards, closing_notice, organisation_cards};
pub use queries::{
    AlikeLine, ApplicantView, CheckLine, ClosingPage, ClosingPeople, ClosingView, Inside,
    InsideLine, InvitedView, JoiningAct, JoiningByCode, JoiningCounts, JoiningLine, JoiningList,
    JoiningPage, JoiningSummary, JoiningView, OpenAlike, PreviewAlike, Waiting,
};

use facts::directory::{AccountErased, OrganisationClosed};
use facts::signin::PasswordSet;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "directory/joining",
        commands: kernel::commands![
            ApplyToJoin,
            RecordCheck,
            WaiveCheck,
            PassTurn,
            BeginOpening,
            DeclineApplication,
            InviteAdministrator,
            InviteAgain,
            BeginClosing,
            CancelClosing
        ],
        queries: kernel::queries![
            JoiningList,
            JoiningSummary,
            JoiningByCode,
            PreviewAlike,
            ClosingPeople
        ],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: OrganisationClosed, call, tx| {
                Box::pin(commands::note_closed(tx, call, fact.organisation))
            }),
            Within::new(&[], |fact: PasswordSet, call, tx| {
                Box::pin(store::start_invited(tx, call, fact.account))
            }),
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::forget_invitation(tx, fact.account).await?) })
            }),
        ],
        answers: vec![queries::answer],
        dated: &[
            &LEVEL_TRUST,
            &LEVEL_BOARD,
            &LEVEL_PRACTICE,
            &LEVEL_NETWORK,
            &LEVEL_PHARMACY,
            &LEVEL_DENTISTRY,
            &LEVEL_OPTOMETRY,
            &LEVEL_SOCIAL_CARE,
            &LEVEL_OTHER,
            &WAIVER_DAYS,
        ],
        guards: const {
            &[Guard::new(
                "joining_case",
                "the organisation",
                "an organisation goes on only with checks that hold at that moment",
            )]
        },
        refusals: messages::ALL,
        // The invitations come with the unread mailboxes, in a migration that `people` brings.
        migrations: &[Migration {
            number: 27,
            name: "0027_directory_joining",
            sql: include_str!("../../../../migrations/0027_directory_joining.sql"),
        }],
        ..Manifest::default()
    }
}
