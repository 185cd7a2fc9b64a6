//! What a proved password or start code leads to: a session, or the wait for a code or a passkey where the account has an app
//! or a passkey, for a new password where the old one has ended, or for a yes to the terms of use.

use facts::signin::UnusualSignIn;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId};
use kernel::random;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{REGISTER_MINUTES, STEP_MINUTES, is_asked};
use crate::attempts::{self, Verdict};
use crate::break_glass;
use crate::factors::store;
use crate::keys;
use crate::mfa;
use crate::origin::Origin;
use crate::passwords;
use crate::sessions::{self, Proofs, SignedIn};
use crate::terms;

// No `Debug`: it holds a key.
/// What came of a right password or start code: a session, or a second step.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Entered {
    /// Nothing more is asked for.
    SignedIn(SignedIn),
    /// A code is still to come, or a new password, a second step to be added, or a yes to the terms.
    Waiting(Waiting),
}

/// What a step asks for before there is a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// A code, a recovery code or a passkey: `signin.prove`.
    Code,
    /// A new password, because the right one has ended: `password.renew`. Everything else has been proved.
    NewPassword,
    /// A yes to the terms of use: `terms.accept`. Everything there is to prove has been proved.
    Terms,
    /// A second step to be added by somebody who has to have one: `second-step.begin` and `second-step.register`.
    SecondStep,
}

impl Asks {
    /// As it is kept.
    pub(in crate::factors) const fn number(self) -> i64 {
        match self {
            Self::Code => 0,
            Self::NewPassword => 1,
            Self::Terms => 2,
            Self::SecondStep => 3,
        }
    }
}

/// A password that was right, for which no session exists yet.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// What is still to come.
    pub asks: Asks,
    /// The key of the step, for `signin.prove`, `password.renew`, `second-step.begin` or `terms.accept`: answered once, kept by the browser only.
    pub step_key: String,
    /// Until when the code can be given, in microseconds since 1970.
    pub expires_at: Timestamp,
}

/// A session and a step, of which one can be begun: their secrets are drawn in `prepare`.
pub(crate) struct Fresh {
    pub(crate) session: sessions::Fresh,
    /// The line of the attempt in the log of sign-ins.
    line: Uuid,
    step: Uuid,
    step_key: String,
}

impl Fresh {
    /// Draws the secrets.
    pub(crate) fn draw(now: Timestamp, line: Uuid) -> Self {
        Self {
            session: sessions::Fresh::draw(now),
            line,
            step: ids::new_at(now),
            step_key: random::token(),
        }
    }
}

/// Goes on for somebody who just proved a password of this version. The one way from there to a session: an account with
/// a confirmed app or a passkey gets a step instead. The caller holds the row of the password, as does whoever adds an app, so that no
/// session begins beside an app that is just being added.
pub(crate) async fn enter(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    credential: i64,
    fresh: &Fresh,
    origin: &Origin,
) -> Result<Entered> {
    if !is_asked(tx, account).await?
        || mfa::leaves_code_out(tx, account, origin.peer(), call.now).await?
    {
        return admit(tx, call, account, credential, fresh, origin, Proofs::Password).await;
    }
    wait(tx, call, account, credential, fresh, (Asks::Code, Proofs::Password)).await
}

/// What a right password leads to, for the line of the attempt in the log; [`enter`] looks again.
pub(crate) async fn ask(
    reader: &mut Reader,
    account: AccountId,
    origin: &Origin,
    now: Timestamp,
) -> Result<Verdict> {
    let asked = is_asked(reader, account).await?;
    if asked && !mfa::leaves_code_out(reader, account, origin.peer(), now).await? {
        return Ok(Verdict::HalfWay);
    }
    Ok(match mfa::must_register(reader, account, now).await? {
        true => Verdict::Unregistered,
        false => Verdict::Right,
    })
}

/// Goes on for somebody of whom nothing more is to be proved: to a new password where the one that was proved has ended,
/// and further.
pub(in crate::factors) async fn admit(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    credential: i64,
    fresh: &Fresh,
    origin: &Origin,
    proofs: Proofs,
) -> Result<Entered> {
    if passwords::has_ended(tx, account, call.now).await? {
        return wait(tx, call, account, credential, fresh, (Asks::NewPassword, proofs)).await;
    }
    let_in(tx, call, account, credential, fresh, origin, proofs).await
}

/// Goes on for somebody whose password goes on: a session, or a step that asks to add what they have to have, or for a yes to
/// the terms of use. Those are the last thing that is asked for, so that nobody reads them twice because a code was wrong.
pub(crate) async fn let_in(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    credential: i64,
    fresh: &Fresh,
    origin: &Origin,
    proofs: Proofs,
) -> Result<Entered> {
    // On the day on which nobody else gets in, neither policies nor terms stand in the way.
    if mfa::must_register(tx, account, call.now).await? && !break_glass::is_one(tx, account).await?
    {
        return wait(tx, call, account, credential, fresh, (Asks::SecondStep, proofs)).await;
    }
    // Told once all there is to prove was proved: whoever it was does not have to accept the terms to be somebody else.
    if attempts::is_unusual(tx, account).await? {
        tx.note(&UnusualSignIn { account })?;
    }
    if terms::wait_for(tx, account, call.now).await? && !break_glass::is_one(tx, account).await? {
        return wait(tx, call, account, credential, fresh, (Asks::Terms, proofs)).await;
    }
    let signed_in = sessions::begin(tx, call, account, &fresh.session, origin, proofs).await?;
    break_glass::used(tx, account, call).await?;
    Ok(Entered::SignedIn(signed_in))
}

async fn wait(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    credential: i64,
    fresh: &Fresh,
    (asks, proofs): (Asks, Proofs),
) -> Result<Entered> {
    // Adding an app takes longer than looking at one.
    let rule = if asks == Asks::SecondStep { &REGISTER_MINUTES } else { &STEP_MINUTES };
    let minutes = tx.dated(rule, None, call.now).await?;
    let expires_at = call.now.plus_seconds(minutes * 60);
    let new = store::NewStep {
        id: fresh.step,
        account,
        key: keys::hash(&fresh.step_key),
        credential,
        line: fresh.line,
        asks,
        proofs,
        expires_at,
    };
    store::begin_step(tx, &new, call).await?;
    tx.subject("second_step", fresh.step, 1);
    Ok(Entered::Waiting(Waiting { asks, step_key: fresh.step_key.clone(), expires_at }))
}

/// The name of the cookie that binds a step to the browser that gave the password.
const fn cookie_name(over_https: bool) -> &'static str {
    if over_https { "__Host-guildhall_step" } else { "guildhall_step" }
}

/// The cookie, for as long as the step can be finished. No other site can have it sent.
pub(in crate::factors) fn cookie(key: &str, seconds: i64, over_https: bool) -> String {
    let secure = if over_https { "; Secure" } else { "" };
    let name = cookie_name(over_https);
    format!("{name}={key}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}")
}

/// The cookie that takes the key of a step away.
pub(in crate::factors) fn no_cookie(over_https: bool) -> String {
    cookie("", 0, over_https)
}

/// The key of a step in the Cookie header's value, if there is one.
pub(in crate::factors) fn step_key_of(cookies: &str, over_https: bool) -> Option<&str> {
    let name = cookie_name(over_https);
    cookies.split(';').find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}
