//! Sessions: who is signed in, in which browser, and until when.
//!
//! Used by the portal's middleware on every request ([`resolve`]), by the sign-in page ([`sign_in`]), and by the
//! other slices of this context, which end sessions when a password changes.
//!
//! Invariants:
//! - a session is known by a key of 256 random bits that only the browser has; here is only its hash;
//! - it ends when it was not used for a while (sooner if the account holds a role, also one that was given since), when its day is over, when it is ended by its owner or an
//!   administrator, when the password changes, and when the account is disabled or deleted, at once on every node;
//! - a session is only begun by somebody who just proved a password, a start code or a passkey;
//! - its use is noted at most once a minute, and no request waits for that; the note is cleared after some weeks.
//!
//! It decides nothing about what the person may do: the door asks for the account's standing in every act.

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

use facts::access::GrantGiven;
use facts::directory::{AccountDeleted, AccountDisabled};
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub(crate) use commands::as_nobody;
pub use commands::{
    EndAllSessions, EndSession, SignIn, VoidRestored, Voided, sign_in, void_restored,
};
pub(crate) use jobs::forget_old;
pub(crate) use model::cookie as cookie_of;
pub use model::{
    ABSOLUTE_HOURS, ADMINISTRATOR_IDLE_MINUTES, Held, IDLE_MINUTES, Proofs, SignedIn, USE_DAYS,
    cookie_name, key_of,
};
pub(crate) use model::{Fresh, begin, end_all, end_with_password_alone};
pub(crate) use queries::of_browser;
pub use queries::{MySessions, SessionItem, SessionList, SessionView, resolve};
pub(crate) use store::{
    PasswordAlone, alone_among, count, hold, note_proof, proved, renew_key, with_password_alone,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/sessions",
        commands: register![SignIn, EndSession, EndAllSessions, VoidRestored],
        queries: ask![MySessions],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountDisabled, call, tx| {
                Box::pin(async move { Ok(model::end_all(tx, fact.account, None, call.now).await?) })
            }),
            Within::new(&[], |fact: AccountDeleted, call, tx| {
                Box::pin(async move { Ok(model::end_all(tx, fact.account, None, call.now).await?) })
            }),
            Within::new(&[], |fact: GrantGiven, call, tx| {
                Box::pin(async move { Ok(model::shorten(tx, call, fact.account).await?) })
            }),
        ],
        dated: &[&IDLE_MINUTES, &ADMINISTRATOR_IDLE_MINUTES, &ABSOLUTE_HOURS, &USE_DAYS],
        guards: const {
            &[Guard::new("session", "the session", "no application is entered with one that ends")]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 56,
            name: "0056_signin_step_up",
            sql: include_str!("../../../../migrations/0056_signin_step_up.sql"),
        }],
        ..Manifest::default()
    }
}
