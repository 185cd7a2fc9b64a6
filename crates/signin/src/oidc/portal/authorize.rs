//! `/oidc/authorize`, and `/oidc/resume`, where somebody comes back to after signing in.

use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::form::Values;
use ui::frame::Frame;
use wire::graph::query::encode;

use super::deliver::{Reached, deliver};
use super::way::{Way, enter, refuse, way};
use super::{confirm, stopped};
use crate::Gate;
use crate::applications::{self, Application};
use crate::carried::{self, Bound, BrowserKey, POSTED_MINUTES};
use crate::oidc::api::unpacked;
use crate::oidc::messages;
use crate::oidc::model::{Asked, Parameters, REQUEST_MINUTES, Refused, place};
use crate::portal::see_other;
use crate::terms::portal as terms;

/// What a browser carries requests for.
const PURPOSE: &str = "request of an application";

/// What was asked for by an application that is known, to return to an address that is registered.
pub(super) struct Known {
    pub(super) application: Application,
    pub(super) to: String,
    pub(super) asked: Result<Asked, Refused>,
}

/// Why nobody can be sent back.
pub(super) struct Stopped(pub(super) &'static str);

/// Reads a request as far as it is needed to know where an answer may go.
pub(super) async fn known(
    door: &Door,
    sent: Option<&Parameters>,
) -> Result<Result<Known, Stopped>> {
    let Some(sent) = sent.filter(|sent| !sent.has_twice(&["client_id", "redirect_uri"])) else {
        return Ok(Err(Stopped(messages::UNKNOWN)));
    };
    let client_id = sent.one("client_id").unwrap_or_default();
    let found = applications::by_client(&mut door.reader().await?, client_id).await?;
    let Some(application) = found else { return Ok(Err(Stopped(messages::UNKNOWN))) };
    let to = sent.one("redirect_uri").unwrap_or_default();
    if !application.returns_to(to) {
        return Ok(Err(Stopped(messages::WRONG_ADDRESS)));
    }
    let asked = Asked::read(&application, sent);
    Ok(Ok(Known { application, to: to.to_owned(), asked }))
}

/// The name by which the service goes.
pub(super) fn issuer(door: &Door) -> Result<String> {
    Ok(door.ports().port::<Gate>()?.settings().portal.clone())
}

/// A request that a browser brings.
pub(super) struct Brought {
    pub(super) sent: Parameters,
    /// When it came; none where it comes now.
    pub(super) made_at: Option<Timestamp>,
    /// Under which it was brought; empty where it comes now.
    key: String,
}

/// By GET: whoever is signed in goes straight back.
pub(super) async fn by_address(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    match Parameters::read(query.as_deref().unwrap_or_default()) {
        Some(sent) => {
            let Some(sent) = unpacked(&app.door, sent).await? else {
                return Ok(stopped(&frame, messages::PUSHED_OVER).into_response());
            };
            go_on(
                &app,
                &caller,
                &frame,
                &headers,
                Brought { sent, made_at: None, key: String::new() },
            )
            .await
        }
        None => Ok(stopped(&frame, messages::UNKNOWN).into_response()),
    }
}

/// By POST. It comes from another site, so browsers send no cookie with it: the same is asked for again by GET, sealed, so
/// that nothing of it stands in an address.
pub(super) async fn by_form(State(app): State<App>, frame: Frame, body: Bytes) -> Result<Response> {
    let sent = std::str::from_utf8(&body).ok().and_then(Parameters::read);
    let sent = match sent {
        Some(sent) => match unpacked(&app.door, sent).await? {
            Some(sent) => Some(sent),
            None => return Ok(stopped(&frame, messages::PUSHED_OVER).into_response()),
        },
        None => None,
    };
    if let Err(Stopped(words)) = known(&app.door, sent.as_ref()).await? {
        return Ok(stopped(&frame, words).into_response());
    }
    match sent.map(|sent| sent.written()).filter(|written| written.len() <= carried::MOST) {
        Some(written) => {
            let now = app.door.clock().now();
            let browser = BrowserKey::of_a_post();
            let key = carried::put(&app.door, PURPOSE, Bound::To(&browser), now, &written)?;
            Ok(see_other(&here(&key), Some(&browser.posted_cookie(&app.door)?)))
        }
        None => Ok(stopped(&frame, messages::TOO_LONG).into_response()),
    }
}

/// Goes on with a request after signing in, or with one that came by POST.
pub(super) async fn resume(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    match brought(&app.door, &headers, values.one("key")).await? {
        Some(brought) => go_on(&app, &caller, &frame, &headers, brought).await,
        None => Ok(stopped(&frame, messages::OVER).into_response()),
    }
}

/// What a browser brings back under a key: what was sealed for it, or what came by POST.
pub(super) async fn brought(
    door: &Door,
    headers: &HeaderMap,
    key: &str,
) -> Result<Option<Brought>> {
    let minutes = door.reader().await?.dated(&REQUEST_MINUTES, None, door.clock().now()).await?;
    let found = match BrowserKey::of(door, headers)? {
        Some(browser) => carried::take(door, PURPOSE, Bound::To(&browser), minutes, key)?,
        None => None,
    };
    if let Some((written, made_at)) = found {
        let (key, made_at) = (key.to_owned(), Some(made_at));
        return Ok(Parameters::read(&written).map(|sent| Brought { sent, made_at, key }));
    }
    let posted = match BrowserKey::posted(door, headers)? {
        Some(browser) => carried::take(door, PURPOSE, Bound::To(&browser), POSTED_MINUTES, key)?,
        None => None,
    };
    Ok(posted.and_then(|(written, _)| Parameters::read(&written)).map(|sent| Brought {
        sent,
        made_at: None,
        key: String::new(),
    }))
}

/// Straight back, through the sign-in page, or past a question.
async fn go_on(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    brought: Brought,
) -> Result<Response> {
    let known = match known(&app.door, Some(&brought.sent)).await? {
        Ok(known) => known,
        Err(Stopped(words)) => return Ok(stopped(frame, words).into_response()),
    };
    let Known { application, to, asked } = &known;
    let reached = match brought.made_at {
        None => Reached::FromApplication,
        Some(_) => Reached::FromHere,
    };
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => {
            let answer = refuse(&issuer(&app.door)?, to, refused);
            return deliver(frame, application, &answer, reached);
        }
    };
    match way(app, caller, application, asked, brought.made_at).await? {
        Way::Enter(by) => {
            let answer = enter(app, caller, application, asked, by).await?;
            deliver(frame, application, &answer, reached)
        }
        Way::Refuse(error) => {
            let answer = refuse(&issuer(&app.door)?, to, &asked.refused(error));
            deliver(frame, application, &answer, reached)
        }
        Way::SignIn { again } => {
            on_from_here(app, frame, headers, &brought, |key| sign_in(key, again)).await
        }
        Way::Terms => on_from_here(app, frame, headers, &brought, through_terms).await,
        // The page is at an address of its own, so that it can be loaded again.
        Way::Confirm(_) if brought.made_at.is_none() => {
            on_from_here(app, frame, headers, &brought, here).await
        }
        Way::Confirm(session) => {
            confirm::page(app, frame, application, asked, &session, &brought.key).await
        }
    }
}

/// Gives the browser the request to carry, and the key under which it opens there and nowhere else.
async fn on_from_here(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    brought: &Brought,
    to: impl FnOnce(&str) -> String,
) -> Result<Response> {
    let (door, now) = (&app.door, app.door.clock().now());
    let written = brought.sent.written();
    if written.len() > carried::MOST {
        return Ok(stopped(frame, messages::TOO_LONG).into_response());
    }
    let browser = BrowserKey::of_or_new(door, headers)?;
    let made_at = brought.made_at.unwrap_or(now);
    let key = carried::put(door, PURPOSE, Bound::To(&browser), made_at, &written)?;
    let minutes = door.reader().await?.dated(&REQUEST_MINUTES, None, now).await?;
    Ok(see_other(&to(&key), Some(&browser.cookie(door, minutes * 60)?)))
}

/// Where a request goes on.
fn here(key: &str) -> String {
    format!("{}?key={key}", place::RESUME)
}

/// The ordinary sign-in, with the way back.
pub(super) fn sign_in(key: &str, again: bool) -> String {
    let again = if again { "again=yes&" } else { "" };
    format!("/sign-in?{again}next={}", encode(&here(key)))
}

/// The page that asks for the terms, with the way back.
pub(super) fn through_terms(key: &str) -> String {
    format!("{}?next={}", terms::ACCEPT, encode(&here(key)))
}
