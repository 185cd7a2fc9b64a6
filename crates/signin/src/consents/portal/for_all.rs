//! Allowing an application for all people of an organisation.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{Button, Heading, button, button_group, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use uuid::Uuid;

use crate::applications::{ApplicationOfOrganisation, ApplicationView, OPENID, scope_words};
use crate::consents::{AllowForAll, AllowedForAll, AllowedForAllView, Answer};
use crate::portal::{see_other, shown};

const TITLE: &str = "Allow it for all your people";

async fn found(
    app: &App,
    caller: &Caller,
    code: &str,
    key: &str,
) -> Result<(ApplicationView, AllowedForAllView)> {
    let application: Uuid = key.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let (call, organisation) = (caller.call(&app.door), code.to_owned());
    let query = ApplicationOfOrganisation { organisation: organisation.clone(), application };
    let one = app.door.ask(&call, &query).await?;
    let allowed = app.door.ask(&call, &AllowedForAll { organisation, application }).await?;
    Ok((one, allowed))
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, key)): Path<(String, String)>,
) -> Result<PageResponse> {
    let (one, allowed) = found(&app, &caller, &code, &key).await?;
    Ok(asked(&frame, &code, &one, &allowed, &Problems::new()))
}

/// What was chosen.
pub(super) async fn answer(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, key)): Path<(String, String)>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (one, allowed) = found(&app, &caller, &code, &key).await?;
    let answer = match values.one("answer") {
        "allow" => Answer::Allow,
        _ => Answer::Ask,
    };
    let command = AllowForAll { application: one.application, answer };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&address(&code, &one), None)),
        Err(error) => Ok(asked(&frame, &code, &one, &allowed, &shown(error)?).into_response()),
    }
}

fn address(code: &str, one: &ApplicationView) -> String {
    format!("/o/{code}/applications/{}", one.application)
}

fn asked(
    frame: &Frame,
    code: &str,
    one: &ApplicationView,
    allowed: &AllowedForAllView,
    problems: &Problems,
) -> PageResponse {
    let here = address(code, one);
    let is_new = |scope: &&String| *scope != OPENID && !allowed.scopes.contains(*scope);
    let new: Vec<&str> = one.scopes.iter().filter(is_new).map(|scope| scope_words(scope)).collect();
    let (title, words, choice) = match (allowed.since, new.is_empty()) {
        (None, _) => (TITLE, "Allow it for everybody", "allow"),
        (Some(_), false) => (TITLE, "Allow that for everybody, too", "allow"),
        (Some(_), true) => ("Have each person asked again", "Have each person asked", "ask"),
    };
    let act = Button { prevent_double_click: true, ..Button::primary(words) };
    let sent = |choice: &str, act: Markup| Form {
        action: format!("{here}/allow"),
        hidden: vec![("answer".to_owned(), choice.to_owned())],
        body: button_group(&[act, link(&Link::new("Cancel", here.as_str()))]),
        ..Form::default()
    };
    let seen = |words: &[&str]| {
        html! {
            ul class="nhsuk-list nhsuk-list--bullet" { @for words in words { li { (words) } } }
        }
    };
    let asked_again = "If you go on, each person is asked when they open it next, and what it was given for them does not count until they allow it.";
    let body = html! {
        (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(title) }))
        @if allowed.since.is_none() {
            p { "Nobody is asked any more. The application sees, of everybody who may use it and opens it:" }
            (seen(&new))
            p { "If you let it see more later, people are asked for that." }
        } @else if !new.is_empty() {
            p { "It may see more than you allowed for everybody, and each person is asked for that. If you go on, nobody is. It is new that the application sees:" }
            (seen(&new))
        } @else {
            p { "It is allowed for everybody now. " (asked_again) }
        }
        (form(frame, &sent(choice, button(&act))))
        @if allowed.since.is_some() && !new.is_empty() {
            (heading(&Heading::part("Have each person asked again")))
            p { "Or take back what is allowed for everybody. " (asked_again) }
            (form(frame, &sent("ask", button(&Button::secondary("Have each person asked")))))
        }
    };
    let breadcrumbs = vec![
        Link::new(one.organisation_name.as_deref().unwrap_or(code), format!("/o/{code}")),
        Link::new("Applications", format!("/o/{code}/applications")),
        Link::new(one.name.as_str(), here),
    ];
    frame.page(Page {
        title: title.to_owned(),
        caption: one.name.clone(),
        breadcrumbs,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
