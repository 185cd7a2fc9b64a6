//! The pages about organisations that are administered nationally: all of them, one with what it asked for, and recording
//! a request.
//!
//! Addresses: `/national/administration` with `.csv`; of one organisation `/o/CODE/administration` and `/request` below it.

mod cards;
mod list;
mod one;
mod request;
mod words;

use axum::routing::get;
use kernel::http::App;

pub use cards::{cards, organisation_cards};

use crate::pages::part;

/// Where the list is.
const LIST: &str = "/national/administration";

/// Their routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/national/administration", get(list::page))
        .route("/national/administration.csv", get(list::csv_file))
        .route("/o/{code}/administration", get(one::page).post(one::act))
        .route("/o/{code}/administration/request", get(request::form_page).post(request::submit))
}

/// The page of one organisation.
fn address(code: &str) -> String {
    format!("/o/{}/administration", part(code))
}
