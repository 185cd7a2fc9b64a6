//! `/oidc/authorize`, and `/oidc/resume`, where somebody comes back to after signing in.

use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::{ids, random};
use ui::form::Values;
use ui::frame::Frame;
use wire::graph::query::encode;

use super::deliver::{Reached, deliver};
use super::way::{Way, enter, refuse, way};
use super::{confirm, stopped};
use crate::Gate;
use crate::applications::{self, Application};
use crate::keys;
use crate::oidc::messages;
use crate::oidc::model::{Asked, Parameters, REQUEST_MINUTES, Refused, place};
use crate::oidc::store::{self, NewRequest};
use crate::portal::see_other;
use crate::terms::portal as terms;

/// The longest request that is kept, in bytes.
const LONGEST_KEPT: usize = 8 << 10;

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

/// By GET: whoever is signed in goes straight back.
pub(super) async fn by_address(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let sent = Parameters::read(query.as_deref().unwrap_or_default());
    let known = match known(&app.door, sent.as_ref()).await? {
        Ok(known) => known,
        Err(Stopped(words)) => return Ok(stopped(&frame, words).into_response()),
    };
    let Known { application, to, asked } = &known;
    let asked = match asked {
        Ok(asked) => asked,
        Err(refused) => {
            let answer = refuse(&issuer(&app.door)?, to, refused);
            return deliver(&frame, application, &answer, Reached::FromApplication);
        }
    };
    match way(&app, &caller, application, asked, None).await? {
        Way::Enter(session) => {
            let answer = enter(&app, &caller, application, asked, &session).await?;
            deliver(&frame, application, &answer, Reached::FromApplication)
        }
        Way::Refuse(error) => {
            let answer = refuse(&issuer(&app.door)?, to, &asked.refused(error));
            deliver(&frame, application, &answer, Reached::FromApplication)
        }
        Way::SignIn { again } => {
            let key = keep(&app.door, sent.as_ref()).await?;
            Ok(see_other(&sign_in(&key, again), None))
        }
        Way::Terms => {
            let key = keep(&app.door, sent.as_ref()).await?;
            Ok(see_other(&through_terms(&key), None))
        }
        Way::Confirm(_) => {
            let key = keep(&app.door, sent.as_ref()).await?;
            Ok(see_other(&here(&key), None))
        }
    }
}

/// By POST. It comes from another site, so browsers send no cookie with it: it is kept, and asked for again by GET.
pub(super) async fn by_form(State(app): State<App>, frame: Frame, body: Bytes) -> Result<Response> {
    let sent = std::str::from_utf8(&body).ok().and_then(Parameters::read);
    match known(&app.door, sent.as_ref()).await? {
        Ok(_) => {
            let key = keep(&app.door, sent.as_ref()).await?;
            Ok(see_other(&here(&key), None))
        }
        Err(Stopped(words)) => Ok(stopped(&frame, words).into_response()),
    }
}

/// Where a request that was kept goes on.
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

/// Keeps a request for as long as somebody may take to sign in; only whoever has the key finds it.
async fn keep(door: &Door, sent: Option<&Parameters>) -> Result<String> {
    let (now, key) = (door.clock().now(), random::token());
    let mut reader = door.reader().await?;
    let query = sent.map(Parameters::written).unwrap_or_default();
    if query.len() > LONGEST_KEPT || store::is_full(&mut reader, now).await? {
        return Err(messages::BUSY.refuse().retry_after(30).into());
    }
    let minutes = reader.dated(&REQUEST_MINUTES, None, now).await?;
    drop(reader);
    let new = NewRequest {
        id: ids::new_at(now),
        key: keys::hash(&key),
        query,
        made_at: now,
        expires_at: now.plus_seconds(minutes * 60),
    };
    door.upkeep(move |tx| {
        let new = new.clone();
        Box::pin(async move { Ok(store::put_request(tx, &new).await?) })
    })
    .await?;
    Ok(key)
}

/// What was kept under a key, and when.
pub(super) async fn kept(door: &Door, key: &str) -> Result<Option<(Parameters, Timestamp)>> {
    let now = door.clock().now();
    let found = store::request_by_key(&mut door.reader().await?, &keys::hash(key), now).await?;
    Ok(found.and_then(|(query, made_at)| Some((Parameters::read(&query)?, made_at))))
}

/// Takes a request off; says no if it was answered.
pub(super) async fn take(door: &Door, key: &str) -> Result<bool> {
    let hash = keys::hash(key);
    door.upkeep(move |tx| Box::pin(async move { Ok(store::take_request(tx, &hash).await?) })).await
}

/// Goes on with a request that was kept.
pub(super) async fn resume(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<Response> {
    let key = values.one("key");
    let over = || stopped(&frame, messages::OVER).into_response();
    let Some((sent, made_at)) = kept(&app.door, key).await? else { return Ok(over()) };
    let known = match known(&app.door, Some(&sent)).await? {
        Ok(known) => known,
        Err(Stopped(words)) => return Ok(stopped(&frame, words).into_response()),
    };
    let Known { application, to, asked } = &known;
    let found = match asked {
        Ok(asked) => way(&app, &caller, application, asked, Some(made_at)).await?,
        Err(refused) => Way::Refuse(refused.error),
    };
    match (found, asked) {
        (Way::SignIn { again }, _) => Ok(see_other(&sign_in(key, again), None)),
        (Way::Terms, _) => Ok(see_other(&through_terms(key), None)),
        (Way::Confirm(session), Ok(asked)) => {
            confirm::page(&app, &frame, application, asked, &session, key).await
        }
        _ if !take(&app.door, key).await? => Ok(over()),
        (Way::Enter(session), Ok(asked)) => {
            let answer = enter(&app, &caller, application, asked, &session).await?;
            deliver(&frame, application, &answer, Reached::FromHere)
        }
        (Way::Refuse(error), Ok(asked)) => {
            let answer = refuse(&issuer(&app.door)?, to, &asked.refused(error));
            deliver(&frame, application, &answer, Reached::FromHere)
        }
        (_, Err(refused)) => {
            let answer = refuse(&issuer(&app.door)?, to, refused);
            deliver(&frame, application, &answer, Reached::FromHere)
        }
    }
}
