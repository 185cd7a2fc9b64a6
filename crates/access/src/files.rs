//! Files that pages give out, and what stands in their addresses.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
pub(crate) use ui::link::part;

/// A CSV file under a name, to be kept rather than shown.
pub(crate) fn csv(name: &'static str, text: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    ui::frame::security_headers(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    (headers, text).into_response()
}
