//! The HTTP faces put together: portal and command API behind one stack of layers.
//!
//! From the outside in: request key and failure pages, who is calling, forged-form check, routes. Nothing here
//! decides what anybody may do; the door does.

mod again;
pub mod api;
mod callers;
mod failures;
mod forms;
mod guide;
mod home;
mod menu;
pub mod openapi;
mod parameters;
mod rendering;
mod reports;
mod sections;
pub(crate) mod set_up;
mod standing;
mod terms;
#[cfg(test)]
mod tests;
mod uploads;

pub use rendering::render;
pub use standing::READY;
pub(crate) use standing::readiness;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use kernel::config::Settings;
use kernel::door::Door;
use kernel::http::App;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What the layers need besides the door.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) door: Door,
    pub(crate) settings: Arc<Settings>,
    pub(crate) brand: Arc<ui::frame::Brand>,
}

/// Every route of portal and API.
pub fn router(door: Door, settings: Settings) -> Router {
    router_with(door, settings, Router::new())
}

/// The pages of the slices.
fn slices() -> Router<App> {
    Router::new()
        .merge(signin::portal())
        .merge(directory::portal())
        .merge(access::portal())
        .merge(entitlement::portal())
        .merge(tenant::portal())
        .merge(casework::portal())
}

/// The same with more pages.
pub(crate) fn router_with(door: Door, settings: Settings, more: Router<App>) -> Router {
    let brand = ui::frame::Brand {
        product: settings.brand.product.clone(),
        service: settings.brand.operator.clone(),
        help: format!("Call the service desk on {}.", settings.brand.desk),
        ..ui::frame::Brand::default()
    };
    let site = Site { door: door.clone(), settings: Arc::new(settings), brand: Arc::new(brand) };
    let app = App { door };
    let portal = slices()
        .merge(more)
        .merge(home::routes())
        .merge(reports::routes())
        .merge(set_up::routes())
        .merge(guide::routes())
        .merge(standing::routes())
        .merge(again::routes(site.clone()))
        .merge(again::proof::routes(site.clone()))
        // Only files are compressed: a page holds its session's token beside what somebody typed.
        .merge(ui::assets::routes().layer(CompressionLayer::new()));
    portal
        .nest("/api/v1", api::routes())
        .fallback(failures::no_such_page)
        .with_state(app)
        .layer(from_fn_with_state(site.clone(), forms::check))
        .layer(CatchPanicLayer::custom(failures::panicked))
        .layer(from_fn_with_state(site.clone(), failures::word))
        .layer(from_fn_with_state(site, callers::find))
}
