//! Signing in to applications with OpenID Connect: one account opens the portal and whatever else is registered.
//!
//! Used by applications, through the addresses that `/.well-known/openid-configuration` lists, and by the browsers that they
//! send here. Signing in itself is the portal's: who has no session is led through the ordinary pages and comes back.
//!
//! Invariants:
//! - a browser is only ever sent to an address that was registered, compared byte for byte; what an unknown application
//!   asks for ends on a page;
//! - a code leads to tokens once, within a minute, for the application it was made for and whoever holds the verifier of
//!   its challenge; a second use ends what the first one gave;
//! - an application that stays signed in gets a new refresh token for each one it uses; one that is used twice ends all;
//! - everything an application was given hangs on one row, its *entry*: it goes when the person's password changes, when
//!   they are signed out everywhere, disabled or deleted, or their second step is reset, and is asked for at every use;
//! - of codes and refresh tokens only hashes are kept; access tokens are signed, for one audience, and live for minutes;
//! - an application that wants to is told when a session ends in which it was entered, whatever ended it but time and a
//!   restore: the job that tells it is put in by the act that ends the session;
//! - a device without a browser gets tokens once somebody typed its short code where they are signed in, in the network
//!   that the device is in; the code is eight letters, counts for minutes, and few wrong ones are taken from anybody;
//! - by what name the service goes stands in its settings and in no request.
//!
//! It keeps no application (`applications`) and no key (`signing_keys`), and decides nothing about signing in.

mod api;
mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod store;

use facts::directory::AccountErased;
use kernel::commands as register;
use kernel::door::{Guard, Manifest, Within};

pub use api::{is_called_by_programs, routes as api};
pub(crate) use api::{would_say, would_tell};
pub use commands::{ClearEntries, ClearedEntries, EndEntry, EnterApplication, EnteredApplication};
pub(crate) use jobs::forget_old;
pub use jobs::handlers;
pub(crate) use messages::{GONE, IN_BROWSER};
pub(crate) use model::LONGEST_TOKEN_SECONDS;
pub use model::{
    ACCESS_MINUTES, CODE_SECONDS, DEVICE_ELSEWHERE, DEVICE_MINUTES, DEVICE_MOST, DEVICE_TRIES,
    LOGOUT_TRIES, PUSHED_SECONDS, REFRESH_DAYS, REFRESHES_A_MINUTE, REQUEST_MINUTES,
};
pub(crate) use store::{
    end_all, end_in_application, end_of_session, end_with_session, entered_by, follow, void_all,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/oidc",
        commands: register![EnterApplication, EndEntry, ClearEntries],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move { Ok(store::end_all(tx, fact.account, None, call.now).await?) })
        })],
        dated: &[
            &CODE_SECONDS,
            &ACCESS_MINUTES,
            &REFRESH_DAYS,
            &REFRESHES_A_MINUTE,
            &REQUEST_MINUTES,
            &PUSHED_SECONDS,
            &LOGOUT_TRIES,
            &DEVICE_MINUTES,
            &DEVICE_MOST,
            &DEVICE_TRIES,
            &DEVICE_ELSEWHERE,
        ],
        guards: const {
            &[
                Guard::new("application_entry_use", "the entry", "a code is redeemed once"),
                Guard::new(
                    "application_visit",
                    "the session and the application",
                    "an application is told once of a session that ended",
                ),
                Guard::new(
                    "application_device",
                    "the device",
                    "a device asks no more often than it may",
                ),
                Guard::new(
                    "application_device_try",
                    "the account",
                    "no more wrong codes are looked at than may be",
                ),
                Guard::new(
                    "application_once",
                    "the application and what it used",
                    "a proof and a pushed request are used once",
                ),
                Guard::new("refresh_token", "the token", "a refresh token is used once"),
            ]
        },
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
