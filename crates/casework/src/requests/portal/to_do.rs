//! `/to-do`: what waits for somebody, and for the organisations they look after.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::{Markup, html};
use ui::components::{
    Column, EmptyState, Filters, Pagination, SearchInput, Select, SelectOption, Table, empty_state,
    filters, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::mine::what;
use super::{part, title, typed, words};
use crate::requests::KnownKinds;
use crate::requests::queries::{MyKinds, ToDo, ToDoPage};

/// From this many organisations on their codes are typed: a list of them would be longer than what it filters.
const LISTED: usize = 50;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let query = ToDo {
        organisation: typed(&values, "organisation"),
        kind: typed(&values, "kind"),
        after: typed(&values, "after"),
        limit: None,
    };
    let found = match app.door.ask(&call, &query).await {
        Ok(found) => Some(found),
        // An organisation of that code is not there, or not theirs; the list says so and keeps its filters.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => None,
        Err(error) => return Err(error),
    };
    let organisations = app.door.ask(&call, &MyKinds {}).await?.organisations;
    let kinds = app.door.reader().await?.ask(KnownKinds).await?;
    let kinds: Vec<SelectOption> =
        kinds.iter().map(|kind| SelectOption::new(kind.key, kind.title)).collect();
    let organisations: Vec<SelectOption> = organisations
        .iter()
        .map(|(code, name)| SelectOption::new(code.as_str(), format!("{name} ({code})")))
        .collect();
    let zone = words::zone(&app.door);
    let views =
        crate::views::portal::above_filtered(&app, &call, &frame, &address(&query, None)).await?;
    let body = html! {
        (title("To do", ""))
        p { "What was asked of you and of the organisations that you look after, by the day it is due." }
        (filters(&filters_of(&query, kinds, organisations)))
        (views)
        @match &found {
            Some(found) => { (rows(found, &query, &zone)) (pages(&query, found)) },
            None => (empty_state(&EmptyState {
                text: "You look after no organisation of this code".to_owned(),
                help: "Check the code, or clear the filters.".into(),
                action: None,
            })),
        }
    };
    Ok(frame.page(Page { title: "To do".to_owned(), width: Width::Full, body, ..Page::default() }))
}

fn filters_of(query: &ToDo, kinds: Vec<SelectOption>, organisations: Vec<SelectOption>) -> Filters {
    let first = |text: &str| std::iter::once(SelectOption::new("", text));
    let mut selects = vec![Select {
        name: "kind".to_owned(),
        label: "What was asked for".into(),
        options: first("Anything").chain(kinds).collect(),
        value: query.kind.clone().unwrap_or_default(),
        ..Select::default()
    }];
    let is_typed = organisations.is_empty() || organisations.len() > LISTED;
    if !is_typed {
        selects.push(Select {
            name: "organisation".to_owned(),
            label: "Organisation".into(),
            options: first("All of mine").chain(organisations).collect(),
            value: query.organisation.clone().unwrap_or_default(),
            ..Select::default()
        });
    }
    let is_filtered = query.organisation.is_some() || query.kind.is_some();
    Filters {
        action: "/to-do".to_owned(),
        name: "Filter what there is to do".to_owned(),
        search: is_typed.then(|| SearchInput {
            name: "organisation".to_owned(),
            label: "Code of an organisation".into(),
            value: query.organisation.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects,
        clear: is_filtered.then(|| "/to-do".to_owned()),
        ..Filters::default()
    }
}

fn rows(found: &ToDoPage, query: &ToDo, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        let is_filtered = query.organisation.is_some() || query.kind.is_some();
        let (text, help) = if is_filtered {
            ("Nothing matches these filters", "Change or clear the filters.")
        } else {
            ("Nothing to do", "What somebody asks of you appears here.")
        };
        return empty_state(&EmptyState { text: text.to_owned(), help: help.into(), action: None });
    }
    let rows = found.items.iter().map(|line| {
        vec![
            what(line).into(),
            words::name(&line.asked_for).into(),
            line.organisation_name.as_str().into(),
            words::state(line.state).into(),
            words::due(zone, line).into(),
            line.taken_by.as_ref().map_or_else(|| "Nobody yet".to_owned(), words::name).into(),
        ]
    });
    let columns = ["Request", "For", "Organisation", "State", "Due", "Who works on it"];
    table(&Table {
        caption: "To do".to_owned(),
        caption_hidden: true,
        columns: columns.map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// The address of the list with these filters.
fn address(query: &ToDo, after: Option<&str>) -> String {
    let fields = [
        ("organisation", query.organisation.as_deref()),
        ("kind", query.kind.as_deref()),
        ("after", after),
    ];
    let given: Vec<String> = fields
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(value))))
        .collect();
    if given.is_empty() { "/to-do".to_owned() } else { format!("/to-do?{}", given.join("&")) }
}

fn pages(query: &ToDo, found: &ToDoPage) -> Markup {
    let previous = query.after.is_some().then(|| Link::new("first page", address(query, None)));
    let next = found.next.as_deref().map(|next| Link::new("", address(query, Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}
