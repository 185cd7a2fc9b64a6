//! Step-up: whoever has a second factor shows again that it is them before an act that would serve somebody well who found
//! their browser open.
//!
//! Used by the door, which asks [`FreshProofOf`] before every command of level 2 or more, and by the page that asks for a
//! code or a passkey in the middle of a form.
//!
//! Invariants:
//! - a session knows when its owner last gave a code or a passkey in it: when it began with one, when the first one was
//!   added in it, and whenever [`ProveAgain`] was done; a password is none of these;
//! - a code is spent, a challenge used and a wrong one counted exactly as at signing in;
//! - whoever proves it gets another key of the session: what somebody copied before opens nothing any more;
//! - an act for two people asks whoever has a passkey for that one;
//! - a proof is good in the session it was given in and in no other one, and for minutes;
//! - whoever has neither an app nor a passkey goes on without, unless a rule asks everybody for one.
//!
//! Which acts ask for it stands with each command (`Command::LEVEL`), and the door asks; no page does. Tokens are not asked:
//! making one is such an act.

mod authority;
mod commands;
mod model;
pub(crate) mod portal;
#[cfg(test)]
mod tests;

use kernel::commands as register;
use kernel::door::{FreshProofOf, Manifest};

pub use commands::{ProveAgain, ProvedAgain};
pub use model::{FACTOR_NEEDED, FRESH_MINUTES};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/step_up",
        commands: register![ProveAgain],
        rules: authority::RULES,
        answers: vec![|answers| {
            answers.add(|asked: FreshProofOf, reader| {
                Box::pin(async move { model::fresh_proof(reader, asked).await })
            })
        }],
        dated: &[&FRESH_MINUTES, &FACTOR_NEEDED],
        ..Manifest::default()
    }
}
