//! The units of an organisation.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Cell, Column, EmptyState, Heading, Input, Pagination, Select, SelectOption, Table,
    button, empty_state, heading, input, pagination, select, table,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use uuid::Uuid;

use super::local::above;
use super::{done_banner, if_allowed, on_to, part, problems_of, title, typed, version_in};
use crate::organisations::commands::{CreateUnit, RemoveUnit, RenameUnit};
use crate::organisations::queries::{
    ListUnits, OrganisationByCode, OrganisationDetails, UnitById, UnitLine,
};

const DONE: &[(&str, &str)] = &[
    ("created", "The unit was created."),
    ("renamed", "The unit was renamed."),
    ("removed", "The unit was removed."),
];

/// All units that a form offers; an organisation with more uses the API for the rest.
const OFFERED: u32 = 200;

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let record = app.door.ask(&call, &OrganisationByCode { organisation: code.clone() }).await?;
    let query =
        ListUnits { organisation: code.clone(), after: typed(&values, "after"), limit: None };
    let units = app.door.ask(&call, &query).await?;
    let names = offered(&app, &caller, &code).await?;
    let details =
        if_allowed(app.door.ask(&call, &OrganisationDetails { organisation: code.clone() }).await)?;
    let may_change = details.is_some_and(|details| details.is_open);
    let base = format!("/o/{}/organisation/units", part(&code));
    let above_of = |line: &UnitLine| {
        let above = line.parent.and_then(|parent| names.iter().find(|unit| unit.unit == parent));
        above.map_or_else(|| "None".to_owned(), |above| above.name.clone())
    };
    let name_of = |line: &UnitLine| -> Cell {
        if may_change {
            link(&Link::new(line.name.as_str(), format!("{base}/{}", line.unit))).into()
        } else {
            line.name.as_str().into()
        }
    };
    let body = html! {
        (title("Units", &record.shown_name()))
        @if may_change { (button(&Button::secondary("Create a unit").to(format!("{base}/new")))) }
        @if units.items.is_empty() {
            (empty_state(&EmptyState {
                text: "There are no units.".to_owned(),
                help: "Units are parts of an organisation, such as wards and departments.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Units".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Unit above"].map(Column::text).into(),
                rows: units.items.iter().map(|line| vec![name_of(line), above_of(line).into()]).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination {
            next: units.next.map(|next| Link::new("", format!("{base}?after={}", part(&next)))),
            ..Pagination::default()
        }))
    };
    let mut breadcrumbs = above(&record.code, &record.shown_name());
    breadcrumbs.push(Link::new("Organisation", format!("/o/{}/organisation", part(&code))));
    Ok(frame.page(Page {
        title: "Units".to_owned(),
        caption: record.code,
        breadcrumbs,
        width: Width::Full,
        notices: done_banner(&values, DONE),
        body,
        ..Page::default()
    }))
}

async fn offered(app: &App, caller: &Caller, code: &str) -> Result<Vec<UnitLine>> {
    let query = ListUnits { organisation: code.to_owned(), after: None, limit: Some(OFFERED) };
    Ok(app.door.ask(&caller.call(&app.door), &query).await?.items)
}

/// The name of the organisation, for those who may change its units.
async fn name_of(app: &App, caller: &Caller, code: &str) -> Result<String> {
    let query = OrganisationDetails { organisation: code.to_owned() };
    Ok(app.door.ask(&caller.call(&app.door), &query).await?.name)
}

pub(super) async fn new(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let name = name_of(&app, &caller, &code).await?;
    let units = offered(&app, &caller, &code).await?;
    Ok(new_page(&frame, &code, &name, &units, &Values::default(), &Problems::new()))
}

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let command = CreateUnit {
        organisation: code.clone(),
        parent: typed(&values, "parent").and_then(|parent| parent.parse().ok()),
        name: values.one("name").to_owned(),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(on_to(&format!("/o/{}/organisation/units?done=created", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let name = name_of(&app, &caller, &code).await?;
            let units = offered(&app, &caller, &code).await?;
            Ok(new_page(&frame, &code, &name, &units, &values, &problems).into_response())
        }
    }
}

fn name_field(values: &Values, problems: &Problems) -> Markup {
    input(&Input {
        label: "Name".into(),
        hint: Some("Units under one unit have different names.".into()),
        ..values.field("name", problems).into()
    })
}

fn new_page(
    frame: &Frame,
    code: &str,
    name: &str,
    units: &[UnitLine],
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let mut options = vec![SelectOption::new("", "None, at the top")];
    options.extend(
        units.iter().map(|unit| SelectOption::new(unit.unit.to_string(), unit.name.as_str())),
    );
    let fields = html! {
        (name_field(values, problems))
        (select(&Select { label: "Unit above".into(), options, ..values.field("parent", problems).into() }))
        (button(&Button::primary("Create unit")))
    };
    frame.page(Page {
        title: "Create a unit".to_owned(),
        caption: code.to_owned(),
        back: Some(Link::new("Back", format!("/o/{}/organisation/units", part(code)))),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title("Create a unit", name))
            (form(frame, &form::Form { body: fields, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

/// The unit, if it is to be seen.
async fn known(app: &App, caller: &Caller, unit: Uuid) -> Result<UnitLine> {
    app.door.ask(&caller.call(&app.door), &UnitById { unit }).await
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, unit)): Path<(String, Uuid)>,
) -> Result<PageResponse> {
    let name = name_of(&app, &caller, &code).await?;
    let line = known(&app, &caller, unit).await?;
    let values = Values::default()
        .with("name", line.name.as_str())
        .with("version", line.version.to_string());
    Ok(unit_page(&frame, &code, &name, &line, &values, &Problems::new()))
}

pub(super) async fn rename(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, unit)): Path<(String, Uuid)>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let line = known(&app, &caller, unit).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let command = RenameUnit { unit, name: values.one("name").to_owned() };
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("/o/{}/organisation/units?done=renamed", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let name = name_of(&app, &caller, &code).await?;
            Ok(unit_page(&frame, &code, &name, &line, &values, &problems).into_response())
        }
    }
}

pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, unit)): Path<(String, Uuid)>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let line = known(&app, &caller, unit).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, RemoveUnit { unit }).await {
        Ok(_) => Ok(on_to(&format!("/o/{}/organisation/units?done=removed", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let name = name_of(&app, &caller, &code).await?;
            let values = values.with("name", line.name.as_str());
            Ok(unit_page(&frame, &code, &name, &line, &values, &problems).into_response())
        }
    }
}

fn unit_page(
    frame: &Frame,
    code: &str,
    name: &str,
    line: &UnitLine,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let base = format!("/o/{}/organisation/units", part(code));
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    let fields = html! { (name_field(values, problems)) (button(&Button::primary("Rename"))) };
    let rename = form::Form {
        action: format!("{base}/{}", line.unit),
        hidden: hidden.clone(),
        body: fields,
        ..form::Form::default()
    };
    let remove = form::Form {
        action: format!("{base}/{}/remove", line.unit),
        hidden,
        body: button(&Button::warning("Remove unit")),
        ..form::Form::default()
    };
    frame.page(Page {
        title: line.name.clone(),
        caption: code.to_owned(),
        back: Some(Link::new("Back", base)),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(&line.name, name))
            (form(frame, &rename))
            (heading(&Heading::part("Remove")))
            p { "Only a unit without people and without units below it can be removed. It cannot be brought back." }
            (form(frame, &remove))
        },
        ..Page::default()
    })
}
