//! `/o/CODE/looked` and `/me/looked`: national staff who looked at our data, and at mine.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use kernel::authority::{Role, Span};
use kernel::door::{Aspect, Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Cell, Column, EmptyState, Filters, Heading, Pagination, Select, SelectOption, Table,
    TableLayout, empty_state, filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;
use ui::sheet::Csv;

use super::messages;
use super::queries::{LookLine, LookPage, LooksAtMe, LooksInOrganisation};
use crate::files::{self, part};
use crate::grants::{GrantState, MyGrants};
use crate::moments::Zone;

/// Lines of a file at most.
const FILE_ROWS: usize = 20_000;
/// Organisations looked at for the card.
const ORGANISATIONS: usize = 5;
/// Lines of each on the card.
const LINES: u32 = 3;

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/looked", get(page))
        .route("/o/{code}/looked.csv", get(download))
        .route("/me/looked", get(mine))
}

fn asked(code: String, values: &Values) -> LooksInOrganisation {
    let typed = |name: &str| Some(values.one(name).to_owned()).filter(|text| !text.is_empty());
    LooksInOrganisation {
        organisation: code,
        role: Role::named(values.one("role")),
        aspect: typed("aspect").filter(|aspect| Aspect::named(aspect).is_some()),
        after: typed("after"),
        limit: None,
    }
}

/// The address of the list, or of its file, as it was asked for.
fn address(at: &str, query: &LooksInOrganisation, after: Option<&str>) -> String {
    let kept = [
        ("role", query.role.map(Role::name)),
        ("aspect", query.aspect.as_deref()),
        ("after", after),
    ];
    let pairs: Vec<String> = kept
        .iter()
        .filter_map(|(name, value)| value.map(|value| format!("{name}={}", part(value))))
        .collect();
    let at = format!("/o/{}/{at}", query.organisation);
    if pairs.is_empty() { at } else { format!("{at}?{}", pairs.join("&")) }
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = asked(code, &values);
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let is_filtered = query.role.is_some() || query.aspect.is_some();
    let title = "National staff who looked at our data";
    let views = casework::views::portal::above_filtered(
        &app,
        &caller.call(&app.door),
        &frame,
        &address("looked", &query, None),
    )
    .await?;
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page(title) }))
        p { "People with a role of the whole service see records of every organisation. Each look is kept here; what they changed stands in the history." }
        (filters(&choices(&query)))
        (views)
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: if is_filtered { "No look matches" } else { "Nobody has looked at your data" }.to_owned(),
                help: if is_filtered { "Change or clear the filters." } else { "A look appears here at once." }.into(),
                action: None,
            }))
        } @else {
            (lines(&found, &Zone::of(&app.door), &query.organisation))
        }
        (pagination(&Pagination {
            next: found.next.as_deref().map(|next| Link::new("", address("looked", &query, Some(next)))),
            name: "Pages of looks".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
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

fn choices(query: &LooksInOrganisation) -> Filters {
    let national = Role::ALL.iter().filter(|role| role.span() != Span::Organisation);
    let roles = std::iter::once(SelectOption::new("", "Any"))
        .chain(national.map(|role| SelectOption::new(role.name(), capital(role.name()))));
    let aspects = std::iter::once(SelectOption::new("", "Any")).chain(
        Aspect::ALL
            .iter()
            .map(|aspect| SelectOption::new(aspect.name(), capital(messages::looked_at(*aspect)))),
    );
    let is_filtered = query.role.is_some() || query.aspect.is_some();
    Filters {
        action: format!("/o/{}/looked", query.organisation),
        name: "Filter looks".to_owned(),
        selects: vec![
            Select {
                name: "role".to_owned(),
                label: "Role".into(),
                options: roles.collect(),
                value: query.role.map(Role::name).unwrap_or_default().to_owned(),
                ..Select::default()
            },
            Select {
                name: "aspect".to_owned(),
                label: "What they looked at".into(),
                options: aspects.collect(),
                value: query.aspect.clone().unwrap_or_default(),
                ..Select::default()
            },
        ],
        clear: is_filtered.then(|| format!("/o/{}/looked", query.organisation)),
        actions: vec![
            Link::new("Download as CSV", address("looked.csv", query, None)),
            casework::schedules::portal::offer(
                "National staff who looked",
                &address("looked.csv", query, None),
            ),
        ],
        ..Filters::default()
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What was looked at, in words.
fn what(line: &LookLine) -> &'static str {
    Aspect::named(&line.aspect).map_or("the record", messages::looked_at)
}

fn lines(found: &LookPage, zone: &Zone, code: &str) -> Markup {
    let rows = found.items.iter().map(|line| {
        let whose = match (&line.person_name, line.person) {
            (Some(name), Some(person)) => {
                let href = format!("/o/{code}/people/{person}");
                ui::link::link(&Link::new(name.as_str(), href))
            }
            (Some(name), None) => html! { (name) },
            (None, _) => html! { "The organisation" },
        };
        vec![
            Cell::from(zone.minute_element(line.at)),
            line.who.as_str().into(),
            capital(line.role.name()).into(),
            capital(what(line)).into(),
            whose.into(),
            line.reason.as_deref().unwrap_or("").into(),
        ]
    });
    table(&Table {
        caption: "Looks, newest first".to_owned(),
        caption_hidden: true,
        columns: ["When", "Who", "Role", "Looked at", "Of whom", "Why"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let mut query = LooksInOrganisation { limit: Some(200), ..asked(code, &values) };
    let mut sheet = Csv::new(&["time", "who", "role", "looked_at", "of", "why"]);
    let mut rows = 0;
    loop {
        let page = app.door.ask(&caller.call(&app.door), &query).await?;
        for line in &page.items {
            sheet.push(&[
                line.at.rfc3339().as_str(),
                &line.who,
                line.role.name(),
                what(line),
                line.person_name.as_deref().unwrap_or_default(),
                line.reason.as_deref().unwrap_or_default(),
            ]);
        }
        rows += page.items.len();
        query.after = page.next;
        if query.after.is_none() || rows >= FILE_ROWS {
            break;
        }
    }
    Ok(files::csv("looked.csv", sheet.take()))
}

async fn mine(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = Some(values.one("after").to_owned()).filter(|after| !after.is_empty());
    let query = LooksAtMe { after, limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = Zone::of(&app.door);
    let body = html! {
        (heading(&Heading::page("National staff who looked at my record")))
        p { "People with a role of the whole service can see your record when they help you or look into a problem. The administrators of your own organisation are not listed: they look after it every day." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Nobody has looked at your record".to_owned(),
                help: "A look appears here at once.".into(),
                action: Some(Link::new("What was done to my account", "/me/history")),
            }))
        } @else {
            (own_lines(&found, &zone))
        }
        (pagination(&Pagination {
            next: found.next.as_deref().map(|next| Link::new("", format!("/me/looked?after={}", part(next)))),
            name: "Pages of looks".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "National staff who looked at my record".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn own_lines(found: &LookPage, zone: &Zone) -> Markup {
    let rows = found.items.iter().map(|line| {
        vec![
            Cell::from(zone.minute_element(line.at)),
            line.who.as_str().into(),
            capital(line.role.name()).into(),
            capital(what(line)).into(),
            line.reason.as_deref().unwrap_or("").into(),
        ]
    });
    table(&Table {
        caption: "Looks, newest first".to_owned(),
        caption_hidden: true,
        columns: ["When", "Who", "Role", "Looked at", "Why"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

/// For primary local administrators: who looked at their organisations last.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let own = door.ask(&call, &MyGrants {}).await?;
    let led: BTreeSet<String> = own
        .into_iter()
        .filter(|line| {
            line.role == Role::PrimaryLocalAdministrator && line.state == GrantState::Live
        })
        .filter_map(|line| line.organisation)
        .collect();
    let Some(first) = led.first().cloned() else { return Ok(None) };
    let zone = Zone::of(&door);
    let mut found = Vec::new();
    for code in led.iter().take(ORGANISATIONS) {
        let query = LooksInOrganisation {
            organisation: code.clone(),
            limit: Some(LINES),
            ..LooksInOrganisation::default()
        };
        found.push(door.ask(&call, &query).await?);
    }
    let body = html! {
        @if found.iter().all(|page| page.items.is_empty()) { p { "Nobody has looked at your data." } }
        @for page in found.iter().filter(|page| !page.items.is_empty()) {
            p { a.nhsuk-link href={ "/o/" (page.organisation) "/looked" } { (page.organisation_name) } }
            ul.nhsuk-list {
                @for line in &page.items {
                    li { (line.who) ", " (line.role.name()) ", at " (what(line)) ", " (zone.minute_element(line.at)) }
                }
            }
        }
        @if led.len() > ORGANISATIONS {
            p { "Shown for " (ORGANISATIONS) " of your " (led.len()) " organisations." }
        }
    };
    Ok(Some(Card {
        id: "looked".to_owned(),
        title: "National staff who looked at our data".to_owned(),
        body,
        link: Some(Link::new("See who looked", format!("/o/{first}/looked"))),
        order: 64,
    }))
}
