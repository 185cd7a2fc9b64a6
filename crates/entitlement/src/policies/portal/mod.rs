//! Pages of user policies: the list, one of them, making and changing one, moving a person, moves that are planned; the
//! card on the home page, the lines of "Can they work?" and a part of "Coming up"; one's own
//! applications.

mod applications;
mod bulk;
mod change;
mod form;
mod home;
mod list;
mod person;
mod planned;
mod report;
mod show;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use ui::Link;

pub use applications::applications_card;
pub use bulk::bulk_acts;
pub use home::{card, organisation_card, ready_lines};
pub use planned::coming;

use super::queries::PolicyLine;
use crate::licences::model::Holding;

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 1] = [applications::STATE];

/// The addresses.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/applications", get(applications::page))
        .route("/o/{code}/policies", get(list::page))
        .route("/o/{code}/policies/new", get(change::new).post(change::create))
        .route("/o/{code}/policies/planned", get(planned::page))
        .route("/o/{code}/policies/{policy}", get(show::page))
        .route("/o/{code}/policies/{policy}/edit", get(change::edit).post(change::save))
        .route("/o/{code}/policies/{policy}/default", post(show::make_default))
        .route("/o/{code}/policies/{policy}/remove", get(show::remove).post(show::removed))
        .route("/o/{code}/reports/policies", get(report::page))
        .route("/o/{code}/reports/policies.csv", get(report::csv))
        .route("/o/{code}/reports/policies.xlsx", get(report::xlsx))
        .route("/o/{code}/people/{person}/policy", get(person::page).post(person::moved))
        .route("/o/{code}/people/{person}/policy/cancel", post(person::cancelled))
}

/// The ways up from a page about one user policy.
fn breadcrumbs(code: &str, organisation: &str) -> Vec<Link> {
    vec![
        Link::new(organisation, format!("/o/{code}")),
        Link::new("User policies", address(code, "")),
    ]
}

fn address(code: &str, rest: &str) -> String {
    format!("/o/{code}/policies{rest}")
}

/// A number of things in words: "1 person", "12 people".
fn count(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How somebody stands with a licence, in words.
fn holding_in_words(holding: Option<Holding>) -> String {
    match holding {
        Some(Holding::Held) => "Has the licence".to_owned(),
        Some(Holding::Waiting { ahead: 0 }) => "Waiting, next in turn".to_owned(),
        Some(Holding::Waiting { ahead }) => format!("Waiting, {ahead} ahead"),
        None => "On its way".to_owned(),
    }
}

/// How many licences a user policy still has to give, in words.
fn headroom(line: &PolicyLine) -> String {
    match line.waiting {
        0 => format!("{} free", line.free),
        waiting => format!("{} free, {} waiting", line.free, count(waiting, "person", "people")),
    }
}
