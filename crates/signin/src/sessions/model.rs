//! What a session is: its key, its two ends, and its cookie.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::ids::{self, AccountId};
use kernel::random;
use kernel::refusal::Fault;
use uuid::Uuid;

use super::store;
use crate::keys::{self, KeyHash};
use crate::origin::Origin;

/// Time without use after which a session ends.
pub const IDLE_MINUTES: NumberRule = NumberRule::new(
    "session.idle-minutes",
    60,
    5..=1440,
    "minutes",
    "Security decisions, browser session; NIST SP 800-63B AAL2",
);

/// Time after which a session ends, used or not.
pub const ABSOLUTE_HOURS: NumberRule = NumberRule::new(
    "session.absolute-hours",
    24,
    1..=720,
    "hours",
    "Security decisions, browser session; NIST SP 800-63B AAL2",
);

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
pub(super) fn cookie(key: &str, over_https: bool) -> String {
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

/// What the browser gets.
pub(crate) struct Begun {
    pub(crate) key: String,
    pub(crate) csrf: String,
    pub(crate) expires_at: Timestamp,
}

impl Fresh {
    /// Draws the secrets.
    pub(crate) fn draw(now: Timestamp) -> Self {
        Self { id: ids::new_at(now), key: random::token(), csrf: random::token() }
    }

    pub(super) fn key_hash(&self) -> KeyHash {
        keys::hash(&self.key)
    }
}

/// Begins a session for somebody who just proved who they are; it takes the place of the browser's last one.
pub(crate) async fn begin(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    fresh: &Fresh,
    origin: &Origin,
) -> Result<Begun, Fault> {
    let idle_seconds = tx.dated(&IDLE_MINUTES, None, call.now).await? * 60;
    let hours = tx.dated(&ABSOLUTE_HOURS, None, call.now).await?;
    let expires_at = call.now.plus_seconds(hours * 3600);
    if let Some(before) = origin.session() {
        store::end_by_key(tx, &before).await?;
    }
    store::make_room(tx, account, call.now).await?;
    store::insert(tx, &store::New { account, fresh, origin, expires_at, idle_seconds }, call)
        .await?;
    Ok(Begun { key: fresh.key.clone(), csrf: fresh.csrf.clone(), expires_at })
}
