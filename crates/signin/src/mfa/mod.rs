//! Who has to have a second step of signing in, and when it is left out.
//!
//! Used by `factors`, which asks whether a code is left out and whether one has to be added before there is a session; by
//! organisations, which ask it of their people; by those who help somebody whose telephone is elsewhere; by the home page.
//!
//! Invariants:
//! - the strictest reason wins: an account that somebody else got into, a role, the standard policy, the policy of named
//!   locations; what holds is judged at every sign-in from what is kept, with its cause, and stands in no flag;
//! - whoever has to have a second step and has none gets no session once their time is over, before they have added one;
//! - an exception leaves out what a policy asks, and nothing else: neither for a role that always asks, nor while a case is
//!   open; it ends by the clock, at the moment that it names, and needs no job for that;
//! - shutting an account ends the exception that counts for it; while its case is open nothing is left out but what the case
//!   itself leaves out, for hours and once;
//! - one exception counts for an account at a time, however many are granted at once; nobody grants one to themselves, and
//!   whoever approves a long one is neither who asked nor whom it is for;
//! - a network counts once somebody has approved it who did not propose it;
//! - what an organisation asks is one line of it, so that it has no cap and counts for whoever comes later;
//! - once a day every organisation is looked at, and whoever is concerned is told: when anything got worse, once a day at most.
//!
//! Deliberately absent: a session is not ended because more is asked from now on; it ends by its own clock, and the list of
//! sessions without a second step shows it until then.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use facts::directory::AccountErased;
use facts::signin::{AuthenticatorAdded, PasskeyAdded};
use kernel::db::{Migration, WriteTx};
use kernel::door::{Call, Guard, Manifest, Within};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::{commands as register, queries as ask};

pub use commands::{
    AskException, AskedException, DecideException, DecideNetwork, Decision, EndStepException,
    ExceptPerson, Excepted, ObligeOrganisation, ObligePerson, ProposeNetwork, ProposedNetwork,
    RemindOfSecondStep, RemoveNetwork, ReportMissedSteps, ReportSecondStep,
};
pub(crate) use jobs::report;
pub use model::{
    AtSignIn, Cause, Concern, ENDING_DAYS, Factor, GRACE_DAYS, Ground, Judged, LEAST_BITS_4,
    LEAST_BITS_6, LONG_DAYS, OBLIGES_ADMINISTRATORS, OBLIGES_EVERYBODY, Policy, REMIND_DAYS,
    Reason, SHORT_AT_MOST, SHORT_HOURS, STANDARD_GRACE_DAYS,
};
pub(crate) use model::{is_own_network, leaves_code_out, must_register};
pub use portal::bulk_acts;
pub use queries::{
    ExceptionItem, MissedPage, MissedSession, MySecondStep, NetworkItem, OrganisationStands,
    OrganisationsStand, PersonStands, ReadinessFigures, ReadinessPage, ReportFigures, ReportItem,
    ReportPage, SecondStepByOrganisation, SecondStepMissed, SecondStepOf, SecondStepReadiness,
    SecondStepReport, SecondStepWaiting, Show, StandsWith, WaitingDecisions, WaitingException,
    WaitingNetwork,
};
pub use store::{ExceptionState, NetworkState};

/// Ends the exception that counts for an account, if one does: its account was shut, and whoever got in may have had it granted.
pub(crate) async fn end_exception(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let standing = store::standing(tx, account).await?;
    if let Some(running) = standing.filter(|standing| call.now < standing.until) {
        store::end(tx, account, &running, call).await?;
    }
    Ok(())
}

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/mfa",
        commands: register![
            ObligeOrganisation,
            ObligePerson,
            ProposeNetwork,
            DecideNetwork,
            RemoveNetwork,
            ExceptPerson,
            AskException,
            DecideException,
            EndStepException,
            RemindOfSecondStep,
            ReportSecondStep,
            ReportMissedSteps
        ],
        queries: ask![
            SecondStepReadiness,
            SecondStepOf,
            MySecondStep,
            SecondStepByOrganisation,
            SecondStepWaiting,
            SecondStepMissed,
            SecondStepReport
        ],
        answers: vec![queries::answer],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: AuthenticatorAdded, call, tx| {
                Box::pin(async move { Ok(store::added(tx, fact.account, call).await?) })
            }),
            Within::new(&[], |fact: PasskeyAdded, call, tx| {
                Box::pin(async move { Ok(store::added(tx, fact.account, call).await?) })
            }),
        ],
        dated: &[
            &OBLIGES_EVERYBODY,
            &OBLIGES_ADMINISTRATORS,
            &GRACE_DAYS,
            &STANDARD_GRACE_DAYS,
            &SHORT_HOURS,
            &SHORT_AT_MOST,
            &LONG_DAYS,
            &REMIND_DAYS,
            &ENDING_DAYS,
            &LEAST_BITS_4,
            &LEAST_BITS_6,
        ],
        guards: const {
            &[
                Guard::new("mfa_standing", "the account", "one exception counts at a time"),
                Guard::new("mfa_network", "the network", "a network is decided about once"),
                Guard::new("mfa_exception", "the exception", "what was asked is decided once"),
                Guard::new("mfa_membership", "the account", "one policy is asked of a person"),
                Guard::new("mfa_reminder", "the organisation", "nobody is reminded too often"),
                Guard::new("mfa_report", "the organisation", "nobody is told twice in a day"),
            ]
        },
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 57,
                name: "0057_signin_mfa",
                sql: include_str!("../../../../migrations/0057_signin_mfa.sql"),
            },
            Migration {
                number: 69,
                name: "0069_signin_second_step_report",
                sql: include_str!("../../../../migrations/0069_signin_second_step_report.sql"),
            },
        ],
        ..Manifest::default()
    }
}
