//! `/sign-in/new-password`: a new password after one that has ended.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{
    Button, Heading, Level, PasswordInput, PasswordKind, button, heading, password_input,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::step::{begin_again, go_on, nothing_to_finish, step_key, without_step};
use crate::factors::{Entered, messages, renew};
use crate::passwords::portal::hint_for_newcomers;
use crate::portal::{device, shown};
use crate::sessions::portal::{HOME, next};

/// Where the new password is asked for.
pub(super) const ADDRESS: &str = "/sign-in/new-password";

/// The page. Without the cookie of a step there is nothing to finish.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    if let Some(elsewhere) = nothing_to_finish(&app, &caller, &headers, &values)? {
        return Ok(elsewhere);
    }
    let hint = hint_for_newcomers(&app.door).await?;
    Ok(shown_page(&frame, hint, &values, &Problems::new()).into_response())
}

/// Sets the password and signs in.
pub(super) async fn set(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let to = next(&values);
    let key = step_key(&app, &headers)?.unwrap_or_default();
    let mut problems = Problems::new();
    if values.one("new").is_empty() {
        problems.add("new", "Choose a new password.");
    } else {
        match renew(&app.door, &caller, device(&headers), &key, values.one("new")).await {
            Ok(came @ Entered::Waiting(_)) => return go_on(&app, &came, to),
            Ok(came) => return without_step(&app, go_on(&app, &came, to)?),
            Err(Error::Refused(refusal)) if refusal.code == messages::STEP_OVER.code => {
                return without_step(&app, begin_again(to));
            }
            Err(error) => problems = shown(error)?,
        }
    }
    let hint = hint_for_newcomers(&app.door).await?;
    Ok(shown_page(&frame, hint, &values, &problems).into_response())
}

fn shown_page(frame: &Frame, hint: Content, values: &Values, problems: &Problems) -> PageResponse {
    let next = next(values);
    let hidden = if next == HOME { Vec::new() } else { vec![("next".to_owned(), next.to_owned())] };
    // What was typed is not shown again.
    let new = PasswordInput {
        label: "New password".into(),
        hint: Some(hint),
        kind: PasswordKind::New,
        ..PasswordInput::from(Values::default().field("new", problems))
    };
    let fields = html! {
        (password_input(&new))
        (button(&Button { prevent_double_click: true, ..Button::primary("Change password and sign in") }))
    };
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page("Choose a new password") }))
        p { "Your password was accepted, and its time is over. Choose a new one to go on. You are signed out of every other browser." }
        (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body: fields, ..Form::default() }))
        p { (link(&Link::new("Begin again with another username", "/sign-in"))) }
    };
    frame.page(Page {
        title: "Choose a new password".to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
