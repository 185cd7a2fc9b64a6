//! The pages about administrators: who they are, giving a role, ending one, and the roles of one person.

mod cards;
mod cover;
mod end;
mod file;
mod give;
mod list;
mod mine;
mod national;
mod owned;
mod person;
mod set_up;

use axum::Router;
use axum::routing::get;
use kernel::authority::{Role, ServedSector};
use kernel::http::App;
use maud::{Markup, html};
use ui::Link;
use ui::components::{Tag, TagColour, tag};

use super::queries::{GrantLine, GrantState};
use crate::moments::{self, Zone};

pub use cards::{CardOf, OrganisationCardOf, cards, organisation_cards};
pub use owned::{OwnedLinesOf, owned_lines};
pub use set_up::steps;

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 1] = [mine::CARD];

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/my-organisation", get(mine::page))
        .route("/o/{code}/administrators", get(list::page))
        .route("/o/{code}/administrators.csv", get(file::csv))
        .route("/o/{code}/administrators.xlsx", get(file::xlsx))
        .route("/o/{code}/administrators/new", get(give::page).post(give::posted))
        .route("/o/{code}/administrators/{grant}/end", get(end::page).post(end::posted))
        .route("/national/administrators", get(national::page))
        .route("/national/administrators/new", get(give::national).post(give::posted_national))
        .route(
            "/national/administrators/{grant}/end",
            get(end::national).post(end::posted_national),
        )
        .route("/o/{code}/people/{person}/access", get(person::page))
        .merge(cover::routes())
}

/// Where a role of no one organisation counts, in words.
const WHOLE: &str = "The whole service";

/// Where roles are handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Where {
    /// In the organisation of this code.
    Organisation(String),
    /// In the whole service.
    Nation,
}

impl Where {
    /// The page that lists the roles.
    fn list(&self) -> String {
        match self {
            Self::Organisation(code) => format!("/o/{code}/administrators"),
            Self::Nation => "/national/administrators".to_owned(),
        }
    }

    /// The organisation as commands and queries name it.
    fn organisation(&self) -> Option<String> {
        match self {
            Self::Organisation(code) => Some(code.clone()),
            Self::Nation => None,
        }
    }

    /// What stands above the title in the browser.
    fn caption(&self) -> String {
        self.organisation().unwrap_or_else(|| "National roles".to_owned())
    }
}

fn above(code: &str, name: &str) -> Vec<Link> {
    vec![
        Link::new(name, format!("/o/{code}")),
        Link::new("Administrators", format!("/o/{code}/administrators")),
    ]
}

/// The organisations of a sector, in words.
fn of_sector(sector: ServedSector) -> String {
    format!("{}, where it is administered nationally", sector.title())
}

/// "Local administrator".
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// From when until when, in words.
fn dates(line: &GrantLine, zone: &Zone) -> Markup {
    if let (Role::SupplierEngineer, Some(end)) = (line.role, line.ends_at) {
        return html! {
            "From " (zone.minute_element(line.starts_at)) " to " (zone.minute_element(end))
        };
    }
    html! {
        "From " (zone.day_element(line.starts_at))
        @if let Some(end) = line.ends_at {
            " to " (zone.day_element(moments::last_day(end)))
        } @else {
            ", no end date"
        }
        @if let Some(absent) = &line.covering_for { br; "Stands in for " (absent) }
    }
}

fn state(line: &GrantLine) -> Markup {
    let (text, colour) = match line.state {
        GrantState::Live => ("Active", TagColour::Green),
        GrantState::Coming => ("Not started", TagColour::Blue),
        GrantState::Resting => ("Cannot sign in", TagColour::Yellow),
    };
    tag(&Tag::new(text, colour))
}

/// Where the role counts, in words.
fn place(line: &GrantLine) -> String {
    match (&line.organisation_name, line.with_descendants) {
        (None, _) => line.sector.map_or_else(|| WHOLE.to_owned(), of_sector),
        (Some(name), false) => name.clone(),
        (Some(name), true) => format!("{name} and the organisations below it"),
    }
}
