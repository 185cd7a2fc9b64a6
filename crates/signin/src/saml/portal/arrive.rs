//! `/saml/sso`, where applications send people; `/saml/resume`, where they come back to after signing in; and
//! `/saml/start/…`, which opens an application that did not ask.

use axum::body::Bytes;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::form::Values;
use ui::frame::Frame;
use wire::graph::query::{encode, pairs};
use wire::saml::{AuthnRequest, Kind, LONGEST_RELAY, ServiceProvider};

use super::browser::{forget, keep, kept};
use super::enter::{Way, answer, way};
use super::{at, stopped};
use crate::applications::{self, Application};
use crate::oidc::REQUEST_MINUTES;
use crate::portal::see_other;
use crate::saml::messages;
use crate::saml::model::{
    LONGEST_WAITING, Proof, SKEW_MINUTES, Sent, Waiting, comparison_name, is_for_us, is_longer,
    is_timely, place, proved,
};
use crate::terms::portal as terms;

/// Why nobody can be sent back.
struct Stopped(&'static str);

/// By GET.
pub(super) async fn by_address(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let sent = Sent::by_address(query.as_deref().unwrap_or_default());
    let waiting = match checked(&app.door, sent.ok()).await? {
        Ok(waiting) => waiting,
        Err(Stopped(words)) => return Ok(stopped(&frame, words).into_response()),
    };
    go_on(&app, &caller, &frame, &headers, (waiting, None)).await
}

/// By POST. It comes from another site, so browsers send no cookie with it: it is checked and left with the browser, and taken
/// up again by GET.
pub(super) async fn by_form(
    State(app): State<App>,
    frame: Frame,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    match checked(&app.door, read_form(Kind::Request, &body)).await? {
        Ok(waiting) => keep(&app.door, &headers, &waiting, |tag| Ok(see_other(&here(tag), None))),
        Err(Stopped(words)) => Ok(stopped(&frame, words).into_response()),
    }
}

/// A message in a form, with what has to come back.
pub(super) fn read_form(kind: Kind, body: &[u8]) -> Option<Sent> {
    let fields = pairs(std::str::from_utf8(body).ok()?).ok()?;
    let once = |name: &str| {
        let mut found = fields.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        if found.next().is_some() { Err(()) } else { Ok(first) }
    };
    let message = once(kind.parameter()).ok()??;
    Sent::by_form(kind, message, once("RelayState").ok()?).ok()
}

/// Nobody asked: the person opens the application from here.
pub(super) async fn start(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Path(application): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let unknown = || stopped(&frame, messages::UNKNOWN).into_response();
    let Ok(id) = application.parse() else { return Ok(unknown()) };
    let found = applications::by_id(&mut app.door.reader().await?, id).await?;
    let reply_to = found.as_ref().and_then(|found| {
        let endpoints = &found.service.as_ref()?.provider.reply_to;
        usual(endpoints.iter().map(|one| (one.is_default, &one.location)))
    });
    let Some((application, reply_to)) = found.zip(reply_to) else { return Ok(unknown()) };
    let relay = Some(values.one("RelayState")).filter(|relay| !relay.is_empty());
    let waiting = Waiting {
        application: application.id,
        request: None,
        reply_to,
        relay: relay.filter(|relay| relay.len() <= LONGEST_RELAY).map(str::to_owned),
        is_forced: false,
        is_passive: false,
        format: None,
        qualifier: None,
        has_subject: false,
        is_other_binding: false,
        contexts: None,
        made_at: app.door.clock().now(),
    };
    go_on(&app, &caller, &frame, &headers, (waiting, None)).await
}

/// The address that is meant where none is named.
fn usual<'a>(mut endpoints: impl Iterator<Item = (bool, &'a String)> + Clone) -> Option<String> {
    let default = endpoints.clone().find(|(is_default, _)| *is_default);
    default.or_else(|| endpoints.next()).map(|(_, location)| location.clone())
}

/// Goes on with what waited in the browser.
pub(super) async fn resume(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    let tag = values.one("key");
    let over = || stopped(&frame, messages::OVER).into_response();
    let Some(waiting) = kept::<Waiting>(&app.door, &headers, tag)? else { return Ok(over()) };
    let now = app.door.clock().now();
    let minutes = app.door.reader().await?.dated(&REQUEST_MINUTES, None, now).await?;
    if waiting.made_at.plus_seconds(minutes * 60) < now {
        return forget(&app.door, tag, over());
    }
    go_on(&app, &caller, &frame, &headers, (waiting, Some(tag))).await
}

/// Where what waits under a tag goes on.
fn here(tag: &str) -> String {
    format!("{}?key={tag}", place::RESUME)
}

/// The ordinary sign-in, with the way back.
fn sign_in(tag: &str, is_again: bool) -> Response {
    let again = if is_again { "again=yes&" } else { "" };
    see_other(&format!("/sign-in?{again}next={}", encode(&here(tag))), None)
}

/// The page that asks for the terms, with the way back.
fn through_terms(tag: &str) -> Response {
    see_other(&format!("{}?next={}", terms::ACCEPT, encode(&here(tag))), None)
}

/// Straight in, through the sign-in page, or back with why not.
async fn go_on(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    (waiting, tag): (Waiting, Option<&str>),
) -> Result<Response> {
    let way = way(app, caller, &waiting, tag.is_some()).await?;
    match (way, tag) {
        (Way::SignIn { is_again }, Some(tag)) => Ok(sign_in(tag, is_again)),
        (Way::SignIn { is_again }, None) => {
            keep(&app.door, headers, &waiting, |tag| Ok(sign_in(tag, is_again)))
        }
        (Way::Terms, Some(tag)) => Ok(through_terms(tag)),
        (Way::Terms, None) => keep(&app.door, headers, &waiting, |tag| Ok(through_terms(tag))),
        (way, tag) => {
            let answered = answer(app, caller, frame, &waiting, way).await?;
            let response =
                answered.unwrap_or_else(|| stopped(frame, messages::OVER).into_response());
            match tag {
                Some(tag) => forget(&app.door, tag, response),
                None => Ok(response),
            }
        }
    }
}

/// The application that sent a message, if the message was sent by it, to this place and just now.
pub(super) async fn by_whom(
    door: &Door,
    sent: &Sent,
    asks: &wire::saml::Asks,
    (place, needs_proof): (&str, impl FnOnce(&ServiceProvider) -> bool),
) -> Result<Result<Application, &'static str>> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let found = applications::by_entity(&mut reader, &asks.issuer).await?;
    let minutes = reader.dated(&SKEW_MINUTES, None, now).await?;
    drop(reader);
    let Some((application, service)) = found.and_then(|found| {
        let service = found.service.clone()?;
        Some((found, service))
    }) else {
        return Ok(Err(messages::UNKNOWN));
    };
    let proof = proved(sent, &service.provider.signing);
    if proof == Proof::Forged || (proof == Proof::Unsigned && needs_proof(&service.provider)) {
        return Ok(Err(messages::UNSIGNED));
    }
    if !is_for_us(asks, &at(door, place)?, proof) {
        return Ok(Err(messages::ELSEWHERE));
    }
    Ok(if is_timely(asks, minutes, now) { Ok(application) } else { Err(messages::OVER) })
}

async fn checked(door: &Door, sent: Option<Sent>) -> Result<Result<Waiting, Stopped>> {
    let Some(sent) = sent.filter(|sent| sent.kind == Kind::Request) else {
        return Ok(Err(Stopped(messages::UNREADABLE)));
    };
    let Ok(asked) = AuthnRequest::read(&sent.root) else {
        return Ok(Err(Stopped(messages::UNREADABLE)));
    };
    let signs = |provider: &ServiceProvider| provider.signs_requests;
    let found = by_whom(door, &sent, &asked.asks, (place::SIGN_IN, signs)).await?;
    let application = match found {
        Ok(application) => application,
        Err(words) => return Ok(Err(Stopped(words))),
    };
    let Some(reply_to) = reply_to(&application, &asked) else {
        return Ok(Err(Stopped(messages::WRONG_ADDRESS)));
    };
    let waiting = waiting(&application, asked, reply_to, sent.relay, door.clock().now());
    Ok(if is_longer(&waiting, LONGEST_WAITING)? {
        Err(Stopped(messages::TOO_LONG))
    } else {
        Ok(waiting)
    })
}

/// The registered address that the answer goes to; none if another one is asked for.
fn reply_to(application: &Application, asked: &AuthnRequest) -> Option<String> {
    let endpoints = &application.service.as_ref()?.provider.reply_to;
    match (&asked.reply_to, asked.reply_index) {
        (Some(to), None) => endpoints.iter().find(|one| one.location == *to).map(|_| to.clone()),
        (None, Some(index)) => {
            endpoints.iter().find(|one| one.index == Some(index)).map(|one| one.location.clone())
        }
        (None, None) => usual(endpoints.iter().map(|one| (one.is_default, &one.location))),
        (Some(_), Some(_)) => None,
    }
}

fn waiting(
    application: &Application,
    asked: AuthnRequest,
    reply_to: String,
    relay: Option<String>,
    now: Timestamp,
) -> Waiting {
    let contexts = asked.contexts;
    Waiting {
        application: application.id,
        request: Some(asked.asks.id),
        reply_to,
        relay,
        is_forced: asked.is_forced,
        is_passive: asked.is_passive,
        format: asked.format,
        qualifier: asked.qualifier,
        has_subject: asked.has_subject,
        is_other_binding: asked.is_other_binding,
        contexts: contexts.map(|(how, classes)| (comparison_name(how).to_owned(), classes)),
        made_at: now,
    }
}
