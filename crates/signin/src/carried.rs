//! What a browser carries through the pages of sign-in, because nobody keeps it here: anybody can begin, and what anybody can
//! begin must fill no table. It is sealed under a key outside the database, counts for minutes, and opens only in the
//! browser that it was sealed for, which holds a key of its own in a cookie.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::{Fault, Result};
use kernel::{ids, random};
use uuid::Uuid;

use crate::gate::Gate;
use crate::keys;
use crate::sealed::{SealNonce, open, seal};

/// The most bytes that are carried: sealed, they still fit into an address that every proxy passes on.
pub(crate) const MOST: usize = 4096;
/// The longest address that carries so much.
pub(crate) const LONGEST_ADDRESS: usize = 6144;
/// How long a browser may take from a post of another site to the page that follows it.
pub(crate) const POSTED_MINUTES: i64 = 2;
/// The length of a browser's key in letters.
const KEY_LETTERS: usize = 43;

/// In which browser it opens.
#[derive(Clone, Copy)]
pub(crate) enum Bound<'a> {
    /// In any: who sealed it and who opens it are not the same browser.
    Nowhere,
    /// In the one with this key.
    To(&'a BrowserKey),
}

// No `Debug`: it is a key.
/// By what a browser is known again that has no session.
pub(crate) struct BrowserKey(String);

impl BrowserKey {
    /// A new one for a request that another site has the browser post here: with that comes no cookie, so that nobody knows
    /// which one the browser has, and it must not lose it.
    pub(crate) fn of_a_post() -> Self {
        Self(random::token())
    }

    /// The one that the browser was given when another site had it post here.
    pub(crate) fn posted(door: &Door, headers: &HeaderMap) -> Result<Option<Self>> {
        Ok(sent(headers, posted_name(door)?))
    }

    /// The cookie that gives such a key to the browser for a minute or two.
    pub(crate) fn posted_cookie(&self, door: &Door) -> Result<String> {
        self.cookie_called(door, posted_name(door)?, POSTED_MINUTES * 60)
    }

    /// The one that the browser sent.
    pub(crate) fn of(door: &Door, headers: &HeaderMap) -> Result<Option<Self>> {
        Ok(sent(headers, cookie_name(door)?))
    }

    /// The one that the browser sent, or a new one.
    pub(crate) fn of_or_new(door: &Door, headers: &HeaderMap) -> Result<Self> {
        Ok(Self::of(door, headers)?.unwrap_or_else(|| Self(random::token())))
    }

    /// The cookie that gives it to the browser for some seconds. Other sites lead browsers here, so it comes with links.
    pub(crate) fn cookie(&self, door: &Door, seconds: i64) -> Result<String> {
        self.cookie_called(door, cookie_name(door)?, seconds)
    }

    fn cookie_called(&self, door: &Door, name: &str, seconds: i64) -> Result<String> {
        let secure = if over_https(door)? { "; Secure" } else { "" };
        Ok(format!("{name}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.0))
    }
}

/// The key in the cookie of a name.
fn sent(headers: &HeaderMap, name: &str) -> Option<BrowserKey> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    let is_one = |value: &String| {
        value.len() == KEY_LETTERS
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    found.filter(is_one).map(BrowserKey)
}

fn posted_name(door: &Door) -> Result<&'static str> {
    Ok(if over_https(door)? { "__Host-guildhall_posted" } else { "guildhall_posted" })
}

fn over_https(door: &Door) -> Result<bool> {
    Ok(door.ports().port::<Gate>()?.settings().over_https)
}

/// Over https browsers hold the prefix to mean: this host only, https only.
fn cookie_name(door: &Door) -> Result<&'static str> {
    Ok(if over_https(door)? { "__Host-guildhall_browser" } else { "guildhall_browser" })
}

/// Seals what a browser is to carry, with the moment; `purpose` keeps different uses apart. Letters for an address.
///
/// # Errors
/// More than [`MOST`] bytes are a fault: whoever asks looks first.
pub(crate) fn put(
    door: &Door,
    purpose: &str,
    bound: Bound<'_>,
    now: Timestamp,
    what: &str,
) -> Result<String> {
    if what.len() > MOST {
        return Err(Fault::defect("sealing more than a browser carries").into());
    }
    let id = ids::new_at(now);
    let plain = [now.micros().to_be_bytes().as_slice(), what.as_bytes()].concat();
    let sealed = seal(&door.derived(purpose, id), SealNonce::draw(), &bound_to(id, bound), &plain)?;
    Ok(URL_SAFE_NO_PAD.encode([id.as_bytes().as_slice(), &sealed].concat()))
}

/// What was sealed for this use and this browser within so many minutes, and when.
pub(crate) fn take(
    door: &Door,
    purpose: &str,
    bound: Bound<'_>,
    minutes: i64,
    carried: &str,
) -> Result<Option<(String, Timestamp)>> {
    if carried.len() > LONGEST_ADDRESS {
        return Ok(None);
    }
    let bytes = URL_SAFE_NO_PAD.decode(carried).unwrap_or_default();
    let Some((id, sealed)) = bytes.split_first_chunk::<16>() else { return Ok(None) };
    let id = Uuid::from_bytes(*id);
    let opened = open(&door.derived(purpose, id), &bound_to(id, bound), sealed)?;
    let Some(plain) = opened else { return Ok(None) };
    let Some((micros, what)) = plain.split_first_chunk::<8>() else { return Ok(None) };
    let (made_at, now) = (Timestamp::from_micros(i64::from_be_bytes(*micros)), door.clock().now());
    let counts = made_at.plus_seconds(minutes * 60) > now;
    let what = String::from_utf8(what.to_vec()).ok();
    Ok(what.filter(|_| counts).map(|what| (what, made_at)))
}

fn bound_to(id: Uuid, bound: Bound<'_>) -> Vec<u8> {
    let browser = match bound {
        Bound::Nowhere => [0; 32],
        Bound::To(key) => keys::hash(&key.0),
    };
    [id.as_bytes().as_slice(), &browser].concat()
}
