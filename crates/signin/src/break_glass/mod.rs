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
//! - each session that it begins, and each recovery from the host, raises an alarm in the same act: a letter to every
//!   platform administrator, a notice above their pages, a line of the record, of the doctor and of the figures;
//! - an alarm stays until somebody other than whoever used the account says what it was;
//! - a drill is such a sign-in that was closed as one. Where an account was not drilled for a quarter, the pages and the
//!   doctor say so.

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
use kernel::door::{Guard, Manifest};
use kernel::{commands as register, queries as ask};

pub use commands::{CloseAlarm, EndBreakGlass, EnrolBreakGlass, Outcome, RecoverAccess};
pub use model::{DRILL_DAYS, Readiness, readiness};
pub(crate) use model::{refuse, used};
pub use portal::notice;
pub use queries::{BreakGlass, BreakGlassState};
pub(crate) use store::is_one;

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/break_glass",
        commands: register![EnrolBreakGlass, EndBreakGlass, CloseAlarm, RecoverAccess],
        queries: ask![BreakGlassState],
        rules: authority::RULES,
        dated: &[&DRILL_DAYS],
        guards: const { &[Guard::new("break_glass_alarm", "the alarm", "an alarm is closed once")] },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 61,
            name: "0061_signin_break_glass",
            sql: include_str!("../../../../migrations/0061_signin_break_glass.sql"),
        }],
        ..Manifest::default()
    }
}
