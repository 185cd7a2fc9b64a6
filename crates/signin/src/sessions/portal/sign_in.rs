//! Signing in and out.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::door::Actor;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::Heading;
use ui::components::{
    BannerKind, Button, Input, InputKind, Level, NotificationBanner, PasswordInput, button,
    heading, input, notification_banner, password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use crate::Gate;
use crate::carried::LONGEST_ADDRESS;
use crate::factors::STEP_OVER;
use crate::factors::portal::go_on;
use crate::passkeys::portal::invite;
use crate::portal::{device, see_other, shown};
use crate::recovery::portal::BEGIN as RECOVER;
use crate::saml;
use crate::sessions::model::{cookie, no_cookie};
use crate::sessions::{EndSession, MySessions, sign_in};

/// The sign-in page; whoever is signed in goes on, unless an application wants them to prove once more who they are.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    match caller.actor {
        Actor::Account(_) if !values.has("again") => Ok(see_other(next(&values), None)),
        _ => {
            let mut problems = Problems::new();
            if values.has("over") {
                problems.add_general(STEP_OVER.text);
            }
            sign_in_page(&app, &frame, &headers, &values, &problems).await
        }
    }
}

/// Signs in.
pub(super) async fn enter(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (username, password) = (values.one("username"), values.one("password"));
    let mut problems = Problems::new();
    if username.trim().is_empty() {
        problems.add("username", "Enter your username. It is your address at this service.");
    }
    if password.is_empty() {
        problems.add("password", "Enter your password.");
    }
    if problems.is_empty() {
        match sign_in(&app.door, &caller, device(&headers), username, password).await {
            Ok(came) => return go_on(&app, &came, next(&values)),
            Err(error) => problems = shown(error)?,
        }
    }
    sign_in_page(&app, &frame, &headers, &values, &problems).await
}

/// Gives the browser its key and sends it on.
pub(crate) fn entered(app: &App, key: &str, to: &str) -> Result<Response> {
    let over_https = app.door.ports().port::<Gate>()?.settings().over_https;
    Ok(see_other(to, Some(&cookie(key, over_https))))
}

/// Signs out of this browser, and of what was entered from it.
pub(super) async fn leave(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response> {
    if let Some(response) = saml::portal::leave_all(&app, &caller, &frame, &headers, None).await? {
        return Ok(response);
    }
    Ok(see_other("/sign-in", Some(&leave_here(&app, &caller).await?)))
}

/// Takes the key of a session away with an answer.
pub(crate) fn without_session(app: &App, mut response: Response) -> Result<Response> {
    let over_https = app.door.ports().port::<Gate>()?.settings().over_https;
    if let Ok(gone) = HeaderValue::from_str(&no_cookie(over_https)) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    Ok(response)
}

/// Ends the session of this browser; the cookie that takes its key away.
pub(crate) async fn leave_here(app: &App, caller: &Caller) -> Result<String> {
    if let (Actor::Account(_), Some(current)) = (&caller.actor, caller.session) {
        let mine =
            app.door.ask(&caller.call(&app.door), &MySessions { current: Some(current) }).await?;
        if let Some(session) = mine.items.iter().find(|session| session.is_current) {
            let command = EndSession { session: session.id, leaves_lasting: true };
            app.door.perform(caller.call(&app.door), command).await?;
        }
    }
    let over_https = app.door.ports().port::<Gate>()?.settings().over_https;
    Ok(no_cookie(over_https))
}

/// The page that asks for username and password, or for a passkey.
pub(crate) async fn sign_in_page(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let invitation = invite(app, frame, headers, carried(values)).await?;
    let page = shown_page(frame, values, problems, &invitation.form);
    Ok(invitation.with(page.into_response()))
}

/// Where to go on, as a hidden field, unless it is home.
fn carried(values: &Values) -> Vec<(String, String)> {
    let next = next(values);
    if next == HOME { Vec::new() } else { vec![("next".to_owned(), next.to_owned())] }
}

fn shown_page(
    frame: &Frame,
    values: &Values,
    problems: &Problems,
    with_passkey: &Markup,
) -> PageResponse {
    let username = Input {
        label: "Username".into(),
        hint: Some("Your address at this service".into()),
        kind: InputKind::Email,
        autocomplete: Some("username webauthn"),
        no_spellcheck: true,
        ..Input::from(values.field("username", problems))
    };
    let password = PasswordInput {
        label: "Password".into(),
        ..PasswordInput::from(values.field("password", problems))
    };
    let hidden = carried(values);
    let fields = html! {
        (input(&username))
        (password_input(&password))
        (button(&Button { prevent_double_click: true, ..Button::primary("Sign in") }))
    };
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page("Sign in") }))
        (form(frame, &Form { action: "/sign-in".to_owned(), hidden, body: fields, ..Form::default() }))
        (with_passkey)
        p { (link(&Link::new("I have a start code", "/start"))) }
        p { (link(&Link::new("I forgot my password", RECOVER))) }
        p { (link(&Link::new("I cannot sign in", "/cannot-sign-in"))) }
        @if let Some(status) = frame.status { p { (status) } }
        @if !frame.brand.help.is_empty() { p { (frame.brand.help) } }
    };
    let recovered = values.has("recovered").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "Your password is set, and you are signed out everywhere. Sign in with the new password.".into(),
            ..NotificationBanner::default()
        })
    });
    frame.page(Page {
        title: "Sign in".to_owned(),
        notices: problems.summary().or(recovered),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// Where to go on unless something else was asked for.
pub(crate) const HOME: &str = "/home";

/// Where to go on: an address within this site, or home. Anything else could lead to a copy of this page elsewhere.
pub(crate) fn next(values: &Values) -> &str {
    let next = values.one("next");
    let is_within = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\t', '\r', '\n'])
        && next.chars().all(|character| character.is_ascii_graphic())
        && next.len() <= LONGEST_ADDRESS
        && next != "/"
        && !next.starts_with("/sign-");
    if is_within { next } else { HOME }
}
