//! `/oidc/logout`: signing out because an application says so (OpenID Connect RP-Initiated Logout). Without a token that
//! this service made for whoever is signed in, the person is asked; and only with one does anybody go on to an application.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, button, button_group};
use ui::form::{Form, form};
use ui::frame::Frame;
use ui::link::{Link, link};
use wire::graph::query::encode;

use super::way::{hinted, session};
use super::{between, stopped};
use crate::applications;
use crate::carried::{self, Bound, BrowserKey, POSTED_MINUTES};
use crate::oidc::messages;
use crate::oidc::model::{Parameters, place, subject};
use crate::portal::see_other;
use crate::saml::portal::leave_all;
use crate::sessions::portal::{leave_here, without_session};

const ONCE: &[&str] = &["id_token_hint", "client_id", "post_logout_redirect_uri", "state"];
/// The longest value of `state`, in bytes.
const LONGEST_STATE: usize = 1024;

/// What a browser carries requests for that came by POST.
const PURPOSE: &str = "signing out by an application";

/// By POST. It comes from another site, so browsers send no cookie with it: the same is asked for again by GET, sealed, so
/// that no token stands in an address.
pub(super) async fn by_form(State(app): State<App>, frame: Frame, body: Bytes) -> Result<Response> {
    let sent = std::str::from_utf8(&body).ok().and_then(Parameters::read);
    let written = sent.map(|sent| sent.written()).filter(|written| written.len() <= carried::MOST);
    let Some(written) = written else {
        return Ok(stopped(&frame, messages::TOO_LONG).into_response());
    };
    let now = app.door.clock().now();
    let browser = BrowserKey::of_a_post();
    let key = carried::put(&app.door, PURPOSE, Bound::To(&browser), now, &written)?;
    let cookie = browser.posted_cookie(&app.door)?;
    Ok(see_other(&format!("{}?key={key}", place::LOGOUT), Some(&cookie)))
}

/// What is asked for, by GET or before by POST.
fn asked(door: &Door, headers: &HeaderMap, query: &str) -> Result<Option<Parameters>> {
    let Some(sent) = Parameters::read(query) else { return Ok(None) };
    let sent = match sent.one("key") {
        None => Some(sent),
        Some(key) => match BrowserKey::posted(door, headers)? {
            Some(browser) => {
                carried::take(door, PURPOSE, Bound::To(&browser), POSTED_MINUTES, key)?
                    .and_then(|(written, _)| Parameters::read(&written))
            }
            None => None,
        },
    };
    Ok(sent.filter(|sent| !sent.has_twice(ONCE)))
}

/// By GET.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let Some(sent) = asked(&app.door, &headers, query.as_deref().unwrap_or_default())? else {
        return Ok(stopped(&frame, messages::OVER).into_response());
    };
    let said = match sent.one("id_token_hint") {
        Some(hint) => hinted(&app.door, hint).await?,
        None => None,
    };
    let said = said.filter(|said| sent.one("client_id").is_none_or(|client| client == said.aud));
    let application = match &said {
        Some(said) => applications::by_client(&mut app.door.reader().await?, &said.aud).await?,
        None => None,
    };
    let Some((said, application)) = said.zip(application) else {
        return Ok(ask(&frame));
    };
    let to = match sent.one("post_logout_redirect_uri") {
        Some(to) if !application.leaves_to(to) => {
            return Ok(stopped(&frame, messages::WRONG_END).into_response());
        }
        to => to.map(|to| with_state(to, sent.one("state"))),
    };
    match session(&app, &caller).await? {
        Some(session) if subject(&application, session.account) != said.sub => Ok(ask(&frame)),
        Some(_) => {
            let left = leave_all(&app, &caller, &frame, &headers, to.clone()).await?;
            if let Some(response) = left {
                return Ok(response);
            }
            let cookie = leave_here(&app, &caller).await?;
            Ok(gone(&app, &frame, to.as_deref(), Some(&cookie))?)
        }
        None => gone(&app, &frame, to.as_deref(), None),
    }
}

fn with_state(to: &str, state: Option<&str>) -> String {
    match state.filter(|state| state.len() <= LONGEST_STATE) {
        Some(state) => {
            let mark = if to.contains('?') { '&' } else { '?' };
            format!("{to}{mark}state={}", encode(state))
        }
        None => to.to_owned(),
    }
}

/// Whether somebody wants to sign out.
fn ask(frame: &Frame) -> Response {
    if frame.who.is_none() {
        return signed_out(frame).into_response();
    }
    let stay = link(&Link::new("Stay signed in", "/home"));
    let out = button(&Button { prevent_double_click: true, ..Button::primary("Sign out") });
    let sent = Form {
        action: "/oidc/logout/confirm".to_owned(),
        body: button_group(&[out, stay]),
        ..Form::default()
    };
    let body = html! {
        p { "An application asks to sign you out of this service and of what you opened from it in this browser." }
        (form(frame, &sent))
    };
    between(frame, "Do you want to sign out?", &body).into_response()
}

fn signed_out(frame: &Frame) -> ui::frame::PageResponse {
    let body = html! {
        p { "You are signed out of this service in this browser. Close the browser if others use this machine." }
        p { (link(&Link::new("Sign in", "/sign-in"))) }
    };
    between(frame, "You are signed out", &body)
}

fn gone(app: &App, frame: &Frame, to: Option<&str>, cookie: Option<&str>) -> Result<Response> {
    let Some(to) = to else {
        let response = signed_out(frame).into_response();
        return match cookie {
            Some(_) => without_session(app, response),
            None => Ok(response),
        };
    };
    Ok(see_other(to, cookie))
}

/// The person wants to.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response> {
    if let Some(response) = leave_all(&app, &caller, &frame, &headers, None).await? {
        return Ok(response);
    }
    leave_here(&app, &caller).await?;
    let mut response = signed_out(&frame).into_response();
    *response.status_mut() = StatusCode::OK;
    without_session(&app, response)
}
