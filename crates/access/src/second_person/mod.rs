//! The second person: what one person alone must not be able to do waits here for somebody else.
//!
//! The door keeps the exact change and refuses it meanwhile (`kernel::door`, level 3). Here whoever wants it says why, others
//! who may do the same look at it, and one of them approves or declines. Once approved it runs as its asker, in seconds, and
//! the record names both.
//!
//! Invariants:
//! - an approval is bound to the exact change, with the version that the asker looked at, and is used once;
//! - nobody approves what they asked for themselves, nor what was asked for by somebody whom they gave, or who gave them, a
//!   role or a way to sign in within a day: that could be one person twice;
//! - whoever approves may do it themselves, or is the second approver of the platform administrators, now and when it runs;
//! - what nobody decides within the time that a rule says lapses, and its asker can take it back before;
//! - what somebody asked for whose account is shut, because somebody else may have used it, is taken back;
//! - whoever may neither do it nor asked for it does not learn that it is there.

mod authority;
mod commands;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::access::SecondPersonDecided;
use facts::directory::AccountErased;
use facts::signin::AccountContained;
use kernel::db::Migration;
use kernel::door::{Fact as _, Guard, Manifest, SECOND_PERSON, SECOND_PERSON_HOURS, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{ApproveSecond, AskSecond, DeclineSecond, WithdrawSecond};
pub use queries::{SecondPersonById, SecondPersonItem, SecondPersonList, SecondPersonWaiting};

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/second_person",
        commands: register![AskSecond, ApproveSecond, DeclineSecond, WithdrawSecond],
        queries: ask![SecondPersonWaiting, SecondPersonById],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountErased, call, tx| {
                Box::pin(async move { Ok(store::forget(tx, fact.account, call).await?) })
            }),
            Within::new(&[SecondPersonDecided::NAME], |fact: AccountContained, call, tx| {
                Box::pin(commands::call_off(fact.account, call, tx))
            }),
        ],
        dated: &[&SECOND_PERSON, &SECOND_PERSON_HOURS],
        refusals: messages::ALL,
        guards: const {
            &[Guard::new(
                "second_person",
                "the proposal",
                "what waits for a second person is decided once",
            )]
        },
        migrations: &[Migration {
            number: 60,
            name: "0060_access_second_person",
            sql: include_str!("../../../../migrations/0060_access_second_person.sql"),
        }],
        ..Manifest::default()
    }
}
