//! The transfers of an organisation.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Column, EmptyState, Filters, Pagination, Select, SelectOption, Table, empty_state, filters,
    pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::calendar_day;

use super::words;
use crate::pages::{list_address, part, title, typed};
use crate::people::MayCreate;
use crate::people::portal::words::{Days, email};
use crate::transfers::TransferList;

/// A filter: its name, its label, and the values with their words.
type Filter = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The filters of the list.
const FILTERS: [Filter; 2] = [
    ("direction", "Direction", &[("", "In and out"), ("in", "In"), ("out", "Out")]),
    ("state", "State", &[("", "All"), ("turn", "Your turn"), ("open", "Open"), ("over", "Over")]),
];

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let place = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let query = TransferList {
        organisation: code.clone(),
        direction: typed(&values, "direction"),
        state: typed(&values, "state"),
        after: typed(&values, "after"),
        limit: None,
    };
    let found = app.door.ask(&call, &query).await?;
    let base = format!("/o/{}/transfers", part(&code));
    let days = Days::of(&app.door);
    let is_filtered = query.direction.is_some() || query.state.is_some();
    let rows = found.items.iter().map(|line| {
        vec![
            html! {
                (link(&Link::new(words::name(&line.name), format!("{base}/{}", line.transfer))))
                span.app-aside { br; (email(&line.address)) }
            }
            .into(),
            words::direction(line.side).into(),
            format!("{} ({})", line.other_name, line.other).as_str().into(),
            words::state_tag(line.state, line.side).into(),
            days.day(Some(&line.since)).into(),
            html! { @if let Some(day) = &line.day { (calendar_day(day)) } @else { "None" } }.into(),
        ]
    });
    let kept = |after| list_address(&base, &FILTERS.map(|(name, ..)| name), &values, after);
    let next = found.next.as_deref().map(|next| Link::new("", kept(Some(next))));
    let previous = query.after.is_some().then(|| Link::new("first page", kept(None)));
    let views = casework::views::portal::above_filtered(&app, &call, &frame, &kept(None)).await?;
    let selects = FILTERS.iter().map(|(name, label, options)| Select {
        label: (*label).into(),
        id: (*name).to_owned(),
        name: (*name).to_owned(),
        value: values.one(name).to_owned(),
        options: options.iter().map(|(value, text)| SelectOption::new(*value, *text)).collect(),
        ..Select::default()
    });
    let body = html! {
        (title("Transfers", &place.organisation_name))
        p { "People who move between this organisation and another one. Both have to agree." }
        (filters(&Filters {
            action: base.clone(),
            name: "Filter transfers".to_owned(),
            selects: selects.collect(),
            clear: is_filtered.then(|| base.clone()),
            ..Filters::default()
        }))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: if is_filtered { "No transfer matches" } else { "No transfers" }.to_owned(),
                help: "Offer somebody to another organisation from their page, or find them under Find people and ask for them.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Transfers".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Direction", "Other organisation", "State", "Since", "Day of the move"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: "Transfers".to_owned(),
        caption: place.organisation.clone(),
        breadcrumbs: vec![Link::new(
            place.organisation_name.as_str(),
            format!("/o/{}", part(&code)),
        )],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
