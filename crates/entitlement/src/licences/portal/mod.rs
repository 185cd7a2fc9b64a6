//! Pages of licences: an organisation's figures and queues, and the nation's purchases.

mod add;
mod card;
mod national;
mod organisation;
mod products;
mod purchase;
mod set_up;
mod unused;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;

pub use card::organisation_card;
pub use set_up::steps;

use super::model::SubscriptionState;
use kernel::clock::Timestamp;
use ui::components::{Tag, TagColour};
use ui::when::Zone;

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/licences", get(organisation::page))
        .route("/o/{code}/licences/{product}/waiting", get(organisation::waiting))
        .route("/o/{code}/reports/licences", get(unused::page))
        .route("/o/{code}/reports/licences.csv", get(unused::csv))
        .route("/o/{code}/reports/licences.xlsx", get(unused::xlsx))
        .route("/national/licences", get(national::page))
        .route("/national/licences/products", get(products::page))
        .route("/national/licences/new", get(add::page).post(add::add))
        .route("/national/licences/{subscription}", get(purchase::page))
        .route("/national/licences/{subscription}/quantity", post(purchase::quantity))
        .route("/national/licences/{subscription}/part", post(purchase::part))
}

/// The end of a purchase in words.
fn end_in_words(ends_at: Option<Timestamp>, zone: &Zone) -> String {
    ends_at.map_or_else(|| "No end".to_owned(), |end| zone.day(end.micros()))
}

/// How a purchase stands, in words.
fn state_tag(state: SubscriptionState) -> Tag {
    match state {
        SubscriptionState::Coming => Tag::new("Not started", TagColour::Grey),
        SubscriptionState::Active => Tag::new("Active", TagColour::Green),
        SubscriptionState::Expiring => Tag::new("Ends soon", TagColour::Yellow),
        SubscriptionState::Expired => Tag::new("Ended", TagColour::Red),
    }
}

/// What is in use beyond what there is, in words; empty where nothing is.
fn over_in_words(over: i64) -> String {
    if over > 0 { format!("{over} more in use than you own") } else { String::new() }
}
