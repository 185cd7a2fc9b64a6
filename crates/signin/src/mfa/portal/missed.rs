//! `/national/second-step/missed`: the fail-safe list, empty where all is well.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Column, Pagination, Table, TableLayout, pagination, table};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::{TITLE, leads, may_open, nation, words};
use crate::mfa::SecondStepMissed;
use crate::portal::titled;

const HERE: &str = "/national/second-step/missed";
const PAGE_TITLE: &str = "Sessions without a second step that should have one";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = values.one("after").parse().ok();
    let found = app.door.ask(&caller.call(&app.door), &SecondStepMissed { after }).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let first = found.items.first().map(|one| one.organisation.clone()).unwrap_or_default();
    let opens = may_open(&app, &caller, &first).await?;
    let rows = found.items.iter().map(|one| {
        let page = format!("/o/{}/people/{}", one.organisation, one.person);
        vec![
            leads(opens, &one.name, page),
            one.organisation.as_str().into(),
            words::cause(one.cause).into(),
            Content::Markup(zone.minute_element(one.since.micros())).into(),
            one.peer.as_str().into(),
        ]
    });
    let next = found.next.map(|next| Link::new("", format!("{HERE}?after={next}")));
    let body = html! {
        (titled(PAGE_TITLE, ""))
        p { "Browsers in which somebody is signed in with a password alone, of whom a second step is asked by now. Right after more is asked there may be some, for a day at most: a session ends after that. If one stays, look at why." }
        @if found.items.is_empty() {
            p { "There are none here. All is well." }
        } @else {
            (table(&Table {
                caption: "Sessions, the oldest first".to_owned(),
                caption_hidden: true,
                columns: ["Who", "Organisation", "Why it is asked", "Signed in", "From"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        (pagination(&Pagination { next, name: "Pages of sessions".to_owned(), ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: PAGE_TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national"), Link::new(TITLE, nation::HERE)],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
