//! What the browser keeps for as long as somebody is on the way.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use kernel::door::Door;
use kernel::refusal::Result;
use serde::{Deserialize, Serialize};

use crate::Gate;
use crate::saml::model::{open, seal, tag_of};

/// Seconds for which it is kept at most; what is in it says itself how long it counts.
const SECONDS: i64 = 1800;
/// What may wait in one browser at a time: another site could send people here again and again.
const MOST: usize = 5;
/// Bytes of it in all: the line that holds them goes with every request, and servers in between take 8 KiB of one.
const MOST_BYTES: usize = 6000;

fn prefix(door: &Door) -> Result<&'static str> {
    let over_https = door.ports().port::<Gate>()?.settings().over_https;
    Ok(if over_https { "__Host-guildhall_saml_" } else { "guildhall_saml_" })
}

fn cookies<'a>(
    headers: &'a HeaderMap,
    prefix: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter_map(move |(name, value)| Some((tag_of(name.strip_prefix(prefix)?)?, value)))
}

fn put(door: &Door, tag: &str, value: &str, seconds: i64, response: &mut Response) -> Result<()> {
    let prefix = prefix(door)?;
    let secure = if prefix.starts_with("__Host-") { "; Secure" } else { "" };
    let line =
        format!("{prefix}{tag}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(())
}

/// Has the browser keep something: `answer` makes the response that does, from the tag that its address has to carry.
pub(super) fn keep(
    door: &Door,
    headers: &HeaderMap,
    what: &impl Serialize,
    answer: impl FnOnce(&str) -> Result<Response>,
) -> Result<Response> {
    let (tag, sealed) = seal(door, what)?;
    let mut response = answer(&tag)?;
    // Browsers send the oldest first.
    let there: Vec<(&str, usize)> =
        cookies(headers, prefix(door)?).map(|(tag, value)| (tag, value.len())).collect();
    let (mut many, mut bytes) = (1, sealed.len());
    for (other, length) in there.into_iter().rev() {
        (many, bytes) = (many + 1, bytes + length);
        if many > MOST || bytes > MOST_BYTES {
            put(door, other, "", 0, &mut response)?;
        }
    }
    put(door, &tag, &sealed, SECONDS, &mut response)?;
    Ok(response)
}

/// What the browser keeps under a tag.
pub(super) fn kept<T: for<'a> Deserialize<'a>>(
    door: &Door,
    headers: &HeaderMap,
    tag: &str,
) -> Result<Option<T>> {
    let Some(tag) = tag_of(tag) else { return Ok(None) };
    match cookies(headers, prefix(door)?).find(|(known, _)| *known == tag) {
        Some((_, sealed)) => Ok(open(door, tag, sealed)?),
        None => Ok(None),
    }
}

/// Takes it away with an answer.
pub(super) fn forget(door: &Door, tag: &str, mut response: Response) -> Result<Response> {
    if let Some(tag) = tag_of(tag) {
        put(door, tag, "", 0, &mut response)?;
    }
    Ok(response)
}
