//! What happens with a request: straight in, through the sign-in page, past a question, or back with an error.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};

use super::authorize::issuer;
use crate::applications::{self, Application};
use crate::attempts::{Going, Went};
use crate::compromise::NO_APPLICATIONS;
use crate::oidc::EnterApplication;
use crate::oidc::commands::By;
use crate::oidc::messages;
use crate::oidc::model::{
    Answer, Asked, HintClaims, IDENTITY, ProtocolError, Refused, level, subject,
};
use crate::sessions::{self, SessionView};
use crate::signing_keys::{Algorithm, Audience, Expected, Life, published, verify};
use crate::{consents, terms};

/// Seconds after signing in within which a request that waited for it counts as answered by it.
const FRESH_SECONDS: i64 = 120;

/// Somebody has to sign in, and may not be asked to.
const LOGIN_REQUIRED: ProtocolError =
    ProtocolError("login_required", "nobody is signed in as the request wants it");

/// Terms of use have to be accepted, and may not be shown.
const INTERACTION_REQUIRED: ProtocolError =
    ProtocolError("interaction_required", "terms of use wait for this person");

/// Somebody signed in, and not as surely as the application needs it.
const UNMET: ProtocolError = ProtocolError(
    "unmet_authentication_requirements",
    "the person did not sign in in a way that acr in claims names",
);

/// The person has to allow the application first, and may not be asked to.
const CONSENT_REQUIRED: ProtocolError =
    ProtocolError("consent_required", "the person has not allowed all of this yet");

/// How it goes on.
pub(super) enum Way {
    /// In, with the session that is there.
    Enter(By),
    /// Through the sign-in page; once more, for somebody who is signed in.
    SignIn { again: bool },
    /// Past the terms of use, which wait for whoever is signed in.
    Terms,
    /// Past a question to whoever has this session.
    Confirm(SessionView),
    /// Back.
    Refuse(ProtocolError),
}

/// The session of the browser that asks, if it has one.
pub(super) async fn session(app: &App, caller: &Caller) -> Result<Option<SessionView>> {
    session_by(&mut app.door.reader().await?, caller, app.door.clock().now()).await
}

async fn session_by(
    reader: &mut Reader,
    caller: &Caller,
    now: Timestamp,
) -> Result<Option<SessionView>> {
    let (Actor::Account(account), Some(key)) = (&caller.actor, caller.session) else {
        return Ok(None);
    };
    let found = sessions::of_browser(reader, key, now).await?;
    Ok(found.filter(|session| session.account == *account))
}

/// Who an application believes is signed in, by a token that this service made for it; over or not.
pub(super) async fn hinted(door: &Door, hint: &str) -> Result<Option<HintClaims>> {
    let (issuer, keys) = (issuer(door)?, published(door).await?);
    Ok(verify(
        hint,
        &Expected {
            typ: IDENTITY,
            issuer: &issuer,
            audience: Audience::LookedUp,
            keys: &keys,
            algorithms: &Algorithm::ALL,
            life: Life::MayBeOver,
            now: door.clock().now(),
        },
    ))
}

/// How a request goes on that came now, or was kept at a moment.
pub(super) async fn way(
    app: &App,
    caller: &Caller,
    application: &Application,
    asked: &Asked,
    made_at: Option<Timestamp>,
) -> Result<Way> {
    let prompt = asked.prompt;
    let through_sign_in = |again| match prompt.is_none {
        true => Way::Refuse(LOGIN_REQUIRED),
        false => Way::SignIn { again },
    };
    let wanted = match &asked.hint {
        None => None,
        Some(hint) => match hinted(&app.door, hint).await? {
            Some(said) if said.aud == application.client_id => Some(said.sub),
            _ => {
                let words = "id_token_hint is no token that this service made for the application";
                return Ok(Way::Refuse(ProtocolError("invalid_request", words)));
            }
        },
    };
    let (now, mut reader) = (app.door.clock().now(), app.door.glance().await?);
    let session = session_by(&mut reader, caller, now).await?;
    let Some(session) = session else { return Ok(through_sign_in(false)) };
    // Whoever signed in since the request came has done what it asks for.
    let is_fresh = made_at.is_some_and(|made_at| session.created_at >= made_at)
        && session.created_at.plus_seconds(FRESH_SECONDS) > now;
    let is_too_old =
        asked.max_age.is_some_and(|seconds| session.created_at.plus_seconds(seconds) < now);
    if (prompt.login || is_too_old) && !is_fresh {
        return Ok(through_sign_in(true));
    }
    let is_another = |wanted: &String| *wanted != subject(application, session.account);
    if wanted.iter().chain(&asked.demanded.subject).any(is_another) {
        return Ok(if is_fresh { Way::Refuse(LOGIN_REQUIRED) } else { through_sign_in(true) });
    }
    let levels = &asked.demanded.levels;
    if !levels.is_empty() && !levels.iter().any(|wanted| wanted == level(session.proofs)) {
        return Ok(if is_fresh { Way::Refuse(UNMET) } else { through_sign_in(true) });
    }
    if terms::keep_out(&mut reader, session.account, application.id, now).await? {
        return Ok(if prompt.is_none { Way::Refuse(INTERACTION_REQUIRED) } else { Way::Terms });
    }
    let account = session.account;
    // Whoever may not use it is asked nothing: entering says no.
    if applications::may_use(&mut reader, application, account).await? {
        let missing = consents::missing(&mut reader, application, account, &asked.told()).await?;
        match (missing.is_empty(), prompt.is_none) {
            (false, true) => return Ok(Way::Refuse(CONSENT_REQUIRED)),
            (false, false) => return Ok(Way::Confirm(session)),
            (true, _) if prompt.confirm => return Ok(Way::Confirm(session)),
            (true, _) => {}
        }
    }
    Ok(Way::Enter(going(app, &mut reader, caller, application, &session).await?))
}

/// Enters, and says so to the application; or says why not.
pub(super) async fn enter(
    app: &App,
    caller: &Caller,
    application: &Application,
    asked: &Asked,
    by: By,
) -> Result<Answer> {
    let command = EnterApplication {
        application: application.id,
        redirect_uri: asked.redirect_uri.clone(),
        scopes: asked.scopes.clone(),
        nonce: asked.nonce.clone(),
        challenge: asked.challenge.clone(),
        wanted: asked.wanted.clone(),
        by: Some(by),
        device: None,
    };
    let issuer = issuer(&app.door)?;
    let done = app.door.perform(caller.call(&app.door), command).await;
    match done {
        Ok(done) => {
            let mut fields = vec![("code", done.output.code)];
            fields.extend(asked.state.clone().map(|state| ("state", state)));
            fields.push(("iss", issuer));
            Ok(Answer { to: asked.redirect_uri.clone(), mode: asked.mode, fields })
        }
        Err(Error::Refused(refusal)) if refusal.code == messages::NOT_FOR_YOU.code => {
            let words = "this person may not use the application";
            let refused = asked.refused(ProtocolError("access_denied", words));
            Ok(refuse(&issuer, &asked.redirect_uri, &refused))
        }
        Err(Error::Refused(refusal)) if refusal.code == NO_APPLICATIONS.code => {
            let words = "signing in with a second step is needed";
            let refused = asked.refused(ProtocolError("access_denied", words));
            Ok(refuse(&issuer, &asked.redirect_uri, &refused))
        }
        Err(error) => Err(error),
    }
}

/// Somebody in this session who goes to the application, for the command by which they enter.
pub(super) async fn going(
    app: &App,
    reader: &mut Reader,
    caller: &Caller,
    application: &Application,
    session: &SessionView,
) -> Result<By> {
    let application = (application.id, application.name.as_str());
    let what = Went { session, peer: &caller.peer, application };
    let going = Going::of(&app.door, reader, &what).await?;
    Ok(By::of(session, going))
}

/// An error as an answer.
pub(super) fn refuse(issuer: &str, to: &str, refused: &Refused) -> Answer {
    let ProtocolError(code, words) = refused.error;
    let mut fields = vec![("error", code.to_owned()), ("error_description", words.to_owned())];
    fields.extend(refused.state.clone().map(|state| ("state", state)));
    fields.push(("iss", issuer.to_owned()));
    Answer { to: to.to_owned(), mode: refused.mode, fields }
}
