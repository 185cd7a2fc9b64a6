//! Pages of the terms: reading and accepting them, on the way in and later, and writing them.

mod at_sign_in;
mod campaign;
mod card;
mod draft;
mod exempt;
mod kept;
mod mine;
mod nation;
mod preview;
mod reading;

use axum::Router;
use axum::routing::{get, post};
use kernel::door::Door;
use kernel::http::App;
use kernel::refusal::Result;
use maud::Markup;

pub(crate) use card::card;
use reading::{FullText, reading};

use super::queries::published;

/// Where the terms are asked for in the middle of signing in.
pub(crate) const ADDRESS: &str = "/sign-in/terms";
/// Where one's own are.
pub(crate) const MINE: &str = "/me/terms";
/// Where whoever is signed in accepts them.
pub(crate) const ACCEPT: &str = "/me/terms/accept";
/// What the pages are called.
const TITLE: &str = "Terms of use";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/terms", get(at_sign_in::page).post(at_sign_in::accept))
        .route("/sign-in/terms/declined", get(at_sign_in::declined))
        .route("/me/terms", get(mine::page))
        .route("/me/terms/accept", get(mine::ask).post(mine::accept))
        .route("/me/terms/one/{terms}", get(mine::one))
        .route("/national/terms", get(kept::national))
        .route("/national/terms/draft", get(draft::national).post(draft::save_national))
        .route("/national/terms/preview", get(preview::national).post(preview::publish_national))
        .route("/national/terms/discard", post(preview::discard_national))
        .route("/national/terms/applications", get(exempt::page).post(exempt::add))
        .route("/national/terms/applications/end", post(exempt::end))
        .route("/national/terms/organisations", get(nation::page))
        .route("/o/{code}/terms", get(campaign::page))
        .route("/o/{code}/terms.csv", get(campaign::csv))
        .route("/o/{code}/terms/remind", post(campaign::remind))
        .route("/o/{code}/terms/own", get(kept::own))
        .route("/o/{code}/terms/draft", get(draft::own).post(draft::save_own))
        .route("/o/{code}/terms/preview", get(preview::own).post(preview::publish_own))
        .route("/o/{code}/terms/discard", post(preview::discard_own))
}

/// The nation's terms as everybody may read them; none where nothing is published.
pub async fn words(door: &Door) -> Result<Option<Markup>> {
    Ok(published(door).await?.map(|text| reading(&text, FullText::Open)))
}

/// The address of the list of versions of a place.
fn list(organisation: Option<&str>) -> String {
    match organisation {
        None => "/national/terms".to_owned(),
        Some(code) => format!("/o/{code}/terms/own"),
    }
}

/// The address of a page about the draft of a place.
fn below(organisation: Option<&str>, page: &str) -> String {
    match organisation {
        None => format!("/national/terms/{page}"),
        Some(code) => format!("/o/{code}/terms/{page}"),
    }
}
