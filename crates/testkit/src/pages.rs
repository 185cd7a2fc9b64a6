//! Pages, asked as a browser asks them.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use kernel::door::{Actor, Face};
use kernel::http::{App, Caller};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::World;

/// Bytes of a page, at most.
const PAGE_AT_MOST: usize = 4_000_000;

/// Sends a form, or asks for a page if there is none. Gives the address it leads to, or the page.
pub async fn visit(
    world: &World,
    pages: Router<App>,
    actor: &Actor,
    at: &str,
    form: Option<&str>,
) -> (StatusCode, String) {
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
    let request = match form {
        Some(_) => {
            Request::post(at).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        }
        None => Request::get(at),
    };
    let body = form.map_or_else(Body::empty, |form| Body::from(form.to_owned()));
    let request = request.extension(caller).body(body).expect("a request");
    let pages = pages.with_state(App { door: world.door.clone() });
    let answer = pages.oneshot(request).await.expect("an answer");
    let status = answer.status();
    let place = answer.headers().get(header::LOCATION).cloned();
    let body = to_bytes(answer.into_body(), PAGE_AT_MOST).await.expect("a body");
    let place = place.map(|place| place.to_str().expect("an address").to_owned());
    (status, place.unwrap_or_else(|| String::from_utf8(body.to_vec()).expect("text")))
}
