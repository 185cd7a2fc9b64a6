//! `/o/CODE/second-step/report`: what about the second step of an organisation needs looking at, and the same as a file.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::components::{Column, Pagination, Table, TableLayout, pagination, table};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::sheet::{Format, answer};
use ui::when::Zone;

use super::{TITLE, here, words};
use crate::mfa::{ReportFigures, ReportItem, ReportPage, SecondStepReport};
use crate::portal::titled;

const PAGE_TITLE: &str = "What needs looking at";
/// The heads of the file.
const HEADS: [&str; 8] =
    ["name", "address", "concern", "role", "cause", "has", "add by", "exception until"];
/// Rows of the file that are read at a time.
const FILE_PAGE: u32 = 200;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = values.one("after").parse().ok();
    let query = SecondStepReport { organisation: code.clone(), after, limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let address = format!("{}/report", here(&code));
    let next = found.next.map(|next| Link::new("", format!("{address}?after={next}")));
    let body = html! {
        (titled(PAGE_TITLE, &found.organisation_name))
        p { "Once a day everybody here is looked at. Your administrators are written to when this list gets worse, and once a week while it stays." }
        @if let Some(figures) = &found.figures { (said_of(figures)) }
        @if let Some(at) = found.told_at {
            p { "The last letter went out on " (zone.day_element(at.micros())) "." }
        }
        (people(&found, &zone))
        (pagination(&Pagination { next, name: "Pages of people".to_owned(), ..Pagination::default() }))
        @if !found.items.is_empty() {
            p { (link(&Link::new("Download the list (CSV)", format!("{address}.csv")))) }
        }
    };
    let above = format!("/o/{code}");
    Ok(frame.page(Page {
        title: PAGE_TITLE.to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), above),
            Link::new(TITLE, here(&code)),
        ],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// The list as a file.
pub(super) async fn csv(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = SecondStepReport { organisation: code, after: None, limit: Some(FILE_PAGE) };
    answer(Format::Csv, "second-step-report", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| SecondStepReport { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(one: ReportItem) -> Vec<String> {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::rfc3339).unwrap_or_default();
    vec![
        one.name,
        one.address,
        words::concern(one.concern).to_owned(),
        if one.is_administrator { "yes" } else { "no" }.to_owned(),
        words::cause(one.stands.cause).to_owned(),
        words::factor(one.stands.factor).to_owned(),
        moment(one.stands.add_by),
        moment(one.stands.exception_until),
    ]
}

fn said_of(figures: &ReportFigures) -> Markup {
    let least = if figures.is_more { "At least: " } else { "" };
    html! {
        p { (least) (figures.signed_in) " signed in without the second step that is asked of them; " (figures.without) " without one that can be used; " (figures.ending) " with a long exception that ends within days." }
    }
}

fn people(found: &ReportPage, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        return html! { p { "There is nobody here who needs looking at." } };
    }
    let rows = found.items.iter().map(|one| {
        let address = format!("/o/{}/people/{}/second-step", found.organisation, one.person);
        let when = one.stands.exception_until.or(one.stands.add_by);
        let when = match when {
            Some(at) => Content::Markup(zone.minute_element(at.micros())).into(),
            None => "".into(),
        };
        vec![
            Content::Markup(html! {
                (link(&Link::new(one.name.as_str(), address)))
                div.nhsuk-u-font-weight-normal { (one.address) }
                @if one.is_administrator { div.nhsuk-u-font-weight-normal { "Holds a role" } }
            })
            .into(),
            words::concern(one.concern).into(),
            words::cause(one.stands.cause).into(),
            words::factor(one.stands.factor).into(),
            when,
        ]
    });
    table(&Table {
        caption: "People who need looking at".to_owned(),
        caption_hidden: true,
        columns: ["Name", "What it is", "Why it is asked", "Has", "By or until"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
