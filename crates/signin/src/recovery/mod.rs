//! A new password for somebody who forgot theirs, without anybody's help: by a code of their app, a recovery code or a passkey.
//!
//! Used by people who cannot sign in, at `/recover`, day and night; whoever helps them sees it in the history and in the log
//! of sign-ins.
//!
//! Invariants:
//! - nobody learns whether an account exists, may act or has a second step: whatever is not right is answered, counted and
//!   written down alike, for an account that there is and for one that there is not;
//! - codes are counted where codes after a password are, so that no way in has a count of its own; strangers use up a part of it
//!   only. Beyond that networks have a bound, and strangers all together: one code for each of a million accounts is a guess,
//!   too. Who comes from a network from which the account was let in before is no stranger: nobody elsewhere uses up what
//!   they have;
//! - what was proved is carried by the browser, sealed, for some minutes, and is good for one new password: it names the version
//!   of the one before;
//! - an account into which somebody else may have got, one that may not act, one that is no person's, one without a password
//!   and one whose second step was taken off a short time ago do not go this way; whoever holds a role goes by an app or a
//!   passkey only;
//! - afterwards every session and every step of signing in is over, a lock is open, and the owner is told by letter. Nobody is
//!   signed in by it: signing in asks for everything as always.
//!
//! It does not give a second step to somebody who lost it: a colleague makes sure of them and does that.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod store;
#[cfg(test)]
mod tests;

use kernel::commands as register;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest};

pub use commands::{FinishRecovery, ProveForRecovery, Recovering};
pub use model::{
    AFTER_RESET_HOURS, Asks, FAILURES_A_DAY, FAILURES_AT_ONCE, MINUTES, NETWORK_A_DAY, OPEN,
    PROOFS, STRANGERS_A_DAY,
};

/// What the table and the column came with.
const MIGRATION: Migration = Migration {
    number: 62,
    name: "0062_signin_recovery",
    sql: include_str!("../../../../migrations/0062_signin_recovery.sql"),
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/recovery",
        commands: register![ProveForRecovery, FinishRecovery],
        rules: authority::RULES,
        dated: &[
            &OPEN,
            &PROOFS,
            &MINUTES,
            &AFTER_RESET_HOURS,
            &FAILURES_AT_ONCE,
            &FAILURES_A_DAY,
            &NETWORK_A_DAY,
            &STRANGERS_A_DAY,
        ],
        guards: const { &[Guard::new("recovery_bound", "the network", "every code of a day counts")] },
        refusals: messages::ALL,
        migrations: &[MIGRATION],
        ..Manifest::default()
    }
}
