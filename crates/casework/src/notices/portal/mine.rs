//! `/me/letters`: what one was told.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Column, EmptyState, Heading, Pagination, Table, TableLayout, empty_state, heading, pagination,
    table, tag,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;
use ui::when::Zone;

use super::log::opened;
use super::{part, typed, words};
use crate::notices::queries::MyLetters;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = MyLetters { after: typed(&values, "after") };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading::page("Letters to me")))
        p { "What the service has written to you. The words are kept for a while; what was done to your account is in your history." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No letters yet".to_owned(),
                help: "What the service writes to you appears here.".into(),
                action: Some(Link::new("What was done to my account", "/me/history")),
            }))
        } @else {
            (table(&Table {
                caption: "Letters, the newest first".to_owned(),
                caption_hidden: true,
                columns: ["Written", "Letter", "State"].map(Column::text).to_vec(),
                rows: found
                    .items
                    .iter()
                    .map(|letter| {
                        vec![
                            zone.minute_element(letter.made_at.micros()).into(),
                            opened(letter).into(),
                            tag(&words::tag(letter.state)).into(),
                        ]
                    })
                    .collect(),
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        (pagination(&Pagination {
            previous: query.after.is_some().then(|| Link::new("first page", "/me/letters")),
            next: found.next.as_deref().map(|next| Link::new("", format!("/me/letters?after={}", part(next)))),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Letters to me".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        body,
        ..Page::default()
    }))
}
