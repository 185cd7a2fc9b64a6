//! Where applications send browsers: to sign in, and to sign out; and where people let devices in.

mod authorize;
mod confirm;
mod deliver;
mod device;
mod logout;
mod way;

pub(crate) use deliver::may_send_to;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use kernel::http::App;
use maud::{Markup, html};
use ui::components::{Heading, Level, heading};
use ui::frame::{Frame, Page, PageResponse};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/oidc/authorize", get(authorize::by_address).post(authorize::by_form))
        .route("/oidc/resume", get(authorize::resume).post(confirm::confirm))
        .route("/device", get(device::page).post(device::typed))
        .route("/device/confirm", post(device::confirm))
        .route("/oidc/logout", get(logout::page).post(logout::by_form))
        .route("/oidc/logout/confirm", post(logout::confirm))
}

/// A page between an application and this service: without menus, which would lead away from what somebody is at.
pub(crate) fn between(frame: &Frame, title: &str, body: &Markup) -> PageResponse {
    let bare = Frame {
        brand: frame.brand.clone(),
        csrf: frame.csrf.clone(),
        request_id: frame.request_id.clone(),
        ..Frame::default()
    };
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(title) }))
        (body)
    };
    bare.page(Page { title: title.to_owned(), body, ..Page::default() })
}

/// A page that says why nobody is sent anywhere.
fn stopped(frame: &Frame, words: &str) -> PageResponse {
    let body = html! {
        p { (words) }
        @if !frame.brand.help.is_empty() { p { (frame.brand.help) } }
    };
    between(frame, "You cannot sign in to this application", &body)
        .with_status(StatusCode::BAD_REQUEST)
}
