//! Pages of making sure who is asking: the questions that stand on the page of each act that needs them, the same on a page of
//! their own, and one's own telephone word.

mod ask;
mod check;
mod word;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use ui::when::Zone;

use super::Method;

pub(crate) use ask::{Asking, lines};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/telephone-word", get(word::page).post(word::choose))
        .route("/o/{code}/people/{id}/identity", get(check::page).post(check::record))
        .route("/o/{code}/people/{id}/identity/text", post(check::send))
}

/// A way of making sure, behind "by".
const fn by(method: Method) -> &'static str {
    match method {
        Method::TelephoneWord => "telephone word",
        Method::Authenticator => "a code of their authenticator app",
        Method::TextCode => "a code sent to their telephone",
        Method::CallBack => "calling back",
        Method::InPerson => "seeing them",
        Method::NotSure => "no way that was enough",
    }
}

/// The zone of the installation.
fn zone(app: &App) -> Zone {
    app.door.ports().port::<Zone>().map_or_else(|_| Zone::default(), |zone| (*zone).clone())
}
