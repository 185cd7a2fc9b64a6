//! The history pages: of an organisation, of a person, and one's own; an organisation's as a CSV file; and the card
//! on an organisation's overview.
//!
//! The address of an organisation's history holds what it is filtered by, with people as the keys of their accounts.
//! Whoever filters types a name; the page finds the people of the organisation who have it.

mod card;
mod file;
mod list;
mod organisation;
mod person;
mod undo;
mod whom;

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use kernel::http::App;

pub use card::organisation_card;
#[cfg(test)]
pub(super) use file::{Ends, csv_text};

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 2] = [whom::FIND, whom::RECORD];

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/history", get(organisation::page))
        .route("/o/{code}/history.csv", get(file::download))
        .route("/o/{code}/people/{person}/history", get(person::page))
        .route("/history/{act}/undo", get(undo::ask).post(undo::undo))
        .route("/me/history", get(person::mine))
}

type Pairs = Query<Vec<(String, String)>>;
