//! The pages of organisations: the register and joining for national staff, one organisation for its administrators.
//!
//! Addresses: `/o` (all my organisations), `/o/CODE/organisation` with its contacts and units,
//! `/national/organisations` (find, open, place, close), `/national/register` (import) and what the register changed
//! of members below it. The overview `/o/CODE` and
//! the menus around the pages are the server's. Links to acts are shown to those only who may do them; forms show
//! again what was typed when something has to be put right.

mod changes;
mod file;
mod local;
mod mine;
mod national;
mod open;
mod register;
mod set_up;
mod tree;
mod units;
mod words;

pub use changes::{HomeCard, OrganisationCard, cards, organisation_cards};
pub use set_up::steps;
pub(crate) use words::{day, state_tag, tier};

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use kernel::door::Call;
use kernel::http::App;

use super::model::day_of;
use crate::pages::{done_banner, if_allowed, on_to, part, problems_of, title, typed, version_in};

/// Today, as days of the register are written.
fn today(call: &Call) -> i64 {
    day_of(call.now)
}

/// Their routes.
pub fn routes() -> axum::Router<App> {
    let upload = post(register::upload).layer(DefaultBodyLimit::max(register::UPLOAD_AT_MOST));
    axum::Router::new()
        .route("/o", get(mine::page))
        .route("/o/{code}/organisation", get(local::page))
        .route("/o/{code}/organisation/contacts", get(local::contacts).post(local::save_contacts))
        .route("/o/{code}/organisation/register", post(changes::settle_here))
        .route("/o/{code}/organisation/units", get(units::list))
        .route("/o/{code}/organisation/units/new", get(units::new).post(units::create))
        .route("/o/{code}/organisation/units/{unit}", get(units::page).post(units::rename))
        .route("/o/{code}/organisation/units/{unit}/remove", post(units::remove))
        .route("/national/organisations", get(national::find))
        .route("/national/organisations.csv", get(file::csv))
        .route("/national/organisations.xlsx", get(file::xlsx))
        .route("/national/organisations/{code}", get(national::page))
        .route("/national/organisations/{code}/open", get(open::form).post(open::submit))
        .route("/national/organisations/{code}/place", get(tree::place_form).post(tree::place))
        .route("/national/organisations/{code}/close", get(tree::close_form).post(tree::close))
        .route("/national/register", get(register::page).merge(upload))
        .route("/national/register/changes", get(changes::list).post(changes::settle))
}
