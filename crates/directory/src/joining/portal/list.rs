//! All organisations on their way, by age, with filters, and the same as a file.

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Column, EmptyState, Filters, Pagination, SearchInput, Select, SelectOption, Table, empty_state,
    filters, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::calendar_day;

use super::{LIST, words};
use crate::joining::queries::LIMIT_AT_MOST;
use crate::joining::{JoiningList, JoiningPage, Sector, Stage, Turn};
use crate::organisations::portal::day;
use crate::pages::{CsvFile, list_address, part, title, typed};
use crate::people::portal::words::Days;

/// Pages put together for one file.
const FILE_PAGES: usize = 400;
const FILTERS: [&str; 4] = ["text", "turn", "sector", "state"];

fn query(values: &Values) -> JoiningList {
    JoiningList {
        text: typed(values, "text"),
        turn: Turn::named(values.one("turn")),
        sector: Sector::named(values.one("sector")),
        state: typed(values, "state"),
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
    let views = casework::views::portal::above_filtered(
        &app,
        &caller.call(&app.door),
        &frame,
        &address(&values, "", None),
    )
    .await?;
    let body = html! {
        (title("Joining and leaving", ""))
        p { "Organisations on their way into the service or out of it, the longest waiting first." }
        (filters(&filter_form(&values, is_filtered)))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: if is_filtered { "No organisation matches." } else { "No organisation is on its way." }.to_owned(),
                help: "Find an organisation in the register to record its application.".into(),
                action: Some(Link::new("Find an organisation", "/national/organisations")),
            }))
        } @else { (found_table(&found, &Days::of(&app.door))) }
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: "Joining and leaving".to_owned(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn filter_form(values: &Values, is_filtered: bool) -> Filters {
    let choose = |name: &str, label: &str, options| Select {
        name: name.to_owned(),
        id: name.to_owned(),
        label: label.into(),
        options,
        value: values.one(name).to_owned(),
        ..Select::default()
    };
    let turns = words::choices("Anybody's", &[Turn::Ours, Turn::Theirs], Turn::name, words::turn);
    let mut states = words::choices("On their way", Stage::ALL, Stage::name, words::stage);
    states.push(SelectOption::new("lapsed", "Open, with a check that is no longer good"));
    states
        .push(SelectOption::new("invited", "Open, and the first administrator has not signed in"));
    states.push(SelectOption::new("all", "All"));
    Filters {
        action: LIST.to_owned(),
        name: "Filter organisations".to_owned(),
        search: Some(SearchInput {
            name: "text".to_owned(),
            label: "Name or code".into(),
            value: values.one("text").to_owned(),
            ..SearchInput::default()
        }),
        selects: vec![
            choose("turn", "Whose turn", turns),
            choose(
                "sector",
                "Sector",
                words::choices("Any", Sector::ALL, Sector::name, words::sector),
            ),
            choose("state", "State", states),
        ],
        clear: is_filtered.then(|| LIST.to_owned()),
        actions: vec![
            Link::new("Download as CSV", address(values, ".csv", None)),
            casework::schedules::portal::offer(
                "Joining and leaving",
                &address(values, ".csv", None),
            ),
        ],
        ..Filters::default()
    }
}

fn found_table(found: &JoiningPage, days: &Days) -> Markup {
    let caption = if found.is_more {
        "More than 1,000 organisations".to_owned()
    } else {
        words::counted(found.count, "organisation", "organisations")
    };
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(line.name.as_str(), format!("{LIST}/{}", part(&line.organisation))))
                .into(),
            line.organisation.as_str().into(),
            words::sector(line.sector).into(),
            words::stage_tag(line.stage).into(),
            html! {
                (words::turn(line.turn))
                @if let Some(waits_for) = &line.waits_for { ": " (waits_for) }
            }
            .into(),
            days.day(Some(&line.since)).into(),
            html! {
                @if let Some(day) = &line.day { (calendar_day(day)) }
                @if let Some(lapses) = line.lapses_on { " Check ends: " (day(Some(lapses))) }
            }
            .into(),
        ]
    });
    table(&Table {
        caption,
        columns: ["Name", "Code", "Sector", "State", "Turn", "Since", "Days"]
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
    let mut query = JoiningList { after: None, limit: Some(LIMIT_AT_MOST), ..query(&values) };
    let mut file = CsvFile::new(&[
        "code",
        "name",
        "sector",
        "state",
        "turn",
        "since",
        "waits_for",
        "people",
        "day",
        "lapses_on",
    ]);
    for _ in 0..FILE_PAGES {
        let found = app.door.ask(&call, &query).await?;
        for line in found.items {
            let number =
                |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
            file.row([
                line.organisation,
                line.name,
                line.sector.name().to_owned(),
                line.stage.name().to_owned(),
                line.turn.name().to_owned(),
                line.since,
                line.waits_for.unwrap_or_default(),
                number(line.people),
                line.day.unwrap_or_default(),
                number(line.lapses_on),
            ]);
        }
        query.after = found.next;
        if query.after.is_none() {
            break;
        }
    }
    file.answer("joining.csv")
}
