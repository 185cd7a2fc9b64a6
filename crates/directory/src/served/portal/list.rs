//! All organisations that are administered nationally, with filters, and the same as a file.

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::authority::ServedSector;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Column, EmptyState, Filters, Pagination, SearchInput, Select, Table, Tag, TagColour,
    empty_state, filters, pagination, table, tag,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{LIST, address as of_one, words};
use crate::pages::{CsvFile, list_address, title, typed};
use crate::people::portal::words::Days;
use crate::served::queries::{LIMIT_AT_MOST, ServedList, ServedPage};

/// Pages put together for one file.
const FILE_PAGES: usize = 400;
const FILTERS: [&str; 2] = ["text", "sector"];

fn query(values: &Values) -> ServedList {
    ServedList {
        text: typed(values, "text"),
        sector: ServedSector::named(values.one("sector")),
        after: typed(values, "after"),
        limit: None,
    }
}

/// The address of the list with what was chosen.
fn address(values: &Values, suffix: &str, after: Option<&str>) -> String {
    list_address(&format!("{LIST}{suffix}"), &FILTERS, values, after)
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = query(&values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let is_filtered = FILTERS.iter().any(|name| typed(&values, name).is_some());
    let previous =
        query.after.is_some().then(|| Link::new("first page", address(&values, "", None)));
    let next = found.next.as_deref().map(|next| Link::new("", address(&values, "", Some(next))));
    let heading = "Organisations that are administered nationally";
    let views = casework::views::portal::above_filtered(
        &app,
        &caller.call(&app.door),
        &frame,
        &address(&values, "", None),
    )
    .await?;
    let body = html! {
        (title(heading, ""))
        p { "These have no administrator of their own. The national administration service looks after their people." }
        (filters(&filter_form(&values, is_filtered)))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: if is_filtered { "No organisation matches." } else { "No organisation is administered nationally." }.to_owned(),
                help: if is_filtered { "Change or clear the filters." } else { "A platform administrator begins it on the page of an organisation." }.into(),
                action: None,
            }))
        } @else { (found_table(&found, &Days::of(&app.door))) }
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
    };
    Ok(frame.page(Page { title: heading.to_owned(), width: Width::Full, body, ..Page::default() }))
}

fn filter_form(values: &Values, is_filtered: bool) -> Filters {
    Filters {
        action: LIST.to_owned(),
        name: "Filter organisations".to_owned(),
        search: Some(SearchInput {
            name: "text".to_owned(),
            label: "Name or code".into(),
            value: values.one("text").to_owned(),
            ..SearchInput::default()
        }),
        selects: vec![Select {
            name: "sector".to_owned(),
            id: "sector".to_owned(),
            label: "Sector".into(),
            options: words::sectors("Any"),
            value: values.one("sector").to_owned(),
            ..Select::default()
        }],
        clear: is_filtered.then(|| LIST.to_owned()),
        actions: vec![Link::new("Download as CSV", address(values, ".csv", None))],
        ..Filters::default()
    }
}

fn found_table(found: &ServedPage, days: &Days) -> Markup {
    let caption = match (found.count, found.is_more) {
        (_, true) => "More than 1,000 organisations".to_owned(),
        (1, _) => "1 organisation".to_owned(),
        (count, _) => format!("{count} organisations"),
    };
    let mark = |text: &str| tag(&Tag::new(text, TagColour::Yellow));
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(line.name.as_str(), of_one(&line.organisation))).into(),
            line.organisation.as_str().into(),
            line.sector.title().into(),
            days.day(Some(&line.since)).into(),
            format!("{} of {}", line.people, line.limit).as_str().into(),
            html! {
                @match line.active {
                    0 => { (mark("Nobody can sign in")) " " },
                    1 => { (mark("One person can sign in")) " " },
                    _ => {},
                }
                @if line.is_lapsed { (mark("A check is no longer good")) }
            }
            .into(),
        ]
    });
    table(&Table {
        caption,
        columns: ["Name", "Code", "Sector", "Since", "People", "To look at"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// All that match, as a file for spreadsheets.
pub(super) async fn csv_file(
    State(app): State<App>,
    caller: Caller,
    Query(values): Query<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut query = ServedList { after: None, limit: Some(LIMIT_AT_MOST), ..query(&values) };
    let mut file = CsvFile::new(&[
        "code",
        "name",
        "sector",
        "since",
        "people",
        "people_at_most",
        "can_sign_in",
        "check_lapsed",
    ]);
    for _ in 0..FILE_PAGES {
        let found = app.door.ask(&call, &query).await?;
        for line in found.items {
            file.row([
                line.organisation,
                line.name,
                line.sector.name().to_owned(),
                line.since,
                line.people.to_string(),
                line.limit.to_string(),
                line.active.to_string(),
                if line.is_lapsed { "yes" } else { "no" }.to_owned(),
            ]);
        }
        query.after = found.next;
        if query.after.is_none() {
            break;
        }
    }
    file.answer("administered-nationally.csv")
}
