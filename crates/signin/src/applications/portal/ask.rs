//! What is asked before it is done: a new secret, and the end of an application.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, ButtonKind, Heading, button, button_group, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{above, address, found, shown_once};
use crate::applications::{ApplicationView, RetireApplication, RotateApplicationSecret};
use crate::portal::{see_other, shown};

/// The words of a question.
struct Words {
    title: &'static str,
    consequences: &'static [&'static str],
    button: &'static str,
    kind: ButtonKind,
    place: &'static str,
}

const SECRET: Words = Words {
    title: "Give the application a new secret",
    consequences: &[
        "The secret in use stops working at once. Nobody can sign in until the application has the new one.",
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
    Path(key): Path<String>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &key).await?;
    Ok(asked(&frame, &one, &SECRET, &Problems::new()))
}

/// Makes it.
pub(super) async fn rotate(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &key).await?;
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    let command = RotateApplicationSecret { application: one.application };
    match app.door.perform(call, command).await {
        Ok(done) => {
            let title = "The new secret";
            let body = html! {
                (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(title) }))
                (shown_once(&one.client_id, Some(&done.output.client_secret)))
                p { (link(&Link::new("See the application", address(one.application)))) }
            };
            let page = Page {
                title: title.to_owned(),
                caption: one.name.clone(),
                breadcrumbs: above(),
                body,
                ..Page::default()
            };
            Ok(frame.page(page).into_response())
        }
        Err(error) => Ok(asked(&frame, &one, &SECRET, &shown(error)?).into_response()),
    }
}

/// Before the end.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &key).await?;
    Ok(asked(&frame, &one, &RETIRE, &Problems::new()))
}

/// Ends it.
pub(super) async fn retire(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &key).await?;
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    let command = RetireApplication { application: one.application };
    match app.door.perform(call, command).await {
        Ok(_) => Ok(see_other(&address(one.application), None)),
        Err(error) => Ok(asked(&frame, &one, &RETIRE, &shown(error)?).into_response()),
    }
}

fn asked(frame: &Frame, one: &ApplicationView, words: &Words, problems: &Problems) -> PageResponse {
    let here = address(one.application);
    let kind = words.kind;
    let act = button(&Button { kind, prevent_double_click: true, ..Button::primary(words.button) });
    let sent = Form {
        action: format!("{here}/{}", words.place),
        hidden: vec![("version".to_owned(), one.version.to_string())],
        body: button_group(&[act, link(&Link::new("Cancel", here.as_str()))]),
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
    let mut breadcrumbs = above();
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
