//! The pages about people: finding a colleague, the people of an organisation, creating one, one person and what can
//! be done to them, one's own details.
//!
//! Addresses: `/people` and `/people/card/ID`; `/o/search`; `/o/CODE/people` with `.csv`, `.xlsx`, `/bulk`, `/new`, `/deleted`; `/o/CODE/people/ID`
//! with `/change`, `/rename`, `/first-day`, `/disable`, `/enable`, `/delete`, `/restore`, `/leave`, `/stay`, `/transfer`, `/hold`,
//! `/release`; `/o/CODE/people/leavers`, `/coming` and `/claim`; `/o/CODE/held-deletions`; `/me` and `/me/details`. An organisation
//! in the address that is not the person's answers as an unknown person. What somebody may not do is not offered.
//! Other contexts put their lines of *Can they work?* on top of the person's page through [`Lines`], and their parts of
//! *Coming up* on that page through [`Ahead`].

mod acts;
mod ahead;
mod asked;
mod bulk;
mod cards;
mod change;
mod columns;
mod coming;
mod deleted;
mod file;
mod find;
mod first;
mod first_day;
mod hold;
mod leaver;
mod leavers;
mod like;
mod list;
mod mailbox;
mod me;
mod new;
mod nights;
mod owned;
mod person;
pub(crate) mod policies;
mod ready;
mod rename;
mod search;
mod times;
mod transfer;
pub(crate) mod words;

use axum::routing::get;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::components::SelectOption;
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

pub use ahead::{Ahead, ComingParts};
pub use asked::request_kinds;
pub use bulk::bulk_acts;
pub use cards::{cards, organisation_cards};
pub use owned::{Owned, OwnedLines};
pub use person::actions_elsewhere;
pub use ready::ready_lines;
pub(crate) use transfer::consequences;

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 1] = [policies::LIST];

use super::commands::{DeletePerson, DisablePerson, EnablePerson, RestorePerson};
use super::queries::{PersonById, Record};
use crate::organisations::ListUnits;
use crate::pages::{on_to, part, problems_of, success, title, typed, version_in};

/// What answers a line or several of *Can they work?* about an account.
pub type ReadyLines =
    fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<ui::home::ReadyLine>>>;
/// What answers a card of an organisation's overview, by its code, or nothing if the caller has none.
pub type OrganisationCard =
    fn(Door, Call, String) -> BoxFuture<'static, Result<Option<ui::home::Card>>>;
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
        .route("/o/search", get(search::page))
        .route("/o/{code}/people", get(list::page))
        .route("/o/{code}/people.csv", get(file::csv))
        .route("/o/{code}/people.xlsx", get(file::xlsx))
        .route("/o/{code}/people/bulk", get(bulk::chosen))
        .route("/o/{code}/people/deleted", get(deleted::page))
        .route("/o/{code}/people/leavers", get(leavers::page))
        .route("/o/{code}/people/coming", get(coming::page))
        .route("/o/{code}/people/claim", get(transfer::claim_page).post(transfer::claim))
        .route("/o/{code}/held-deletions", get(nights::page))
        .route("/o/{code}/held-deletions/{night}", get(nights::one).post(nights::decide))
        .route("/national/held-deletions", get(nights::national))
        .route("/o/{code}/people/new", get(new::start).post(new::step))
        .route("/o/{code}/people/{id}", get(person::page))
        .route("/o/{code}/people/{id}/change", get(change::form_page).post(change::submit))
        .route("/o/{code}/people/{id}/rename", get(rename::form_page).post(rename::submit))
        .route("/o/{code}/people/{id}/mailbox", get(mailbox::page).post(mailbox::submit))
        .route("/o/{code}/people/{id}/leave", get(leaver::form_page).post(leaver::submit))
        .route("/o/{code}/people/{id}/first-day", get(first_day::form_page).post(first_day::submit))
        .route("/o/{code}/people/{id}/stay", get(leaver::stay_page).post(leaver::stay))
        .route("/o/{code}/people/{id}/transfer", get(transfer::form_page).post(transfer::submit))
        .route("/o/{code}/people/{id}/hold", get(hold::form_page).post(hold::submit))
        .route("/o/{code}/people/{id}/release", get(hold::release_page).post(hold::release))
        .route(
            "/o/{code}/people/{id}/disable",
            get(acts::ask::<DisablePerson>).post(acts::perform::<DisablePerson>),
        )
        .route(
            "/o/{code}/people/{id}/enable",
            get(acts::ask::<EnablePerson>).post(acts::perform::<EnablePerson>),
        )
        .route(
            "/o/{code}/people/{id}/delete",
            get(acts::ask::<DeletePerson>).post(acts::perform::<DeletePerson>),
        )
        .route(
            "/o/{code}/people/{id}/restore",
            get(acts::ask::<RestorePerson>).post(acts::perform::<RestorePerson>),
        )
        .route("/me", get(me::page))
        .route("/me/mailbox", get(mailbox::own_page).post(mailbox::own_submit))
        .route("/me/details", get(me::form_page).post(me::submit))
}

/// The record of the person the address names, if they belong to the organisation it names.
async fn record(app: &App, caller: &Caller, code: &str, id: &str) -> Result<Record> {
    let not_found = || messages::NOT_FOUND.refuse();
    let person: AccountId = id.parse().map_err(|_| not_found())?;
    let record = app.door.ask(&caller.call(&app.door), &PersonById { person }).await?;
    if record.organisation == code { Ok(record) } else { Err(not_found().into()) }
}

/// The address of a person's page.
fn address_of(record: &Record) -> String {
    format!("/o/{}/people/{}", part(&record.organisation), record.id)
}

/// The page of one act on a person: title, what it is about, and the form.
fn act_page(
    frame: &Frame,
    record: &Record,
    heading: &str,
    problems: &Problems,
    body: Markup,
) -> PageResponse {
    frame.page(Page {
        title: heading.to_owned(),
        caption: record.display_name.clone(),
        breadcrumbs: above(record),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! { (title(heading, &record.display_name)) (body) },
        ..Page::default()
    })
}

/// The form of an act, with the version of the record that it is about.
fn act_form(frame: &Frame, values: &Values, carried: &[&str], body: Markup) -> Markup {
    let hidden = ["version"]
        .iter()
        .chain(carried)
        .map(|name| ((*name).to_owned(), values.one(name).to_owned()))
        .collect();
    form(frame, &form::Form { hidden, body, ..form::Form::default() })
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

/// The units of an organisation as choices, with one that is none; nothing if it has no units.
pub(crate) async fn unit_choices(
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
