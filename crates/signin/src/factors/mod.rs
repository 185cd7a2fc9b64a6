//! The second step of signing in: a code of an authenticator app, or a recovery code, after the password.
//!
//! Used by `sessions` and `codes`, whose right password leads to [`enter`]; by people under *My account*; and by those who
//! help somebody whose telephone is lost.
//!
//! Invariants:
//! - an account with a confirmed app or a passkey gets no session from a password or a start code alone: [`enter`] is the one way, and it
//!   gives a step instead, which the browser keeps in a cookie and which leads to one session at most;
//! - a step is void when the password changes, when the account may no longer act, and when the second step is changed;
//! - a code is used once: the row of the app remembers the last step and takes later ones only, however the clock goes;
//! - a code counts as wrong, in a committed row, from before it is looked at; no more than so many in ten minutes and in a
//!   day are looked at, over all sessions, nodes and pages that ask for one;
//! - several wrong codes after a right password are told to the person by letter, once in a day at most;
//! - an app's key is shown once and kept sealed under a key outside the database; of recovery codes and steps only hashes
//!   are kept;
//! - whoever has an app gives a code before anything about it changes; nobody takes it off their own account by helping
//!   themselves, and nobody off that of somebody whose rights go beyond theirs;
//! - what changes is told to the person by letter, whoever did it.
//!
//! A step also asks for a new password where the old one has ended, and for a yes to the terms of use: the same key, the
//! same end, and no session before it.
//!
//! A step also asks to add a second step, of whoever has to have one. Who that is, and when a code is left out, `mfa` decides;
//! else whoever adds one is asked for it.

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

use facts::directory::{AccountDeleted, AccountDisabled, AccountErased};
use kernel::clock::Timestamp;
use kernel::db::{Migration, Reader, WriteTx};
use kernel::door::{Call, Guard, Manifest, Within};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use kernel::{commands as register, queries as ask};
use uuid::Uuid;

pub(crate) use authority::REGISTER;
pub(crate) use commands::check_helper;
pub use commands::{
    BeginAtSignIn, BeginAuthenticator, BegunAuthenticator, ClearDueFactors, Cleared,
    ConfirmAuthenticator, Confirmed, DrawRecoveryCodes, ProveSecondFactor, RecoveryCodes,
    RegisterAtSignIn, RemoveAuthenticator, RenewPassword, ResetSecondFactor, SendSignInCode,
    WarnOfWrongCodes, prove, renew,
};
pub(crate) use jobs::{forget_old, warn};
pub(crate) use messages::{NO_APP, OWN, REFUSED, STEP_OVER};
pub use model::{
    AT_ONCE_MINUTES, Asks, Entered, FAILURES_A_DAY, FAILURES_AT_ONCE, REGISTER_MINUTES, Readable,
    RegisteredAtSignIn, STEP_MINUTES, UNCONFIRMED_HOURS, WARN_FAILURES, Waiting,
};
pub(crate) use model::{
    Before, Claim, Fresh, Own, Owners, Proof, ReadOut, Registering, Shown, TermsStep, Whence,
    added, ask, attempt_claim, attempt_sent, by_hand, digits_of, draw, enter, finish_terms_step,
    has_app, has_strong, is_asked, let_in, owners_among, put_codes, registering, removed, spend,
    terms_step, use_read_out,
};
pub(crate) use queries::state_of;
pub use queries::{AuthenticatorItem, MySecondFactor, SecondFactor, readable};
pub(crate) use store::{drop_steps, mark_reset, touch, was_reset};

use crate::{passkeys, sheets, texts};

/// The migration that made the tables: a database without it has no apps.
pub const MIGRATION: &str = "0042_signin_factors";

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/factors",
        commands: register![
            ProveSecondFactor,
            SendSignInCode,
            RenewPassword,
            BeginAtSignIn,
            RegisterAtSignIn,
            BeginAuthenticator,
            ConfirmAuthenticator,
            RemoveAuthenticator,
            DrawRecoveryCodes,
            ResetSecondFactor,
            ClearDueFactors,
            WarnOfWrongCodes
        ],
        queries: ask![MySecondFactor],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountDisabled, _, tx| {
                Box::pin(async move { Ok(store::drop_steps(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: AccountDeleted, _, tx| {
                Box::pin(async move { Ok(store::drop_steps(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
            }),
        ],
        dated: &[
            &FAILURES_A_DAY,
            &FAILURES_AT_ONCE,
            &AT_ONCE_MINUTES,
            &WARN_FAILURES,
            &STEP_MINUTES,
            &REGISTER_MINUTES,
            &UNCONFIRMED_HOURS,
        ],
        guards: const {
            &[
                Guard::new("authenticator", "the app", "a code is used once"),
                Guard::new("recovery_code", "the code", "a recovery code is used once"),
                Guard::new("second_step", "the step", "a step leads to one session"),
                Guard::new(
                    "second_factor_guard",
                    "the account",
                    "every wrong code of a day counts",
                ),
            ]
        },
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 42,
                name: MIGRATION,
                sql: include_str!("../../../../migrations/0042_signin_factors.sql"),
            },
            Migration {
                number: 47,
                name: "0047_signin_wrong_codes",
                sql: include_str!("../../../../migrations/0047_signin_wrong_codes.sql"),
            },
        ],
        ..Manifest::default()
    }
}

/// Takes the second step off an account that somebody else may have got into: apps, passkeys and recovery codes. Says how many
/// apps and passkeys that were. Whoever did it gives no new password as well within a day, as after a reset.
pub(crate) async fn take_off(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<i64, Fault> {
    let removed = store::forget(tx, account).await?
        + passkeys::forget(tx, account).await?
        + texts::forget(tx, account).await?
        + sheets::forget(tx, account).await?;
    store::touch(tx, account, call).await?;
    if removed > 0 {
        store::mark_reset(tx, account, call).await?;
    }
    Ok(i64::try_from(removed).unwrap_or(i64::MAX))
}

/// Refuses whoever took the second step off an account within a day to give it a new password as well.
pub(crate) async fn check_other_half(
    reader: &mut Reader,
    person: AccountId,
    call: &Call,
) -> Result<()> {
    let since = call.now.plus_seconds(-model::DAY_SECONDS);
    if store::was_reset_by(reader, person, &call.actor.label(), since).await? {
        return Err(messages::COLLEAGUE.refuse().into());
    }
    Ok(())
}

/// After a restore: makes some void of what may have been used since the backup. Steps go, recovery codes go, and of apps
/// every code up to the moment at which the database was put back. Says how much that was, and after which app to go on.
pub(crate) async fn void_all(
    tx: &mut WriteTx,
    since: Timestamp,
    after: Option<Uuid>,
    most: i64,
    call: &Call,
) -> Result<(u64, Option<Uuid>), Fault> {
    let ever = Timestamp::from_micros(i64::MAX);
    let cleared = store::clear_steps(tx, ever, most).await?;
    if cleared > 0 {
        return Ok((cleared, after));
    }
    let voided = store::void_codes(tx, most).await?;
    if voided > 0 {
        return Ok((voided, after));
    }
    store::void_up_to(tx, model::step_at(since) + 1, after.unwrap_or(Uuid::nil()), most, call).await
}
