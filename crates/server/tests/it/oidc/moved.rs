//! After a transfer somebody is the same to an application: the same subject, the same address, and in as before.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::scene::{Scene, check, claims, fields, with};
use crate::moving::moved_to;

/// What the application is told of somebody who signs in anew.
async fn told(scene: &Scene) -> (Value, Value) {
    let asked =
        with(scene.asks(), &[("scope", "openid profile email organisation offline_access")]);
    let shown = scene.browser().through_sign_in(&asked, &scene.username).await;
    let tokens = scene.tokens(&shown.code()).await;
    let token = tokens["access_token"].as_str().expect("a token");
    let said = scene.userinfo(token).await.json();
    assert_eq!(said["sub"], claims(tokens["id_token"].as_str().expect("a token"))["sub"]);
    (said, tokens)
}

#[test]
fn after_a_transfer_the_subject_the_address_and_the_way_in_are_the_same() {
    check(|scene| async move {
        let (before, tokens) = told(&scene).await;
        assert!(before["sub"].is_string() && before["email"] == json!(scene.username), "{before}");
        moved_to(&scene.world, &scene.person, "RX2").await;
        // What the application holds goes on: nobody signs in again because of a transfer.
        let token = tokens["access_token"].as_str().expect("a token");
        let info = scene.userinfo(token).await;
        assert_eq!(info.status, StatusCode::OK, "{}", info.text);
        assert_eq!(info.json()["sub"], before["sub"]);
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        let asked = fields(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]);
        let renewed = scene.call("/oidc/token", &asked).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
        // And so does a new sign-in; only the organisation is another one.
        let (after, _) = told(&scene).await;
        assert_eq!((&after["sub"], &after["email"]), (&before["sub"], &before["email"]));
        assert_ne!(after["organisation"], before["organisation"], "{before} {after}");
    });
}
