//! `/national/few-administrators`: organisations that are stuck, or soon will be, when somebody is away.

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Cell, Column, EmptyState, Filters, Heading, Pagination, SearchInput, Select, SelectOption,
    Table, TableLayout, empty_state, filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;
use ui::sheet::Csv;

use super::queries::{FewAdministrators, FewLine, FewPage};
use crate::files::{self, part};
use crate::moments::Zone;

/// The page.
const LIST: &str = "/national/few-administrators";
/// Organisations in a file at most: more than there are.
const FILE_ROWS: usize = 100_000;
/// How far is counted.
const COUNTED: i64 = 1_000;

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/national/few-administrators", get(page))
        .route("/national/few-administrators.csv", get(download))
}

fn asked(values: &Values) -> FewAdministrators {
    let typed = |name: &str| Some(values.one(name).to_owned()).filter(|text| !text.is_empty());
    FewAdministrators {
        working: values.one("working").parse().ok(),
        text: typed("text"),
        after: typed("after"),
        limit: None,
    }
}

/// The address of the list, or of its file, as it was asked for.
fn address(at: &str, query: &FewAdministrators, after: Option<&str>) -> String {
    let working = query.working.map(|working| working.to_string());
    let kept = [("text", query.text.as_deref()), ("working", working.as_deref()), ("after", after)];
    let pairs: Vec<String> = kept
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(value))))
        .collect();
    if pairs.is_empty() { at.to_owned() } else { format!("{at}?{}", pairs.join("&")) }
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = asked(&values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let body = html! {
        (heading(&Heading::page("Too few administrators")))
        p { "An organisation with fewer than two people who can administer it is stuck when one of them is away." }
        p { (amounts(&found)) }
        @if found.unread > 0 { p { (unread(found.unread)) } }
        (filters(&search_form(&query)))
        (lines(&found, &query, &Zone::of(&app.door)))
        (pagination(&Pagination {
            next: found.next.as_deref().map(|next| Link::new("", address(LIST, &query, Some(next)))),
            name: "Pages of organisations".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Too few administrators".to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// "12 organisations have nobody, 1 has one person."
fn amounts(found: &FewPage) -> String {
    let many = |count: i64| match count {
        1 => "1 organisation has".to_owned(),
        COUNTED.. => "1,000 organisations or more have".to_owned(),
        few => format!("{few} organisations have"),
    };
    format!(
        "{} nobody who can administer it now. {} one person.",
        many(found.without),
        many(found.with_one)
    )
}

/// "3 organisations have enough, but nobody reads the mailbox of a primary administrator."
fn unread(count: i64) -> String {
    let have = if count == 1 {
        "1 organisation has".to_owned()
    } else {
        format!("{count} organisations have")
    };
    format!("{have} enough people, but nobody reads the mailbox of a primary local administrator.")
}

fn search_form(query: &FewAdministrators) -> Filters {
    let file = address("/national/few-administrators.csv", query, None);
    let options = [
        ("", "All of these"),
        ("0", "Nobody"),
        ("1", "One person"),
        ("2", "Enough, but a mailbox is not read"),
    ];
    Filters {
        action: LIST.to_owned(),
        name: "Search organisations".to_owned(),
        search: Some(SearchInput {
            name: "text".to_owned(),
            label: "Name or code".into(),
            hint: Some("Its beginning is enough.".into()),
            value: query.text.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects: vec![Select {
            name: "working".to_owned(),
            label: "People who can administer it".into(),
            options: options.map(|(value, text)| SelectOption::new(value, text)).into(),
            value: query.working.map(|working| working.to_string()).unwrap_or_default(),
            ..Select::default()
        }],
        clear: (query.text.is_some() || query.working.is_some()).then(|| LIST.to_owned()),
        actions: vec![
            Link::new("Download as CSV", file.as_str()),
            casework::schedules::portal::offer("Too few administrators", &file),
        ],
        ..Filters::default()
    }
}

fn lines(found: &FewPage, query: &FewAdministrators, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        let is_filtered = query.text.is_some() || query.working.is_some();
        return empty_state(&EmptyState {
            text: if is_filtered {
                "No organisation with too few administrators matches"
            } else {
                "Every organisation has enough administrators"
            }
            .to_owned(),
            help: if is_filtered {
                "Change or clear the search."
            } else {
                "One that has too few appears here within a minute."
            }
            .into(),
            action: (!is_filtered)
                .then(|| Link::new("See all organisations", "/national/organisations")),
        });
    }
    let rows = found.items.iter().map(|line| {
        let href = format!("/o/{}/administrators", line.organisation);
        vec![
            Cell::from(ui::link::link(&Link::new(line.organisation_name.as_str(), href))),
            line.organisation.as_str().into(),
            people(line).into(),
            zone.day_element(line.since_at).into(),
        ]
    });
    table(&Table {
        caption: "Organisations with too few administrators".to_owned(),
        caption_hidden: true,
        columns: ["Organisation", "Code", "Who can administer it", "Since"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

fn people(line: &FewLine) -> String {
    let people = match line.working {
        0 => "Nobody".to_owned(),
        1 => "One person".to_owned(),
        many => format!("{many} people"),
    };
    match line.unread {
        0 => people,
        1 => format!("{people}; the mailbox of a primary administrator is not read"),
        many => format!("{people}; {many} mailboxes of primary administrators are not read"),
    }
}

async fn download(
    State(app): State<App>,
    caller: Caller,
    Query(values): Query<Values>,
) -> Result<Response> {
    let mut query = FewAdministrators { limit: Some(200), ..asked(&values) };
    let mut sheet = Csv::new(&["code", "organisation", "people", "unread_mailboxes", "since"]);
    let mut rows = 0;
    loop {
        let page = app.door.ask(&caller.call(&app.door), &query).await?;
        for line in &page.items {
            sheet.push(&[
                line.organisation.as_str(),
                &line.organisation_name,
                &line.working.to_string(),
                &line.unread.to_string(),
                &line.since_at.rfc3339(),
            ]);
        }
        rows += page.items.len();
        query.after = page.next;
        if query.after.is_none() || rows >= FILE_ROWS {
            break;
        }
    }
    Ok(files::csv("too-few-administrators.csv", sheet.take()))
}

/// The card of those who look after all organisations.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    let query = FewAdministrators { limit: Some(1), ..FewAdministrators::default() };
    let found = door.ask(&call, &query).await?;
    let body = html! {
        @if found.without + found.with_one == 0 {
            p { "Every organisation has enough administrators." }
        } @else {
            p { (amounts(&found)) }
        }
        @if found.unread > 0 { p { (unread(found.unread)) } }
    };
    Ok(Some(Card {
        id: "few-administrators".to_owned(),
        title: "Too few administrators".to_owned(),
        body,
        link: Some(Link::new("See the organisations", LIST)),
        order: 58,
    }))
}
