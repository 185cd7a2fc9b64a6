//! Fuzz target of the whole face: whatever a browser or a program sends in an address, a cookie, a header or a form, nobody is
//! answered with a fault, and nobody who has not signed in comes any further.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, header};
use kernel::config::Settings;
use testkit::fuzz::Fuzz;
use tower::ServiceExt as _;

use crate::whole;

const WORDS: &[&str] = &[
    "GET /",
    "POST /",
    "/sign-in",
    "/sign-in/code",
    "/start",
    "/home",
    "/me",
    "/oidc/authorize?",
    "/oidc/token",
    "/oidc/resume?key=",
    "/oidc/userinfo",
    "/oidc/logout?",
    "/saml/sso?SAMLRequest=",
    "/saml/logout?",
    "/saml/resume?key=",
    "/api/v1/queries/person.mine",
    "/api/v1/commands/session.end",
    "next=%2Fhome",
    "next=//evil.example",
    "username=",
    "password=",
    "csrf=",
    "guildhall_session=",
    "guildhall_step=",
    "; ",
    "Bearer ghd_",
    "Basic Og==",
    "%00",
    "%ff",
    "%0d%0a",
    "&",
    "=",
    "+",
    "\n",
    "grant_type=refresh_token",
    "client_id=",
    "multipart/form-data; boundary=a",
    "--a\r\n",
];

/// The request that an input stands for: a line with method and address, a cookie, a header, and what is sent.
fn request(input: &[u8]) -> Option<Request<Body>> {
    let mut parts = input.splitn(4, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (line, cookie, said, sent) = (part(), part(), part(), part());
    let line = std::str::from_utf8(line).ok()?;
    let (method, address) = line.split_once(' ').unwrap_or(("GET", line));
    let mut request =
        Request::builder().method(method).uri(address).header("sec-fetch-site", "same-origin");
    for (name, value) in [(header::COOKIE, cookie), (header::AUTHORIZATION, said)] {
        if let Some(value) = HeaderValue::from_bytes(value).ok().filter(|value| !value.is_empty()) {
            request = request.header(name, value);
        }
    }
    let kind = if sent.starts_with(b"--a") {
        "multipart/form-data; boundary=a"
    } else {
        "application/x-www-form-urlencoded"
    };
    request.header(header::CONTENT_TYPE, kind).body(Body::from(sent.to_vec())).ok()
}

#[test]
fn fuzz_the_face() {
    whole::check_on_one(|world| async move {
        let routes = server::web::router(world.door.clone(), Settings::default());
        let mut fuzz =
            Fuzz::on("face").words(WORDS).nests(&[("a=b&", ""), ("%25", ""), ("../", "")]);
        while let Some(input) = fuzz.next() {
            let Some(request) = request(&input) else {
                fuzz.ended(&0);
                continue;
            };
            let response = routes.clone().oneshot(request).await.expect("an answer");
            let status = response.status();
            assert!(!status.is_server_error(), "{status}");
            let to = response
                .headers()
                .get(header::LOCATION)
                .map(|to| to.to_str().expect("letters").to_owned());
            if let Some(to) = &to {
                assert!(
                    to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\"),
                    "{to}"
                );
            }
            let cookies = response.headers().get_all(header::SET_COOKIE).iter();
            let has_session = cookies
                .filter_map(|line| line.to_str().ok())
                .any(|line| line.contains("guildhall_session=") && !line.contains("Max-Age=0"));
            assert!(!has_session, "somebody was signed in");
            let page = to_bytes(response.into_body(), 4 << 20).await.expect("a page is not large");
            fuzz.ended(&(status.as_u16(), to.map(|to| to.len().min(40)), page.len() / 256));
        }
    });
}
