//! Pages of sessions: signing in and out, one's own sessions, ending those of a person.

mod cannot;
mod end_all;
mod mine;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

pub(crate) use cannot::SUPPORT;
pub(crate) use sign_in::{HOME, entered, leave_here, next, sign_in_page, without_session};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(sign_in::page))
        .route("/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/cannot-sign-in", get(cannot::page))
        .route("/me/sessions", get(mine::page).post(mine::end))
        .route("/me/sessions/end-all", post(mine::end_all))
        .route("/o/{code}/people/{id}/end-sessions", get(end_all::ask_first).post(end_all::end))
}
