//! Casework: what people ask of each other, what the service tells them, and what is done to many at once. Used by every
//! context above.
//!
//! It knows no context: it listens to facts, asks questions, and is told by the composition root who runs the service.

pub mod banners;
pub mod bulk;
mod kept;
pub mod notices;
mod pages;
pub mod requests;
pub mod schedules;
pub mod views;

use axum::Router;
use kernel::door::Manifest;
use kernel::http::App;

/// What the slices bring.
pub fn manifests() -> Vec<Manifest> {
    vec![
        notices::manifest(),
        requests::manifest(),
        banners::manifest(),
        bulk::manifest(),
        views::manifest(),
        schedules::manifest(),
    ]
}

/// The pages of the slices.
pub fn portal() -> Router<App> {
    notices::portal()
        .merge(requests::portal::routes())
        .merge(banners::portal())
        .merge(bulk::portal::routes())
        .merge(views::portal::routes())
        .merge(schedules::portal::routes())
}
