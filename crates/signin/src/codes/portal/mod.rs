//! Pages of start codes: making one for a person, and setting a password with one.

mod issue;
mod start;

use axum::Router;
use axum::routing::get;
use kernel::http::App;

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/start", get(start::page).post(start::begin))
        .route("/o/{code}/people/{id}/start-code", get(issue::ask_first).post(issue::issue))
        .route("/o/{code}/people/{id}/reset", get(issue::ask_reset).post(issue::reset))
}
