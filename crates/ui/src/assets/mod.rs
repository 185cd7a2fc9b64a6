//! The files a page loads, embedded in the program and served from memory.
//!
//! Addresses carry a digest over all files (`/assets/DIGEST/guildhall.css`), so a
//! browser may keep each for ever and still sees the next release at once. The digest
//! covers all files and not one, because stylesheet and script name their neighbours
//! relatively. While two releases run side by side, a file asked for under the other
//! digest is served, but must be asked for again: keeping it for ever under the wrong
//! address would outlive the change-over.

use std::{borrow::Cow, fmt::Write, sync::LazyLock};

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/assets"]
struct Own;

#[derive(RustEmbed)]
#[folder = "../../web/vendor/nhsuk-frontend/dist"]
struct Vendored;

/// Where the vendored files stand among our own; `guildhall.js` names it too.
const VENDORED: &str = "nhsuk-frontend/";

/// How long a browser keeps what can never change, in seconds: a year, the longest
/// that caches honour.
const KEEP: &str = "public, max-age=31536000, immutable";

/// Digest over the names and contents of all files, in the addresses of this release.
static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<String> = names().collect();
    names.sort();
    // FNV-1a over the SHA-256 of each file: the digest tells releases apart and guards
    // nothing, so it need not resist an attacker.
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for name in names {
        let sum = find(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
        for byte in name.bytes().chain(sum) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{state:016x}")
});

/// The names of all files, as [`href`] takes them.
pub(crate) fn names() -> impl Iterator<Item = String> {
    Own::iter().map(Cow::into_owned).chain(Vendored::iter().map(|name| format!("{VENDORED}{name}")))
}

/// A file by its name.
pub(crate) fn find(name: &str) -> Option<EmbeddedFile> {
    match name.strip_prefix(VENDORED) {
        Some(vendored) => Vendored::get(vendored),
        None => Own::get(name),
    }
}

/// The address of a file in this release.
pub fn href(name: &str) -> String {
    format!("/assets/{}/{name}", *DIGEST)
}

/// Routes of the files; needs nothing of the state it is mounted on.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{digest}/{*name}", get(serve))
}

/// One file, or only the news that it has not changed.
async fn serve(Path((digest, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(file) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = entity_tag(&file);
    let keep = if digest == *DIGEST { KEEP } else { "no-cache" };
    let mut response = if headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| names_tag(known, &tag))
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = HeaderValue::from_static(content_type(&name));
        ([(header::CONTENT_TYPE, kind)], file.data).into_response()
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    // An image opened by its own address is a document; it may load nothing.
    answer.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
    response
}

/// The strong entity tag of a file: its SHA-256.
fn entity_tag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("\"");
    for byte in file.metadata.sha256_hash() {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether an `If-None-Match` value names the tag. A proxy that packed the answer may
/// have made the tag weak; for this comparison that does not matter (RFC 9110, 13.1.2).
fn names_tag(known: &str, tag: &str) -> bool {
    known.trim() == "*"
        || known.split(',').any(|candidate| candidate.trim().trim_start_matches("W/") == tag)
}

/// The content type by the ending of the name. Only endings that are embedded occur;
/// a test goes through them all.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
