//! Attempts to sign in: counted before they are judged, locked when too many fail, logged either way.
//!
//! Used by the slices `passwords`, `sessions` and `codes` from `prepare`, and by administrators who unlock an account.
//!
//! Invariants:
//! - an attempt counts as a failure from the moment it begins, in a committed row, until it is found to be right; so
//!   however many come at once, through however many nodes, and whenever the machine stops, no more guesses are
//!   judged than the rule allows;
//! - failures count by network, too, and what is beyond its bound is not judged; but whoever was let in from a network lately is
//!   judged whatever others did there, and what is not judged locks nobody;
//! - what is answered to the outside is the same whether the account is unknown, disabled or locked or the password
//!   is wrong; only the log knows;
//! - the log is cleared after some time, which is a dated rule;
//! - no password is in the log, also not one that was typed into the field for the username.
//!
//! An administrator's unlocking is a business act and cannot write the counter, which upkeep owns: it writes a
//! release, and the counter starts anew when it meets a release it has not counted under.

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

use kernel::db::Migration;
use kernel::door::{Guard, Manifest};
use kernel::{commands as register, queries as ask};

pub use commands::{UnlockAccount, WarnOfGuessing};
pub(crate) use jobs::{forget_old, warn};
pub use model::{
    FAMILIAR_DAYS, LOCK_FAILURES, LOCK_MINUTES, LOG_DAYS, MANY_ACCOUNTS, MANY_NETWORKS,
    NETWORK_FAILURES, OWN_NETWORK_FAILURES, SPRAY_ACCOUNTS, TRAVEL_SPEED,
};
pub use model::{Factor, Level, Outcome, Reason};
pub(crate) use model::{
    Going, Kind, NO_SECOND_STEP, NOT_FOR_THEM, Reasons, Risk, Settlement, TERMS_WAIT, Tried,
    Verdict, Went, begin, let_in_from, look,
};
pub use queries::{
    ApplicationsInLog, Attempts, LogPage, LoggedApplication, LoggedApplications, LoggedAttempt,
    RecentSignIns, SignInLog, SignInState, SignInStateOf,
};
pub(crate) use store::{
    Line, accept, accept_after, accept_as, is_unusual, log, on_the_way, release, releases,
    take_back,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/attempts",
        commands: register![UnlockAccount, WarnOfGuessing],
        queries: ask![RecentSignIns, SignInLog, ApplicationsInLog, SignInStateOf],
        rules: authority::RULES,
        dated: &[
            &LOCK_FAILURES,
            &LOCK_MINUTES,
            &LOG_DAYS,
            &FAMILIAR_DAYS,
            &TRAVEL_SPEED,
            &SPRAY_ACCOUNTS,
            &NETWORK_FAILURES,
            &OWN_NETWORK_FAILURES,
            &MANY_NETWORKS,
            &MANY_ACCOUNTS,
        ],
        guards: const {
            &[
                Guard::new("sign_in_network", "the network", "every failed sign-in counts"),
                Guard::new("sign_in_guard", "the account", "every failed sign-in counts"),
                Guard::new(
                    "sign_in_guessing",
                    "the account, or the nation",
                    "those who run the service are told once a day",
                ),
            ]
        },
        refusals: messages::ALL,
        migrations: &[
            crate::MIGRATION,
            Migration {
                number: 44,
                name: "0044_signin_log_organisation",
                sql: include_str!("../../../../migrations/0044_signin_log_organisation.sql"),
            },
            Migration {
                number: 55,
                name: "0055_signin_log_risk",
                sql: include_str!("../../../../migrations/0055_signin_log_risk.sql"),
            },
            Migration {
                number: 71,
                name: "0071_signin_networks",
                sql: include_str!("../../../../migrations/0071_signin_networks.sql"),
            },
            Migration {
                number: 72,
                name: "0072_signin_log_applications",
                sql: include_str!("../../../../migrations/0072_signin_log_applications.sql"),
            },
            Migration {
                number: 74,
                name: "0074_signin_log_lean",
                sql: include_str!("../../../../migrations/0074_signin_log_lean.sql"),
            },
            Migration {
                number: 76,
                name: "0076_signin_log_person",
                sql: include_str!("../../../../migrations/0076_signin_log_person.sql"),
            },
        ],
        ..Manifest::default()
    }
}
