//! The pages of bulk changes.
//!
//! `/o/CODE/bulk` asks what should happen to whom and lists what was done; `/o/CODE/bulk/file` puts a column of a file
//! into that form; `/o/CODE/bulk/KEY` shows what would change, runs, stops, shows how far it is and what came of it;
//! `/o/CODE/bulk/KEY/outcome.csv` is that as a file. They know no act: what a form asks comes from the act's own slice,
//! and other lists lead here with their people by [`form_page`].

mod cards;
mod file;
mod form;
mod one;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use kernel::http::App;
use kernel::refusal::{Error, Kind, Result};
use maud::Markup;
use ui::components::{Heading, heading};
use ui::form::{Problems, Values};
use ui::link::{Link, part};

pub use cards::{CardOf, OrganisationCardOf, cards, organisation_cards};
pub use form::form_page;

/// Bytes of an uploaded file, with what stands around it.
const UPLOAD_AT_MOST: usize = 1_200_000;

/// Their routes.
pub fn routes() -> Router<App> {
    let file = post(form::upload).layer(DefaultBodyLimit::max(UPLOAD_AT_MOST));
    Router::new()
        .route("/o/{code}/bulk", get(form::page).post(form::submit))
        .route("/o/{code}/bulk/file", file)
        .route("/o/{code}/bulk/{bulk}", get(one::page).post(one::act))
        .route("/o/{code}/bulk/{bulk}/outcome.csv", get(one::outcome))
}

/// A refusal that the form can show, as its problems; everything else is the page for trouble.
fn shown(error: Error) -> Result<Problems> {
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

/// A text that was typed, if any.
fn typed(values: &Values, name: &str) -> Option<String> {
    Some(values.one(name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// The title of a page, with the organisation above it.
fn title(text: &str, caption: &str) -> Markup {
    heading(&Heading {
        caption: Some(caption.to_owned()).filter(|caption| !caption.is_empty()),
        ..Heading::page(text)
    })
}

/// The pages above.
fn above(code: &str, name: &str) -> Vec<Link> {
    vec![
        Link::new(name, format!("/o/{}", part(code))),
        Link::new("People", format!("/o/{}/people", part(code))),
    ]
}
