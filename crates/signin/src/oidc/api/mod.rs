//! What programs call: discovery, keys, requests that are pushed, tokens, and what tokens stand for. No cookie is read here.

mod answers;
mod assertion;
mod clients;
mod device;
mod discovery;
mod introspect;
mod issue;
mod push;
mod revoke;
mod token;
mod userinfo;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use kernel::http::App;

pub(crate) use issue::{would_say, would_tell};
pub(super) use push::unpacked;

use super::model::place;

/// The largest form, in bytes.
const BODY: usize = 64 << 10;

/// Whether nobody's cookie counts at this address: what is called there is called by programs, or sent by other sites only
/// to be asked for again.
pub fn is_called_by_programs(path: &str, is_post: bool) -> bool {
    match path {
        place::TOKEN
        | place::USERINFO
        | place::INTROSPECT
        | place::REVOKE
        | place::PUSH
        | place::DEVICE
        | place::KEYS
        | place::DISCOVERY => true,
        place::AUTHORIZE | place::LOGOUT => is_post,
        _ => false,
    }
}

/// The addresses.
pub fn routes() -> Router<App> {
    let for_browsers_too = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::document).options(preflight))
        .route("/oidc/jwks", get(discovery::keys).options(preflight))
        .route("/oidc/token", post(token::token).options(preflight))
        .route(
            "/oidc/userinfo",
            get(userinfo::by_header).post(userinfo::by_form).options(preflight),
        )
        .layer(from_fn(from_anywhere));
    Router::new()
        .merge(for_browsers_too)
        .route("/oidc/introspect", post(introspect::introspect))
        .route("/oidc/revoke", post(revoke::revoke))
        .route("/oidc/par", post(push::push))
        .route("/oidc/device", post(device::begin))
        .layer(DefaultBodyLimit::max(BODY))
}

/// Scripts of any site may read the answers: whoever asks proves who they are in the request itself.
async fn from_anywhere(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let anywhere = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anywhere);
    response
}

/// Says to browsers what may be sent.
async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
