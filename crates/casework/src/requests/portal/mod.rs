//! The pages of requests: asking, following, deciding.
//!
//! `/ask` and `/ask/KIND`; `/me/requests`; `/to-do`; `/requests/KEY`, to which the forms of that page are sent as well;
//! `/requests/KEY/files/KEY`, a file of it.
//! They know no kind: what a form asks, and where something is done by hand, comes from the kind's own slice.

mod actions;
mod ask;
mod cards;
mod files;
mod mine;
mod one;
mod owned;
mod sent;
mod to_do;
mod words;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use kernel::http::App;
use kernel::refusal::{Error, Kind, Result, messages as common};
use maud::Markup;
use ui::components::{BannerKind, Heading, NotificationBanner, heading, notification_banner};
use ui::form::{Problems, Values};
use ui::link::part;
use uuid::Uuid;

pub use cards::{CardOf, cards};
pub use owned::{OwnedLinesOf, owned_lines};

/// Their routes.
pub fn routes() -> Router<App> {
    let with_files = Router::new()
        .route("/ask/{kind}", get(ask::form_page).post(ask::submit))
        .route("/requests/{request}", get(one::page).post(one::act))
        .layer(DefaultBodyLimit::max(sent::READ_AT_MOST));
    Router::new()
        .route("/ask", get(ask::choose))
        .route("/me/requests", get(mine::page))
        .route("/to-do", get(to_do::page))
        .route("/requests/{request}/files/{attachment}", get(files::download))
        .merge(with_files)
}

/// A key in an address; what is none leads nowhere.
fn key(text: &str) -> Result<Uuid> {
    text.parse().map_err(|_| common::NOT_FOUND.refuse().into())
}

/// A refusal that the form can show, as its problems; everything else is the page for trouble.
fn shown(error: Error) -> Result<Problems> {
    let refusal = match error {
        Error::Refused(refusal)
            if matches!(
                refusal.kind,
                Kind::Invalid | Kind::Conflict | Kind::Stale | Kind::Limited
            ) =>
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

/// The title of a page, with what it is about above it.
fn title(text: &str, caption: &str) -> Markup {
    heading(&Heading {
        caption: Some(caption.to_owned()).filter(|caption| !caption.is_empty()),
        ..Heading::page(text)
    })
}

/// Says that something was done, after a redirect that carries it in the address.
fn done_banner(values: &Values, known: &[(&str, &'static str)]) -> Option<Markup> {
    let (_, words) = known.iter().find(|(name, _)| values.one("done") == *name)?;
    Some(notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: (*words).into(),
        ..NotificationBanner::default()
    }))
}
