//! `/recover/password`: the new password.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{Button, PasswordInput, PasswordKind, button, password_input};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page};
use ui::link::{Link, link};

use super::carrying::{Carrying, without};
use super::{BEGIN, FINISH, begin_again};
use crate::passwords::portal::hint_for_newcomers;
use crate::portal::{device, see_other, shown, titled};
use crate::recovery::commands::finish as finish_it;
use crate::recovery::messages;

const TITLE: &str = "Choose a new password";

/// The page; whoever has proved nothing begins.
pub(super) async fn page(
    State(app): State<App>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response> {
    match key(&app, &headers).await? {
        Some(_) => asking(&app, &frame, &Problems::new()).await,
        None => Ok(see_other(BEGIN, None)),
    }
}

/// Sets it.
pub(super) async fn finish(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let Some(key) = key(&app, &headers).await? else { return begin_again(&app) };
    let new = values.one("new");
    let mut problems = Problems::new();
    if new.is_empty() {
        problems.add("new", "Choose a new password.");
    } else {
        match finish_it(&app.door, &caller, device(&headers), &key, new).await {
            Ok(()) => return without(&app, see_other("/sign-in?recovered=yes", None)),
            Err(Error::Refused(refusal)) if refusal.code == messages::OVER.code => {
                return begin_again(&app);
            }
            Err(error) => problems = shown(error)?,
        }
    }
    asking(&app, &frame, &problems).await
}

async fn key(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    Ok(Carrying::of(app, headers).await?.and_then(|(carrying, _)| carrying.key))
}

async fn asking(app: &App, frame: &Frame, problems: &Problems) -> Result<Response> {
    let hint = hint_for_newcomers(&app.door).await?;
    // What was typed is not shown again.
    let nothing = Values::default();
    let new = PasswordInput {
        label: "New password".into(),
        hint: Some(hint),
        kind: PasswordKind::New,
        ..PasswordInput::from(nothing.field("new", problems))
    };
    let fields = html! {
        (password_input(&new))
        (button(&Button { prevent_double_click: true, ..Button::primary("Set password") }))
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "It is you. With the new password you are signed out of every browser, and an account that was locked is open again. You get a letter that says so." }
        (form(frame, &Form { action: FINISH.to_owned(), body: fields, ..Form::default() }))
        p { (link(&Link::new("Begin again with another username", BEGIN))) }
    };
    let page = frame.page(Page {
        title: TITLE.to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    });
    Ok(page.into_response())
}
