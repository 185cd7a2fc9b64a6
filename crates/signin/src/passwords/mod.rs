//! Passwords: which ones are taken, how they are kept, and how people change theirs.
//!
//! Used by the slices `sessions` (signing in) and `codes` (first and lost passwords).
//!
//! Invariants:
//! - a password is kept as an Argon2id hash only, made outside every transaction on two threads of their own; one made at a lower
//!   cost than today's is made anew when its owner next signs in;
//! - checking the password of an account that does not exist takes as long as checking a real one;
//! - the password of an erased account is gone;
//! - changing a password ends every session but the one that changed it;
//! - no administrator sets a password for somebody else; the operator on the host can, for demonstrations and to get
//!   in again when nobody else can, and the audit says so.
//!
//! Passwords do not expire and ask for no mixture of signs: both make them worse.

mod authority;
mod commands;
pub(crate) mod messages;
mod model;
pub(crate) mod portal;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use kernel::commands as register;
use kernel::door::{Guard, Manifest, Within};

pub(crate) use commands::own;
pub use commands::{ChangePassword, SetPasswordByOperator};
pub(crate) use model::{Around, Limits, least_characters, normalise};
pub use model::{Cost, HashingPool, LEAST_CHARACTERS, MOST_CHARACTERS, Place};
pub(crate) use store::{credential, hold, hold_still, renew, set, void, was_ever_set};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/passwords",
        commands: register![ChangePassword, SetPasswordByOperator],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move { Ok(void(tx, fact.account, call.now, call.act).await?) })
        })],
        dated: &[&LEAST_CHARACTERS, &MOST_CHARACTERS],
        guards: const {
            &[Guard::new(
                "credential",
                "the account",
                "no session begins beside a change of what it has to prove",
            )]
        },
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
