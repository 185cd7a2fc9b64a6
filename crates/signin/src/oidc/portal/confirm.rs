//! The question whether an application may be told, and with which account one goes on: asked where the application wants
//! it to be.

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
use super::way::{Way, enter, refuse, way};
use super::{between, stopped};
use crate::applications::{Application, scope_words};
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
    let view = app.door.reader().await?.ask(AccountOf(session.account)).await?;
    let view = view.ok_or_else(|| common::SIGN_IN.refuse())?;
    let hidden = vec![("key".to_owned(), key.to_owned())];
    let go_on = Button {
        name: "choice".to_owned(),
        value: "continue".to_owned(),
        prevent_double_click: true,
        ..Button::primary("Continue")
    };
    let stop = Button {
        name: "choice".to_owned(),
        value: "stop".to_owned(),
        ..Button::secondary("Do not sign in")
    };
    let sent = Form {
        action: place::RESUME.to_owned(),
        hidden,
        body: button_group(&[button(&go_on), button(&stop)]),
        ..Form::default()
    };
    let body = html! {
        p { "You are signed in as " strong { (view.display_name) } " (" (view.address) ")." }
        p { (application.name) " will be told:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for scope in &asked.scopes { li { (scope_words(scope)) } }
        }
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
    let session = match way(&app, &caller, application, asked, Some(made_at)).await? {
        Way::Confirm(session) | Way::Enter(session) => session,
        Way::SignIn { again } => return Ok(see_other(&sign_in(key, again), None)),
        Way::Terms => return Ok(see_other(&through_terms(key), None)),
        Way::Refuse(_) => return Ok(over()),
    };
    let answer = if values.one("choice") == "continue" {
        enter(&app, &caller, application, asked, &session).await?
    } else {
        let error = ProtocolError("access_denied", "the person did not want to sign in");
        refuse(&issuer(&app.door)?, to, &asked.refused(error))
    };
    deliver(&frame, application, &answer, Reached::FromHere)
}
