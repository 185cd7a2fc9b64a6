//! `/o/CODE/reports/policies`: everybody with their user policy and licence, and the same as a file.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Column, EmptyState, Filters, Heading, Pagination, Select, SelectOption, Table, empty_state,
    filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{email, link, part};
use ui::sheet::{Format, answer};
use ui::when::Zone;

use super::super::queries::{PolicyReport, Report, ReportLine};
use super::holding_in_words;

/// Rows read at a time for a file.
const FILE_PAGE: u32 = 200;
/// The heads of the file, as programs know them; stable for ever.
const HEADS: [&str; 7] = ["name", "address", "user_policy", "since", "licence", "standing", "id"];

fn query(code: &str, values: &Values) -> PolicyReport {
    PolicyReport {
        organisation: code.to_owned(),
        policy: values.one("policy").parse().ok(),
        after: Some(values.one("after").to_owned()).filter(|after| !after.is_empty()),
        limit: None,
    }
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = query(&code, &values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let title = "People with their user policy and licence";
    let base = format!("/o/{}/reports/policies", part(&found.organisation));
    let views = casework::views::portal::above_filtered(
        &app,
        &caller.call(&app.door),
        &frame,
        &address(&query, &base, None),
    )
    .await?;
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page(title) }))
        (filters(&filters_of(&query, &found, &base)))
        (views)
        (rows(&found, &zone))
        (pages(&query, &found, &base))
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), format!("/o/{}", part(&code))),
            Link::new("Reports", format!("/o/{}/reports", part(&code))),
        ],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// The address with these filters.
fn address(query: &PolicyReport, base: &str, after: Option<&str>) -> String {
    let policy = query.policy.map(|policy| format!("policy={policy}"));
    let after = after.map(|after| format!("after={}", part(after)));
    let given: Vec<String> = policy.into_iter().chain(after).collect();
    if given.is_empty() { base.to_owned() } else { format!("{base}?{}", given.join("&")) }
}

fn filters_of(query: &PolicyReport, found: &Report, base: &str) -> Filters {
    let options = found
        .policies
        .iter()
        .map(|(policy, name)| SelectOption::new(policy.to_string(), name.as_str()));
    let file = |format: Format| address(query, &format!("{base}.{}", format.ending()), None);
    Filters {
        action: base.to_owned(),
        name: "Filter people".to_owned(),
        selects: vec![Select {
            name: "policy".to_owned(),
            label: "User policy".into(),
            options: [SelectOption::new("", "Any")].into_iter().chain(options).collect(),
            value: query.policy.map(|policy| policy.to_string()).unwrap_or_default(),
            ..Select::default()
        }],
        clear: query.policy.is_some().then(|| base.to_owned()),
        actions: vec![
            Link::new("Download as CSV", file(Format::Csv)),
            Link::new("Download for Excel", file(Format::Xlsx)),
            casework::schedules::portal::offer(
                "People with user policy and licence",
                &file(Format::Csv),
            ),
        ],
        ..Filters::default()
    }
}

fn rows(found: &Report, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        return empty_state(&EmptyState {
            text: "No people to show".to_owned(),
            help: "People appear here once they are created.".into(),
            ..EmptyState::default()
        });
    }
    let people = format!("/o/{}/people", part(&found.organisation));
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(line.name.as_str(), format!("{people}/{}", line.account))).into(),
            email(&line.address).into(),
            line.policy.as_str().into(),
            zone.day_element(line.since.micros()).into(),
            line.licence.as_str().into(),
            holding_in_words(line.holding).into(),
        ]
    });
    table(&Table {
        caption: "People with their user policy and licence".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Email", "User policy", "Since", "Licence", "Standing"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn pages(query: &PolicyReport, found: &Report, base: &str) -> Markup {
    let is_further = query.after.is_some();
    let previous = is_further.then(|| Link::new("first page", address(query, base, None)));
    let next = found.next.as_deref().map(|next| Link::new("", address(query, base, Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}

pub(super) async fn csv(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Csv, state, caller, code, values).await
}

pub(super) async fn xlsx(
    state: State<App>,
    caller: Caller,
    code: Path<String>,
    values: Query<Values>,
) -> Result<Response> {
    file(Format::Xlsx, state, caller, code, values).await
}

async fn file(
    format: Format,
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = PolicyReport { after: None, limit: Some(FILE_PAGE), ..query(&code, &values) };
    answer(format, "user-policies", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| PolicyReport { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(line: ReportLine) -> Vec<String> {
    vec![
        line.name,
        line.address,
        line.policy,
        line.since.rfc3339(),
        line.licence,
        holding_in_words(line.holding),
        line.account.to_string(),
    ]
}
