//! Pages of who has to have a second step: how an organisation stands and what it asks, one person, and the whole service.

mod card;
mod decisions;
mod except;
mod list;
mod missed;
mod nation;
mod networks;
mod person;
mod policy;
mod ready;
mod words;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

pub(crate) use card::card;
pub(crate) use ready::lines;
pub(crate) use words::by_when;

/// What the pages of an organisation are called.
const TITLE: &str = "Second step of signing in";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/second-step", get(list::page))
        .route("/o/{code}/second-step.csv", get(list::csv))
        .route("/o/{code}/second-step/remind", post(list::remind))
        .route("/o/{code}/second-step/policy", get(policy::page).post(policy::set))
        .route("/o/{code}/second-step/networks", get(networks::page).post(networks::propose))
        .route("/o/{code}/second-step/networks/remove", post(networks::remove))
        .route("/o/{code}/people/{id}/second-step", get(person::page).post(person::oblige))
        .route("/o/{code}/people/{id}/second-step/end", post(person::end))
        .route(
            "/o/{code}/people/{id}/second-step/except",
            get(except::short_page).post(except::short),
        )
        .route("/o/{code}/people/{id}/second-step/ask", get(except::long_page).post(except::long))
        .route("/national/second-step", get(nation::page))
        .route("/national/second-step/decisions", get(decisions::page))
        .route("/national/second-step/decisions/network", post(decisions::network))
        .route("/national/second-step/decisions/exception", post(decisions::exception))
        .route("/national/second-step/missed", get(missed::page))
}

/// The page of an organisation.
fn here(code: &str) -> String {
    format!("/o/{code}/second-step")
}
