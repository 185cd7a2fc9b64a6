//! `/recover`: whose account it is. Nothing is looked up yet.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::http::App;
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{Button, Input, InputKind, button, input};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::carrying::{Carrying, LONGEST_USERNAME};
use super::{BEGIN, PROVE};
use crate::portal::{see_other, titled};
use crate::recovery::messages;
use crate::recovery::model::check_open;
use crate::texts::Gateway;

const TITLE: &str = "Reset your password";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let mut problems = Problems::new();
    if values.has("over") {
        problems.add_general(messages::OVER.text);
    }
    shown(&app, &frame, &Values::default(), &problems).await
}

/// Goes on, whatever the username is.
pub(super) async fn begin(
    State(app): State<App>,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let username = values.one("username").trim();
    let mut problems = Problems::new();
    if username.is_empty() {
        problems.add("username", "Enter your username. It is your address at this service.");
    } else if username.len() > LONGEST_USERNAME {
        problems.add("username", "Enter your username. No address is as long as this.");
    }
    if !problems.is_empty() {
        return Ok(shown(&app, &frame, &values, &problems).await?.into_response());
    }
    let carrying = Carrying { username: username.to_owned(), key: None };
    carrying.with(&app, see_other(PROVE, None)).await
}

async fn shown(
    app: &App,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let open = check_open(&mut app.door.reader().await?, app.door.clock().now()).await;
    let closed = match open {
        Ok(()) => None,
        Err(Error::Refused(refusal)) => Some(refusal.text.clone()),
        Err(error) => return Err(error),
    };
    let has_texts = app.door.ports().port::<Gateway>().is_ok();
    let username = Input {
        label: "Username".into(),
        hint: Some("Your address at this service".into()),
        kind: InputKind::Email,
        autocomplete: Some("username"),
        no_spellcheck: true,
        ..Input::from(values.field("username", problems))
    };
    let fields = html! {
        (input(&username))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
    };
    let body = html! {
        (titled(TITLE, ""))
        @if let Some(closed) = &closed {
            p { (closed) }
            @if !frame.brand.help.is_empty() { p { (frame.brand.help) } }
        } @else {
            p { "You can choose a new password yourself if you have one of these:" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { "your authenticator app" }
                li { "a recovery code" }
                li { "a passkey" }
                @if has_texts { li { "a mobile number that you added for codes by text message" } }
            }
            p { "This also opens an account that was locked after wrong passwords." }
            (form(frame, &Form { action: BEGIN.to_owned(), body: fields, ..Form::default() }))
            p { "You have none of them? Ask one of your administrators for a start code." }
        }
        p { (link(&Link::new("See whom to call at your organisation", "/cannot-sign-in"))) }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        back: Some(Link::new("Back to sign in", "/sign-in")),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
