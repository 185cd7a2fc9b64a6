//! What somebody sees who signs out of this service and of what they entered from it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kernel::refusal::{Fault, Result};
use maud::html;
use ui::frame::{Frame, PageResponse};
use ui::link::{Link, link};

use crate::oidc::portal::between;
use crate::saml::model::place;

/// Goes on to the first application by itself. A page and no redirect: browsers hold the policy of the page whose form was sent
/// against every redirect that follows.
pub(super) fn on_the_way(frame: &Frame, tag: &str) -> Result<Response> {
    let to = format!("{}?key={tag}", place::LOGOUT_RESUME);
    let body = html! {
        p { "You are signed out of this service in this browser. The applications that you opened from it are being signed out, one after another." }
        p { (link(&Link::new("Continue signing out", to.as_str()))) }
    };
    let mut response = between(frame, "Signing out", &body).into_response();
    let value = HeaderValue::from_str(&format!("0;url={to}"))
        .map_err(|error| Fault::defect("writing where a browser goes on").because(error))?;
    response.headers_mut().insert(header::REFRESH, value);
    Ok(response)
}

/// How it went.
pub(super) fn signed_out(
    frame: &Frame,
    is_partial: bool,
    missed: &[String],
    then: Option<&str>,
) -> PageResponse {
    let body = html! {
        p { "You are signed out of this service in this browser." }
        @if !is_partial {
            p { "The applications that you opened from it have signed you out, too. Close the browser if others use this machine." }
        } @else if missed.is_empty() {
            p { "Not every application that you opened from it has signed you out. Close the browser, so that nobody goes on there as you." }
        } @else {
            p { "These applications have not said that they signed you out. Sign out there or close the browser, so that nobody goes on there as you:" }
            ul { @for name in missed { li { (name) } } }
        }
        @if let Some(then) = then { p { (link(&Link::new("Continue", then))) } }
        p { (link(&Link::new("Sign in", "/sign-in"))) }
    };
    between(frame, "You are signed out", &body)
}
