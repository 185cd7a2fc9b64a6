//! All my organisations.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Column, EmptyState, Filters, Pagination, SearchInput, Table, empty_state, filters, pagination,
    table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{part, title, typed, words};
use crate::organisations::queries::MyOrganisations;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = MyOrganisations {
        text: typed(&values, "text"),
        after: typed(&values, "after"),
        limit: None,
    };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let text = query.text.unwrap_or_default();
    let search = Filters {
        action: "/o".to_owned(),
        name: "Search my organisations".to_owned(),
        search: Some(SearchInput {
            name: "text".to_owned(),
            label: "Name or code".into(),
            value: text.clone(),
            ..SearchInput::default()
        }),
        clear: (!text.is_empty()).then(|| "/o".to_owned()),
        ..Filters::default()
    };
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(line.shown_name(), format!("/o/{}", part(&line.code)))).into(),
            line.code.as_str().into(),
            words::kind(line.kind).into(),
            words::state_tag(line.state).into(),
        ]
    });
    let body = html! {
        (title("All my organisations", ""))
        (filters(&search))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No organisation matches.".to_owned(),
                help: "You see the organisations in which you have a role.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Organisations".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Code", "Kind", "Service"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination {
            next: found.next.map(|next| Link::new("", format!("/o?text={}&after={}", part(&text), part(&next)))),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "All my organisations".to_owned(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
