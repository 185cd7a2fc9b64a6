//! Organisations, for national staff: find in the register, and one record.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Filters, Heading, Pagination, SearchInput, Select, Table, button,
    button_group, empty_state, filters, heading, inset_text, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::local::member_list;
use super::{done_banner, if_allowed, part, title, today, typed, words};
use crate::organisations::model::{OrganisationKind, OrganisationState, RegisterStatus};
use crate::organisations::queries::{
    FindOrganisations, FoundOrganisations, ListFiles, OrganisationByCode, OrganisationRecord,
};

/// Where the list is.
pub(super) const LIST: &str = "/national/organisations";

const DONE: &[(&str, &str)] = &[
    (
        "opened",
        "The organisation is open. Invite its first administrator next, from the page about its joining.",
    ),
    ("placed", "The organisation was moved in the administrative tree."),
    ("closed", "The organisation is closed."),
];

/// What the address asks for.
pub(super) fn query(values: &Values) -> FindOrganisations {
    FindOrganisations {
        text: typed(values, "text"),
        state: OrganisationState::named(values.one("state")),
        kind: OrganisationKind::named(values.one("kind")),
        status: RegisterStatus::named(values.one("status")),
        after: typed(values, "after"),
        limit: None,
    }
}

pub(super) async fn find(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = query(&values);
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &query).await?;
    let here = address(&query, "", None);
    let views = casework::views::portal::above_filtered(&app, &call, &frame, &here).await?;
    let body = html! {
        (title("Organisations", ""))
        (filters(&search_form(&query)))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No organisation matches.".to_owned(),
                help: "Try fewer words, or import a newer register file.".into(),
                action: Some(Link::new("Import a register file", "/national/register")),
            }))
        } @else { (found_table(&found)) }
        (pagination(&Pagination {
            previous: query.after.is_some().then(|| Link::new("first page", here)),
            next: found.next.as_deref().map(|next| Link::new("", address(&query, "", Some(next)))),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Organisations".to_owned(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn search_form(query: &FindOrganisations) -> Filters {
    let choose = |name: &str, label: &str, options, value: Option<&str>| Select {
        name: name.to_owned(),
        label: label.into(),
        options,
        value: value.unwrap_or_default().to_owned(),
        ..Select::default()
    };
    let is_filtered = query.text.is_some()
        || query.state.is_some()
        || query.kind.is_some()
        || query.status.is_some();
    Filters {
        action: LIST.to_owned(),
        name: "Search organisations".to_owned(),
        search: Some(SearchInput {
            name: "text".to_owned(),
            label: "Name or code".into(),
            hint: Some("The beginnings of words are enough.".into()),
            value: query.text.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects: vec![
            choose(
                "state",
                "Service",
                words::choices(
                    "Any",
                    OrganisationState::ALL,
                    OrganisationState::name,
                    words::state,
                ),
                query.state.map(OrganisationState::name),
            ),
            choose(
                "kind",
                "Kind",
                words::choices("Any", OrganisationKind::ALL, OrganisationKind::name, words::kind),
                query.kind.map(OrganisationKind::name),
            ),
            choose(
                "status",
                "Register",
                words::choices("Any", RegisterStatus::ALL, RegisterStatus::name, words::status),
                query.status.map(RegisterStatus::name),
            ),
        ],
        clear: is_filtered.then(|| LIST.to_owned()),
        actions: vec![
            Link::new("Download as CSV", address(query, ".csv", None)),
            Link::new("Download for Excel", address(query, ".xlsx", None)),
            casework::schedules::portal::offer("Organisations", &address(query, ".csv", None)),
        ],
        ..Filters::default()
    }
}

/// The address of the list, or of its file, with what was chosen.
fn address(query: &FindOrganisations, suffix: &str, after: Option<&str>) -> String {
    let kept = [
        ("text", query.text.as_deref()),
        ("state", query.state.map(OrganisationState::name)),
        ("kind", query.kind.map(OrganisationKind::name)),
        ("status", query.status.map(RegisterStatus::name)),
        ("after", after),
    ];
    let pairs: Vec<String> = kept
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", part((*value)?))))
        .collect();
    let asked = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{LIST}{suffix}{asked}")
}

fn found_table(found: &FoundOrganisations) -> Markup {
    let count = match (found.total, found.is_more) {
        (1, _) => "1 organisation".to_owned(),
        (total, false) => format!("{total} organisations"),
        (_, true) => "More than 1,000 organisations".to_owned(),
    };
    table(&Table {
        caption: count,
        columns: ["Name", "Code", "Kind", "Postcode", "Register", "Service"]
            .map(Column::text)
            .into(),
        rows: found
            .items
            .iter()
            .map(|line| {
                vec![
                    link(&Link::new(line.shown_name(), format!("{LIST}/{}", part(&line.code))))
                        .into(),
                    line.code.as_str().into(),
                    words::kind(line.kind).into(),
                    line.postcode.as_deref().unwrap_or_default().into(),
                    words::status_tag(line.status).into(),
                    words::state_tag(line.state).into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let record = app.door.ask(&call, &OrganisationByCode { organisation: code }).await?;
    // Who may import the register runs the service, and may open, move and close as well.
    let may_act = if_allowed(app.door.ask(&call, &ListFiles { limit: Some(1) }).await)?.is_some();
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (title(&record.name, &record.code))
        @if may_act { (acts(&record)) }
        (heading(&Heading::part("In the service")))
        (member_list(&record, &zone))
        (words::register_record(&record, today(&call)))
    };
    Ok(frame.page(Page {
        title: record.shown_name(),
        caption: record.code.clone(),
        breadcrumbs: vec![Link::new("Organisations", LIST)],
        notices: done_banner(&values, DONE),
        body,
        ..Page::default()
    }))
}

/// What can be done with an organisation as it stands.
fn acts(record: &OrganisationRecord) -> Markup {
    let code = part(&record.code);
    let base = format!("{LIST}/{code}");
    let own = format!("/o/{code}");
    let way = format!("/national/joining/{code}");
    let to = |text: &str, address: String| button(&Button::secondary(text).to(address));
    match record.state {
        OrganisationState::Open => button_group(&[
            to("Go to its page", own.clone()),
            to("Open others like this one", format!("{base}/alike")),
            to("Joining and checks", way),
            to("Move in the tree", format!("{base}/place")),
            to("Begin to close", format!("{own}/closing")),
            to("Close", format!("{base}/close")),
        ]),
        OrganisationState::Closing => button_group(&[
            to("Go to its page", own.clone()),
            to("See who is inside", format!("{own}/closing")),
            to("Move in the tree", format!("{base}/place")),
            to("Close", format!("{base}/close")),
        ]),
        OrganisationState::Applied | OrganisationState::Opening => {
            button_group(&[to("See how far it is", way)])
        }
        OrganisationState::Listed | OrganisationState::Closed => {
            if record.status == RegisterStatus::Active {
                button_group(&[
                    button(&Button::primary("Open this organisation").to(format!("{base}/open"))),
                    to("Record an application", format!("{way}/apply")),
                ])
            } else {
                inset_text(
                    &"It cannot be opened, because the register does not call it active.".into(),
                )
            }
        }
    }
}
