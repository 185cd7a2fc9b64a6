//! Making and changing a user policy: the form, who changes and what, then saving.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::Link;
use ui::components::{Heading, Level, WarningCallout, heading, warning_callout};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page};

use super::super::commands::{ChangePolicy, CreatePolicy};
use super::super::queries::{Choices, OfferedProduct, PolicyById, PolicyChoices, PolicyDetails};
use super::form::{self, Typed};
use super::{address, count};
use crate::forms::{key, onward, problems_of};
use crate::keys::PolicyId;

/// The empty form.
pub(super) async fn new(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<Response> {
    let choices = choices(&app, &caller.call(&app.door), &code).await?;
    Ok(creating(&frame, &choices, &form::blank(&choices), &Problems::new()))
}

/// The form again, the check page, or the new user policy.
pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let choices = choices(&app, &call, &code).await?;
    let typed = match form::read(&values, &choices) {
        Ok(typed) => typed,
        Err(problems) => return Ok(creating(&frame, &choices, &values, &problems)),
    };
    match values.one("step") {
        "save" => {
            let command = CreatePolicy {
                organisation: code.clone(),
                name: typed.name,
                base_product: typed.base_product,
                addons: typed.addons,
                description: typed.description,
                switched_off: typed.switched_off,
            };
            match app.door.perform(call, command).await {
                Ok(done) => {
                    Ok(onward(&address(&code, &format!("/{}?done=created", done.output.id))))
                }
                Err(error) => Ok(creating(&frame, &choices, &values, &problems_of(error)?)),
            }
        }
        "check" => {
            let body = html! {
                (heading(&Heading::page("Check the new user policy")))
                (form::check(&frame, &values, &choices, &typed, "Create user policy"))
            };
            Ok(shown(
                &frame,
                "Check the new user policy",
                &code,
                &address(&code, "/new"),
                body,
                &Problems::new(),
            ))
        }
        _ => Ok(creating(&frame, &choices, &values, &Problems::new())),
    }
}

fn creating(frame: &Frame, choices: &Choices, values: &Values, problems: &Problems) -> Response {
    let body = html! {
        (heading(&Heading { caption: Some(choices.organisation_name.clone()), ..Heading::page("Create a user policy") }))
        (form::fields(frame, values, problems, choices))
    };
    shown(
        frame,
        "Create a user policy",
        &choices.organisation,
        &address(&choices.organisation, ""),
        body,
        problems,
    )
}

/// The form as the user policy stands.
pub(super) async fn edit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, policy)): Path<(String, String)>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let (details, choices) = both(&app, &call, &code, &policy).await?;
    Ok(editing(&frame, &details, &choices, &form::filled(&details), &Problems::new()))
}

/// The form again, who changes and what, or the changed user policy.
pub(super) async fn save(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, policy)): Path<(String, String)>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let (details, choices) = both(&app, &call, &code, &policy).await?;
    let typed = match form::read(&values, &choices) {
        Ok(typed) => typed,
        Err(problems) => return Ok(editing(&frame, &details, &choices, &values, &problems)),
    };
    let back = address(&code, &format!("/{}", details.line.id));
    match values.one("step") {
        "save" => {
            let command = ChangePolicy {
                policy: details.line.id,
                name: Some(typed.name),
                base_product: Some(typed.base_product),
                addons: Some(typed.addons),
                description: Some(typed.description),
                switched_off: Some(typed.switched_off),
            };
            // A form without a version was made up; version 0 fits nothing.
            let expected = values.one("version").parse().unwrap_or(0);
            match app.door.perform(call.expecting(Some(expected)), command).await {
                Ok(_) => Ok(onward(&format!("{back}?done=changed"))),
                Err(error) => {
                    Ok(editing(&frame, &details, &choices, &values, &problems_of(error)?))
                }
            }
        }
        "check" => {
            let body = html! {
                (heading(&Heading { caption: Some(details.line.name.clone()), ..Heading::page("Check who changes") }))
                (who_changes(&details, &choices, &typed))
                (form::check(&frame, &values, &choices, &typed, "Save changes"))
            };
            Ok(shown(&frame, "Check who changes", &code, &back, body, &Problems::new()))
        }
        _ => Ok(editing(&frame, &details, &choices, &values, &Problems::new())),
    }
}

fn editing(
    frame: &Frame,
    details: &PolicyDetails,
    choices: &Choices,
    values: &Values,
    problems: &Problems,
) -> Response {
    let body = html! {
        (heading(&Heading { caption: Some(details.line.name.clone()), ..Heading::page("Change a user policy") }))
        (form::fields(frame, values, problems, choices))
    };
    let back = address(&details.organisation, &format!("/{}", details.line.id));
    shown(frame, "Change a user policy", &details.organisation, &back, body, problems)
}

/// What saving would mean, before it is saved.
fn who_changes(details: &PolicyDetails, choices: &Choices, typed: &Typed) -> Markup {
    let people = count(details.line.members, "person", "people");
    let free = choices
        .products
        .iter()
        .find(|offered| offered.product == typed.base_product)
        .map_or(0, |offered| offered.free);
    let short = if typed.base_product == details.line.base_product {
        0
    } else {
        (details.line.members - free).max(0)
    };
    warning_callout(&WarningCallout {
        heading: format!("{people} in this user policy"),
        body: html! {
            @if typed.changes_licences(details) {
                p { "Their licences change, one person after the other." }
                @if short > 0 {
                    p { "Only " (free) " of the new base licence are free. " (count(short, "person waits", "people wait"))
                        " in turn and keep what they have until then." }
                }
            } @else {
                p { "Their licences stay as they are. Changes to applications reach Microsoft 365 person by person." }
            }
        }
        .into(),
        level: Level::Two,
    })
}

fn shown(
    frame: &Frame,
    title: &str,
    code: &str,
    back: &str,
    body: Markup,
    problems: &Problems,
) -> Response {
    frame
        .page(Page {
            title: title.to_owned(),
            caption: code.to_owned(),
            back: Some(Link::new("Back", back)),
            notices: problems.summary(),
            body,
            error: !problems.is_empty(),
            ..Page::default()
        })
        .into_response()
}

async fn choices(app: &App, call: &Call, code: &str) -> Result<Choices> {
    app.door.ask(call, &PolicyChoices { organisation: code.to_owned() }).await
}

/// The user policy and what it may give; what it gives already is always among it.
async fn both(
    app: &App,
    call: &Call,
    code: &str,
    policy: &str,
) -> Result<(PolicyDetails, Choices)> {
    let policy: PolicyId = key(policy)?;
    let details = app.door.ask(call, &PolicyById { policy }).await?;
    if details.organisation != code {
        return Err(messages::NOT_FOUND.refuse().into());
    }
    let mut choices = choices(app, call, code).await?;
    for licence in &details.licences {
        if !choices.products.iter().any(|offered| offered.product == licence.product) {
            choices.products.push(OfferedProduct {
                product: licence.product,
                name: licence.name.clone(),
                free: licence.free,
            });
        }
    }
    Ok((details, choices))
}
