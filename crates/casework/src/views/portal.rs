//! Views over a list, and `/me/views`: all of one's own, to rename and remove.

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Details, EmptyState, Heading, Input, button, button_group, details, empty_state,
    heading, input,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page};
use ui::link::{Link, link};
use uuid::Uuid;

use super::commands::{RemoveView, RenameView, SaveView};
use super::queries::{MyViews, ViewLine};
use crate::pages::{problems_at, problems_of};

/// Their routes.
pub fn routes() -> Router<App> {
    Router::new().route("/me/views", get(page).post(save)).route("/me/views/{view}", post(act))
}

/// What stands over a list: the reader's views of it, and the form that keeps it as it is. `query` is what stands behind
/// the question mark, without the place of a page.
///
/// # Errors
/// If the database does not answer.
pub async fn above(
    app: &App,
    call: &Call,
    frame: &Frame,
    list: &str,
    query: &str,
) -> Result<Markup> {
    shown(app, call, frame, (list, query), true).await
}

async fn shown(
    app: &App,
    call: &Call,
    frame: &Frame,
    (list, query): (&str, &str),
    is_worth_it: bool,
) -> Result<Markup> {
    if call.actor.account().is_none() {
        return Ok(Markup::default());
    }
    let found = app.door.ask(call, &MyViews { list: Some(list.to_owned()) }).await?;
    let can_be_kept = is_worth_it && !found.iter().any(|view| view.query == query);
    Ok(html! {
        @if !found.is_empty() {
            nav aria-label="My views of this list" {
                ul class="nhsuk-list app-filters__links" {
                    @for view in &found {
                        li {
                            @if view.query == query { strong { (view.name) } }
                            @else { (link(&Link::new(view.name.as_str(), view.href()))) }
                        }
                    }
                    li { (link(&Link::new("Rename or remove views", "/me/views"))) }
                }
            }
        }
        @if can_be_kept {
            (details(&Details {
                summary: "Save this view".to_owned(),
                body: saving(frame, list, query, &Values::default(), &Problems::new()).into(),
                ..Details::default()
            }))
        }
    })
}

/// The same from the address of a list with its filters: what shows everything anyway is not worth a name.
///
/// # Errors
/// If the database does not answer.
pub async fn above_filtered(
    app: &App,
    call: &Call,
    frame: &Frame,
    address: &str,
) -> Result<Markup> {
    let (list, query) = address.split_once('?').unwrap_or((address, ""));
    shown(app, call, frame, (list, query), !query.is_empty()).await
}

/// The form that keeps a list.
fn saving(frame: &Frame, list: &str, query: &str, values: &Values, problems: &Problems) -> Markup {
    let hidden = [("list", list), ("query", query)];
    form(
        frame,
        &form::Form {
            action: "/me/views".to_owned(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: html! {
                (input(&Input {
                    label: "Name".into(),
                    hint: Some("Search, filters and columns are kept as they are now. Only you see it.".into()),
                    ..Input::from(values.field("name", problems))
                }))
                (button(&Button::secondary("Save view")))
            },
            ..form::Form::default()
        },
    )
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    let call = caller.call(&app.door);
    all(&app, &call, &frame, &Values::default(), &Problems::new()).await
}

/// Keeps the list and goes back to it, or shows the form again.
async fn save(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let command = SaveView {
        list: values.one("list").to_owned(),
        query: values.one("query").to_owned(),
        name: values.one("name").to_owned(),
    };
    let to = ViewLine {
        view: Uuid::nil(),
        name: String::new(),
        list: command.list.clone(),
        query: command.query.clone(),
        version: 0,
    };
    match app.door.perform(call.clone(), command).await {
        Ok(_) => Ok(Redirect::to(&to.href()).into_response()),
        Err(error) => all(&app, &call, &frame, &values, &problems_of(error)?).await,
    }
}

/// Renames or removes one.
async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(view): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let view: Uuid = view.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let version = values.one("version").parse().unwrap_or(0);
    let call = caller.call(&app.door).expecting(Some(version));
    let outcome = if values.one("act") == "remove" {
        app.door.perform(call, RemoveView { view }).await.map(drop)
    } else {
        let name = values.one("name").to_owned();
        app.door.perform(call, RenameView { view, name }).await.map(drop)
    };
    match outcome {
        Ok(()) => Ok(Redirect::to("/me/views").into_response()),
        Err(error) => {
            let field = format!("name-{view}");
            let problems = problems_at(error, &field)?;
            let typed = Values::default().with(field, values.one("name"));
            all(&app, &caller.call(&app.door), &frame, &typed, &problems).await
        }
    }
}

async fn all(
    app: &App,
    call: &Call,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let found = app.door.ask(call, &MyViews::default()).await?;
    let body = html! {
        (heading(&Heading::page("My views of lists")))
        // What could not be kept, to be sent again.
        @if values.has("list") {
            (saving(frame, values.one("list"), values.one("query"), values, problems))
        }
        @if found.is_empty() {
            (empty_state(&EmptyState {
                text: "No views yet".to_owned(),
                help: "Set the filters and columns of a list as you need them often, and choose Save this view.".into(),
                action: None,
            }))
        }
        @for view in &found { (one(frame, view, values, problems)) }
    };
    Ok(frame
        .page(Page {
            title: "My views of lists".to_owned(),
            breadcrumbs: vec![Link::new("My account", "/me")],
            notices: problems.summary(),
            error: !problems.is_empty(),
            body,
            ..Page::default()
        })
        .into_response())
}

/// One view with what can be done to it.
fn one(frame: &Frame, view: &ViewLine, values: &Values, problems: &Problems) -> Markup {
    let field = format!("name-{}", view.view);
    let typed = values.one(&field);
    let press = |act: &str, button: Button| Button {
        name: "act".to_owned(),
        value: act.to_owned(),
        hidden: view.name.clone(),
        small: true,
        ..button
    };
    html! {
        h2.nhsuk-heading-s.nhsuk-u-margin-bottom-1 { (link(&Link::new(view.name.as_str(), view.href()))) }
        (form(frame, &form::Form {
            action: format!("/me/views/{}", view.view),
            hidden: vec![("version".to_owned(), view.version.to_string())],
            body: html! {
                (input(&Input {
                    name: "name".to_owned(),
                    id: field.clone(),
                    label: "Name".into(),
                    hint: Some(format!("A view of {}", view.list).into()),
                    value: if typed.is_empty() { view.name.clone() } else { typed.to_owned() },
                    error: problems.of(&field),
                    ..Input::default()
                }))
                (button_group(&[
                    button(&press("rename", Button::secondary("Rename"))),
                    button(&press("remove", Button::secondary("Remove"))),
                ]))
            },
            ..form::Form::default()
        }))
    }
}
