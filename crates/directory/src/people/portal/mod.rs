//! The pages about people: finding a colleague, the people of an organisation, creating one, one person and what can
//! be done to them, one's own details.
//!
//! Addresses: `/people` and `/people/card/ID`; `/o/CODE/people` with `.csv`, `/new`, `/deleted`; `/o/CODE/people/ID`
//! with `/change`, `/rename`, `/disable`, `/enable`, `/delete`, `/restore`; `/me` and `/me/details`. An organisation
//! in the address that is not the person's answers as an unknown person. What somebody may not do is not offered.
//! Other contexts put their lines of *Can they work?* on top of the person's page through [`Lines`].

mod acts;
mod cards;
mod change;
mod find;
mod list;
mod me;
mod new;
mod person;
mod ready;
mod rename;
mod words;

use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result, messages};
use maud::{Markup, html};
use ui::components::{
    BannerKind, Heading, NotificationBanner, SelectOption, heading, notification_banner,
};
use ui::form::{Problems, Values};
use ui::link::Link;

pub use cards::cards;
pub use ready::ready_lines;

use super::queries::{PersonById, Record};
use crate::organisations::ListUnits;

/// What answers a line or several of *Can they work?* about an account.
pub type ReadyLines =
    fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<ui::home::ReadyLine>>>;
/// What answers a card of the home page, or nothing if the caller has none.
pub type HomeCard = fn(Door, Call) -> BoxFuture<'static, Result<Option<ui::home::Card>>>;

/// The lines of *Can they work?* of all slices; a port put in at the start.
#[derive(Clone)]
pub struct Lines(pub Vec<ReadyLines>);

/// Their routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/people", get(find::page))
        .route("/people/card/{id}", get(find::card))
        .route("/o/{code}/people", get(list::page))
        .route("/o/{code}/people.csv", get(list::csv_file))
        .route("/o/{code}/people/deleted", get(list::deleted))
        .route("/o/{code}/people/new", get(new::start).post(new::step))
        .route("/o/{code}/people/{id}", get(person::page))
        .route("/o/{code}/people/{id}/change", get(change::form_page).post(change::submit))
        .route("/o/{code}/people/{id}/rename", get(rename::form_page).post(rename::submit))
        .route("/o/{code}/people/{id}/disable", get(acts::ask_disable).post(acts::disable))
        .route("/o/{code}/people/{id}/enable", get(acts::ask_enable).post(acts::enable))
        .route("/o/{code}/people/{id}/delete", get(acts::ask_delete).post(acts::delete))
        .route("/o/{code}/people/{id}/restore", get(acts::ask_restore).post(acts::restore))
        .route("/me", get(me::page))
        .route("/me/details", get(me::form_page).post(me::submit))
}

/// The record of the person the address names, if they belong to the organisation it names.
async fn record(app: &App, caller: &Caller, code: &str, id: &str) -> Result<Record> {
    let not_found = || messages::NOT_FOUND.refuse();
    let person: AccountId = id.parse().map_err(|_| not_found())?;
    let record = app.door.ask(&caller.call(&app.door), &PersonById { person }).await?;
    if record.organisation == code { Ok(record) } else { Err(not_found().into()) }
}

/// What the person can put right on the form; everything else is the page for trouble.
fn problems_of(error: Error) -> Result<Problems> {
    match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            let mut problems = Problems::new();
            if refusal.fields.is_empty() {
                problems.add_general(refusal.text.clone());
            }
            for field in &refusal.fields {
                problems.add(field.field.clone(), field.text.clone());
            }
            Ok(problems)
        }
        other => Err(other),
    }
}

/// On to another page after something was done.
fn on_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The version a form carries; a form without one is stale by definition.
fn version_in(values: &Values) -> Option<i64> {
    Some(values.one("version").parse().unwrap_or(0))
}

/// A text that was typed, if any.
fn typed(values: &Values, name: &str) -> Option<String> {
    Some(values.one(name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// A part of an address, or a value in one.
fn part(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The address of a person's page.
fn address_of(record: &Record) -> String {
    format!("/o/{}/people/{}", part(&record.organisation), record.id)
}

/// The pages above those of one person.
fn above(record: &Record) -> Vec<Link> {
    let mut links = above_people(&record.organisation, &record.organisation_name);
    links.push(Link::new(record.display_name.as_str(), address_of(record)));
    links
}

/// The pages above one page of the list.
fn above_people(code: &str, name: &str) -> Vec<Link> {
    let organisation = format!("/o/{}", part(code));
    vec![
        Link::new(name, organisation.as_str()),
        Link::new("People", format!("{organisation}/people")),
    ]
}

/// The title of a page, with what it is about above it.
fn title(text: &str, caption: &str) -> Markup {
    heading(&Heading {
        caption: Some(caption.to_owned()).filter(|caption| !caption.is_empty()),
        ..Heading::page(text)
    })
}

/// Says that something was done.
fn success(text: &str) -> Markup {
    notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: text.into(),
        ..NotificationBanner::default()
    })
}

/// The problems of a form, or what was done before.
fn notices(problems: &Problems) -> Option<Markup> {
    problems.summary().map(|summary| html! { (summary) })
}

/// The units of an organisation as choices, with one that is none; nothing if it has no units.
async fn unit_choices(
    app: &App,
    caller: &Caller,
    code: &str,
    none: &str,
) -> Result<Vec<SelectOption>> {
    let query = ListUnits { organisation: code.to_owned(), after: None, limit: Some(200) };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    if found.items.is_empty() {
        return Ok(Vec::new());
    }
    let units =
        found.items.into_iter().map(|unit| SelectOption::new(unit.unit.to_string(), unit.name));
    Ok(std::iter::once(SelectOption::new("", none)).chain(units).collect())
}
