//! Passkeys and security keys: keys on people's devices that sign what this service asks, and by which they sign in, after the
//! password or in place of it.
//!
//! Used by `factors`, which takes a passkey wherever it takes a code ([`attempt`]); by the sign-in page, where one is enough;
//! by people under *My account*; and by those who help somebody who lost one.
//!
//! Invariants:
//! - only public keys are kept, and the name by which devices know an account is drawn by chance;
//! - a passkey signs a challenge that was given out for this act, to this browser and, where it is known, for this account; it
//!   is good once and for some minutes, and stands in no table until it was used rightly;
//! - it signs for exactly this service's host and origin, and only after it made sure of the person (a PIN, a finger, a face);
//! - an id of a credential stands with one account at most; whose passkey it is, its device says as well;
//! - a counter that does not go on is refused, and its owner is told by letter;
//! - a passkey alone begins a session only for an account that may act; a lock after wrong passwords does not keep it out,
//!   because nobody guesses a signature and others could otherwise lock the owner out;
//! - whoever has a passkey or an app shows it before one is added or removed; adding one ends every other session.
//!
//! It trusts no attestation: which make of device somebody uses is not asked.

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
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub(crate) use commands::sign_in;
pub use commands::{
    BeginPasskey, BeginPasskeyAtSignIn, ConfirmPasskey, RegisterPasskeyAtSignIn, RemovePasskey,
    RenamePasskey, RevokePasskey, SignInWithPasskey, WarnOfPasskey,
};
pub(crate) use jobs::{forget_old, warn};
pub(crate) use messages::REFUSED;
pub(crate) use model::{After, Bound, Offer, Tried, Used, attempt, claimed, for_alone, for_known};
pub use model::{Assertion, Kind, KnownPasskey, MINUTES, NewPasskey, Registration};
pub use queries::{MyPasskeys, PasskeyItem, PasskeyList, PasskeysOfPerson};
pub(crate) use store::{count, count_apart, forget, owners_among};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/passkeys",
        commands: register![
            SignInWithPasskey,
            BeginPasskey,
            ConfirmPasskey,
            BeginPasskeyAtSignIn,
            RegisterPasskeyAtSignIn,
            RenamePasskey,
            RemovePasskey,
            RevokePasskey,
            WarnOfPasskey
        ],
        queries: ask![MyPasskeys, PasskeysOfPerson],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, _, tx| {
            Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
        })],
        dated: &[&MINUTES],
        guards: const {
            &[
                Guard::new(
                    "passkey",
                    "the passkey",
                    "a counter only goes on, and nobody signs in with one that is removed",
                ),
                Guard::new("passkey_challenge", "the challenge", "a challenge is used once"),
            ]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 51,
            name: "0051_signin_passkeys",
            sql: include_str!("../../../../migrations/0051_signin_passkeys.sql"),
        }],
        ..Manifest::default()
    }
}
