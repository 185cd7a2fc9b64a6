//! What the pages of this context share: what was wrong with a form, and values in addresses.

use std::fmt::Write as _;
use std::str::FromStr;

use axum::response::{IntoResponse, Redirect, Response};
use kernel::refusal::{Error, Kind, Refusal, Result, messages};
use serde::Deserialize;
use ui::components::{
    BannerKind, DateInput, Legend, NotificationBanner, date_input, notification_banner,
};
use ui::form::{Problems, Values};

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

/// A value in an address.
pub(crate) fn encoded(value: &str) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A day in three fields, as commands take it; what is no day stays none, and empty fields are none at all.
pub(crate) fn typed_day(values: &Values, name: &str) -> Option<String> {
    let parts = ["year", "month", "day"].map(|part| values.one(&format!("{name}-{part}")).trim());
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    Some(match parts.map(str::parse::<u32>) {
        [Ok(year), Ok(month), Ok(day)] => format!("{year:04}-{month:02}-{day:02}"),
        _ => "none".to_owned(),
    })
}

/// The three fields of a day.
pub(crate) fn day_input(
    values: &Values,
    problems: &Problems,
    name: &str,
    legend: &str,
    hint: &'static str,
) -> maud::Markup {
    let part = |part: &str| values.one(&format!("{name}-{part}")).to_owned();
    date_input(&DateInput {
        name: name.to_owned(),
        legend: Legend { text: legend.to_owned(), ..Legend::default() },
        hint: Some(hint.into()),
        error: problems.of(name),
        day: part("day"),
        month: part("month"),
        year: part("year"),
        ..DateInput::default()
    })
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
