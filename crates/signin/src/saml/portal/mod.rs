//! Where applications that speak SAML send browsers: to sign in, and to sign out.

mod arrive;
mod browser;
mod deliver;
mod enter;
mod leave;
mod logout;
mod metadata;
mod out;

pub(crate) use enter::would_tell;
pub(crate) use leave::leave_all;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use kernel::door::Door;
use kernel::http::App;
use kernel::refusal::Result;
use maud::html;
use ui::frame::{Frame, PageResponse};

use super::model::place;
use crate::Gate;
use crate::oidc::portal::between;

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/saml/metadata", get(metadata::document))
        .route("/saml/sso", get(arrive::by_address).post(arrive::by_form))
        .route("/saml/resume", get(arrive::resume))
        .route("/saml/start/{application}", get(arrive::start))
        .route("/saml/logout", get(logout::by_address).post(logout::by_form))
        .route("/saml/logout/resume", get(logout::resume))
}

/// Whether nobody's cookie counts at this address: other sites send forms there, only to be taken up again by the address that
/// answers them.
pub fn is_sent_by_others(path: &str, is_post: bool) -> bool {
    matches!(path, place::SIGN_IN | place::LOGOUT) && is_post || path == place::METADATA
}

/// The name by which the service goes in SAML: the address of its metadata.
fn issuer(door: &Door) -> Result<String> {
    at(door, place::METADATA)
}

/// The whole address of a part of it.
fn at(door: &Door, place: &str) -> Result<String> {
    let gate = door.ports().port::<Gate>()?;
    Ok(format!("{}{place}", gate.settings().portal))
}

/// A page that says why nobody is sent anywhere.
fn stopped(frame: &Frame, words: &str) -> PageResponse {
    let body = html! {
        p { (words) }
        @if !frame.brand.help.is_empty() { p { (frame.brand.help) } }
    };
    between(frame, "You cannot go on to this application", &body)
        .with_status(StatusCode::BAD_REQUEST)
}
