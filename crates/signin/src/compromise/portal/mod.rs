//! The pages: of one case, of those of an organisation and of all, and for people who notice it themselves.

mod case;
mod list;
mod open;
mod ready;
mod report;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

#[cfg(test)]
pub(super) use case::in_tenant;
pub(crate) use ready::lines;

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/people/{id}/compromised", get(case::page).post(open::open))
        .route("/o/{code}/people/{id}/compromised/release", post(case::release))
        .route("/o/{code}/people/{id}/compromised/devices", post(case::devices))
        .route("/o/{code}/people/{id}/compromised/lift", post(case::lift))
        .route("/o/{code}/people/{id}/compromised/end-lift", post(case::end_lift))
        .route("/o/{code}/people/{id}/compromised/close", post(case::close))
        .route("/o/{code}/compromised", get(list::of_organisation))
        .route("/national/compromised", get(list::of_nation))
        .route("/me/compromised", get(report::page).post(report::report))
}
