//! What works once, tried 64 times at once.

use axum::http::StatusCode;
use serde_json::Value;
use tokio::task::JoinSet;

use super::scene::{Fields, Scene, check, fields, with};

/// Sends the same form 64 times at once: the tokens of those that were answered.
async fn at_once(scene: Scene, sent: Fields) -> (Scene, Vec<Value>) {
    let scene = std::sync::Arc::new(scene);
    let mut tries = JoinSet::new();
    for _ in 0..64 {
        let (scene, sent) = (std::sync::Arc::clone(&scene), sent.clone());
        tries.spawn(async move { scene.call("/oidc/token", &sent).await });
    }
    let mut won = Vec::new();
    while let Some(shown) = tries.join_next().await {
        let shown = shown.expect("it ran");
        match shown.status {
            StatusCode::OK => won.push(shown.json()),
            _ => assert_eq!(shown.json()["error"], "invalid_grant", "{}", shown.text),
        }
    }
    (std::sync::Arc::into_inner(scene).expect("nobody else has it"), won)
}

#[test]
fn a_code_is_redeemed_once_by_64_at_once() {
    check(|scene| async move {
        let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
        let sent = scene.redeems(&code);
        let (scene, won) = at_once(scene, sent).await;
        assert!(won.len() <= 1, "{}", won.len());
        // Whoever won holds nothing: the others showed that the code had been copied.
        for tokens in won {
            let token = tokens["access_token"].as_str().unwrap();
            assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
        }
    });
}

#[test]
fn a_refresh_token_is_used_once_by_64_at_once() {
    check(|scene| async move {
        let asks = with(scene.asks(), &[("scope", "openid offline_access")]);
        let code = scene.signed_in().await.authorize(&asks).await.code();
        let tokens = scene.tokens(&code).await;
        let token = tokens["refresh_token"].as_str().unwrap();
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
        let (scene, won) = at_once(scene, sent).await;
        assert!(won.len() <= 1, "{}", won.len());
        for tokens in won {
            let next = tokens["refresh_token"].as_str().unwrap();
            let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", next)]);
            assert_eq!(scene.call("/oidc/token", &sent).await.status, StatusCode::BAD_REQUEST);
        }
    });
}
