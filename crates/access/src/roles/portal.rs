//! `/national/roles`: who may do what, in words.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kernel::authority::{Role, Span, Who};
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Error;
use maud::{Markup, html};
use ui::Link;
use ui::components::{Cell, Column, Details, Heading, Table, TableLayout, details, heading, table};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;

use super::queries::{RoleLine, RoleMatrix};
use crate::grants::{GrantState, MyGrants};
use crate::moments::Zone;

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new().route("/national/roles", get(page))
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse, Error> {
    let call = caller.call(&app.door);
    let roles = app.door.ask(&call, &RoleMatrix {}).await?;
    Ok(frame.page(Page {
        title: "Roles".to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body: body(&app.door, &roles),
        ..Page::default()
    }))
}

fn body(door: &Door, roles: &[RoleLine]) -> Markup {
    let rows = roles.iter().map(|line| {
        let reach = match line.role.span() {
            Span::Nation => "The whole service",
            Span::Sector => "The organisations of one sector that are administered nationally",
            Span::Organisation => "One organisation, with those below it if the role was given so",
        };
        vec![
            Cell::from(ui::Content::Markup(html! {
                a.nhsuk-link href={ "#" (anchor(line.role)) } { (capital(line.role.name())) }
            })),
            Cell::from(line.purpose.as_str()),
            Cell::from(reach),
        ]
    });
    let overview = Table {
        caption: "All roles".to_owned(),
        columns: vec![Column::text("Role"), Column::text("What it is for"), Column::text("Reach")],
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    };
    html! {
        (heading(&Heading::page("Roles")))
        p { "What each role may do, read from the rules by which the service decides. A role acts only in the organisations it was given for." }
        (table(&overview))
        @for line in roles { (one(door, line)) }
        (heading(&Heading::part("Without a role")))
        @for (question, chosen) in WITHOUT_ROLE {
            @let acts = acts(door, *chosen);
            @if !acts.is_empty() {
                (details(&Details {
                    summary: (*question).to_owned(),
                    body: list(&acts).into(),
                    ..Details::default()
                }))
            }
        }
    }
}

/// For whoever holds a role of the whole service that has no other card: what it is for, and where to begin.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>, Error> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let zone = Zone::of(&door);
    let held = door.ask(&call, &MyGrants {}).await?;
    let held: Vec<_> = held
        .into_iter()
        .filter(|line| line.state == GrantState::Live && !next_steps(line.role).is_empty())
        .collect();
    let Some(first) = held.first() else { return Ok(None) };
    let link =
        Link::new("What each role may do", format!("/national/roles#{}", anchor(first.role)));
    let body = html! {
        @for line in &held {
            p {
                strong { (capital(line.role.name())) } ": " (line.role.purpose()) "."
                @if let Some(end) = line.ends_at { " Until " (zone.minute_element(end)) "." }
            }
            @if !line.reason.is_empty() && line.role == Role::SupplierEngineer { p { (line.reason) } }
            ul.nhsuk-list {
                @for (text, href) in next_steps(line.role) { li { (ui::link::link(&Link::new(*text, *href))) } }
            }
        }
        p { "Organisations are shown when you look at their records." }
    };
    Ok(Some(Card {
        id: "national-role".to_owned(),
        title: "Your national role".to_owned(),
        body,
        link: Some(link),
        order: 12,
    }))
}

/// Where somebody of the role begins.
const fn next_steps(role: Role) -> &'static [(&'static str, &'static str)] {
    const FIND: (&str, &str) = ("Find an organisation", "/national/organisations");
    const HEALTH: (&str, &str) = ("See how Microsoft 365 is doing", "/national/tenant");
    match role {
        Role::PartnerReviewer => &[FIND],
        Role::CommunicationsAuthor => &[("Read the letters and notices", "/national/notices")],
        Role::IncidentManager => &[
            FIND,
            HEALTH,
            ("See which organisations have too few administrators", "/national/few-administrators"),
        ],
        Role::ClinicalSafetyOfficer => {
            &[FIND, ("Read the rules of the service", "/national/rules")]
        }
        Role::SupplierEngineer => &[FIND, HEALTH],
        _ => &[],
    }
}

type Chosen = fn(&Who) -> bool;

const WITHOUT_ROLE: &[(&str, Chosen)] = &[
    ("What everybody who is signed in may do", |who| who.everyone && !who.anyone),
    ("What people may do with what is their own", |who| who.oneself),
    ("What needs no sign-in", |who| who.anyone),
    ("What the operator on the server may do", |who| who.operator),
    ("What the service does by itself", |who| who.service),
];

fn one(door: &Door, line: &RoleLine) -> Markup {
    let role = line.role;
    let acts = acts(door, move |who| who.roles.has(role));
    html! {
        (heading(&Heading { id: anchor(role), ..Heading::part(capital(role.name())) }))
        @if acts.is_empty() {
            p { (line.purpose) ". Nothing in this release asks for this role yet." }
        } @else {
            p { (line.purpose) "." }
            (details(&Details {
                summary: format!("What {} may do", with_article(role.name())),
                body: list(&acts).into(),
                ..Details::default()
            }))
        }
    }
}

/// "an auditor", "a local administrator".
fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// What is allowed to those whom `chosen` picks, by the thing it is done to.
fn acts(door: &Door, chosen: impl Fn(&Who) -> bool) -> BTreeMap<String, Vec<String>> {
    let mut by_thing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (action, _) in door.rules().iter().filter(|(_, who)| chosen(who)) {
        let (thing, act) = action.0.split_once('.').unwrap_or((action.0, ""));
        let act = act.replace('-', " ");
        by_thing.entry(capital(&thing.replace('-', " "))).or_default().push(act);
    }
    by_thing
}

fn list(acts: &BTreeMap<String, Vec<String>>) -> Markup {
    html! {
        ul.nhsuk-list.nhsuk-list--bullet {
            @for (thing, acts) in acts { li { (thing) ": " (acts.join(", ")) } }
        }
    }
}

fn anchor(role: Role) -> String {
    role.name().replace(' ', "-")
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
