//! The pages of organisations: the register and joining for national staff, one organisation for its administrators.
//!
//! Addresses: `/o` (all my organisations), `/o/CODE/organisation` with its contacts and units,
//! `/national/organisations` (find, open, place, close) and `/national/register` (import). The overview `/o/CODE` and
//! the menus around the pages are the server's. Links to acts are shown to those only who may do them; forms show
//! again what was typed when something has to be put right.

mod local;
mod mine;
mod national;
mod open;
mod register;
mod tree;
mod units;
mod words;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use kernel::http::App;
use kernel::refusal::{Error, Kind, Result};
use maud::{Markup, html};
use ui::components::{BannerKind, Heading, NotificationBanner, heading, notification_banner};
use ui::form::{Problems, Values};

/// Their routes.
pub fn routes() -> axum::Router<App> {
    let upload = post(register::upload).layer(DefaultBodyLimit::max(register::UPLOAD_AT_MOST));
    axum::Router::new()
        .route("/o", get(mine::page))
        .route("/o/{code}/organisation", get(local::page))
        .route("/o/{code}/organisation/contacts", get(local::contacts).post(local::save_contacts))
        .route("/o/{code}/organisation/units", get(units::list))
        .route("/o/{code}/organisation/units/new", get(units::new).post(units::create))
        .route("/o/{code}/organisation/units/{unit}", get(units::page).post(units::rename))
        .route("/o/{code}/organisation/units/{unit}/remove", post(units::remove))
        .route("/national/organisations", get(national::find))
        .route("/national/organisations/{code}", get(national::page))
        .route("/national/organisations/{code}/open", get(open::form).post(open::submit))
        .route("/national/organisations/{code}/place", get(tree::place_form).post(tree::place))
        .route("/national/organisations/{code}/close", get(tree::close_form).post(tree::close))
        .route("/national/register", get(register::page).merge(upload))
}

/// What the person can put right on the form; everything else is the page for trouble.
fn problems_of(error: Error) -> Result<Problems> {
    match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            let mut problems = Problems::new();
            if refusal.fields.is_empty() {
                problems.add_general(refusal.text.clone());
            }
            for field in &refusal.fields {
                problems.add(field.field.clone(), field.text.clone());
            }
            Ok(problems)
        }
        other => Err(other),
    }
}

/// The answer if there is one; none if the person may not know or do it.
fn if_allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound | Kind::Conflict) =>
        {
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// On to another page after something was done.
fn on_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The version a form carries; a form without one is stale by definition.
fn version_in(values: &Values) -> Option<i64> {
    Some(values.one("version").parse().unwrap_or(0))
}

/// A text that was typed, if any.
fn typed(values: &Values, name: &str) -> Option<String> {
    Some(values.one(name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// A part of an address.
fn part(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The title of a page, with the organisation above it.
fn title(text: &str, caption: &str) -> Markup {
    heading(&Heading {
        caption: Some(caption.to_owned()).filter(|caption| !caption.is_empty()),
        ..Heading::page(text)
    })
}

/// Says that something was done, after a redirect that carries it in the address.
fn done_banner(values: &Values, known: &[(&str, &'static str)]) -> Option<Markup> {
    let done = known.iter().find(|(name, _)| values.one("done") == *name)?;
    Some(html! {
        (notification_banner(&NotificationBanner { kind: BannerKind::Success, body: done.1.into(), ..NotificationBanner::default() }))
    })
}
