//! What happens with a request that was checked: in, through the sign-in page, or back with why not.

use std::collections::BTreeMap;

use axum::response::Response;
use facts::directory::{AccountOf, OrganisationOf};
use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Door};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Result, messages as common};
use ui::frame::Frame;
use uuid::Uuid;
use wire::saml::{Kind, NameId, Status, Told};

use super::deliver::by_form;
use super::issuer;
use crate::applications::{self, Application};
use crate::attempts::{Going, Went};
use crate::compromise::NO_APPLICATIONS;
use crate::keys;
use crate::oidc::REQUEST_MINUTES;
use crate::saml::commands::By;
use crate::saml::model::{
    ASSERTION_MINUTES, Named, Roles, SKEW_MINUTES, Saying, Sure, Waiting, failed, met, named, said,
    told,
};
use crate::saml::{EnterSamlApplication, EnteredSamlApplication, messages, store};
use crate::sessions::{self, SessionView};
use crate::signing_keys::document_key;
use crate::terms;

const NO_PASSIVE: Status = Status::responder(
    Some("NoPassive"),
    "nobody is signed in as the request wants it, and nobody may be asked",
);
const NO_CONTEXT: Status =
    Status::responder(Some("NoAuthnContext"), "nobody signed in as the request wants it");
const NO_NAME: Status = Status::requester(
    Some("InvalidNameIDPolicy"),
    "the application is not given names of this format",
);
const NO_SUBJECT: Status = Status::requester(
    Some("RequestUnsupported"),
    "a request that says who it has to be is not answered",
);
const NO_BINDING: Status =
    Status::requester(Some("UnsupportedBinding"), "answers are sent in forms only");
const DENIED: Status =
    Status::responder(Some("RequestDenied"), "this person may not use the application");

/// How it goes on.
pub(super) enum Way {
    /// In, with this session, which is as sure as this.
    Enter(SessionView, String),
    /// Through the sign-in page; once more, for somebody who is signed in.
    SignIn {
        /// Whether somebody is signed in.
        is_again: bool,
    },
    /// Past the terms of use, which wait for whoever is signed in.
    Terms,
    /// Back.
    Refuse(Status),
}

/// The session of the browser that asks, if it has one.
pub(super) async fn session(app: &App, caller: &Caller) -> Result<Option<SessionView>> {
    let (Actor::Account(account), Some(key)) = (&caller.actor, caller.session) else {
        return Ok(None);
    };
    let now = app.door.clock().now();
    let found = sessions::of_browser(&mut app.door.reader().await?, key, now).await?;
    Ok(found.filter(|session| session.account == *account))
}

/// How a request goes on that came now, or that waited in the browser.
pub(super) async fn way(
    app: &App,
    caller: &Caller,
    waiting: &Waiting,
    has_waited: bool,
) -> Result<Way> {
    if waiting.is_other_binding {
        return Ok(Way::Refuse(NO_BINDING));
    }
    if waiting.has_subject {
        return Ok(Way::Refuse(NO_SUBJECT));
    }
    let through_sign_in = |is_again| match waiting.is_passive {
        true => Way::Refuse(NO_PASSIVE),
        false => Way::SignIn { is_again },
    };
    let Some(session) = session(app, caller).await? else { return Ok(through_sign_in(false)) };
    // Whoever signed in since the request came has done what it asks for.
    let is_fresh = has_waited && session.created_at >= waiting.made_at;
    if waiting.is_forced && !is_fresh {
        return Ok(through_sign_in(true));
    }
    let now = app.door.clock().now();
    let mut reader = app.door.reader().await?;
    if terms::keep_out(&mut reader, session.account, waiting.application, now).await? {
        return Ok(if waiting.is_passive { Way::Refuse(NO_PASSIVE) } else { Way::Terms });
    }
    drop(reader);
    Ok(match met(Sure::of(session.proofs), waiting.contexts.as_ref()) {
        Some(class) => Way::Enter(session, class),
        // Whoever has added a second step since they signed in can prove more than they did.
        None if !is_fresh && met(Sure::Two, waiting.contexts.as_ref()).is_some() => {
            through_sign_in(true)
        }
        None => Way::Refuse(NO_CONTEXT),
    })
}

/// Answers through the browser; nothing if the request was answered already or its application is gone.
pub(super) async fn answer(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    waiting: &Waiting,
    way: Way,
) -> Result<Option<Response>> {
    let found = applications::by_id(&mut app.door.reader().await?, waiting.application).await?;
    let Some(application) = found.filter(|found| found.returns_to(&waiting.reply_to)) else {
        return Ok(None);
    };
    let document = match way {
        Way::Refuse(status) => refused(&app.door, waiting, status).await?,
        Way::SignIn { .. } | Way::Terms => refused(&app.door, waiting, NO_PASSIVE).await?,
        Way::Enter(session, class) => {
            match entered(app, caller, &application, waiting, (&session, class)).await? {
                Some(document) => document,
                None => return Ok(None),
            }
        }
    };
    let sent = (Kind::Response, document.as_str());
    let relay = waiting.relay.as_deref();
    by_form(frame, &application.name, &waiting.reply_to, sent, relay).map(Some)
}

async fn refused(door: &Door, waiting: &Waiting, status: Status) -> Result<String> {
    let key = document_key(door).await?;
    Ok(failed(&key, &issuer(door)?, waiting, status, door.clock().now())?)
}

/// Takes what an application asked for under a name, to answer it; says no if it was answered.
pub(super) async fn take(door: &Door, application: Uuid, request: &str) -> Result<bool> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let skew = reader.dated(&SKEW_MINUTES, None, now).await?;
    let waits = reader.dated(&REQUEST_MINUTES, None, now).await?;
    drop(reader);
    let hash = keys::hash(request);
    // Longer than any request with this id can be sent again, or wait.
    let expires_at = now.plus_seconds((2 * skew + waits + 1) * 60);
    door.upkeep(move |tx| {
        Box::pin(async move { Ok(store::take(tx, application, &hash, expires_at).await?) })
    })
    .await
}

async fn entered(
    app: &App,
    caller: &Caller,
    application: &Application,
    waiting: &Waiting,
    (session, class): (&SessionView, String),
) -> Result<Option<String>> {
    let (door, issuer) = (&app.door, issuer(&app.door)?);
    let (view, going) = {
        let mut reader = door.reader().await?;
        let view = reader.ask(AccountOf(session.account)).await?;
        let view = view.ok_or_else(|| common::SIGN_IN.refuse())?;
        let named = (application.id, application.name.as_str());
        let what = Went { session, peer: &caller.peer, application: named };
        (view, Going::of(door, &mut reader, &what).await?)
    };
    let asked =
        Named { format: waiting.format.as_deref(), qualifier: waiting.qualifier.as_deref() };
    let Some(name_id) = named(application, &view, &issuer, &asked) else {
        return refused(door, waiting, NO_NAME).await.map(Some);
    };
    if let Some(request) = &waiting.request
        && !take(door, application.id, request).await?
    {
        return Ok(None);
    }
    let command = EnterSamlApplication {
        application: application.id,
        reply_to: waiting.reply_to.clone(),
        by: Some(By {
            session: session.id,
            proofs: session.proofs,
            name_id: name_id.value.clone(),
            name_format: name_id.format.clone().unwrap_or_default(),
            going,
        }),
    };
    let entered = match door.perform(caller.call(door), command).await {
        Ok(done) => done.output,
        Err(Error::Refused(refusal))
            if [messages::NOT_FOR_YOU.code, messages::TERMS.code, NO_APPLICATIONS.code]
                .contains(&refusal.code) =>
        {
            return refused(door, waiting, DENIED).await.map(Some);
        }
        Err(error) => return Err(error),
    };
    let Some(service) = &application.service else { return Ok(None) };
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let told = told(application, &view, &roles(&mut reader, session.account, now).await?);
    let saying = saying(&mut reader, name_id, (session, class), &entered, now).await?;
    drop(reader);
    let key = document_key(door).await?;
    let saying = Saying { told, ..saying };
    Ok(Some(said(&key, (&issuer, service), waiting, saying, now)?))
}

async fn saying(
    reader: &mut Reader,
    name_id: NameId,
    (session, context): (&SessionView, String),
    entered: &EnteredSamlApplication,
    now: Timestamp,
) -> Result<Saying> {
    let minutes = reader.dated(&ASSERTION_MINUTES, None, now).await?;
    Ok(Saying {
        name_id,
        context,
        told: Vec::new(),
        session: entered.entry.to_string(),
        authenticated_at: session.created_at,
        // Clocks of applications may go behind ours.
        not_before: now.plus_seconds(-60),
        ends_at: now.plus_seconds(minutes * 60),
        session_ends_at: entered.expires_at,
    })
}

/// The name and the attributes that an application would be told of somebody, without its being told; nothing of one who is
/// not there.
pub(crate) async fn would_tell(
    reader: &mut Reader,
    application: &Application,
    account: AccountId,
    issuer: &str,
    now: Timestamp,
) -> Result<Option<(String, BTreeMap<String, Vec<String>>)>> {
    let Some(view) = reader.ask(AccountOf(account)).await? else { return Ok(None) };
    let asked = Named { format: None, qualifier: None };
    let name = named(application, &view, issuer, &asked).map(|name| name.value);
    let told = told(application, &view, &roles(reader, account, now).await?);
    let called = |one: Told| {
        let name = match one.friendly {
            "" => one.name.to_owned(),
            friendly => format!("{friendly} ({})", one.name),
        };
        (name, one.values)
    };
    Ok(Some((name.unwrap_or_default(), told.into_iter().map(called).collect())))
}

async fn roles(reader: &mut Reader, account: AccountId, now: Timestamp) -> Result<Roles> {
    let mut roles = Vec::new();
    for grant in grants_of(reader, account, now).await? {
        if !grant.is_live(now) {
            continue;
        }
        let code = match grant.span.organisation() {
            Some(organisation) => {
                reader.ask(OrganisationOf(organisation)).await?.map(|view| view.code)
            }
            None => None,
        };
        roles.push((grant, code));
    }
    Ok(roles)
}
