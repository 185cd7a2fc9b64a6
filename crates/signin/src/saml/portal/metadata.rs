//! `/saml/metadata`: what applications read about this service.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kernel::http::App;
use kernel::refusal::Result;
use ui::frame::security_headers;
use wire::saml::{IdentityProvider, canonical};

use super::{at, issuer};
use crate::saml::model::place;
use crate::signing_keys::certificates;

/// The document.
pub(super) async fn document(State(app): State<App>) -> Result<Response> {
    let certificates = certificates(&app.door).await?;
    let described = IdentityProvider {
        id: "_metadata",
        entity_id: &issuer(&app.door)?,
        certificates: &certificates,
        sign_in: &at(&app.door, place::SIGN_IN)?,
        logout: &at(&app.door, place::LOGOUT)?,
    };
    let text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", canonical(&described.element()));
    let mut response = text.into_response();
    security_headers(response.headers_mut());
    let kind = HeaderValue::from_static("application/samlmetadata+xml");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
