//! Pages of who has to have a second step: how an organisation stands and what it asks, one person, and the whole service.

mod bulk;
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
mod report;
mod words;

use axum::Router;
use axum::routing::{get, post};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use serde_json::json;
use ui::components::Cell;
use ui::content::Content;
use ui::link::{Link, link};

use super::RemindOfSecondStep;

pub use bulk::bulk_acts;
pub(crate) use card::card;
pub(crate) use ready::lines;
pub(crate) use words::{by_when, left};

/// What the pages of an organisation are called.
const TITLE: &str = "Second step of signing in";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/second-step", get(list::page))
        .route("/o/{code}/second-step.csv", get(list::csv))
        .route("/o/{code}/second-step/remind", post(list::remind))
        .route("/o/{code}/second-step/report", get(report::page))
        .route("/o/{code}/second-step/report.csv", get(report::csv))
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

/// Whether a reader of the national pages may open those of an organisation as well: a second platform approver may not.
async fn may_open(app: &App, caller: &Caller, organisation: &str) -> Result<bool> {
    let body = json!({ "organisation": organisation });
    app.door.may_by_name(&caller.call(&app.door), RemindOfSecondStep::NAME, body).await
}

/// A link for whoever may follow it, and its words for others.
fn leads(may_open: bool, words: &str, page: String) -> Cell {
    if may_open { Content::Markup(link(&Link::new(words, page))).into() } else { words.into() }
}

/// The page of an organisation.
fn here(code: &str) -> String {
    format!("/o/{code}/second-step")
}
