//! Who was deleted from an organisation and can be restored.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Column, EmptyState, Pagination, Table, empty_state, pagination, table};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::words::Days;
use super::{above_people, part, title, typed, words};
use crate::people::queries::{DeletedPeople, MayCreate};

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let creating = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let query =
        DeletedPeople { organisation: code.clone(), after: typed(&values, "after"), limit: None };
    let found = app.door.ask(&call, &query).await?;
    let base = format!("/o/{}/people", part(&code));
    let days = Days::of(&app.door);
    let rows = found.items.iter().map(|row| {
        vec![
            link(&Link::new(row.display_name.as_str(), format!("{base}/{}", row.id))).into(),
            words::email(&row.address).into(),
            words::kind(row.kind).into(),
            days.day(Some(&row.deleted_at)).into(),
            if row.is_held {
                "Legal hold: not erased".into()
            } else {
                days.day(row.restorable_until.as_deref()).into()
            },
        ]
    });
    let next = found
        .next
        .as_deref()
        .map(|next| Link::new("", format!("{base}/deleted?after={}", part(next))));
    let previous =
        query.after.is_some().then(|| Link::new("first page", format!("{base}/deleted")));
    let body = html! {
        (title("Deleted people", &creating.organisation_name))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Nobody to restore".to_owned(),
                help: "People who were deleted stay here until the time to restore them is over.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Deleted people".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Email", "Kind", "Deleted", "Can be restored until"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: "Deleted people".to_owned(),
        caption: creating.organisation.clone(),
        breadcrumbs: above_people(&code, &creating.organisation_name),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
