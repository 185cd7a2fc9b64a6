//! The people of an organisation: the list with its filters, the same as a file, and who was deleted.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Filters, Pagination, SearchInput, Select, SelectOption, Table,
    button, empty_state, filters, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::words::Days;
use super::{above_people, part, title, typed, unit_choices, words};
use crate::pages::CsvFile;
use crate::people::queries::{
    Creating, DeletedPeople, MayCreate, PeopleInOrganisation, PersonPage,
};

/// Pages put together for one file: 200 people each.
const FILE_PAGES: usize = 500;

fn query(code: &str, values: &Values) -> PeopleInOrganisation {
    PeopleInOrganisation {
        organisation: code.to_owned(),
        search: typed(values, "search"),
        state: typed(values, "state"),
        unit: typed(values, "unit"),
        kind: typed(values, "kind"),
        after: typed(values, "after"),
        limit: None,
    }
}

/// The address of the list with these filters.
fn address(query: &PeopleInOrganisation, suffix: &str, after: Option<&str>) -> String {
    let fields = [
        ("search", query.search.as_deref()),
        ("state", query.state.as_deref()),
        ("unit", query.unit.as_deref()),
        ("kind", query.kind.as_deref()),
        ("after", after),
    ];
    let given: Vec<String> = fields
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(value))))
        .collect();
    let start = format!("/o/{}/people{suffix}", part(&query.organisation));
    if given.is_empty() { start } else { format!("{start}?{}", given.join("&")) }
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let creating = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let query = query(&code, &values);
    let found = app.door.ask(&call, &query).await?;
    let units = unit_choices(&app, &caller, &code, "Any unit").await?;
    let base = format!("/o/{}/people", part(&code));
    let body = html! {
        (title("People", &creating.organisation_name))
        @if creating.may_create { (button(&Button::primary("Create person").to(format!("{base}/new")))) }
        (filters(&filters_of(&query, &base, units)))
        p { (words::people(found.count, found.is_more)) }
        (rows(&query, &found, &creating, &base, &Days::of(&app.door)))
        (pages(&query, &found))
        p {
            (link(&Link::new("Leavers", format!("{base}/leavers")))) ", "
            (link(&Link::new("Deleted people who can be restored", format!("{base}/deleted"))))
        }
    };
    Ok(frame.page(Page {
        title: "People".to_owned(),
        caption: creating.organisation.clone(),
        breadcrumbs: vec![Link::new(
            creating.organisation_name.as_str(),
            format!("/o/{}", part(&code)),
        )],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn filters_of(query: &PeopleInOrganisation, base: &str, units: Vec<SelectOption>) -> Filters {
    let choice =
        |name: &str, label: &str, options: Vec<SelectOption>, value: &Option<String>| Select {
            name: name.to_owned(),
            label: label.into(),
            options,
            value: value.clone().unwrap_or_default(),
            ..Select::default()
        };
    let states = [
        ("", "Active and disabled"),
        ("active", "Active"),
        ("disabled", "Disabled"),
        ("leaver", "Leavers"),
        ("inactive", "Inactive"),
        ("deleted", "Deleted"),
    ];
    let kinds = [("", "People"), ("application", "System accounts")];
    let options = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(value, text)| SelectOption::new(*value, *text)).collect()
    };
    let mut selects = vec![
        choice("state", "Account state", options(&states), &query.state),
        choice("kind", "Kind", options(&kinds), &query.kind),
    ];
    if !units.is_empty() {
        selects.push(choice("unit", "Unit", units, &query.unit));
    }
    let is_filtered = [&query.search, &query.state, &query.unit, &query.kind]
        .iter()
        .any(|filter| filter.is_some());
    Filters {
        action: base.to_owned(),
        name: "Filter people".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Name, former name, staff number or email address".into(),
            value: query.search.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects,
        clear: is_filtered.then(|| base.to_owned()),
        actions: vec![Link::new("Download as CSV", address(query, ".csv", None))],
        ..Filters::default()
    }
}

fn rows(
    query: &PeopleInOrganisation,
    found: &PersonPage,
    creating: &Creating,
    base: &str,
    days: &Days,
) -> Markup {
    if found.items.is_empty() {
        let is_filtered = address(query, "", None).contains('?');
        let action = (creating.may_create && !is_filtered)
            .then(|| Link::new("Create the first person", format!("{base}/new")));
        let (text, help) = match (is_filtered, creating.is_open) {
            (true, _) => ("No people match these filters", "Change or clear the filters."),
            (false, true) => ("Nobody yet", "People you create appear here."),
            (false, false) => {
                ("Nobody yet", "This organisation is not open, so nobody can be added to it.")
            }
        };
        return empty_state(&EmptyState { text: text.to_owned(), help: help.into(), action });
    }
    let rows = found.items.iter().map(|row| {
        vec![
            link(&Link::new(row.display_name.as_str(), format!("{base}/{}", row.id))).into(),
            words::email(&row.address).into(),
            words::or_none(row.job_title.as_deref()).into(),
            words::state_tag(row.state).into(),
            days.day(Some(&row.created_at)).into(),
        ]
    });
    table(&Table {
        caption: "People".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Email", "Job title", "Account", "Created"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn pages(query: &PeopleInOrganisation, found: &PersonPage) -> Markup {
    let previous = query.after.is_some().then(|| Link::new("first page", address(query, "", None)));
    let next = found.next.as_deref().map(|next| Link::new("", address(query, "", Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}

/// Everybody who matches, as a file for spreadsheets.
pub(super) async fn csv_file(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut query = PeopleInOrganisation { limit: Some(200), after: None, ..query(&code, &values) };
    let head = [
        "given_name",
        "family_name",
        "display_name",
        "address",
        "job_title",
        "department",
        "staff_number",
        "kind",
        "state",
        "created_at",
        "last_activity_at",
        "id",
    ];
    let mut file = CsvFile::new(&head)?;
    for _ in 0..FILE_PAGES {
        let found = app.door.ask(&call, &query).await?;
        for row in &found.items {
            let id = row.id.to_string();
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            let cells = [
                row.given_name.clone(),
                row.family_name.clone(),
                row.display_name.clone(),
                row.address.clone(),
                text(&row.job_title),
                text(&row.department),
                text(&row.staff_number),
                row.kind.name().to_owned(),
                row.state.name().to_owned(),
                row.created_at.clone(),
                text(&row.last_activity_at),
                id,
            ];
            file.row(cells)?;
        }
        query.after = found.next;
        if query.after.is_none() {
            break;
        }
    }
    file.answer("people.csv")
}

pub(super) async fn deleted(
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
