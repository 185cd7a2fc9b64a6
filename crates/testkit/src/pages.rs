//! Pages, asked as a browser asks them.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use kernel::door::{Actor, Face};
use kernel::http::{App, Caller};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::World;

/// Bytes of a page, at most.
const PAGE_AT_MOST: usize = 4_000_000;
/// What stands between the parts of a form with files.
const EDGE: &str = "edge-of-a-part";

/// Sends a form, or asks for a page if there is none. Gives the address it leads to, or the page.
pub async fn visit(
    world: &World,
    pages: Router<App>,
    actor: &Actor,
    at: &str,
    form: Option<&str>,
) -> (StatusCode, String) {
    let request = match form {
        Some(form) => Request::post(at)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned())),
        None => Request::get(at).body(Body::empty()),
    };
    said(answer(world, pages, actor, request.expect("a request")).await).await
}

/// Sends a form with files: what was typed by its fields, then each file by its field, its name and what it holds.
pub async fn send_files(
    world: &World,
    pages: Router<App>,
    actor: &Actor,
    at: &str,
    typed: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> (StatusCode, String) {
    let mut body = Vec::new();
    let mut part = |disposition: String, holds: &[u8]| {
        let head = format!("--{EDGE}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(holds);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in typed {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for (name, file, holds) in files {
        part(format!("name=\"{name}\"; filename=\"{file}\""), holds);
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    let request = Request::post(at)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}"))
        .body(Body::from(body));
    said(answer(world, pages, actor, request.expect("a request")).await).await
}

/// Asks for a file. Gives the status, the headers, and what it holds.
pub async fn fetch(
    world: &World,
    pages: Router<App>,
    actor: &Actor,
    at: &str,
) -> (StatusCode, HeaderMap, Bytes) {
    let request = Request::get(at).body(Body::empty()).expect("a request");
    let (parts, body) = answer(world, pages, actor, request).await.into_parts();
    (parts.status, parts.headers, to_bytes(body, PAGE_AT_MOST).await.expect("a body"))
}

async fn answer(
    world: &World,
    pages: Router<App>,
    actor: &Actor,
    mut request: Request<Body>,
) -> Response<Body> {
    let caller = Caller {
        actor: actor.clone(),
        scope: None,
        face: Face::Portal,
        request: Uuid::nil(),
        peer: String::new(),
        session: None,
        key: None,
        expected: None,
    };
    request.extensions_mut().insert(caller);
    let pages = pages.with_state(App { door: world.door.clone() });
    pages.oneshot(request).await.expect("an answer")
}

async fn said(answer: Response<Body>) -> (StatusCode, String) {
    let status = answer.status();
    let place = answer.headers().get(header::LOCATION).cloned();
    let body = to_bytes(answer.into_body(), PAGE_AT_MOST).await.expect("a body");
    let place = place.map(|place| place.to_str().expect("an address").to_owned());
    (status, place.unwrap_or_else(|| String::from_utf8(body.to_vec()).expect("text")))
}
