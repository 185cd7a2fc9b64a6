//! The pages about joining and leaving: all that are on their way, one organisation with what is asked of it, opening
//! others like an open one, and who is inside one that closes.
//!
//! Addresses: `/national/joining` with `.csv`, `/CODE`, `/CODE/apply`, `/CODE/administrator` and `/CODE/checks/CHECK`;
//! `/national/organisations/CODE/alike` with `.csv`; for the organisation itself `/o/CODE/joining`, and `/o/CODE/closing`
//! with `.csv`. What somebody may not do is not offered.

mod alike;
mod apply;
mod cards;
mod check;
mod closing;
mod inside;
mod invite;
mod list;
mod one;
mod outcome;
mod told;
mod words;

use axum::routing::get;
use kernel::http::App;
use ui::link::Link;

pub use crate::people::{HomeCard, OrganisationCard};
pub use cards::{Insight, cards, closing_notice, organisation_cards};
pub(crate) use invite::{
    FIELDS as ADMINISTRATOR_FIELDS, fields as administrator_fields, rows as administrator_rows,
    typed_administrator,
};
pub(crate) use told::{checks_list, checks_missing};

use crate::pages::part;

/// Where the list is.
const LIST: &str = "/national/joining";

/// Their routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/national/joining", get(list::page))
        .route("/national/joining.csv", get(list::csv_file))
        .route("/national/joining/{code}", get(one::national).post(one::act))
        .route("/national/joining/{code}/apply", get(apply::form_page).post(apply::submit))
        .route("/national/joining/{code}/administrator", get(invite::page).post(invite::submit))
        .route("/national/joining/{code}/checks/{check}", get(check::page).post(check::submit))
        .route("/national/organisations/{code}/alike", get(alike::form_page).post(alike::submit))
        .route("/national/organisations/{code}/alike.csv", get(alike::csv_file))
        .route("/o/{code}/joining", get(one::local))
        .route("/o/{code}/closing", get(closing::page).post(closing::submit))
        .route("/o/{code}/closing.csv", get(closing::csv_file))
}

/// The pages above those of the nation.
fn above_one(code: &str, name: &str) -> Vec<Link> {
    vec![Link::new("Joining and leaving", LIST), Link::new(name, format!("{LIST}/{}", part(code)))]
}
