//! The HTTP faces put together: portal and command API behind one layer.
//!
//! From the outside in: who is calling, failure pages, forged-form check, routes. Nothing here
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
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use kernel::config::Settings;
use kernel::door::Door;
use kernel::http::App;
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
        .layer(from_fn_with_state(Arc::new(site), around))
}

/// What stands around every handler, from the outside in. It is one layer, because each is cloned for each request with all
/// that lies within it.
async fn around(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let site = &*site;
    let handler = |request| next.run(request);
    let ours = |request| failures::caught(forms::check(site, request, handler));
    callers::find(site, request, |request| failures::word(site, request, ours)).await
}
