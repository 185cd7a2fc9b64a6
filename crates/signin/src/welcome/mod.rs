//! The first sign-in: one list of what is to be done before somebody begins to work.
//!
//! Used by whoever sets their first password with a start code, and by the home page, which leads to the list until it is
//! finished or put off. Each step is done on the page that it is done on later, too, and the list says what is left.
//!
//! Invariants:
//! - how far somebody is, is read from what there is: the terms that were accepted, the ways of the second step, the word.
//!   Kept are only that somebody looked over their details, until when the rest was put off, and that it is finished. So the
//!   list goes on in another browser where it stood;
//! - nobody is signed out on the way, and nobody signs in twice;
//! - terms cannot be put off: there is no session without them. Whether the second step can is a rule;
//! - whoever had a password before there was this list, or was given one by the operator, is not led to it.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use kernel::db::Migration;
use kernel::door::Manifest;
use kernel::{commands as register, queries as ask};

pub use commands::{ConfirmDetails, FinishWelcome, PutWelcomeOff};
pub use model::{PUT_OFF_DAYS, SECOND_STEP_MAY_WAIT};
pub use portal::strip;
pub use queries::{MyWelcome, Step, StepName, Welcome, leads};
pub(crate) use store::{began_among, begin};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/welcome",
        commands: register![ConfirmDetails, PutWelcomeOff, FinishWelcome],
        queries: ask![MyWelcome],
        rules: authority::RULES,
        dated: &[&PUT_OFF_DAYS, &SECOND_STEP_MAY_WAIT],
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 53,
            name: "0053_signin_welcome",
            sql: include_str!("../../../../migrations/0053_signin_welcome.sql"),
        }],
        ..Manifest::default()
    }
}
