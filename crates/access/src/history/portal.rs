//! The history pages: of an organisation, of a person, and one's own; and an organisation's as a CSV file.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Cell, Column, Details, EmptyState, Heading, Input, Label, Pagination, Select, SelectOption,
    Table, TableLayout, button, date_input, details, empty_state, heading, input, pagination,
    select, table,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse, Width};

use super::messages;
use super::queries::{
    Entry, HistoryOfOrganisation, HistoryOfPerson, MyHistory, OrganisationHistory, PersonHistory,
};
use crate::{forms, moments};

/// What stands in the audit in place of a secret.
const SECRET: &str = "(secret)";

/// Rows of the CSV file at most; the page says so.
const CSV_ROWS: usize = 20_000;

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/history", get(organisation))
        .route("/o/{code}/history.csv", get(csv_file))
        .route("/o/{code}/people/{person}/history", get(person))
        .route("/me/history", get(mine))
}

type Pairs = Query<Vec<(String, String)>>;

/// What the address of the page asks for, with what is wrong in it.
fn asked(code: &str, values: &Values) -> (HistoryOfOrganisation, Problems) {
    let mut problems = Problems::new();
    let given = |name: &str| Some(values.one(name).trim().to_owned()).filter(|it| !it.is_empty());
    let wrong = messages::DATE_WRONG;
    let from = forms::moment(values, "from", wrong, moments::start_of, &mut problems);
    let to = forms::moment(values, "to", wrong, moments::end_of, &mut problems);
    let mut key = |name: &str| {
        let given = given(name)?;
        let key = given.parse::<AccountId>().ok();
        if key.is_none() {
            problems.add(name, messages::KEY_WRONG.text);
        }
        key
    };
    let query = HistoryOfOrganisation {
        after: given("after").and_then(|after| after.parse().ok()),
        person: key("person"),
        actor: key("actor"),
        command: given("command"),
        from,
        to,
        ..HistoryOfOrganisation::of(code)
    };
    (query, problems)
}

async fn organisation(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(pairs): Pairs,
) -> Result<PageResponse> {
    let values = Values::from(pairs);
    let (query, problems) = asked(&code, &values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let base = format!("/o/{}/history", found.organisation);
    let body = html! {
        (heading(&Heading {
            caption: Some(found.organisation_name.clone()),
            ..Heading::page("History")
        }))
        p { "What was done here and by whom, newest first. Each act has a number; no number is ever missing." }
        (filters(&base, &values, &problems))
        (list(&found.items, true))
        (pagination(&Pagination {
            previous: None,
            next: found.next.map(|next| Link::new("Older", address(&base, &values, Some(next)))),
            name: "Pages of the history".to_owned(),
        }))
    };
    Ok(frame.page(Page {
        title: "History".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: above(&found.organisation, &found.organisation_name),
        width: Width::Full,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body,
        ..Page::default()
    }))
}

fn above(code: &str, name: &str) -> Vec<Link> {
    vec![Link::new("Home", "/home"), Link::new(name, format!("/o/{code}"))]
}

/// The filters that an address keeps.
const KEPT: &[&str] = &[
    "from-day",
    "from-month",
    "from-year",
    "to-day",
    "to-month",
    "to-year",
    "person",
    "actor",
    "command",
];

fn address(base: &str, values: &Values, after: Option<i64>) -> String {
    let mut pairs: Vec<String> = KEPT
        .iter()
        .filter(|name| !values.one(name).is_empty())
        .map(|name| format!("{name}={}", escaped(values.one(name))))
        .collect();
    pairs.extend(after.map(|after| format!("after={after}")));
    if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
}

/// A value in an address: everything but letters, digits and a few signs as `%XX`.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn filters(base: &str, values: &Values, problems: &Problems) -> Markup {
    let plain = |name: &str, label: &str, hint: &str| {
        input(&Input {
            label: Label::from(label),
            hint: Some(hint.into()),
            no_spellcheck: true,
            ..Input::from(values.field(name, problems))
        })
    };
    let is_filtered = KEPT.iter().any(|name| !values.one(name).is_empty());
    let fields = html! {
        form.app-filters role="search" aria-label="Filter the history" action=(base) method="get" novalidate {
            (date_input(&forms::date(values, problems, "from", "From", "For example, 31 3 2027")))
            (date_input(&forms::date(values, problems, "to", "To", "The last day to show")))
            (select(&Select {
                label: Label::from("What was done"),
                options: acts(),
                ..Select::from(values.field("command", problems))
            }))
            (plain("person", "Done to", "The key of an account, as in the address of a person's page"))
            (plain("actor", "Done by", "The key of an account"))
            (button(&ui::components::Button::secondary("Apply filters")))
        }
    };
    html! {
        (details(&Details {
            summary: "Filter".to_owned(),
            body: fields.into(),
            open: is_filtered || !problems.is_empty(),
            ..Details::default()
        }))
        p {
            a.nhsuk-link href=(address(&format!("{base}.csv"), values, None)) { "Download as CSV" }
            " (the newest " (CSV_ROWS) " entries that match)"
            @if is_filtered { " · " a.nhsuk-link href=(base) { "Clear filters" } }
        }
    }
}

/// What can be chosen under *What was done*.
fn acts() -> Vec<SelectOption> {
    let known =
        messages::commands().into_iter().map(|(name, words)| SelectOption::new(name, words));
    std::iter::once(SelectOption::new("", "Anything")).chain(known).collect()
}

fn list(entries: &[Entry], is_numbered: bool) -> Markup {
    if entries.is_empty() {
        return empty_state(&EmptyState {
            text: "Nothing to show".to_owned(),
            help: "No act matches here. There may be older ones, or others with other filters."
                .into(),
            action: None,
        });
    }
    let mut columns = vec![Column::text("When"), Column::text("What was done")];
    if is_numbered {
        columns.insert(0, Column::numeric("Number"));
    }
    let rows = entries.iter().map(|entry| {
        let mut cells = vec![
            Cell { content: moments::minute_element(entry.at).into(), no_wrap: true },
            Cell::from(what(entry)),
        ];
        if is_numbered {
            let number = entry.number.map(|number| number.to_string()).unwrap_or_default();
            cells.insert(0, number.into());
        }
        cells
    });
    table(&Table {
        caption: "Acts, newest first".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

/// Keys and secrets tell people nothing; the file and the API have every change.
fn is_for_people(change: &super::Change) -> bool {
    let values = [&change.before, &change.after].into_iter().flatten();
    let mut unreadable =
        values.filter(|value| *value == SECRET || value.parse::<uuid::Uuid>().is_ok());
    unreadable.next().is_none()
}

/// The sentence, and below it each change and the key for the service desk.
fn what(entry: &Entry) -> Markup {
    html! {
        p { (entry.sentence) }
        (details(&Details {
            summary: "Details".to_owned(),
            body: html! {
                ul.nhsuk-list.nhsuk-list--bullet {
                    @for change in entry.changes.iter().filter(|change| is_for_people(change)) {
                        li {
                            (change.what) ": "
                            @match (&change.before, &change.after) {
                                (Some(before), Some(after)) => { (before) " → " (after) },
                                (None, Some(after)) => (after),
                                (Some(before), None) => { (before) " → nothing" },
                                (None, None) => "nothing",
                            }
                        }
                    }
                    li { "Command: " (entry.command) ", through " (entry.through) }
                    li { "Reference: " (entry.request) }
                }
            }.into(),
            ..Details::default()
        }))
    }
}

async fn person(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
    Query(pairs): Pairs,
) -> Result<PageResponse> {
    let person = person.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let query = HistoryOfPerson { person, after: after(pairs), limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    if found.organisation != code {
        return Err(common::NOT_FOUND.refuse().into());
    }
    let base = format!("/o/{code}/people/{person}/history");
    let breadcrumbs = vec![
        Link::new("Home", "/home"),
        Link::new("People", format!("/o/{code}/people")),
        Link::new(found.name.as_str(), format!("/o/{code}/people/{person}")),
    ];
    let intro = "What was done to this account and its roles, as far as it concerns the organisations you look after.";
    Ok(frame.page(person_page("History", intro, &base, breadcrumbs, &found)))
}

async fn mine(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Pairs,
) -> Result<PageResponse> {
    let query = MyHistory { after: after(pairs), limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let breadcrumbs = vec![Link::new("Home", "/home"), Link::new("My account", "/me")];
    let intro = "What was done to your account and your roles, and by whom.";
    Ok(frame.page(person_page("My history", intro, "/me/history", breadcrumbs, &found)))
}

fn after(pairs: Vec<(String, String)>) -> Option<String> {
    Some(Values::from(pairs).one("after").to_owned()).filter(|after| !after.is_empty())
}

fn person_page(
    title: &str,
    intro: &str,
    base: &str,
    breadcrumbs: Vec<Link>,
    found: &PersonHistory,
) -> Page {
    let next = found.next.as_ref().map(|next| Link::new("Older", format!("{base}?after={next}")));
    Page {
        title: title.to_owned(),
        caption: found.name.clone(),
        breadcrumbs,
        width: Width::Full,
        body: html! {
            (heading(&Heading { caption: Some(found.name.clone()), ..Heading::page(title) }))
            p { (intro) }
            (list(&found.items, false))
            (pagination(&Pagination { next, name: "Pages of the history".to_owned(), ..Pagination::default() }))
        },
        ..Page::default()
    }
}

async fn csv_file(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response> {
    let (mut query, problems) = asked(&code, &Values::from(pairs));
    if let Some(problem) = problems.iter().next() {
        let refusal = common::MALFORMED.refuse().with("problem", &problem.text);
        return Err(refusal.into());
    }
    query.limit = Some(200);
    let mut entries = Vec::new();
    loop {
        let page: OrganisationHistory = app.door.ask(&caller.call(&app.door), &query).await?;
        entries.extend(page.items);
        query.after = page.next;
        if query.after.is_none() || entries.len() >= CSV_ROWS {
            break;
        }
    }
    entries.truncate(CSV_ROWS);
    let text = csv_text(&entries)?;
    let mut headers = HeaderMap::new();
    ui::frame::security_headers(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"history.csv\""),
    );
    Ok((headers, text).into_response())
}

/// The entries as a file. Each change has a row of its own, so that it can be sorted and counted.
pub(super) fn csv_text(entries: &[Entry]) -> Result<Vec<u8>, Fault> {
    let broken = |error: csv::Error| Fault::defect("writing a history file").because(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "number",
            "time",
            "who",
            "what",
            "command",
            "through",
            "attribute",
            "before",
            "after",
            "reference",
        ])
        .map_err(broken)?;
    for entry in entries {
        let number = entry.number.map(|number| number.to_string()).unwrap_or_default();
        let nothing = [super::Change { what: String::new(), before: None, after: None }];
        let changes = if entry.changes.is_empty() { &nothing } else { entry.changes.as_slice() };
        for change in changes {
            let record = [
                number.as_str(),
                &entry.at.rfc3339(),
                &harmless(&entry.actor_name),
                &harmless(&entry.sentence),
                &harmless(&entry.command),
                &entry.through,
                &harmless(&change.what),
                &harmless(change.before.as_deref().unwrap_or_default()),
                &harmless(change.after.as_deref().unwrap_or_default()),
                &entry.request.to_string(),
            ];
            writer.write_record(record).map_err(broken)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| Fault::defect("finishing a history file").because(error.to_string()))
}

/// A value that a spreadsheet will not take for a formula.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}
