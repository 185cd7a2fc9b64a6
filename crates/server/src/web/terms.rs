//! Terms of use that cannot be put off any more stand before every page of whoever is signed in.
//!
//! Only looking at a page leads there. What somebody was typing when the time came is taken as it is sent, and not thrown
//! away; the page after it leads there. Programs with a token go on: they read nothing.

use axum::http::{Method, Uri};
use axum::response::Response;
use kernel::door::{Actor, Face};
use kernel::http::Caller;
use kernel::refusal::Result;

use super::Site;
use super::failures::encode;
use super::sections::stands_under;

/// Where they are accepted.
const ACCEPT: &str = "/me/terms/accept";

/// Pages that are there all the same: the terms themselves, the ways out and in, and whom to ask. Applications are told in
/// their own words.
const OPEN: [&str; 15] = [
    "/accessibility",
    "/assets",
    "/cannot-sign-in",
    "/health",
    "/help",
    "/me/compromised",
    "/me/terms",
    "/oidc",
    "/privacy",
    "/recover",
    "/saml",
    "/sign-in",
    "/sign-out",
    "/start",
    "/terms",
];

/// The page that asks for the terms, if it stands before the one that is asked for.
pub(super) async fn in_between(
    site: &Site,
    caller: &Caller,
    method: &Method,
    wanted: &Uri,
) -> Result<Option<Response>> {
    let Actor::Account(account) = caller.actor else { return Ok(None) };
    let path = wanted.path();
    let is_looked_at = matches!(*method, Method::GET | Method::HEAD);
    if caller.face != Face::Portal
        || !is_looked_at
        || path.starts_with("/.well-known/")
        || OPEN.iter().any(|open| stands_under(open, path))
        || !signin::terms::stand_before(&site.door, account).await?
    {
        return Ok(None);
    }
    let wanted = wanted.path_and_query().map_or(path, |wanted| wanted.as_str());
    Ok(Some(signin::see_other(&format!("{ACCEPT}?next={}", encode(wanted)))))
}
