//! The answer that carries a page, and the headers that protect it.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::Markup;

use super::Page;

/// What a page may load and where its forms may go: only here. There is no inline
/// script and no inline style in the portal, so neither needs an exception.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// Sets the headers that every page and every redirect between pages carries.
pub fn security_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Addresses name organisations and people; no other site may learn them.
        // Not `no-referrer`: under it browsers send `Origin: null` with our own forms, which then look forged.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        // Shared computers are the rule on wards: the back button must not show a
        // page after signing out.
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A page as an answer.
#[derive(Clone, Debug)]
#[must_use = "a page is only seen when it is answered"]
pub struct PageResponse {
    status: StatusCode,
    retry_after_seconds: Option<u32>,
    document: Markup,
}

impl PageResponse {
    /// An answer with the status that fits the page: 422 when it shows problems.
    pub(super) fn new(page: &Page, document: Markup) -> Self {
        let status = if page.error { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Self { status, retry_after_seconds: None, document }
    }

    /// The same page with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The same page, saying when to try again.
    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }

    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The HTML document.
    pub fn into_markup(self) -> Markup {
        self.document
    }
}

impl IntoResponse for PageResponse {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
        let mut response = (self.status, kind, self.document.into_string()).into_response();
        security_headers(response.headers_mut());
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
