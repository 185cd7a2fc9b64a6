//! `/national/second-step`: what each organisation asks, and how its people stand.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Column, Pagination, Table, TableLayout, pagination, table};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{TITLE, here, leads, may_open};
use crate::mfa::SecondStepByOrganisation;
use crate::portal::titled;

/// Where the page is.
pub(super) const HERE: &str = "/national/second-step";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = values.one("after").parse().ok().map(kernel::ids::OrganisationId);
    let found = app.door.ask(&caller.call(&app.door), &SecondStepByOrganisation { after }).await?;
    let first = found.items.first().map(|one| one.code.clone()).unwrap_or_default();
    let opens = may_open(&app, &caller, &first).await?;
    let rows = found.items.iter().map(|one| {
        let figures = one.figures;
        let least = |many: i64| match figures.is_more {
            true => format!("at least {many}"),
            false => many.to_string(),
        };
        vec![
            leads(opens, &one.name, here(&one.code)),
            one.policy.words().into(),
            least(figures.people).into(),
            least(figures.ready).into(),
            least(figures.missing).into(),
            least(figures.excepted).into(),
        ]
    });
    let next = found.next.map(|next| Link::new("", format!("{HERE}?after={}", next.0)));
    let numbers = ["People", "Have one", "Have to, and have none", "Exceptions"];
    let columns = ["Organisation", "What it asks"].map(Column::text).into_iter();
    let body = html! {
        (titled(TITLE, ""))
        p { (link(&Link::new("Networks and exceptions that wait for a decision", "/national/second-step/decisions"))) }
        p { (link(&Link::new("Sessions without a second step that should have one", "/national/second-step/missed"))) }
        (table(&Table {
            caption: "Organisations".to_owned(),
            caption_hidden: true,
            columns: columns.chain(numbers.map(Column::numeric)).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
        (pagination(&Pagination { next, name: "Pages of organisations".to_owned(), ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
