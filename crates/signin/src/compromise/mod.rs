//! Accounts that somebody else got into: shut at once, opened again step by step, closed when everything is proved.
//!
//! Used by those who help people to sign in, by those who run the service, and by people who notice it themselves. What the
//! directory and the tenant do about it they hear by facts: the account is disabled while its case is *contained*.
//!
//! Invariants:
//! - an account has one open case at most, however many report it at once;
//! - opening takes everything away that whoever got in may hold, in one act: the password, every session, what applications
//!   were given, API tokens, start codes, the second step and what left it out, what a helper had made sure of, the telephone
//!   word, and that terms of use were accepted; and the account is disabled;
//! - nobody is let in again before somebody who helps has made sure that it is the person who asks, and nobody lets in
//!   themselves;
//! - while a case is open the account opens applications only from a session with a second step, unless that is left out for
//!   hours: once each time the account is shut, for somebody who has proved the rest and holds no role, and it ends by the clock;
//! - whoever begins again can be shut again at any moment, in the same case: everything that was proved is to be proved anew;
//! - the words about a closed case are removed when a rule says so; that there was a case, and its numbers, stay;
//! - a case is closed when a new password, a second step and a check of the devices are there, all from after it was opened;
//!   who closes it is another one than whose it is;
//! - whose rights do not cover those of the account neither shuts it nor opens it.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::{AccountErased, AccountMoved};
use facts::signin::IsContained;
use kernel::clock::Timestamp;
use kernel::db::{Migration, Reader};
use kernel::door::{Guard, Manifest, Within};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::{commands as register, queries as ask};

pub use commands::{
    CaseMoved, CloseCompromise, EndLift, ForgetCaseWords, Forgotten, LiftSecondStep,
    OpenCompromise, RecordDeviceCheck, ReleaseCompromised, ReportCompromise,
};
pub(crate) use jobs::{arm, forget_old};
pub(crate) use messages::NO_APPLICATIONS;
pub use model::{Found, LIFT_HOURS, State, WORDS_DAYS};
pub use queries::{
    CaseItem, CasePage, CompromiseCase, CompromiseCases, CompromiseOf, CompromiseState, InTenant,
};

pub(crate) use store::{Shut, open_among};

use crate::sessions::Proofs;

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/compromise",
        commands: register![
            OpenCompromise,
            ReportCompromise,
            ReleaseCompromised,
            RecordDeviceCheck,
            LiftSecondStep,
            EndLift,
            CloseCompromise,
            ForgetCaseWords
        ],
        queries: ask![CompromiseOf, CompromiseCases],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountMoved, call, tx| {
                Box::pin(async move {
                    Ok(store::take_along(tx, fact.account, fact.organisation, call).await?)
                })
            }),
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
            }),
        ],
        answers: vec![|answers| {
            answers.add(|IsContained(account), reader| {
                Box::pin(async move {
                    let open = store::open_of(reader, account).await?;
                    Ok(open.is_some_and(|case| case.state == State::Contained))
                })
            })
        }],
        guards: const { &[Guard::new("compromise_open", "the account", "an account has one open case")] },
        dated: &[&LIFT_HOURS, &WORDS_DAYS],
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 54,
                name: "0054_signin_compromise",
                sql: include_str!("../../../../migrations/0054_signin_compromise.sql"),
            },
            Migration {
                number: 67,
                name: "0067_signin_lift",
                sql: include_str!("../../../../migrations/0067_signin_lift.sql"),
            },
        ],
        ..Manifest::default()
    }
}

/// Refuses whoever gives a way in to an account that is shut: first somebody makes sure who is asking, and lets them begin.
pub(crate) async fn refuse_contained(reader: &mut Reader, account: AccountId) -> Result<()> {
    let open = store::open_of(reader, account).await?;
    match open.is_some_and(|case| case.state == State::Contained) {
        true => Err(messages::CONTAINED.refuse().into()),
        false => Ok(()),
    }
}

/// Whether it is not over yet that somebody else may have got into an account.
pub(crate) async fn is_open(reader: &mut Reader, account: AccountId) -> Result<bool> {
    Ok(store::open_of(reader, account).await?.is_some())
}

/// Refuses to open applications to somebody whose case is open and who proved a password only, unless more is left out for now.
pub(crate) async fn check_second_step(
    reader: &mut Reader,
    account: AccountId,
    proofs: Proofs,
    now: Timestamp,
) -> Result<()> {
    if !matches!(proofs, Proofs::Password | Proofs::PasswordAndText | Proofs::PasswordAndPaper) {
        return Ok(());
    }
    match store::open_of(reader, account).await? {
        Some(case) if case.lift_at(now).is_none() => Err(NO_APPLICATIONS.refuse().into()),
        _ => Ok(()),
    }
}
