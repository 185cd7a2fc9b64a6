//! Who is leaving an organisation.

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
use crate::pages::if_allowed;
use crate::people::LeaverKind;
use crate::people::queries::{LeaverRow, Leavers, MayCreate, NightsOfOrganisation};

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let place = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let query = Leavers { organisation: code.clone(), after: typed(&values, "after"), limit: None };
    let found = app.door.ask(&call, &query).await?;
    let nights = NightsOfOrganisation { organisation: Some(code.clone()) };
    let nights = if_allowed(app.door.ask(&call, &nights).await)?;
    let base = format!("/o/{}/people", part(&code));
    let days = Days::of(&app.door);
    let until = |row: &LeaverRow| match (row.is_held, row.leaver) {
        (true, _) => html! { "Stopped by a legal hold" },
        (false, LeaverKind::Moves) => days.day(Some(&row.until)),
        (false, LeaverKind::Leaves) => html! { (days.day_before(Some(&row.until))) },
    };
    let rows = found.items.iter().map(|row| {
        let way = match row.leaver {
            LeaverKind::Moves => "To another organisation",
            LeaverKind::Leaves => "Out of the service",
        };
        vec![
            link(&Link::new(row.display_name.as_str(), format!("{base}/{}", row.id))).into(),
            words::email(&row.address).into(),
            way.into(),
            days.day(Some(&row.since)).into(),
            until(row).into(),
        ]
    });
    let next = found.next.as_deref();
    let next = next.map(|next| Link::new("", format!("{base}/leavers?after={}", part(next))));
    let previous =
        query.after.is_some().then(|| Link::new("first page", format!("{base}/leavers")));
    let body = html! {
        (title("Leavers", &place.organisation_name))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Nobody is leaving".to_owned(),
                help: "People whom you mark as leavers on their own page stand here until they have left.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Leavers".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Email", "How they leave", "Marked", "Until"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
        @if nights.is_some() {
            p { (link(&Link::new("Deletions that wait for a decision", format!("/o/{}/held-deletions", part(&code))))) }
        }
    };
    Ok(frame.page(Page {
        title: "Leavers".to_owned(),
        caption: place.organisation.clone(),
        breadcrumbs: above_people(&code, &place.organisation_name),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
