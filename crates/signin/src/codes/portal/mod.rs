//! Pages of start codes: making or sending one for a person, and setting a password with one.

mod issue;
mod link;
mod start;

use axum::Router;
use axum::routing::get;
use kernel::http::App;

use self::issue::{ask_first, make};
use crate::codes::{IssueStartCode, ResetPassword};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/start", get(start::page).post(start::begin))
        .route(
            "/o/{code}/people/{id}/start-code",
            get(ask_first::<IssueStartCode>).post(make::<IssueStartCode>),
        )
        .route("/o/{code}/people/{id}/start-link", get(link::page).post(link::send))
        .route(
            "/o/{code}/people/{id}/reset",
            get(ask_first::<ResetPassword>).post(make::<ResetPassword>),
        )
}
