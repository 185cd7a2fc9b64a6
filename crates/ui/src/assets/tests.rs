use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use tower::ServiceExt;

use super::{content_type, href, names, routes};

async fn get(address: &str, known: Option<&str>) -> Response<Body> {
    let mut request = Request::get(address);
    if let Some(tag) = known {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let router: Router = routes();
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn text<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).unwrap().to_str().unwrap()
}

#[tokio::test]
async fn a_file_is_kept_for_ever_under_its_digest() {
    let answer = get(&href("guildhall.css"), None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(text(&answer, "content-type"), "text/css; charset=utf-8");
    assert!(text(&answer, "cache-control").contains("immutable"));
    assert_eq!(text(&answer, "x-content-type-options"), "nosniff");
    assert!(text(&answer, "etag").starts_with('"'), "the tag is strong");
}

#[tokio::test]
async fn a_file_under_another_digest_is_served_but_not_kept() {
    let answer = get("/assets/0000000000000000/guildhall.css", None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(text(&answer, "cache-control"), "no-cache");
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    let first = get(&href("guildhall.js"), None).await;
    let tag = text(&first, "etag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = get(&href("guildhall.js"), Some(&known)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(text(&again, "etag"), tag);
        let body = axum::body::to_bytes(again.into_body(), 10).await.unwrap();
        assert!(body.is_empty());
    }
    assert_eq!(get(&href("guildhall.js"), Some("\"other\"")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn only_embedded_files_are_found() {
    for name in ["nothing.css", "../Cargo.toml", "%2e%2e/Cargo.toml", "nhsuk-frontend/../CHECKSUMS"]
    {
        assert_eq!(get(&href(name), None).await.status(), StatusCode::NOT_FOUND, "{name}");
    }
}

#[test]
fn every_file_has_a_content_type_of_its_own() {
    for name in names() {
        assert_ne!(content_type(&name), "application/octet-stream", "{name}");
    }
}

#[tokio::test]
async fn the_script_finds_its_neighbour_under_the_same_digest() {
    let answer = get(&href("guildhall.js"), None).await;
    let body = axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap();
    let script = String::from_utf8(body.to_vec()).unwrap();
    let (_, rest) = script.split_once("from './").unwrap();
    let neighbour = rest.split('\'').next().unwrap();
    let answer = get(&href(neighbour), None).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(text(&answer, "content-type"), "text/javascript; charset=utf-8");
}
