//! Pages of passkeys: one's own, those of a person one helps, and what other pages of sign-in ask a browser for.

mod add;
mod alone;
mod asking;
mod at_sign_in;
mod invite;
mod mine;
mod of_person;
mod remove;
mod rename;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use ui::form::Values;
use ui::link::Link;

pub use asking::FIELDS;
pub(crate) use asking::{Offered, Part, given, instead, instead_of_all, signing};
pub(crate) use invite::invite;

use super::{MyPasskeys, PasskeyItem};

/// The title of one's own page.
const TITLE: &str = "Passkeys";
/// Where one's own page is.
pub(crate) const HERE: &str = "/me/passkeys";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/passkey", post(alone::enter))
        .route("/sign-in/second-step/passkey", get(at_sign_in::page).post(at_sign_in::begin))
        .route("/sign-in/second-step/passkey/confirm", post(at_sign_in::confirm))
        .route("/me/passkeys", get(mine::page))
        .route("/me/passkeys/add", get(add::page).post(add::begin))
        .route("/me/passkeys/confirm", post(add::confirm))
        .route("/me/passkeys/rename", get(rename::page).post(rename::rename))
        .route("/me/passkeys/remove", get(remove::page).post(remove::remove))
        .route("/o/{code}/people/{id}/passkeys", get(of_person::page).post(of_person::remove))
}

/// The pages above one of one's own.
fn above() -> Vec<Link> {
    vec![Link::new("My account", "/me"), Link::new(TITLE, HERE)]
}

/// The passkey of one's own that is named, and how many there are.
async fn named(app: &App, caller: &Caller, values: &Values) -> Result<(PasskeyItem, usize)> {
    let mine = app.door.ask(&caller.call(&app.door), &MyPasskeys {}).await?;
    let (many, named) = (mine.items.len(), values.one("passkey"));
    let item = mine.items.into_iter().find(|item| item.id.to_string() == named);
    Ok((item.ok_or_else(|| common::NOT_FOUND.refuse())?, many))
}
