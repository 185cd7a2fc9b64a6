//! The pages: the national catalogue and log, an organisation's letters and its own words, and one's own letters.

mod catalogue;
mod log;
mod mine;
mod organisation;
mod words;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use ui::form::Values;
use ui::link::part;

use crate::pages::problems_of;

/// Where the national pages are.
const NATIONAL: &str = "/national/notices";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/national/notices", get(catalogue::list))
        .route("/national/notices/{notice}", get(catalogue::one))
        .route("/national/letters", get(log::national))
        .route("/national/letters/retry", post(log::retry))
        .route("/o/{code}/letters", get(log::of_organisation))
        .route("/o/{code}/notices", get(organisation::list))
        .route("/o/{code}/notices/{notice}", get(organisation::edit).post(organisation::save))
        .route("/me/letters", get(mine::page))
}

/// What was typed; nothing for blanks.
fn typed(values: &Values, name: &str) -> Option<String> {
    let text = values.one(name).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The words of a notice as a page shows them, for tests.
#[cfg(test)]
pub(super) fn shown_letter(words: &super::model::template::Words) -> maud::Markup {
    words::letter(words)
}
