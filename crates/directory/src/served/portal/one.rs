//! One organisation: who administers it, what it asked for, and beginning or ending that it is administered nationally.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::authority::ServedSector;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, Heading, Input, Select, SummaryList, SummaryRow, Table, Textarea, button,
    heading, input, inset_text, select, summary_list, table, textarea,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::{address, words};
use crate::pages::{done_banner, on_to, part, problems_of, title};
use crate::people::portal::words::Days;
use crate::served::queries::{Served, ServedByCode};
use crate::served::{AdministerLocally, AdministerNationally};

/// What can have been done before the page is shown.
const DONE: &[(&str, &str)] = &[
    ("begun", "The organisation is administered nationally."),
    ("ended", "The organisation is administered nationally no longer."),
    ("recorded", "The request was recorded. You can do what was asked for now."),
];

pub(super) async fn view(app: &App, caller: &Caller, code: &str) -> Result<Served> {
    let query = ServedByCode { organisation: code.to_owned() };
    app.door.ask(&caller.call(&app.door), &query).await
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let view = view(&app, &caller, &code).await?;
    let done = done_banner(&values, DONE);
    let shown = shown(&app, &frame, &view, &Values::default(), &Problems::new());
    Ok(frame.page(Page { notices: done, ..shown }))
}

pub(super) async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let view = view(&app, &caller, &code).await?;
    let call = caller.call(&app.door);
    let organisation = view.organisation.clone();
    let reason = values.one("reason").to_owned();
    let outcome = if values.one("act") == "end" {
        let without = Some(values.one("without").to_owned());
        let command = AdministerLocally { organisation, reason, without };
        app.door.perform(call, command).await.map(|_| "ended")
    } else {
        let Some(sector) = ServedSector::named(values.one("sector")) else {
            let mut problems = Problems::new();
            problems.add("sector", "Choose a sector.");
            let page = shown(&app, &frame, &view, &values, &problems);
            return Ok(frame.page(page).into_response());
        };
        let command = AdministerNationally { organisation, sector, reason };
        app.door.perform(call, command).await.map(|_| "begun")
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("{}?done={done}", address(&view.organisation)))),
        Err(error) => {
            let page = shown(&app, &frame, &view, &values, &problems_of(error)?);
            Ok(frame.page(page).into_response())
        }
    }
}

fn shown(app: &App, frame: &Frame, view: &Served, values: &Values, problems: &Problems) -> Page {
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let heading_text = "National administration";
    let record = format!("{}/request", address(&view.organisation));
    let body = html! {
        (title(heading_text, &view.name))
        (state(view, &Days::of(&app.door)))
        @if view.may_record {
            @match &view.ticket {
                Some(ticket) => { (inset_text(&format!("You can act for this organisation now: its request is recorded under {ticket}.").as_str().into())) },
                None => { (inset_text(&"Before you change anything here, record who asked and how you checked them.".into())) },
            }
            (button(&Button::primary("Record a request").to(record)))
        }
        @if view.sector.is_some() || !view.intakes.is_empty() { (asked(view, &zone)) }
        @if view.may_mark { (change(frame, view, values, problems)) }
    };
    Page {
        title: heading_text.to_owned(),
        caption: view.organisation.clone(),
        breadcrumbs: vec![Link::new(
            view.name.as_str(),
            format!("/o/{}", part(&view.organisation)),
        )],
        width: Width::Full,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body,
        ..Page::default()
    }
}

fn state(view: &Served, days: &Days) -> Markup {
    let people = if view.sector.is_some() {
        format!("{} of {} at most", view.people, view.limit)
    } else {
        view.people.to_string()
    };
    let mut rows = vec![SummaryRow::new(
        "Administered nationally",
        view.sector.map_or("No", ServedSector::title),
    )];
    if let Some(since) = &view.since {
        rows.push(SummaryRow::new("Since", days.day(Some(since))));
    }
    if let Some(reason) = view.reason.as_deref().filter(|reason| !reason.is_empty()) {
        rows.push(SummaryRow::new("Why", reason));
    }
    rows.push(SummaryRow::new("People", people));
    rows.push(SummaryRow::new("Administrators of its own", view.administrators.to_string()));
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn asked(view: &Served, zone: &Zone) -> Markup {
    let rows = view.intakes.iter().map(|line| {
        vec![
            html! {
                (words::moment(&line.at, zone)) br;
                span.nhsuk-u-font-weight-normal { "counts until " (words::moment(&line.expires_at, zone)) }
            }
            .into(),
            html! { (line.asked_by) br; (words::way(line.way)) }.into(),
            line.note.as_str().into(),
            html! { (line.by) br; (line.ticket) }.into(),
        ]
    });
    html! {
        (heading(&Heading::part("What was asked for")))
        @if view.intakes.is_empty() { p { "No request has been recorded." } }
        @else {
            (table(&Table {
                caption: "Requests, newest first".to_owned(),
                caption_hidden: true,
                columns: ["When", "Who asked, and how they were checked", "What for", "Recorded by, under which ticket"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
    }
}

fn change(frame: &Frame, view: &Served, values: &Values, problems: &Problems) -> Markup {
    let why = |label: &str| {
        textarea(&Textarea {
            label: label.into(),
            hint: Some("Stands in the history".into()),
            rows: 3,
            ..values.field("reason", problems).into()
        })
    };
    let (act, title, body) = if view.sector.is_some() {
        let body = html! {
            (why("Why it ends"))
            @if view.administrators == 0 {
                (input(&Input {
                    label: "Why it goes without an administrator of its own for now".into(),
                    hint: Some("Nobody could change anything for its people. Better, give somebody the role first.".into()),
                    ..values.field("without", problems).into()
                }))
            }
            (button(&Button::warning("End national administration")))
        };
        ("end", "End national administration", body)
    } else {
        let body = html! {
            (select(&Select {
                label: "Sector".into(),
                options: words::sectors("Choose a sector"),
                ..values.field("sector", problems).into()
            }))
            (why("Why it is administered nationally"))
            (button(&Button::primary("Administer nationally")))
        };
        ("begin", "Have it administered nationally", body)
    };
    let hidden = vec![("act".to_owned(), act.to_owned())];
    html! {
        (heading(&Heading::part(title)))
        (form(frame, &form::Form { hidden, body, ..form::Form::default() }))
    }
}
