//! Moving an organisation in the administrative tree, and closing it.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Input, InputWidth, Level, WarningCallout, button, input, warning_callout,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::national::LIST;
use super::{on_to, part, problems_of, title, typed, version_in};
use crate::organisations::commands::{CloseOrganisation, PlaceOrganisation};
use crate::organisations::queries::{OrganisationByCode, OrganisationRecord};

async fn record(app: &App, caller: &Caller, code: &str) -> Result<OrganisationRecord> {
    app.door
        .ask(&caller.call(&app.door), &OrganisationByCode { organisation: code.to_owned() })
        .await
}

pub(super) async fn place_form(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code).await?;
    let values = Values::default()
        .with("parent", record.parent.clone().unwrap_or_default())
        .with("version", record.version.to_string());
    Ok(place_page(&frame, &record, &values, &Problems::new()))
}

pub(super) async fn place(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let parent = typed(&values, "parent").map(|parent| parent.to_uppercase());
    let command = PlaceOrganisation { organisation: code.clone(), parent };
    match app.door.perform(caller.call(&app.door).expecting(version_in(&values)), command).await {
        Ok(_) => Ok(on_to(&format!("{LIST}/{}?done=placed", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let record = record(&app, &caller, &code).await?;
            Ok(place_page(&frame, &record, &values, &problems).into_response())
        }
    }
}

fn place_page(
    frame: &Frame,
    record: &OrganisationRecord,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        (input(&Input {
            label: "Administered from above by".into(),
            hint: Some("The code of an open organisation. Leave it empty for none.".into()),
            width: InputWidth::Characters10,
            no_spellcheck: true,
            ..values.field("parent", problems).into()
        }))
        p { "Administrators above whose rights reach down gain or lose them here at once. Everything below moves along." }
        (button(&Button::primary("Move")))
    };
    page(frame, record, "Move in the tree", values, problems, fields)
}

pub(super) async fn close_form(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code).await?;
    let values = Values::default().with("version", record.version.to_string());
    Ok(close_page(&frame, &record, &values, &Problems::new()))
}

pub(super) async fn close(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let command = CloseOrganisation { organisation: code.clone() };
    match app.door.perform(caller.call(&app.door).expecting(version_in(&values)), command).await {
        Ok(_) => Ok(on_to(&format!("{LIST}/{}?done=closed", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let record = record(&app, &caller, &code).await?;
            Ok(close_page(&frame, &record, &values, &problems).into_response())
        }
    }
}

fn close_page(
    frame: &Frame,
    record: &OrganisationRecord,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        (warning_callout(&WarningCallout {
            body: "Nobody can be created in a closed organisation. It can be closed only when no accounts are left in it.".into(),
            level: Level::Two,
            ..WarningCallout::default()
        }))
        (button(&Button::warning("Close this organisation")))
    };
    page(frame, record, "Close an organisation", values, problems, fields)
}

fn page(
    frame: &Frame,
    record: &OrganisationRecord,
    heading: &str,
    values: &Values,
    problems: &Problems,
    body: maud::Markup,
) -> PageResponse {
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    frame.page(Page {
        title: heading.to_owned(),
        caption: record.code.clone(),
        back: Some(Link::new("Back", format!("{LIST}/{}", part(&record.code)))),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(heading, &format!("{}, {}", record.shown_name(), record.code)))
            (form(frame, &form::Form { hidden, body, ..form::Form::default() }))
        },
        ..Page::default()
    })
}
