//! The question whether an application may be told, and with which account one goes on: asked where it has to be allowed and
//! was not yet, and where the application wants it to be.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use facts::directory::AccountOf;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::components::{Button, button, button_group};
use ui::form::{Form, Values, form};
use ui::frame::Frame;
use ui::link::{Link, link};

use super::authorize::{Brought, Known, Stopped, brought, issuer, known, sign_in, through_terms};
use super::deliver::{Reached, deliver};
use super::way::{Way, enter, going, refuse, way};
use super::{between, stopped};
use crate::applications::Application;
use crate::consents::portal::{Asks, question};
use crate::consents::{AllowApplication, to_be_allowed};
use crate::oidc::messages;
use crate::oidc::model::{Asked, ProtocolError, place};
use crate::portal::see_other;
use crate::sessions::SessionView;

/// The page.
pub(super) async fn page(
    app: &App,
    frame: &Frame,
    application: &Application,
    asked: &Asked,
    session: &SessionView,
    key: &str,
) -> Result<Response> {
    let mut reader = app.door.reader().await?;
    let view = reader.ask(AccountOf(session.account)).await?;
    let view = view.ok_or_else(|| common::SIGN_IN.refuse())?;
    let told = asked.told();
    let (asks, (yes, no)) = match to_be_allowed(application, &told).is_empty() {
        true => (Asks::Nothing, ("Continue", "Do not sign in")),
        false => (Asks::ToAllow, ("Allow", "Do not allow")),
    };
    let question = question(&mut reader, application, &told, asks).await?;
    drop(reader);
    let hidden = vec![("key".to_owned(), key.to_owned())];
    let go_on = Button {
        name: "choice".to_owned(),
        value: "continue".to_owned(),
        prevent_double_click: true,
        ..Button::primary(yes)
    };
    let stop =
        Button { name: "choice".to_owned(), value: "stop".to_owned(), ..Button::secondary(no) };
    let sent = Form {
        action: place::RESUME.to_owned(),
        hidden,
        body: button_group(&[button(&go_on), button(&stop)]),
        ..Form::default()
    };
    let body = html! {
        p { "You are signed in as " strong { (view.display_name) } " (" (view.address) ")." }
        (question)
        (form(frame, &sent))
        p { (link(&Link::new("Use another account", sign_in(key, true)))) }
    };
    Ok(between(frame, &format!("Sign in to {}", application.name), &body).into_response())
}

/// What was chosen.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let key = values.one("key");
    let over = || stopped(&frame, messages::OVER).into_response();
    let found = brought(&app.door, &headers, key).await?;
    let Some(Brought { sent, made_at: Some(made_at), .. }) = found else { return Ok(over()) };
    let known = match known(&app.door, Some(&sent)).await? {
        Ok(known) => known,
        Err(Stopped(words)) => return Ok(stopped(&frame, words).into_response()),
    };
    let Known { application, to, asked: Ok(asked) } = &known else { return Ok(over()) };
    let (by, is_asked) = match way(&app, &caller, application, asked, Some(made_at)).await? {
        Way::Confirm(session) => {
            let mut reader = app.door.glance().await?;
            (going(&app, &mut reader, &caller, application, &session).await?, true)
        }
        // There is nothing to allow, or they may not use it since they were asked.
        Way::Enter(by) => (by, false),
        Way::SignIn { again } => return Ok(see_other(&sign_in(key, again), None)),
        Way::Terms => return Ok(see_other(&through_terms(key), None)),
        Way::Refuse(_) => return Ok(over()),
    };
    let answer = if values.one("choice") == "continue" {
        if is_asked {
            allow(&app, &caller, application, asked).await?;
        }
        enter(&app, &caller, application, asked, by).await?
    } else {
        let error = ProtocolError("access_denied", "the person did not want to sign in");
        refuse(&issuer(&app.door)?, to, &asked.refused(error))
    };
    deliver(&frame, application, &answer, Reached::FromHere)
}

/// Keeps what is allowed, where it has to be.
async fn allow(app: &App, caller: &Caller, application: &Application, asked: &Asked) -> Result<()> {
    let scopes = to_be_allowed(application, &asked.told());
    if !scopes.is_empty() {
        let command = AllowApplication { application: application.id, scopes };
        app.door.perform(caller.call(&app.door), command).await?;
    }
    Ok(())
}
