//! `/me/reports`: one's own scheduled reports with their files; `/me/reports/new` schedules the list that led here.

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Details, EmptyState, Heading, Input, Select, SelectOption, button, button_group,
    details, empty_state, heading, input, select,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link, part};
use ui::when::Zone;
use uuid::Uuid;

use super::commands::{ChangeSchedule, EndSchedule, Schedule};
use super::messages::{days, trouble};
use super::model::{Every, is_file};
use super::queries::{FileOf, MySchedules, ReportFile, ScheduleLine};
use crate::pages::{problems_at, problems_of, size};

const TITLE: &str = "My scheduled reports";
const HERE: &str = "/me/reports";

/// Their routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/reports", get(page).post(begin))
        .route("/me/reports/new", get(new))
        .route("/me/reports/{schedule}", post(act))
        .route("/me/reports/{schedule}/{file}/report.csv", get(download))
}

/// The link of a list by which its file is made regularly: what it is to be called, and the address of the file as CSV
/// with its filters.
pub fn offer(name: &str, address: &str) -> Link {
    let (file, query) = address.split_once('?').unwrap_or((address, ""));
    // Whoever looks after many organisations has many reports of one kind.
    let name = match file.strip_prefix("/o/").and_then(|rest| rest.split('/').next()) {
        Some(code) => format!("{name}, {code}"),
        None => name.to_owned(),
    };
    let (name, file, query) = (part(&name), part(file), part(query));
    Link::new("Make this regularly", format!("{HERE}/new?name={name}&file={file}&query={query}"))
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    let call = caller.call(&app.door);
    all(&app, &call, &frame, &Values::default(), &Problems::new()).await
}

/// The form for the list that led here.
async fn new(caller: Caller, frame: Frame, Query(values): Query<Values>) -> Result<PageResponse> {
    caller.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
    if !is_file(values.one("file"), values.one("query")) {
        return Err(common::NOT_FOUND.refuse().into());
    }
    Ok(asked(&frame, &values, &Problems::new()))
}

/// Schedules it, or shows the form again.
async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let Some(every) = Every::named(values.one("every")) else {
        return Err(common::NOT_FOUND.refuse().into());
    };
    let command = Schedule {
        file: values.one("file").to_owned(),
        query: values.one("query").to_owned(),
        name: values.one("name").to_owned(),
        every,
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(Redirect::to(HERE).into_response()),
        Err(error) => Ok(asked(&frame, &values, &problems_of(error)?).into_response()),
    }
}

fn asked(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    const ASKED: &str = "Make this list regularly";
    let hidden = ["file", "query"].map(|name| (name.to_owned(), values.one(name).to_owned()));
    let body = html! {
        (heading(&Heading::page(ASKED)))
        p {
            "A file with this list, as it is filtered now, is made for you before work begins. You get an email when it is \
             there. Each time it holds what you may see on that day."
        }
        (form(frame, &form::Form {
            action: HERE.to_owned(),
            hidden: hidden.into(),
            body: html! {
                (input(&Input { label: "Name".into(), ..Input::from(values.field("name", problems)) }))
                (select(&Select {
                    label: "When".into(),
                    options: choices(),
                    ..Select::from(values.field("every", problems))
                }))
                (button(&Button { prevent_double_click: true, ..Button::primary("Schedule the report") }))
                p { (link(&Link::new("Go back to the list", list_of(values.one("file"), values.one("query"))))) }
            },
            ..form::Form::default()
        }))
    };
    frame.page(Page {
        title: ASKED.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// Changes or ends one.
async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(schedule): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let schedule: Uuid = schedule.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let version = values.one("version").parse().unwrap_or(0);
    let call = caller.call(&app.door).expecting(Some(version));
    let outcome = if values.one("act") == "end" {
        app.door.perform(call, EndSchedule { schedule }).await.map(drop)
    } else {
        let Some(every) = Every::named(values.one("every")) else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        let name = values.one("name").to_owned();
        app.door.perform(call, ChangeSchedule { schedule, name, every }).await.map(drop)
    };
    match outcome {
        Ok(()) => Ok(Redirect::to(HERE).into_response()),
        Err(error) => {
            let field = format!("name-{schedule}");
            let problems = problems_at(error, &field)?;
            let typed = Values::default().with(field, values.one("name"));
            all(&app, &caller.call(&app.door), &frame, &typed, &problems).await
        }
    }
}

async fn download(
    State(app): State<App>,
    caller: Caller,
    Path((_, file)): Path<(String, String)>,
) -> Result<Response> {
    let file: Uuid = file.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let call = caller.call(&app.door);
    // A file that is kept is as good as the list it was made of to somebody who found a browser open.
    app.door.ask_for_proof(&call).await?;
    let found = app.door.ask(&call, &FileOf { file }).await?;
    let mut response = found.text.into_response();
    let headers = response.headers_mut();
    ui::frame::security_headers(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"report.csv\""),
    );
    Ok(response)
}

async fn all(
    app: &App,
    call: &Call,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let found = app.door.ask(call, &MySchedules::default()).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading::page(TITLE)))
        @if found.is_empty() {
            (empty_state(&EmptyState {
                text: "No scheduled reports yet".to_owned(),
                help: "Open a list or report, set its filters, and choose Make this regularly.".into(),
                action: None,
            }))
        }
        @for line in &found { (one(frame, line, values, problems, &zone)) }
    };
    Ok(frame
        .page(Page {
            title: TITLE.to_owned(),
            breadcrumbs: above().into_iter().take(2).collect(),
            notices: problems.summary(),
            error: !problems.is_empty(),
            body,
            ..Page::default()
        })
        .into_response())
}

fn above() -> Vec<Link> {
    vec![Link::new("My account", "/me"), Link::new(TITLE, HERE)]
}

fn choices() -> Vec<SelectOption> {
    Every::ALL.iter().map(|every| SelectOption::new(every.name(), days(*every))).collect()
}

/// The list that a file is made of.
fn list_of(file: &str, query: &str) -> String {
    let list = file.trim_end_matches(".csv");
    if query.is_empty() { list.to_owned() } else { format!("{list}?{query}") }
}

/// One report with its files and what can be done to it.
fn one(
    frame: &Frame,
    line: &ScheduleLine,
    values: &Values,
    problems: &Problems,
    zone: &Zone,
) -> Markup {
    let field = format!("name-{}", line.schedule);
    let typed = values.one(&field);
    let change = html! {
        (input(&Input {
            name: "name".to_owned(),
            id: field.clone(),
            label: "Name".into(),
            value: if typed.is_empty() { line.name.clone() } else { typed.to_owned() },
            error: problems.of(&field),
            ..Input::default()
        }))
        (select(&Select {
            name: "every".to_owned(),
            id: format!("every-{}", line.schedule),
            label: "When".into(),
            options: choices(),
            value: line.every.name().to_owned(),
            ..Select::default()
        }))
        (button_group(&[
            button(&press("change", &line.name, Button::secondary("Save"))),
            button(&press("end", &line.name, Button::secondary("End and remove its files"))),
        ]))
    };
    html! {
        (heading(&Heading::part(line.name.as_str())))
        p { (days(line.every)) ". " (link(&Link::new("Open the list", list_of(&line.file, &line.query)))) }
        @if line.files.is_empty() { p { "No file yet. The first is made on the next of these days, before work begins." } } @else {
            ul.nhsuk-list.nhsuk-list--bullet {
                @for file in &line.files { li { (made(line, file, zone)) } }
            }
        }
        (details(&Details {
            summary: format!("Change or end {}", line.name),
            body: form(frame, &form::Form {
                action: format!("{HERE}/{}", line.schedule),
                hidden: vec![("version".to_owned(), line.version.to_string())],
                body: change,
                ..form::Form::default()
            }).into(),
            open: problems.of(&field).is_some(),
            ..Details::default()
        }))
    }
}

fn press(act: &str, name: &str, button: Button) -> Button {
    Button {
        name: "act".to_owned(),
        value: act.to_owned(),
        hidden: name.to_owned(),
        small: true,
        ..button
    }
}

fn made(line: &ScheduleLine, file: &ReportFile, zone: &Zone) -> Markup {
    let at = zone.minute(file.made_at.micros());
    match trouble(file.outcome) {
        Some(trouble) => html! { (at) ": " (trouble) },
        None => html! {
            (link(&Link::new(format!("Download as CSV, made {at}"), format!("{HERE}/{}/{}/report.csv", line.schedule, file.file))))
            " (" (size(file.size)) ")"
        },
    }
}
