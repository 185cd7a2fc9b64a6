//! `/saml/logout`: an application asks to sign somebody out, or answers that it did (SAML Profiles, 4.4). Both have to be
//! signed: otherwise any site could sign people out.

use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use serde::{Deserialize, Serialize};
use ui::form::Values;
use ui::frame::Frame;
use uuid::Uuid;
use wire::saml::{Kind, LogoutRequest, LogoutResponse};

use super::arrive::{by_whom, read_form};
use super::browser::{forget, keep, kept};
use super::leave::{begin, go_on};
use super::stopped;
use crate::oidc::REQUEST_MINUTES;
use crate::portal::see_other;
use crate::saml::messages;
use crate::saml::model::{
    AskedBy, Asker, LONGEST_LEAVING, Leaving, Sent, is_longer, open, place, seal,
};

/// What an application answered.
#[derive(Serialize, Deserialize)]
struct Answered {
    application: Uuid,
    request: String,
    is_done: bool,
}

/// What came.
enum Came {
    Asked(Leaving),
    /// With what the browser keeps it under.
    Answered(Answered, String),
}

/// By GET.
pub(super) async fn by_address(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let sent = Sent::by_address(query.as_deref().unwrap_or_default()).ok();
    match came(&app.door, sent).await? {
        Ok(Came::Asked(leaving)) => begin(&app, &caller, &frame, &headers, leaving).await,
        Ok(Came::Answered(answered, tag)) => {
            answer(&app, &frame, &headers, &tag, Some(answered)).await
        }
        Err(words) => Ok(stopped(&frame, words).into_response()),
    }
}

/// By POST: checked, left with the browser, and taken up again by GET.
pub(super) async fn by_form(
    State(app): State<App>,
    frame: Frame,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let sent = read_form(Kind::Request, &body).or_else(|| read_form(Kind::Response, &body));
    match came(&app.door, sent).await? {
        Ok(Came::Asked(leaving)) => keep(&app.door, &headers, &leaving, |tag| {
            Ok(see_other(&format!("{}?key={tag}", place::LOGOUT_RESUME), None))
        }),
        Ok(Came::Answered(answered, tag)) => {
            let (mark, sealed) = seal(&app.door, &answered)?;
            let to = format!("{}?key={tag}&mark={mark}&answer={sealed}", place::LOGOUT_RESUME);
            Ok(see_other(&to, None))
        }
        Err(words) => Ok(stopped(&frame, words).into_response()),
    }
}

/// Goes on with what came in a form, or what the person asked for.
pub(super) async fn resume(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    let tag = values.one("key");
    if values.has("answer") {
        let answered = open(&app.door, values.one("mark"), values.one("answer"))?;
        return answer(&app, &frame, &headers, tag, answered).await;
    }
    let now = app.door.clock().now();
    let minutes = app.door.reader().await?.dated(&REQUEST_MINUTES, None, now).await?;
    let is_fresh = |leaving: &Leaving| {
        leaving.told.is_none() && leaving.made_at.plus_seconds(minutes * 60) >= now
    };
    match kept::<Leaving>(&app.door, &headers, tag)?.filter(is_fresh) {
        Some(leaving) => {
            let response = match leaving.asked {
                AskedBy::Application(_) => begin(&app, &caller, &frame, &headers, leaving).await?,
                // Whoever wanted it has left this service already.
                AskedBy::Person { .. } => go_on(&app, &frame, &headers, leaving).await?,
            };
            forget(&app.door, tag, response)
        }
        None => Ok(stopped(&frame, messages::OVER).into_response()),
    }
}

/// Goes on once an application has answered; what it answers to somebody else counts as not done.
async fn answer(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    tag: &str,
    answered: Option<Answered>,
) -> Result<Response> {
    let leaving = kept::<Leaving>(&app.door, headers, tag)?;
    let Some((told, mut leaving)) = leaving.and_then(|leaving| {
        let told = leaving.told.clone()?;
        Some((told, leaving))
    }) else {
        return Ok(stopped(frame, messages::OVER).into_response());
    };
    let is_done = answered.is_some_and(|answered| {
        answered.is_done && (answered.application, answered.request) == told
    });
    if !is_done {
        leaving.misses(told.0);
    }
    leaving.told = None;
    let response = go_on(app, frame, headers, leaving).await?;
    forget(&app.door, tag, response)
}

async fn came(door: &Door, sent: Option<Sent>) -> Result<Result<Came, &'static str>> {
    let Some(sent) = sent else { return Ok(Err(messages::UNREADABLE)) };
    match sent.kind {
        Kind::Request => asked(door, sent).await,
        Kind::Response => answered(door, sent).await,
    }
}

async fn asked(door: &Door, sent: Sent) -> Result<Result<Came, &'static str>> {
    let Ok(request) = LogoutRequest::read(&sent.root) else {
        return Ok(Err(messages::UNREADABLE));
    };
    let application = match by_whom(door, &sent, &request.asks, (place::LOGOUT, |_| true)).await? {
        Ok(application) => application,
        Err(words) => return Ok(Err(words)),
    };
    let now = door.clock().now();
    if request.ends_at.is_some_and(|ends_at| ends_at <= now.micros() / 1_000_000) {
        return Ok(Err(messages::OVER));
    }
    let asker = Asker {
        application: application.id,
        request: request.asks.id,
        relay: sent.relay,
        name_id: request.name_id.value,
        sessions: request.sessions,
    };
    let leaving = Leaving::begins(AskedBy::Application(asker), now);
    Ok(if is_longer(&leaving, LONGEST_LEAVING)? {
        Err(messages::TOO_LONG)
    } else {
        Ok(Came::Asked(leaving))
    })
}

async fn answered(door: &Door, sent: Sent) -> Result<Result<Came, &'static str>> {
    let Ok(response) = LogoutResponse::read(&sent.root) else {
        return Ok(Err(messages::UNREADABLE));
    };
    let application = match by_whom(door, &sent, &response.asks, (place::LOGOUT, |_| true)).await? {
        Ok(application) => application,
        Err(words) => return Ok(Err(words)),
    };
    let answered = Answered {
        application: application.id,
        request: response.in_response_to,
        is_done: response.is_done,
    };
    Ok(Ok(Came::Answered(answered, sent.relay.unwrap_or_default())))
}
