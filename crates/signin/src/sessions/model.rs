//! What a session is: its key, its two ends, and its cookie.

use facts::signin::SessionBegun;
use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId};
use kernel::random;
use kernel::refusal::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use crate::keys::{self, KeyHash};
use crate::oidc;
use crate::origin::Origin;
use crate::saml;

/// Time without use after which a session ends.
pub const IDLE_MINUTES: NumberRule = NumberRule::new(
    "session.idle-minutes",
    60,
    5..=1440,
    "minutes",
    "Security decisions, browser session; NIST SP 800-63B AAL2",
)
.of_the_nation();

/// The same for accounts that hold a role: what their sessions can do harms many.
pub const ADMINISTRATOR_IDLE_MINUTES: NumberRule = NumberRule::new(
    "session.administrator-idle-minutes",
    15,
    5..=1440,
    "minutes",
    "Security decisions, browser session of administrators",
)
.of_the_nation();

/// Time after which a session ends, used or not.
pub const ABSOLUTE_HOURS: NumberRule = NumberRule::new(
    "session.absolute-hours",
    24,
    1..=720,
    "hours",
    "Security decisions, browser session; NIST SP 800-63B AAL2",
)
.of_the_nation();

/// Days after which the note of a session's last use is cleared. The least is longer than any session may be idle.
pub const USE_DAYS: NumberRule = NumberRule::new(
    "session.use-days",
    30,
    2..=3650,
    "days",
    "Domain rules, recent log ons and sign-in audit: 30 days",
)
.of_the_nation();

/// Name of the session's cookie. Over https browsers hold the prefix to mean: this host only, https only.
pub const fn cookie_name(over_https: bool) -> &'static str {
    if over_https { "__Host-guildhall_session" } else { "guildhall_session" }
}

/// The session's key in the Cookie header's value, if there is one.
pub fn key_of(cookies: &str, over_https: bool) -> Option<&str> {
    let name = cookie_name(over_https);
    cookies.split(';').find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}

/// The cookie that gives a browser its key; it goes when the browser is closed.
pub(crate) fn cookie(key: &str, over_https: bool) -> String {
    let secure = if over_https { "; Secure" } else { "" };
    format!("{}={key}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(over_https))
}

/// The cookie that takes a browser's key away.
pub(super) fn no_cookie(over_https: bool) -> String {
    format!("{}; Max-Age=0", cookie("", over_https))
}

/// A session that can be begun: its secrets are drawn in `prepare`.
pub(crate) struct Fresh {
    pub(super) id: Uuid,
    key: String,
    pub(super) csrf: String,
}

/// A session that has begun.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SignedIn {
    /// The session's key: shown once, kept by the browser only.
    pub session_key: String,
    /// What forms of this session carry, so that no other site can send them.
    pub csrf: String,
    /// Who signed in.
    pub account: AccountId,
    /// When the session ends at the latest, in microseconds since 1970.
    pub expires_at: Timestamp,
}

impl Fresh {
    /// Draws the secrets.
    pub(crate) fn draw(now: Timestamp) -> Self {
        Self { id: ids::new_at(now), key: random::token(), csrf: random::token() }
    }

    /// Its key in lists.
    pub(crate) const fn id(&self) -> Uuid {
        self.id
    }

    pub(super) fn key_hash(&self) -> KeyHash {
        keys::hash(&self.key)
    }
}

/// Where the key of a passkey is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// On one device, which does not give it away.
    OnDevice,
    /// On all devices of a person, copied by whoever looks after them.
    Synced,
}

/// What somebody proved when a session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proofs {
    /// A password, or a start code that set one.
    Password,
    /// That, and a code of an authenticator app or a recovery code.
    PasswordAndCode,
    /// That, and a code sent by text message: weaker than one of an app.
    PasswordAndText,
    /// That, and a code of a sheet that somebody else printed: weaker than one of an app.
    PasswordAndPaper,
    /// A password, and a passkey.
    PasswordAndPasskey(Held),
    /// A passkey alone, which made sure of the person itself.
    Passkey(Held),
}

impl Proofs {
    /// As kept.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::PasswordAndCode => "pwd otp",
            Self::PasswordAndText => "pwd sms",
            Self::PasswordAndPaper => "pwd paper",
            Self::PasswordAndPasskey(Held::OnDevice) => "pwd hwk",
            Self::PasswordAndPasskey(Held::Synced) => "pwd swk",
            Self::Passkey(Held::OnDevice) => "hwk user",
            Self::Passkey(Held::Synced) => "swk user",
        }
    }

    /// What is kept under a name; what is not known proves least.
    pub(crate) fn kept_as(name: &str) -> Self {
        let all = [
            Self::PasswordAndCode,
            Self::PasswordAndText,
            Self::PasswordAndPaper,
            Self::PasswordAndPasskey(Held::OnDevice),
            Self::PasswordAndPasskey(Held::Synced),
            Self::Passkey(Held::OnDevice),
            Self::Passkey(Held::Synced),
        ];
        all.into_iter().find(|proofs| proofs.name() == name).unwrap_or(Self::Password)
    }
}

/// Ends all sessions of an account but one, if one is named, and what applications were given beside it.
pub(crate) async fn end_all(
    tx: &mut WriteTx,
    account: AccountId,
    except: Option<&KeyHash>,
    now: Timestamp,
) -> Result<(), Fault> {
    let kept = store::end_all(tx, account, except, now).await?;
    oidc::end_all(tx, account, kept, now).await?;
    saml::end_all(tx, account, kept, now).await
}

/// Ends the sessions of an account that began with a password alone, and what applications were given in them.
pub(crate) async fn end_with_password_alone(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Fault> {
    for session in store::with_password_of(tx, account).await? {
        store::end(tx, account, session, now).await?;
        oidc::end_of_session(tx, account, session, now).await?;
        saml::end_of_session(tx, session, now).await?;
    }
    Ok(())
}

/// Begins a session for somebody who proved all that is asked of them; it takes the place of the browser's last one.
pub(crate) async fn begin(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    fresh: &Fresh,
    origin: &Origin,
    proofs: Proofs,
) -> Result<SignedIn, Fault> {
    let idle_seconds = idle_seconds(tx, account, call.now).await?;
    let hours = tx.dated(&ABSOLUTE_HOURS, None, call.now).await?;
    let expires_at = call.now.plus_seconds(hours * 3600);
    if let Some(before) = origin.session()
        && let Some((before, of)) = store::end_by_key(tx, &before).await?
    {
        // Whoever signs in once more goes on where they were; somebody else has taken their place.
        match of == account {
            true => {
                oidc::follow(tx, account, (before, fresh.id), expires_at, call).await?;
                saml::follow(tx, before, fresh.id, call).await?;
            }
            false => end_within(tx, of, before, call.now).await?,
        }
    }
    for ended in store::make_room(tx, account, call.now).await? {
        end_within(tx, account, ended, call.now).await?;
    }
    let new = store::New { account, fresh, origin, expires_at, idle_seconds, proofs };
    store::insert(tx, &new, call).await?;
    tx.note(&SessionBegun { account })?;
    let (session_key, csrf) = (fresh.key.clone(), fresh.csrf.clone());
    Ok(SignedIn { session_key, csrf, account, expires_at })
}

/// A session ended because another one took its place: so does what was entered from it, but for what goes on without the
/// browser.
async fn end_within(
    tx: &mut WriteTx,
    account: AccountId,
    session: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    oidc::end_with_session(tx, account, session, now).await?;
    saml::end_of_session(tx, session, now).await
}

/// How long a session of the account may be idle. A role that is still to come counts: it may begin while the session
/// lasts.
async fn idle_seconds(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<i64, Fault> {
    let mut minutes = reader.dated(&IDLE_MINUTES, None, now).await?;
    if !grants_of(reader, account, now).await?.is_empty() {
        minutes = minutes.min(reader.dated(&ADMINISTRATOR_IDLE_MINUTES, None, now).await?);
    }
    Ok(minutes * 60)
}

/// The account was given a role: what it has open is idle sooner from now on.
pub(super) async fn shorten(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
) -> Result<(), Fault> {
    let idle_seconds = idle_seconds(tx, account, call.now).await?;
    store::shorten(tx, account, idle_seconds, call).await
}
