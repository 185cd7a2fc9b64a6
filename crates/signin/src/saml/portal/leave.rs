//! Signing out of everything that was entered from one session: here first, then in one application after another, and at last
//! the one that asked is told, or the person.

use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::frame::Frame;
use wire::saml::{Binding, Endpoint, Kind, ServiceProvider, Status};

use super::browser::keep;
use super::deliver::by_form;
use super::enter::{session, take};
use super::out::{on_the_way, signed_out};
use super::{issuer, stopped};
use crate::applications;
use crate::portal::see_other;
use crate::saml::model::{
    ASSERTION_MINUTES, AskedBy, LONGEST_LEAVING, Leaving, Next, is_longer, logout_answer,
    logout_request, sent_by,
};
use crate::saml::{messages, store};
use crate::sessions::portal::{leave_here, without_session};
use crate::signing_keys::document_key;

/// Applications that are told at most, and sessions that are named to one of them. Where what a browser keeps is full before, it
/// is fewer.
const MOST: usize = 10;

/// Letters left for the one that is told next, whose request is named beside those that are left.
const ROOM: usize = 150;

const UNKNOWN_PERSON: Status = Status::requester(
    Some("UnknownPrincipal"),
    "nobody of that name is signed in to the application from this browser",
);

/// Signs somebody out here, if they are who the application means, and goes on.
pub(super) async fn begin(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    mut leaving: Leaving,
) -> Result<Response> {
    let AskedBy::Application(asker) = &mut leaving.asked else {
        return Ok(stopped(frame, messages::OVER).into_response());
    };
    // A copy of a request signs nobody out who has signed in again since.
    let once = format!("logout {}", asker.request);
    if !take(&app.door, asker.application, &once).await? {
        return Ok(stopped(frame, messages::OVER).into_response());
    }
    let Some(session) = session(app, caller).await? else {
        // Nobody is signed in in this browser; perhaps somewhere else they are.
        let (name, now) = (asker.name_id.as_str(), app.door.clock().now());
        let mut reader = app.door.reader().await?;
        leaving.is_partial = store::is_entered(&mut reader, asker.application, name, now).await?;
        drop(reader);
        return go_on(app, frame, headers, leaving).await;
    };
    let now = app.door.clock().now();
    let entries = store::of_session(&mut app.door.reader().await?, session.id, now).await?;
    let is_meant = |entry: &&store::Entry| {
        entry.application == asker.application
            && entry.name_id == asker.name_id
            && (asker.sessions.is_empty() || asker.sessions.contains(&entry.id.to_string()))
    };
    if !entries.iter().any(|entry| is_meant(&entry)) {
        return finish(app, frame, &leaving, UNKNOWN_PERSON).await;
    }
    // What it named has been found, and what a browser does not keep would keep everybody from being told.
    asker.sessions.clear();
    let application = asker.application;
    tell(&mut leaving, entries.iter().filter(|entry| entry.application != application))?;
    leave_here(app, caller).await?;
    let response = go_on(app, frame, headers, leaving).await?;
    without_session(app, response)
}

/// Signs somebody out here who wants to, and begins to tell what they entered; nothing if they entered nothing. Then they go on
/// to an address, where there is one.
pub(crate) async fn leave_all(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    then: Option<String>,
) -> Result<Option<Response>> {
    let Some(session) = session(app, caller).await? else { return Ok(None) };
    let now = app.door.clock().now();
    let entries = store::of_session(&mut app.door.reader().await?, session.id, now).await?;
    if entries.is_empty() {
        return Ok(None);
    }
    let mut leaving = Leaving::begins(AskedBy::Person { then }, now);
    tell(&mut leaving, entries.iter())?;
    leave_here(app, caller).await?;
    let response = keep(&app.door, headers, &leaving, |tag| on_the_way(frame, tag))?;
    Ok(Some(without_session(app, response)?))
}

/// Notes whom to tell: as many as a browser keeps.
fn tell<'a>(leaving: &mut Leaving, entries: impl Iterator<Item = &'a store::Entry>) -> Result<()> {
    for entry in entries {
        let is_same =
            |next: &Next| next.application == entry.application && next.name_id == entry.name_id;
        let session = entry.id.to_string();
        match leaving.left.iter().position(is_same) {
            Some(at) if leaving.left[at].sessions.len() < MOST => {
                leaving.left[at].sessions.push(session);
            }
            None if leaving.left.len() < MOST => leaving.left.push(Next {
                application: entry.application,
                name_id: entry.name_id.clone(),
                name_format: entry.name_format.clone(),
                sessions: vec![session],
            }),
            _ => leaving.misses(entry.application),
        }
    }
    while is_longer(leaving, LONGEST_LEAVING - ROOM)?
        && let Some(next) = leaving.left.pop()
    {
        leaving.misses(next.application);
    }
    Ok(())
}

/// An address that an application is told at: in an address of the browser, where it takes that.
fn told_at(provider: &ServiceProvider) -> Option<&Endpoint> {
    let by = |binding| provider.logout.iter().find(move |one| one.binding == binding);
    by(Binding::Redirect).or_else(|| by(Binding::Post))
}

/// Tells the next application, or at last the one that asked.
pub(super) async fn go_on(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    mut leaving: Leaving,
) -> Result<Response> {
    let (door, now) = (&app.door, app.door.clock().now());
    while let Some(next) = leaving.left.pop() {
        let mut reader = door.reader().await?;
        let application = applications::by_id(&mut reader, next.application).await?;
        let minutes = reader.dated(&ASSERTION_MINUTES, None, now).await?;
        drop(reader);
        let found = application.as_ref().and_then(|application| {
            let provider = &application.service.as_ref()?.provider;
            // Without a key its answer would prove nothing, and nobody could go on.
            let endpoint = told_at(provider).filter(|_| !provider.signing.is_empty())?;
            Some((application, endpoint))
        });
        let Some((application, endpoint)) = found else {
            leaving.misses(next.application);
            continue;
        };
        let (issuer, key) = (issuer(door)?, document_key(door).await?);
        let ends_at = now.plus_seconds(minutes * 60);
        let (request, id) = logout_request((&issuer, application), endpoint, &next, ends_at, now);
        leaving.told = Some((application.id, id));
        return keep(door, headers, &leaving, |tag| {
            let message = (Kind::Request, request);
            let sent = sent_by(&key, (endpoint, &endpoint.location), message, Some(tag))?;
            let place = (endpoint, endpoint.location.as_str());
            carried(frame, &application.name, place, (Kind::Request, &sent), Some(tag))
        });
    }
    let status = if leaving.is_partial { Status::PARTIAL } else { Status::SUCCESS };
    finish(app, frame, &leaving, status).await
}

/// Sends what was written for an address of an application there.
fn carried(
    frame: &Frame,
    name: &str,
    (endpoint, to): (&Endpoint, &str),
    (kind, sent): (Kind, &str),
    relay: Option<&str>,
) -> Result<Response> {
    match endpoint.binding {
        Binding::Redirect => Ok(see_other(sent, None)),
        Binding::Post => by_form(frame, name, to, (kind, sent), relay),
    }
}

/// Tells the application that asked how it went, or the person.
async fn finish(app: &App, frame: &Frame, leaving: &Leaving, status: Status) -> Result<Response> {
    let asker = match &leaving.asked {
        AskedBy::Application(asker) => asker,
        AskedBy::Person { then } => return end(app, frame, leaving, then.as_deref()).await,
    };
    let (door, now) = (&app.door, app.door.clock().now());
    let application = applications::by_id(&mut door.reader().await?, asker.application).await?;
    let found = application.as_ref().and_then(|application| {
        let endpoint = told_at(&application.service.as_ref()?.provider)?;
        Some((application, endpoint))
    });
    let Some((application, endpoint)) = found else {
        return Ok(stopped(frame, messages::NO_LOGOUT).into_response());
    };
    let to = endpoint.response_location.as_ref().unwrap_or(&endpoint.location);
    let answer = logout_answer(&issuer(door)?, to, &asker.request, status, now);
    let (key, relay) = (document_key(door).await?, asker.relay.as_deref());
    let sent = sent_by(&key, (endpoint, to), (Kind::Response, answer), relay)?;
    carried(frame, &application.name, (endpoint, to), (Kind::Response, &sent), relay)
}

/// Takes the person on, or says that they are signed out, and which applications may not have done it.
async fn end(app: &App, frame: &Frame, leaving: &Leaving, then: Option<&str>) -> Result<Response> {
    if let Some(to) = then.filter(|_| !leaving.is_partial) {
        return Ok(see_other(to, None));
    }
    let mut names = Vec::new();
    let mut reader = app.door.reader().await?;
    for missed in &leaving.missed {
        let application = applications::by_id(&mut reader, *missed).await?;
        names.extend(application.map(|application| application.name));
    }
    drop(reader);
    Ok(signed_out(frame, leaving.is_partial, &names, then).into_response())
}
