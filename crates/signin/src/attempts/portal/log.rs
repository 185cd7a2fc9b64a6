//! The log of sign-ins: of an organisation, searched and as a file, and of one person.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    Cell, Column, EmptyState, Filters, Heading, Pagination, SearchInput, Select, SelectOption,
    Table, TableLayout, empty_state, filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width, security_headers};
use ui::link::{Link, link, part};
use ui::sheet::Csv;
use ui::when::Zone;

use super::line::{attempts_table, result, whence};
use crate::attempts::{
    ApplicationsInLog, Factor, LogPage, LoggedApplication, Outcome, RecentSignIns, SignInLog,
};
use crate::device::in_words;
use crate::portal::{above, person, titled};

const TITLE: &str = "Sign-ins";
/// The first line of the file.
const HEADINGS: [&str; 11] = [
    "time",
    "who",
    "address",
    "result",
    "reason",
    "network_address",
    "browser",
    "place",
    "factor",
    "unusual",
    "application",
];
/// Lines of a file at most.
const FILE_ROWS: usize = 20_000;
/// What asks for lines about which something is unusual.
const UNUSUAL: &str = "yes";
/// How far back one can look, beside everything that is kept.
const SPANS: [(&str, &str); 3] =
    [("1", "The last 24 hours"), ("7", "The last 7 days"), ("30", "The last 30 days")];

fn asked(code: String, values: &Values) -> SignInLog {
    SignInLog {
        organisation: code,
        search: Some(values.one("search").trim().to_owned()).filter(|typed| !typed.is_empty()),
        outcome: Outcome::named(values.one("outcome")),
        unusual: values.one("unusual") == UNUSUAL,
        application: values.one("application").parse().ok(),
        days: values.one("days").parse().ok(),
        after: values.one("after").parse().ok(),
        limit: None,
    }
}

/// The address of the list, or of its file, as it was asked for.
fn address(at: &str, query: &SignInLog, after: Option<String>) -> String {
    let kept = [
        ("search", query.search.clone()),
        ("outcome", query.outcome.map(|outcome| outcome.name().to_owned())),
        ("unusual", query.unusual.then(|| UNUSUAL.to_owned())),
        ("application", query.application.map(|application| application.to_string())),
        ("days", query.days.map(|days| days.to_string())),
        ("after", after),
    ];
    let pairs: Vec<String> = kept
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(&value))))
        .collect();
    let at = format!("/o/{}/{at}", query.organisation);
    if pairs.is_empty() { at } else { format!("{at}?{}", pairs.join("&")) }
}

/// The list.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = asked(code, &values);
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &query).await?;
    let known = ApplicationsInLog { organisation: query.organisation.clone() };
    let known = app.door.ask(&call, &known).await?.items;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let is_filtered = query.search.is_some()
        || query.outcome.is_some()
        || query.unusual
        || query.application.is_some()
        || query.days.is_some();
    let here = address("sign-ins", &query, None);
    let views = casework::views::portal::above_filtered(&app, &call, &frame, &here).await?;
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page(TITLE) }))
        p { "Each attempt to sign in by somebody of this organisation, here and to an application, kept for " (found.kept_days) " days. Sessions and what people did in them stand elsewhere: a person's page shows whether they are signed in, and Who did what lists what they changed." }
        (filters(&choices(&query, &known, is_filtered)))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: if is_filtered { "No sign-in matches" } else { "No sign-in is kept here yet" }.to_owned(),
                help: if is_filtered { "Change or clear the filters. A search is for a whole email address or a whole network address." } else { "An attempt appears here at once. Those from before this list was there stand on the page of each person." }.into(),
                action: None,
            }))
        } @else {
            (lines(&found, &zone))
        }
        (pagination(&Pagination {
            next: found.next.map(|next| Link::new("", address("sign-ins", &query, Some(next.to_string())))),
            name: "Pages of sign-ins".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![Link::new(
            found.organisation_name.as_str(),
            format!("/o/{}", found.organisation),
        )],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn choices(query: &SignInLog, known: &[LoggedApplication], is_filtered: bool) -> Filters {
    let select = |name: &str, label: &str, options: Vec<SelectOption>, value: String| Select {
        name: name.to_owned(),
        label: label.into(),
        options,
        value,
        ..Select::default()
    };
    let any = |words: &str| SelectOption::new("", words);
    let outcomes = vec![
        any("Any"),
        SelectOption::new(Outcome::Accepted.name(), "Signed in"),
        SelectOption::new(Outcome::Refused.name(), "Refused"),
    ];
    let spans = std::iter::once(any("All that is kept"))
        .chain(SPANS.map(|(days, words)| SelectOption::new(days, words)));
    let chosen = query.application.map(|one| one.to_string()).unwrap_or_default();
    let known = known.iter().map(|one| (one.application.to_string(), one.name.as_str()));
    let mut applications: Vec<SelectOption> = std::iter::once(any("Any, and none"))
        .chain(known.map(|(key, name)| SelectOption::new(key, name)))
        .collect();
    // What was chosen stays chosen, also where nobody goes there any more.
    if !applications.iter().any(|one| one.value == chosen) {
        applications.push(SelectOption::new(chosen.as_str(), "Another application"));
    }
    let file = address("sign-ins.csv", query, None);
    Filters {
        action: format!("/o/{}/sign-ins", query.organisation),
        name: "Search sign-ins".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Email address or network address".into(),
            value: query.search.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects: vec![
            select(
                "outcome",
                "Result",
                outcomes,
                query.outcome.map(Outcome::name).unwrap_or_default().to_owned(),
            ),
            select(
                "unusual",
                "Unusual",
                vec![any("Any"), SelectOption::new(UNUSUAL, "Something is unusual")],
                if query.unusual { UNUSUAL } else { "" }.to_owned(),
            ),
            select("application", "Application", applications, chosen),
            select(
                "days",
                "When",
                spans.collect(),
                query.days.map(|days| days.to_string()).unwrap_or_default(),
            ),
        ],
        clear: is_filtered.then(|| format!("/o/{}/sign-ins", query.organisation)),
        actions: vec![
            Link::new("Download as CSV", file.as_str()),
            casework::schedules::portal::offer(TITLE, &file),
        ],
        ..Filters::default()
    }
}

fn lines(found: &LogPage, zone: &Zone) -> Markup {
    let rows = found.items.iter().map(|line| {
        let whose: Cell = match (&line.name, line.person) {
            (Some(name), Some(person)) => {
                let href = format!("/o/{}/people/{person}", found.organisation);
                Content::Markup(link(&Link::new(name.as_str(), href))).into()
            }
            _ => "Somebody who is no longer here".into(),
        };
        vec![
            Content::Markup(zone.minute_element(line.attempt.at.micros())).into(),
            whose,
            result(&line.attempt).into(),
            whence(&line.attempt).into(),
            in_words(&line.attempt.device).into(),
        ]
    });
    table(&Table {
        caption: "Sign-ins, the latest first".to_owned(),
        caption_hidden: true,
        columns: ["When", "Who", "Result", "Network address", "Browser"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

/// The list as a file.
pub(super) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let mut query = SignInLog { limit: Some(200), ..asked(code, &values) };
    let mut sheet = Csv::new(&HEADINGS);
    let mut rows = 0;
    loop {
        let page = app.door.ask(&caller.call(&app.door), &query).await?;
        for line in &page.items {
            let attempt = &line.attempt;
            let unusual: Vec<&str> = attempt.risk.iter().map(|reason| reason.name()).collect();
            sheet.push(&[
                attempt.at.rfc3339().as_str(),
                line.name.as_deref().unwrap_or_default(),
                line.address.as_deref().unwrap_or_default(),
                attempt.outcome.name(),
                &attempt.reason,
                &attempt.peer,
                &in_words(&attempt.device),
                &attempt.place,
                attempt.factor.map(Factor::name).unwrap_or_default(),
                &unusual.join(" "),
                &attempt.application_name,
            ]);
        }
        rows += page.items.len();
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
        if rows >= FILE_ROWS {
            let words =
                format!("Cut after {FILE_ROWS} lines. Choose a shorter time or one result.");
            let mut last = [""; HEADINGS.len()];
            last[0] = &words;
            sheet.push(&last);
            break;
        }
    }
    let mut response = sheet.take().into_response();
    let headers = response.headers_mut();
    security_headers(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let name = HeaderValue::from_static("attachment; filename=\"sign-ins.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// The latest attempts on one account, for those who look after the person.
pub(super) async fn of_person(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let query = RecentSignIns {
        person: Some(state.person),
        after: values.one("after").parse().ok(),
        ..RecentSignIns::default()
    };
    let recent = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (titled(TITLE, &state.name))
        p { "Attempts to sign in with " (state.address) ", the latest first. An account is often locked by an old password in a telephone or a browser: the network address and the browser tell where." }
        (attempts_table(&recent.items, "Nobody has tried to sign in with this username yet.", &zone))
        (pagination(&Pagination {
            next: recent.next.map(|next| Link::new("", format!("/o/{code}/people/{id}/sign-ins?after={next}"))),
            name: "Pages of sign-ins".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(&state),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
