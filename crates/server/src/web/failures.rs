//! Words for what went wrong: a page for people, problem details for programs.

use std::any::Any;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kernel::http::{Caller, Failure};
use kernel::refusal::{Error, Fault, Kind, Refusal, Result, messages};
use maud::html;
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page};
use ui::link::Link;
use ui::trouble::Trouble;

use super::forms::Typed;
use super::{Site, again, api, menu};

/// Nothing lives at this address.
pub(super) async fn no_such_page() -> Result<Response> {
    Err(messages::NOT_FOUND.refuse().into())
}

/// A handler that panicked is a fault like any other.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> axum::http::Response<Body> {
    tracing::error!("a request handler panicked");
    Error::from(Fault::defect("answering a request")).into_response()
}

/// Puts words to an error that a handler left.
pub(super) async fn word(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let address = request
        .uri()
        .path_and_query()
        .map(|address| address.as_str().to_owned())
        .unwrap_or_default();
    let caller = request.extensions().get::<Caller>().cloned();
    let frame = request.extensions().get::<Frame>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    let request_key = caller.map(|caller| caller.request.to_string()).unwrap_or_default();
    match response.extensions().get::<Failure>().cloned() {
        Some(failure) if is_api => api::problem(&failure, &request_key),
        Some(failure) => {
            let typed = response.extensions().get::<Typed>().cloned().unwrap_or_default();
            page(&failure, &frame, &address, &typed)
        }
        // The router's own refusals (method, body, path) carry no words yet.
        None if is_api && response.status().is_client_error() && !is_worded(&response) => {
            let status = response.status();
            let refusal = messages::MALFORMED.refuse().with(
                "problem",
                status.canonical_reason().unwrap_or("unknown reason").to_lowercase(),
            );
            let mut worded = api::problem(&Failure(Arc::new(refusal.into())), &request_key);
            *worded.status_mut() = status;
            worded
        }
        None if !is_api && response.status().is_client_error() && !is_worded(&response) => {
            // A part of an address that is no key is an address of nothing.
            let status = match response.status() {
                StatusCode::BAD_REQUEST => StatusCode::NOT_FOUND,
                other => other,
            };
            frame.trouble(&Trouble::NotFound).with_status(status).into_response()
        }
        None => response,
    }
}

fn is_worded(response: &Response) -> bool {
    let kind = response
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/")
}

/// An outage met before it was known who is calling.
pub(super) fn outage(error: Error, is_api: bool, site: &Site, caller: &Caller) -> Response {
    let failure = Failure(Arc::new(error));
    if is_api {
        api::problem(&failure, &caller.request.to_string())
    } else {
        page(&failure, &menu::plain(site, caller), "/home", &Typed::default())
    }
}

fn page(failure: &Failure, frame: &Frame, address: &str, typed: &Typed) -> Response {
    let refusal = match &*failure.0 {
        Error::Fault(_) => return frame.trouble(&Trouble::Fault).into_response(),
        Error::Refused(refusal) => refusal,
    };
    match refusal.kind {
        Kind::NotFound => frame.trouble(&Trouble::NotFound).into_response(),
        Kind::NotSignedIn | Kind::NotAllowed if frame.who.is_none() => {
            let sign_in_href = format!("/sign-in?next={}", encode(address));
            let carried = again::carrying(address, &typed.0);
            let again = (!carried.is_empty()).then(|| (again::ADDRESS.to_owned(), carried));
            let typed = typed.for_people();
            frame.trouble(&Trouble::SessionOver { sign_in_href, typed, again }).into_response()
        }
        Kind::NotAllowed if refusal.code == messages::NOT_ALLOWED.code => {
            frame.trouble(&Trouble::NotAllowed).into_response()
        }
        Kind::Stale => frame
            .trouble(&Trouble::StaleEdit {
                current: Link::new("Look at the new details", address),
                typed: typed.for_people(),
            })
            .into_response(),
        Kind::Limited | Kind::Unavailable => frame
            .trouble(&Trouble::Busy { retry_after_seconds: refusal.retry_after.unwrap_or(30) })
            .into_response(),
        Kind::NotSignedIn | Kind::NotAllowed | Kind::Conflict | Kind::Invalid => {
            said(refusal, frame, failure)
        }
    }
}

/// A refusal in its own words, where no form took it.
fn said(refusal: &Refusal, frame: &Frame, failure: &Failure) -> Response {
    let body = html! {
        (heading(&Heading::page("This could not be done")))
        p { (refusal.text) }
        @if !refusal.fields.is_empty() {
            ul.nhsuk-list.nhsuk-list--bullet { @for field in &refusal.fields { li { (field.text) } } }
        }
        p { "Nothing was changed. Go back to the page before to try again." }
    };
    frame
        .page(Page { title: "This could not be done".to_owned(), body, ..Page::default() })
        .with_status(kernel::http::status_of(&failure.0))
        .into_response()
}

/// A text as a value in an address or in a form.
pub(super) fn encode(address: &str) -> String {
    use std::fmt::Write as _;
    address.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}
