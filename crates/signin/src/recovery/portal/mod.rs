//! The pages on the way to a new password. They look the same for everybody: what is on them depends on nothing that is known
//! of an account.

mod begin;
mod carrying;
mod finish;
mod prove;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::http::App;
use kernel::refusal::Result;

use crate::portal::see_other;

/// Where it begins.
pub(crate) const BEGIN: &str = "/recover";
/// Where somebody proves who they are.
const PROVE: &str = "/recover/prove";
/// Where the new password is chosen.
const FINISH: &str = "/recover/password";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/recover", get(begin::page).post(begin::begin))
        .route("/recover/prove", get(prove::page).post(prove::prove))
        .route("/recover/text", post(prove::send))
        .route("/recover/password", get(finish::page).post(finish::finish))
}

/// To the first page, which says that it took too long.
fn begin_again(app: &App) -> Result<Response> {
    carrying::without(app, see_other("/recover?over=yes", None))
}
