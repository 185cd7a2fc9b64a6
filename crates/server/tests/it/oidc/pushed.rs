//! Requests that an application brings itself (PAR, RFC 9126).

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::key_proof::Signing;
use super::scene::{
    CALLBACK, CHALLENGE, Fields, ISSUER, Scene, VERIFIER, check, fields, sample, with,
};

/// The name of a request that was pushed.
async fn push(scene: &Scene, sent: &Fields) -> String {
    let shown = scene.call("/oidc/par", sent).await;
    assert_eq!(shown.status, StatusCode::CREATED, "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    assert_eq!(shown.json()["expires_in"], 60);
    let name = shown.json()["request_uri"].as_str().expect("a name").to_owned();
    assert!(name.starts_with("urn:ietf:params:oauth:request_uri:"));
    name
}

fn brings(scene: &Scene, name: &str) -> Fields {
    fields(&[("client_id", &scene.client_id), ("request_uri", name)])
}

#[test]
fn a_pushed_request_leads_in_once() {
    check(|scene| async move {
        let challenge = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let name = push(&scene, &with(scene.asks(), &challenge)).await;
        let mut browser = scene.signed_in().await;
        // What stands beside it counts nothing.
        let beside = with(brings(&scene, &name), &[("state", "another"), ("redirect_uri", "x")]);
        let shown = browser.authorize(&beside).await;
        assert_eq!(shown.answer().0, CALLBACK.split('?').next().unwrap());
        assert_eq!(
            (shown.answered("state"), shown.answered("iss")),
            ("a state".into(), ISSUER.into())
        );
        let sent = with(scene.redeems(&shown.code()), &[("code_verifier", VERIFIER)]);
        assert_eq!(scene.call("/oidc/token", &sent).await.status, StatusCode::OK);
        let again = browser.authorize(&brings(&scene, &name)).await;
        assert_eq!((again.status, again.header("location")), (StatusCode::BAD_REQUEST, ""));
        assert!(again.text.contains("used already"), "{}", again.text);
    });
}

#[test]
fn it_goes_on_through_the_sign_in_page_and_comes_by_post() {
    check(|scene| async move {
        let name = push(&scene, &scene.asks()).await;
        let mut browser = scene.browser();
        let shown = browser.through_sign_in(&brings(&scene, &name), &scene.username).await;
        scene.tokens(&shown.code()).await;
        let name = push(&scene, &scene.asks()).await;
        let shown = scene.call_as("/oidc/authorize", &brings(&scene, &name), None).await;
        let on = shown.header("location").to_owned();
        browser.takes(&shown);
        scene.tokens(&browser.get(&on).await.code()).await;
    });
}

#[test]
fn it_counts_for_a_minute_for_its_application_and_unbent() {
    check(|scene| async move {
        let other = scene.done("application.register", sample()).await;
        let other = other["client_id"].as_str().unwrap().to_owned();
        let mut browser = scene.signed_in().await;
        let name = push(&scene, &scene.asks()).await;
        let mut last = name.clone();
        let end = if last.pop() == Some('A') { 'B' } else { 'A' };
        last.push(end);
        for wrong in [
            with(brings(&scene, &name), &[("client_id", &other)]),
            with(brings(&scene, &name), &[("client_id", "")]),
            brings(&scene, &last),
            brings(&scene, &name[..name.len() - 4]),
            brings(&scene, "urn:ietf:params:oauth:request_uri:"),
            brings(&scene, &format!("{name}{}", "A".repeat(8000))),
        ] {
            let shown = browser.authorize(&wrong).await;
            assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
        }
        assert!(!browser.authorize(&brings(&scene, &name)).await.code().is_empty());
        let name = push(&scene, &scene.asks()).await;
        scene.world.advance(Duration::from_secs(61));
        let late = browser.authorize(&brings(&scene, &name)).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST);
        // What is over is forgotten.
        scene.world.advance(Duration::from_secs(2 * 3600));
        signin::sweep(&scene.world.door).await.expect("swept");
        let mut reader = scene.world.door.reader().await.expect("a reader");
        let sql = "SELECT COUNT(*) FROM application_once";
        assert_eq!(reader.number(sql, &[]).await.expect("a count"), 0);
    });
}

#[test]
fn what_is_wrong_with_it_is_said_where_it_is_pushed() {
    check(|scene| async move {
        for (more, error) in [
            ([("response_type", "token")], "unsupported_response_type"),
            ([("response_type", "")], "invalid_request"),
            ([("scope", "email")], "invalid_scope"),
            ([("redirect_uri", "https://evil.example/")], "invalid_request"),
            ([("redirect_uri", "")], "invalid_request"),
            ([("request_uri", "urn:ietf:params:oauth:request_uri:x")], "invalid_request"),
            ([("request", "e30.e30.e30")], "request_not_supported"),
            ([("prompt", "none login")], "invalid_request"),
            ([("code_challenge", "short")], "invalid_request"),
            ([("max_age", "-1")], "invalid_request"),
        ] {
            let shown = scene.call("/oidc/par", &with(scene.asks(), &more)).await;
            assert_eq!(shown.status, StatusCode::BAD_REQUEST, "{more:?}");
            assert_eq!(shown.json()["error"], error, "{more:?}");
        }
        let long = "a".repeat(2000);
        let more = [("state", long.as_str()), ("nonce", &long), ("login_hint", &long)];
        let shown = scene.call("/oidc/par", &with(scene.asks(), &more)).await;
        assert_eq!(shown.status, StatusCode::BAD_REQUEST);
        let wrong = [("client_secret", "ghs_wrong")];
        let shown = scene.call_as("/oidc/par", &with(scene.asks(), &wrong), None).await;
        assert_eq!(shown.status, StatusCode::UNAUTHORIZED);
        let shown = scene.browser().get("/oidc/par").await;
        assert_eq!(shown.status, StatusCode::METHOD_NOT_ALLOWED);
    });
}

#[test]
fn an_application_with_a_key_pushes() {
    check(|scene| async move {
        let own = Signing::register(&scene, &[]).await;
        let proof = own.proof(&scene);
        let more = [
            ("client_id", own.client_id.as_str()),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", &proof),
        ];
        let shown = scene.call_as("/oidc/par", &with(scene.asks(), &more), None).await;
        assert_eq!(shown.status, StatusCode::CREATED, "{}", shown.text);
        let name = shown.json()["request_uri"].as_str().unwrap().to_owned();
        let asks = fields(&[("client_id", &own.client_id), ("request_uri", &name)]);
        let code = scene.signed_in().await.authorize(&asks).await.code();
        let proof = own.proof(&scene);
        let more = [more[0], more[1], ("client_assertion", proof.as_str())];
        let shown = scene.call_as("/oidc/token", &with(scene.redeems(&code), &more), None).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        let told = super::scene::claims(shown.json()["id_token"].as_str().unwrap());
        assert_eq!(told["aud"], json!(own.client_id));
    });
}
