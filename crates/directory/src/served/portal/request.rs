//! Recording who asked for something, and how they were checked.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::html;
use ui::components::{
    Button, Choice, Input, InputWidth, Legend, Radios, Textarea, button, input, radios, textarea,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::one::view;
use super::{address, words};
use crate::pages::{on_to, problems_of, title};
use crate::served::commands::Words;
use crate::served::queries::Served;
use crate::served::{INTAKE_HOURS, OpenIntake, Way};

/// The organisation, if the caller may record a request of it, and the hours for which a request counts.
async fn recordable(app: &App, caller: &Caller, code: &str) -> Result<(Served, i64)> {
    let view = view(app, caller, code).await?;
    if !view.may_record {
        return Err(messages::NOT_ALLOWED.refuse().into());
    }
    let now = caller.call(&app.door).now;
    let hours = app.door.reader().await?.dated(&INTAKE_HOURS, None, now).await?;
    Ok((view, hours))
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let (view, hours) = recordable(&app, &caller, &code).await?;
    Ok(shown(&frame, &view, hours, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let (view, hours) = recordable(&app, &caller, &code).await?;
    let Some(way) = Way::named(values.one("way")) else {
        let typed = |name: &str| values.one(name);
        let mut problems = match Words::of(typed("asked_by"), typed("ticket"), typed("note")) {
            Ok(_) => Problems::new(),
            Err(error) => problems_of(error)?,
        };
        problems.add("way", "Choose how you checked who asked.");
        return Ok(shown(&frame, &view, hours, &values, &problems).into_response());
    };
    let text = |name: &str| values.one(name).to_owned();
    let command = OpenIntake {
        organisation: view.organisation.clone(),
        asked_by: text("asked_by"),
        way,
        ticket: text("ticket"),
        note: text("note"),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=recorded", address(&view.organisation)))),
        Err(error) => {
            Ok(shown(&frame, &view, hours, &values, &problems_of(error)?).into_response())
        }
    }
}

fn shown(
    frame: &Frame,
    view: &Served,
    hours: i64,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let span = if hours == 1 { "1 hour".to_owned() } else { format!("{hours} hours") };
    let ways = Way::ALL.iter().map(|way| Choice::new(way.name(), words::way(*way)));
    let body = html! {
        (input(&Input {
            label: "Who asked".into(),
            hint: Some("Their name and what they are there".into()),
            ..values.field("asked_by", problems).into()
        }))
        (radios(&Radios {
            legend: Some(Legend { text: "How did you check them?".to_owned(), ..Legend::default() }),
            choices: ways.collect(),
            ..values.field("way", problems).into()
        }))
        (input(&Input {
            label: "Ticket".into(),
            hint: Some("The reference under which the request is kept".into()),
            width: InputWidth::Characters20,
            ..values.field("ticket", problems).into()
        }))
        (textarea(&Textarea {
            label: "What they asked for (optional)".into(),
            hint: Some("No passwords and nothing about patients".into()),
            rows: 3,
            ..values.field("note", problems).into()
        }))
        (button(&Button::primary("Record")))
    };
    frame.page(Page {
        title: "Record a request".to_owned(),
        caption: view.organisation.clone(),
        back: Some(Link::new("Back", address(&view.organisation))),
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (title("Record a request", &view.name))
            p { "For " (span) " after this you can change what was asked for. The organisation sees the record." }
            (form(frame, &form::Form { body, ..form::Form::default() }))
        },
        ..Page::default()
    })
}
