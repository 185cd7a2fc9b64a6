//! `/national/notices`: every notice, and how it looks.

use axum::extract::{Path, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::components::{
    Cell, Column, Heading, SummaryList, SummaryRow, Table, TableLayout, heading, summary_list,
    table,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{NATIONAL, words};
use crate::notices::jobs::{Relay, sample, values_of};
use crate::notices::messages::catalogue::find;
use crate::notices::queries::{Catalogue, CatalogueEntry, NoticeLog};

fn above() -> Vec<Link> {
    vec![Link::new("National", "/national")]
}

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let entries = app.door.ask(&caller.call(&app.door), &Catalogue {}).await?;
    let newest = NoticeLog { limit: Some(1), ..NoticeLog::default() };
    let may_see_log = app.door.ask(&caller.call(&app.door), &newest).await.is_ok();
    let relay = app.door.ports().port::<Relay>().ok();
    let body = html! {
        (heading(&Heading::page("Notices")))
        @match relay {
            Some(relay) => { p { "Letters go out through the mail server " (relay.place()) "." } }
            None => { p { "No mail server is set up, so letters are kept and not sent. The log shows what would have been sent." } }
        }
        @if may_see_log { p { (link(&Link::new("What was sent", "/national/letters"))) } }
        (table(&Table {
            caption: "Every notice of the service".to_owned(),
            columns: ["Notice", "How", "To", "When"].map(Column::text).to_vec(),
            rows: entries.iter().map(row).collect(),
            first_cell_is_header: true,
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Notices".to_owned(),
        breadcrumbs: above(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn row(entry: &CatalogueEntry) -> Vec<Cell> {
    let notice = Link::new(entry.title.as_str(), format!("{NATIONAL}/{}", entry.key));
    vec![
        ui::Content::Markup(link(&notice)).into(),
        words::channel(entry.channel).into(),
        words::audience(entry.audience).into(),
        entry.when.clone().into(),
    ]
}

pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
) -> Result<PageResponse> {
    let entries = app.door.ask(&caller.call(&app.door), &Catalogue {}).await?;
    let entry = entries.into_iter().find(|entry| entry.key == key);
    let (Some(entry), Some(notice)) = (entry, find(&key)) else {
        return Err(common::NOT_FOUND.refuse().into());
    };
    let filled = sample(notice, &values_of(&app.door, notice), None)?;
    let rows = vec![
        SummaryRow::new("How", words::channel(entry.channel)),
        SummaryRow::new("To", words::audience(entry.audience)),
        SummaryRow::new("When", entry.when.clone()),
        SummaryRow::new("Name", entry.key.clone()),
    ];
    let mut breadcrumbs = above();
    breadcrumbs.push(Link::new("Notices", NATIONAL));
    let body = html! {
        (heading(&Heading::page(entry.title.as_str())))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (heading(&Heading::part("How it looks")))
        p { "The names and days in it are examples." }
        (words::letter(&filled))
    };
    Ok(frame.page(Page { title: entry.title, breadcrumbs, body, ..Page::default() }))
}
