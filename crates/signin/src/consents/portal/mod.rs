//! `/me/allowed`: what knows one by one's account here, and its end; and the words of the question whether to allow it.

mod for_all;
mod mine;
mod words;

pub(crate) use words::{Asks, question};

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

/// The page.
pub(crate) const HERE: &str = "/me/allowed";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/allowed", get(mine::page))
        .route("/me/allowed/leave", post(mine::leave))
        .route("/me/allowed/withdraw", post(mine::withdraw))
        .route(
            "/o/{code}/applications/{application}/allow",
            get(for_all::page).post(for_all::answer),
        )
}
