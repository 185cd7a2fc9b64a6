//! The pages about transfers: the list of an organisation, one transfer with what can be done, and asking for somebody.
//!
//! Addresses: `/o/CODE/transfers`, `/o/CODE/transfers/TRANSFER`, `/o/CODE/transfers/ask/PERSON`. Offering somebody starts at
//! the person's page, `/o/CODE/people/ID/transfer`. A transfer of two other organisations answers as an unknown one.

mod ask;
mod cards;
mod list;
mod one;
mod owned;
pub(crate) mod words;

use axum::routing::get;
use kernel::http::App;
use ui::link::Link;

pub use crate::people::{HomeCard, OrganisationCard};
pub use cards::{cards, organisation_cards};
pub use owned::owned_lines;

use crate::pages::part;

/// Their routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/o/{code}/transfers", get(list::page))
        .route("/o/{code}/transfers/{transfer}", get(one::page).post(one::settle))
        .route("/o/{code}/transfers/ask/{id}", get(ask::page).post(ask::submit))
}

/// The pages above one of these.
fn above(code: &str, name: &str) -> Vec<Link> {
    vec![
        Link::new(name, format!("/o/{}", part(code))),
        Link::new("Transfers", format!("/o/{}/transfers", part(code))),
    ]
}
