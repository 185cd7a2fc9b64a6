//! The pages: what of an organisation is not live yet, the connection for the operator, and what other pages show.

mod home;
mod national;
mod set_up;
mod way;
mod words;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

pub use home::{
    MakeCard, MakeOrganisationCard, MakeReadyLines, cards, organisation_cards, ready_lines,
};
pub use set_up::steps;

/// The pages of the slice.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/on-the-way", get(way::list))
        .route("/o/{code}/on-the-way/retry", post(way::retry))
        .route("/national/tenant", get(national::show))
        .route("/national/tenant/pause", get(national::before_pause).post(national::pause))
        .route("/national/tenant/resume", post(national::resume))
}
