//! `/national/letters` and `/o/CODE/letters`: what was sent, what was not, and why.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use facts::directory::OrganisationCoded;
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Cell, Column, Details, EmptyState, Filters, Heading, Pagination, SearchInput, Select,
    SelectOption, Table, TableLayout, button, details, empty_state, filters, heading, pagination,
    table, tag,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, email};
use ui::when::Zone;

use super::{part, problems_of, typed, words};
use crate::notices::commands::RetryNotice;
use crate::notices::jobs::Relay;
use crate::notices::messages;
use crate::notices::messages::catalogue::CATALOGUE;
use crate::notices::model::{Channel, MailState};
use crate::notices::queries::{Catalogue, Letter, LetterPage, NoticeLog};

/// The national log.
const LOG: &str = "/national/letters";

fn query(organisation: Option<&str>, values: &Values) -> NoticeLog {
    NoticeLog {
        organisation: organisation.map(str::to_owned),
        search: typed(values, "search"),
        state: typed(values, "state"),
        notice: typed(values, "notice"),
        after: typed(values, "after"),
        limit: None,
    }
}

/// The address of the log with these filters.
fn address(query: &NoticeLog, after: Option<&str>) -> String {
    let fields = [
        ("search", query.search.as_deref()),
        ("state", query.state.as_deref()),
        ("notice", query.notice.as_deref()),
        ("after", after),
    ];
    let given: Vec<String> = fields
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(value))))
        .collect();
    let start = base(query);
    if given.is_empty() { start } else { format!("{start}?{}", given.join("&")) }
}

fn base(query: &NoticeLog) -> String {
    match &query.organisation {
        Some(code) => format!("/o/{}/letters", part(code)),
        None => LOG.to_owned(),
    }
}

pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    // The log answers everybody with what they look after; this page is about all of it.
    app.door.ask(&caller.call(&app.door), &Catalogue {}).await?;
    let problems = Problems::new();
    shown(&app, &caller, &frame, &query(None, &values), &problems).await
}

pub(super) async fn of_organisation(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let problems = Problems::new();
    shown(&app, &caller, &frame, &query(Some(&code), &values), &problems).await
}

pub(super) async fn retry(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let mail = values.one("mail").parse().map_err(|_| common::NOT_FOUND.refuse())?;
    match app.door.perform(caller.call(&app.door), RetryNotice { mail }).await {
        Ok(_) => Ok(Redirect::to(&address(&query(None, &values), None)).into_response()),
        Err(error) => {
            let problems = problems_of(error)?;
            let page = shown(&app, &caller, &frame, &query(None, &values), &problems).await?;
            Ok(page.into_response())
        }
    }
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    query: &NoticeLog,
    problems: &Problems,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), query).await?;
    let name = match &query.organisation {
        Some(code) => {
            let mut reader = app.door.reader().await?;
            let place = reader.ask(OrganisationCoded(code.clone())).await?;
            place.map(|place| place.name).unwrap_or_default()
        }
        None => String::new(),
    };
    let is_sending = app.door.ports().port::<Relay>().is_ok();
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let views = crate::views::portal::above_filtered(
        app,
        &caller.call(&app.door),
        frame,
        &address(query, None),
    )
    .await?;
    let body = html! {
        (heading(&Heading {
            caption: Some(name.clone()).filter(|name| !name.is_empty()),
            ..Heading::page("Letters")
        }))
        @if !is_sending { p { "No mail server is set up. Letters that wait would have been sent." } }
        (filters(&filters_of(query)))
        (views)
        @if found.items.is_empty() { (nothing(query)) } @else {
            (table(&table_of(frame, query, &found, &zone, is_sending)))
        }
        (pagination(&Pagination {
            previous: query.after.is_some().then(|| Link::new("first page", address(query, None))),
            next: found.next.as_deref().map(|next| Link::new("", address(query, Some(next)))),
            ..Pagination::default()
        }))
    };
    let breadcrumbs = match &query.organisation {
        Some(code) => {
            vec![Link::new(name.as_str(), format!("/o/{}", part(code)))]
        }
        None => vec![Link::new("National", "/national"), Link::new("Notices", super::NATIONAL)],
    };
    Ok(frame.page(Page {
        title: "Letters".to_owned(),
        caption: name.clone(),
        breadcrumbs,
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn filters_of(query: &NoticeLog) -> Filters {
    let choice = |name: &str, label: &str, options: Vec<SelectOption>, value: &Option<String>| {
        let mut all = vec![SelectOption::new("", "All")];
        all.extend(options);
        Select {
            name: name.to_owned(),
            label: label.into(),
            options: all,
            value: value.clone().unwrap_or_default(),
            ..Select::default()
        }
    };
    let states = MailState::ALL
        .iter()
        .map(|state| SelectOption::new(state.name(), messages::state(*state)))
        .collect();
    let notices = CATALOGUE
        .iter()
        .filter(|notice| notice.channel == Channel::Mail)
        .map(|notice| SelectOption::new(notice.key, notice.title))
        .collect();
    let is_filtered = address(query, None).contains('?');
    Filters {
        action: base(query),
        name: "Filter letters".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Whole email address".into(),
            value: query.search.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects: vec![
            choice("state", "State", states, &query.state),
            choice("notice", "Notice", notices, &query.notice),
        ],
        clear: is_filtered.then(|| base(query)),
        ..Filters::default()
    }
}

fn nothing(query: &NoticeLog) -> Markup {
    let (text, help) = if address(query, None).contains('?') {
        ("No letters match these filters", "Change or clear the filters.")
    } else {
        ("No letters yet", "What people are told by email appears here.")
    };
    empty_state(&EmptyState { text: text.to_owned(), help: help.into(), action: None })
}

fn table_of(
    frame: &Frame,
    query: &NoticeLog,
    found: &LetterPage,
    zone: &Zone,
    is_sending: bool,
) -> Table {
    let mut columns: Vec<Column> =
        ["Written", "To", "Notice", "State", "What came of it"].map(Column::text).to_vec();
    let may_retry = query.organisation.is_none();
    if may_retry {
        columns.push(Column::hidden("Actions"));
    }
    Table {
        caption: "Letters, the newest first".to_owned(),
        caption_hidden: true,
        columns,
        rows: found
            .items
            .iter()
            .map(|letter| {
                let mut cells = row(letter, zone, is_sending);
                if may_retry {
                    cells.push(again(frame, query, letter).into());
                }
                cells
            })
            .collect(),
        layout: TableLayout::Responsive,
        ..Table::default()
    }
}

fn row(letter: &Letter, zone: &Zone, is_sending: bool) -> Vec<Cell> {
    let to = html! {
        @if !letter.name.is_empty() { (letter.name) br; }
        @if letter.address.is_empty() { "Address removed" } @else { (email(&letter.address)) }
        @if !letter.organisation.is_empty() { br; (letter.organisation) }
    };
    vec![
        zone.minute_element(letter.made_at.micros()).into(),
        to.into(),
        opened(letter).into(),
        tag(&words::tag(letter.state)).into(),
        outcome(letter, zone, is_sending).into(),
    ]
}

/// The notice, and its words on demand.
pub(super) fn opened(letter: &Letter) -> Markup {
    if letter.body.is_empty() {
        return html! { (letter.title) br; "The words were removed." };
    }
    let body = html! {
        p { strong { (letter.subject) } }
        (words::paragraphs(&letter.body))
    };
    details(&Details { summary: letter.title.clone(), body: body.into(), ..Details::default() })
}

/// What came of it, in words.
fn outcome(letter: &Letter, zone: &Zone, is_sending: bool) -> Markup {
    let at = |at: Timestamp| zone.minute(at.micros());
    html! {
        @match letter.state {
            MailState::Waiting if !is_sending => { "Would have been sent." }
            MailState::Waiting if letter.tries == 0 => { "Goes out from " (at(letter.due_at)) "." }
            MailState::Waiting => { "Tried " (times(letter.tries)) ", tried again. " }
            _ => { @if let Some(settled) = letter.settled_at { (at(settled)) ". " } }
        }
        (letter.reply)
    }
}

fn times(number: i64) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}

/// The button beside a letter that did not arrive.
fn again(frame: &Frame, query: &NoticeLog, letter: &Letter) -> Markup {
    if !letter.may_retry {
        return html! {};
    }
    let mut hidden = vec![("mail".to_owned(), letter.id.to_string())];
    for (name, value) in
        [("search", &query.search), ("state", &query.state), ("notice", &query.notice)]
    {
        hidden.extend(value.clone().map(|value| (name.to_owned(), value)));
    }
    let body = button(&Button {
        small: true,
        hidden: format!("to {}", letter.address),
        prevent_double_click: true,
        ..Button::secondary("Send again")
    });
    form(frame, &Form { action: format!("{LOG}/retry"), hidden, body, ..Form::default() })
}
