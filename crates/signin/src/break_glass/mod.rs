//! Break-glass: two accounts for the day on which nobody else gets in, and the way in from the host when not even they do.
//!
//! Used by platform administrators, who enrol the accounts and look after alarms; by signing in, which lets them in past
//! everything but their key; and by the operator on the host, who lets somebody in again with `guildhall admin recover`.
//!
//! Invariants:
//! - such an account is one of a platform administrator and signs in with a passkey alone: it has no password, no start code
//!   and no token, and nobody gives it one while it is enrolled;
//! - neither terms of use nor any policy stands between its key and a session, and nothing is asked of Microsoft 365, mail
//!   or the network;
//! - each session that it begins, each time it is shut, and each recovery from the host raises an alarm in the same act: a letter to every
//!   platform administrator, a notice above their pages, a line of the record, of the doctor and of the figures;
//! - the last of them that is ready is neither disabled nor deleted, and keeps its role; the only key of one is not removed;
//! - everybody is asked for a second step only once two of them are ready;
//! - an alarm stays until somebody other than whoever used the account says what it was;
//! - a drill is such a sign-in that was closed as one. Where an account was not drilled for a quarter, the pages and the
//!   doctor say so, and a letter each week.

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

use facts::access::{GrantEnded, RuleSet};
use facts::directory::{AccountDeleted, AccountDisabled};
use kernel::db::Migration;
use kernel::door::{Actor, Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{
    CloseAlarm, EndBreakGlass, EnrolBreakGlass, Outcome, RecoverAccess, RemindOfDrill,
};
pub(crate) use jobs::remind;
use model::Taken;
pub use model::{DRILL_DAYS, REMIND_DAYS, Readiness, is_reason, readiness};
pub(crate) use model::{refuse, refuse_copied, refuse_last_key, shut, used};
pub use portal::notice;
pub use queries::{BreakGlass, BreakGlassState};
pub(crate) use store::is_one;

use crate::mfa::OBLIGES_EVERYBODY;

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/break_glass",
        commands: register![
            EnrolBreakGlass,
            EndBreakGlass,
            CloseAlarm,
            RecoverAccess,
            RemindOfDrill
        ],
        queries: ask![BreakGlassState],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountDisabled, call, tx| {
                Box::pin(model::refuse_last(tx, fact.account, Taken::SignIn, call))
            }),
            Within::new(&[], |fact: AccountDeleted, call, tx| {
                Box::pin(model::refuse_last(tx, fact.account, Taken::SignIn, call))
            }),
            Within::new(&[], |fact: GrantEnded, call, tx| {
                Box::pin(async move {
                    match call.actor {
                        // What was given until a day ends on that day, whatever anybody wants.
                        Actor::Service(_) => Ok(()),
                        _ => {
                            let taken = Taken::Role(fact.grant);
                            model::refuse_last(tx, fact.account, taken, call).await
                        }
                    }
                })
            }),
            Within::new(&[], |fact: RuleSet, call, tx| {
                Box::pin(async move {
                    match fact.name == OBLIGES_EVERYBODY.name && fact.value > 0 {
                        true => model::refuse_before(tx, call.now).await,
                        false => Ok(()),
                    }
                })
            }),
        ],
        dated: &[&DRILL_DAYS, &REMIND_DAYS],
        guards: const {
            &[
                Guard::new("break_glass_alarm", "the alarm", "an alarm is closed once"),
                Guard::new("break_glass", "the first one", "of several accounts one stays ready"),
            ]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 61,
            name: "0061_signin_break_glass",
            sql: include_str!("../../../../migrations/0061_signin_break_glass.sql"),
        }],
        ..Manifest::default()
    }
}
