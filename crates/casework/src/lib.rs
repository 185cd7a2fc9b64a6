//! Casework: what people are told, for every context above.
//!
//! It knows no context: it listens to facts, asks questions, and is told by the composition root who runs the service.

pub mod notices;

use axum::Router;
use kernel::door::Manifest;
use kernel::http::App;

/// What the slices bring.
pub fn manifests() -> Vec<Manifest> {
    vec![notices::manifest()]
}

/// The pages of the slices.
pub fn portal() -> Router<App> {
    notices::portal()
}
