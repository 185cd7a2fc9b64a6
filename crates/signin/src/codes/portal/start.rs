//! Setting a password with a start code.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::Content;
use ui::components::{
    Button, Heading, Input, InputKind, InputWidth, PasswordInput, PasswordKind, button, heading,
    input, password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use crate::codes::redeem;
use crate::factors::portal::go_on;
use crate::passwords::portal::hint_for_newcomers;
use crate::portal::{device, shown, titled};
use crate::sessions::portal::HOME;

/// The page. A link in a letter brings username and code with it; opening it changes nothing.
pub(super) async fn page(
    State(app): State<App>,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let hint = hint_for_newcomers(&app.door).await?;
    let values =
        Values::default().with("username", values.one("username")).with("code", values.one("code"));
    Ok(shown_page(&frame, hint, &values, &Problems::new()))
}

/// Sets the password and signs in.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (username, code, password) =
        (values.one("username"), values.one("code"), values.one("password"));
    let mut problems = Problems::new();
    if username.trim().is_empty() {
        problems.add("username", "Enter the username that stands beside your start code.");
    }
    if code.trim().is_empty() {
        problems.add("code", "Enter your start code.");
    }
    if password.is_empty() {
        problems.add("password", "Choose a password.");
    }
    if problems.is_empty() {
        match redeem(&app.door, &caller, device(&headers), username, code, password).await {
            Ok(came) => return go_on(&app, &came, HOME),
            Err(error) => problems = shown(error)?,
        }
    }
    let hint = hint_for_newcomers(&app.door).await?;
    Ok(shown_page(&frame, hint, &values, &problems).into_response())
}

fn shown_page(frame: &Frame, hint: Content, values: &Values, problems: &Problems) -> PageResponse {
    let is_filled_in = !values.one("code").is_empty() && problems.is_empty();
    let username = Input {
        label: "Username".into(),
        hint: Some("The address that stands beside your start code".into()),
        kind: InputKind::Email,
        autocomplete: Some("username"),
        no_spellcheck: true,
        ..Input::from(values.field("username", problems))
    };
    let code = Input {
        label: "Start code".into(),
        hint: Some("From your start sheet or your letter. It does not matter whether you type the hyphens or capital letters.".into()),
        width: InputWidth::Characters20,
        autocomplete: Some("one-time-code"),
        no_spellcheck: true,
        code: true,
        ..Input::from(values.field("code", problems))
    };
    let password = PasswordInput {
        label: "Password".into(),
        hint: Some(hint),
        kind: PasswordKind::New,
        ..PasswordInput::from(values.field("password", problems))
    };
    let fields = html! {
        (heading(&Heading::part("1. Who you are")))
        @if is_filled_in { p { "The link has filled this in for you. Check that the username is yours." } }
        (input(&username))
        (input(&code))
        (heading(&Heading::part("2. Choose your own password")))
        p { "Nobody else ever sees it, your administrators neither." }
        (password_input(&password))
        (button(&Button { prevent_double_click: true, ..Button::primary("Set password and sign in") }))
    };
    let body = html! {
        (titled("Start", ""))
        p { "One of your administrators gave you a username and a start code, or sent you a link. With them you choose your own password." }
        (form(frame, &Form { action: "/start".to_owned(), body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: "Start".to_owned(),
        back: Some(Link::new("Back to sign in", "/sign-in")),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
