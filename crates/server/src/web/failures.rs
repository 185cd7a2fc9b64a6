//! Words for what went wrong: a page for people, problem details for programs.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use kernel::http::{Caller, Failure};
use kernel::refusal::{Error, Fault, Kind, Refusal, Result, messages};
use maud::html;
use signin::Taken;
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page};
use ui::link::{Link, link};
use ui::trouble::Trouble;

use super::forms::{self, Typed};
use super::{Site, again, api, menu};

/// Nothing lives at this address.
pub(super) async fn no_such_page() -> Result<Response> {
    Err(messages::NOT_FOUND.refuse().into())
}

/// A handler that panics is a fault like any other.
pub(super) async fn caught(answer: impl Future<Output = Response>) -> Response {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request handler panicked");
            Error::from(Fault::defect("answering a request")).into_response()
        }
    }
}

/// Puts words to an error that a handler left.
pub(super) async fn word<F: Future<Output = Response>>(
    site: &Site,
    request: Request,
    go_on: impl FnOnce(Request) -> F,
) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let address = request
        .uri()
        .path_and_query()
        .map(|address| address.as_str().to_owned())
        .unwrap_or_default();
    let before = (*request.method() == Method::POST)
        .then(|| page_before(site, request.headers()))
        .flatten()
        .unwrap_or_else(|| address.clone());
    let stopped = again::proof::Stopped::of(&request, &address, &before);
    let caller = request.extensions().get::<Caller>().cloned();
    let frame = request.extensions().get::<Frame>().cloned().unwrap_or_default();
    let response = go_on(request).await;
    let request_key = caller.as_ref().map(|caller| caller.request.to_string()).unwrap_or_default();
    match response.extensions().get::<Failure>().cloned() {
        Some(failure) if is_api => api::problem(&failure, &request_key),
        Some(failure) if access::second_person::portal::page_of(&failure.0).is_some() => {
            let page = access::second_person::portal::page_of(&failure.0);
            signin::see_other(page.as_deref().unwrap_or("/second-person"))
        }
        Some(failure) if is_stopped(&failure) => {
            let typed = response.extensions().get::<Typed>().cloned().unwrap_or_default();
            let Some(caller) = caller else { return response };
            let taken = if asks_for_passkey(&failure) { Taken::Passkey } else { Taken::Any };
            match again::proof::ask(site, &caller, &frame, &stopped, &typed.0, taken).await {
                Ok(page) => page,
                Err(error) => outage(error, is_api, site, &caller),
            }
        }
        Some(failure) => {
            let typed = response.extensions().get::<Typed>().cloned().unwrap_or_default();
            page(&failure, &frame, &Sent { site, address, before, typed })
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

/// Whether only a fresh proof is missing.
fn is_stopped(failure: &Failure) -> bool {
    matches!(&*failure.0, Error::Refused(refusal) if refusal.code == messages::STEP_UP.code)
        || asks_for_passkey(failure)
}

/// Whether a passkey is missing, and a code is not enough.
fn asks_for_passkey(failure: &Failure) -> bool {
    matches!(&*failure.0, Error::Refused(refusal) if refusal.code == messages::PASSKEY_NEEDED.code)
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
    let failure = Failure(Arc::new(kernel::http::told(error)));
    if is_api {
        api::problem(&failure, &caller.request.to_string())
    } else {
        let home = || "/home".to_owned();
        let sent = Sent { site, address: home(), before: home(), typed: Typed::default() };
        page(&failure, &menu::plain(site, caller), &sent)
    }
}

/// The page that a form was sent from, where the browser says one of ours: some addresses take forms and are no pages.
fn page_before(site: &Site, headers: &HeaderMap) -> Option<String> {
    let before = headers.get(header::REFERER)?.to_str().ok()?;
    let path = before.strip_prefix(site.settings.portal_url.trim_end_matches('/'))?;
    again::is_ours(path).then(|| path.to_owned())
}

/// What went wrong on its way.
struct Sent<'a> {
    site: &'a Site,
    /// Where to.
    address: String,
    /// The page to go back to.
    before: String,
    typed: Typed,
}

fn page(failure: &Failure, frame: &Frame, sent: &Sent<'_>) -> Response {
    let Sent { address, before, typed, .. } = sent;
    let refusal = match &*failure.0 {
        Error::Fault(_) => return frame.trouble(&Trouble::Fault).into_response(),
        Error::Refused(refusal) => refusal,
    };
    match refusal.kind {
        Kind::NotFound => frame.trouble(&Trouble::NotFound).into_response(),
        // Before everything that is said to somebody without a session: signing in again at the same wrong address
        // would end here again.
        Kind::NotAllowed if refusal.code == forms::FORGED.code => {
            forged(refusal, frame, &sent.site.settings.portal_url)
        }
        Kind::NotAllowed if refusal.code == forms::OVERTAKEN.code => {
            let carried = again::Carried { to: address, answers: typed.0.clone() };
            again::go_on(frame, &carried, before)
                .with_status(kernel::http::status_of(&failure.0))
                .into_response()
        }
        Kind::NotSignedIn | Kind::NotAllowed if frame.who.is_none() => {
            let sign_in_href = format!("/sign-in?next={}", encode(before));
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
                current: Link::new("Look at the new details", address.as_str()),
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

/// A form that no page of ours at our address sent: most often the service was opened under another name of its host.
fn forged(refusal: &Refusal, frame: &Frame, portal: &str) -> Response {
    let body = html! {
        (heading(&Heading::page("This could not be done")))
        p { (refusal.text) }
        p { "Nothing was changed." }
        p {
            "The address of this service is " (link(&Link::new(portal, portal))) ". If the address in your "
            "browser begins in another way, open the service there and sign in."
        }
    };
    frame
        .page(Page { title: "This could not be done".to_owned(), body, ..Page::default() })
        .with_status(StatusCode::FORBIDDEN)
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
