//! What the pages of this context share: what was wrong with a form, and values in addresses.

use std::str::FromStr;

use axum::response::{IntoResponse, Redirect, Response};
use kernel::refusal::{Error, Kind, Refusal, Result, messages};
use serde::Deserialize;
use ui::components::{BannerKind, NotificationBanner, notification_banner};
use ui::form::Problems;

/// What the address of a list may say.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ListAddress {
    /// Where the page begins.
    pub(crate) after: Option<String>,
    /// What was searched for.
    pub(crate) search: Option<String>,
    /// What was just done.
    pub(crate) done: Option<String>,
}

/// The problems of a form, if that is what the error is about; other errors become pages of their own.
pub(crate) fn problems_of(error: Error) -> Result<Problems> {
    match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            Ok(listed(&refusal))
        }
        other => Err(other),
    }
}

fn listed(refusal: &Refusal) -> Problems {
    let mut problems = Problems::new();
    for field in &refusal.fields {
        problems.add(field.field.to_string(), field.text.to_string());
    }
    if refusal.fields.is_empty() {
        problems.add_general(refusal.text.to_string());
    }
    problems
}

/// A key in an address; one that is none answers like an unknown one.
pub(crate) fn key<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| messages::NOT_FOUND.refuse().into())
}

/// On to the page that shows what was done.
pub(crate) fn onward(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The banner that says what was just done.
pub(crate) fn done_banner(words: &str) -> maud::Markup {
    notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: words.into(),
        ..NotificationBanner::default()
    })
}
