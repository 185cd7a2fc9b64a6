//! What is asked before it is done: a new secret, and the end of an application.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Heading, Input, InputWidth, button, button_group, heading, input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{Act, At, found, must, shown_once};
use crate::applications::{ApplicationView, RetireApplication, RotateApplicationSecret};
use crate::portal::{see_other, shown};

/// The words of a question.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) consequences: &'static [&'static str],
    pub(super) button: &'static str,
    pub(super) kind: ButtonKind,
    pub(super) place: &'static str,
}

/// What a question asks for beside yes.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) shown: Markup,
    /// Names and values.
    pub(super) hidden: Vec<(String, String)>,
}

const SECRET: Words = Words {
    title: "Give the application a new secret",
    consequences: &[
        "The secret in use stops working after the days that you enter. With 0 it stops at once, and nobody can sign in until the application has the new one.",
        "If it became known to somebody, enter 0.",
        "Whoever is signed in to it stays so until it has to ask again.",
        "The new secret is shown once, on the next page.",
    ],
    button: "Make a new secret",
    kind: ButtonKind::Primary,
    place: "secret",
};

const RETIRE: Words = Words {
    title: "Take the application out of use",
    consequences: &[
        "Nobody can sign in to it with their account here any more.",
        "Whoever is signed in to it is refused as soon as it asks again.",
        "This cannot be taken back. To use it again, register it as a new one: it gets another client id, and people may look like new ones to it.",
    ],
    button: "Take out of use",
    kind: ButtonKind::Warning,
    place: "retire",
};

/// Before a new secret.
pub(super) async fn secret(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    must(&app, &caller, &at, Act::Rotate, Some(one.application)).await?;
    let values = Values::default().with("old_for_days", "0");
    Ok(asked_days(&frame, &at, &one, &values, &Problems::new()))
}

/// Makes it.
pub(super) async fn rotate(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &at).await?;
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    let days = values.one("old_for_days").trim();
    let Ok(old_for_days) = (if days.is_empty() { Ok(0) } else { days.parse() }) else {
        let mut problems = Problems::new();
        problems.add("old_for_days", "Enter a whole number of days, 0 or more.");
        return Ok(asked_days(&frame, &at, &one, &values, &problems).into_response());
    };
    let command = RotateApplicationSecret { application: one.application, old_for_days };
    match app.door.perform(call, command).await {
        Ok(done) => {
            let title = "The new secret";
            let body = html! {
                (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(title) }))
                (shown_once(&one.client_id, Some(&done.output.client_secret)))
                p { (link(&Link::new("See the application", at.address(one.application)))) }
            };
            let page = Page {
                title: title.to_owned(),
                caption: one.name.clone(),
                breadcrumbs: at.above(one.organisation_name.as_deref()),
                body,
                ..Page::default()
            };
            Ok(frame.page(page).into_response())
        }
        Err(error) => Ok(asked_days(&frame, &at, &one, &values, &shown(error)?).into_response()),
    }
}

/// Before the end.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    must(&app, &caller, &at, Act::Retire, Some(one.application)).await?;
    Ok(asked(&frame, &at, &one, &RETIRE, Fields::default(), &Problems::new()))
}

/// Ends it.
pub(super) async fn retire(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &at).await?;
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    let command = RetireApplication { application: one.application };
    match app.door.perform(call, command).await {
        Ok(_) => Ok(see_other(&at.address(one.application), None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(asked(&frame, &at, &one, &RETIRE, Fields::default(), &problems).into_response())
        }
    }
}

fn asked_days(
    frame: &Frame,
    at: &At,
    one: &ApplicationView,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let shown = input(&old_for_days(values, problems));
    asked(frame, at, one, &SECRET, Fields { shown, ..Fields::default() }, problems)
}

/// The page of a question about an application.
pub(super) fn asked(
    frame: &Frame,
    at: &At,
    one: &ApplicationView,
    words: &Words,
    fields: Fields,
    problems: &Problems,
) -> PageResponse {
    let here = at.address(one.application);
    let kind = words.kind;
    let act = button(&Button { kind, prevent_double_click: true, ..Button::primary(words.button) });
    let version = ("version".to_owned(), one.version.to_string());
    let sent = Form {
        action: format!("{here}/{}", words.place),
        hidden: std::iter::once(version).chain(fields.hidden).collect(),
        body: html! {
            (fields.shown)
            (button_group(&[act, link(&Link::new("Cancel", here.as_str()))]))
        },
        ..Form::default()
    };
    let body = html! {
        (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(words.title) }))
        p { "If you go on:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for consequence in words.consequences { li { (consequence) } }
        }
        (form(frame, &sent))
    };
    let mut breadcrumbs = at.above(one.organisation_name.as_deref());
    breadcrumbs.push(Link::new(one.name.as_str(), here));
    frame.page(Page {
        title: words.title.to_owned(),
        caption: one.name.clone(),
        breadcrumbs,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn old_for_days(values: &Values, problems: &Problems) -> Input {
    Input {
        label: "Days for which the secret in use goes on working".into(),
        hint: Some(
            "So that the new one can be handed over without a break. Then there are two.".into(),
        ),
        width: InputWidth::Characters3,
        ..Input::from(values.field("old_for_days", problems))
    }
}
