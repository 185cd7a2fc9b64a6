//! The pages: the national catalogue and log, an organisation's letters and its own words, and one's own letters.

mod catalogue;
mod log;
mod mine;
mod organisation;
mod words;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use kernel::refusal::{Error, Kind, Result};
use ui::form::{Problems, Values};

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

/// A part of an address.
fn part(text: &str) -> String {
    wire::graph::query::encode(text)
}

/// What was typed; nothing for blanks.
fn typed(values: &Values, name: &str) -> Option<String> {
    let text = values.one(name).trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What the form is shown with again; everything else is a page of its own.
fn problems_of(error: Error) -> Result<Problems> {
    let refusal = match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            refusal
        }
        other => return Err(other),
    };
    let mut problems = Problems::new();
    for field in &refusal.fields {
        problems.add(field.field.clone(), field.text.clone());
    }
    if refusal.fields.is_empty() {
        problems.add_general(refusal.text.clone());
    }
    Ok(problems)
}

/// The words of a notice as a page shows them, for tests.
#[cfg(test)]
pub(super) fn shown_letter(words: &super::model::template::Words) -> maud::Markup {
    words::letter(words)
}
