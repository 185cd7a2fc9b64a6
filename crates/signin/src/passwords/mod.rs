//! Passwords: which ones are taken, how they are kept, and how people change theirs.
//!
//! Used by the slices `sessions` (signing in) and `codes` (first and lost passwords).
//!
//! Invariants:
//! - a password is kept as an Argon2id hash only, made outside every transaction on two threads of their own; one made at a lower
//!   cost than today's is made anew when its owner next signs in;
//! - checking the password of an account that does not exist takes as long as checking a real one;
//! - the password of an erased account is gone, and those before it;
//! - the last few passwords are not taken again; they are compared on a change only, in the one place in the queue that the
//!   change has;
//! - a rule that gets stricter shuts nobody out: it is asked for when a password is next chosen, and until then its owner
//!   is told;
//! - changing a password ends every session but the one that changed it;
//! - no administrator sets a password for somebody else; the operator on the host can, for demonstrations and to get
//!   in again when nobody else can, and the audit says so.
//!
//! Which rules hold is a dated choice (`model/policy.rs`): modern guidance, or the older rules of the real service.

mod authority;
mod commands;
pub(crate) mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{ChangePassword, SetPasswordByOperator};
pub(crate) use commands::{earlier, is_earlier, own, refuse_earlier};
pub use model::{
    Chosen, Cost, HISTORY, HashingPool, LEAST_ALONE, LEAST_CHARACTERS, LEAST_OF_SYSTEMS,
    LEAST_OLDER, MOST_CHARACTERS, POLICY, Place, VALID_DAYS,
};
pub(crate) use model::{Demands, busy, folded, normalise};
pub use queries::{MyPassword, OwnPassword};
pub(crate) use queries::{ends_at, has_ended};
pub(crate) use store::{change, credential, hold, hold_still, renew, set, void, was_ever_set};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/passwords",
        commands: register![ChangePassword, SetPasswordByOperator],
        queries: ask![MyPassword],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move { Ok(store::erase(tx, fact.account, call.now, call.act).await?) })
        })],
        dated: &[
            &POLICY,
            &LEAST_ALONE,
            &LEAST_CHARACTERS,
            &LEAST_OLDER,
            &LEAST_OF_SYSTEMS,
            &MOST_CHARACTERS,
            &HISTORY,
            &VALID_DAYS,
        ],
        guards: const {
            &[Guard::new(
                "credential",
                "the account",
                "no session begins beside a change of what it has to prove",
            )]
        },
        answers: vec![queries::answer],
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 45,
                name: "0045_signin_passwords",
                sql: include_str!("../../../../migrations/0045_signin_passwords.sql"),
            },
            Migration {
                number: 48,
                name: "0048_signin_expiry",
                sql: include_str!("../../../../migrations/0048_signin_expiry.sql"),
            },
        ],
        ..Manifest::default()
    }
}
