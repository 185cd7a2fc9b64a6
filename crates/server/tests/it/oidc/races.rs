//! What works once, tried 64 times at once.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::back_channel::{entered, told_at, work};
use super::device;
use super::key_proof;
use super::listener::Listener;
use super::scene::{Fields, Scene, Shown, check, fields, form, hidden, with};

/// Sends the same form 64 times at once: the tokens of those that were answered.
async fn at_once(scene: Scene, sent: Fields) -> (Scene, Vec<Value>) {
    let (scene, all) = all_at_once(scene, move |scene| {
        let sent = sent.clone();
        async move { scene.call("/oidc/token", &sent).await }
    })
    .await;
    let mut won = Vec::new();
    for shown in all {
        match shown.status {
            StatusCode::OK => won.push(shown.json()),
            _ => assert_eq!(shown.json()["error"], "invalid_grant", "{}", shown.text),
        }
    }
    (scene, won)
}

/// Does something 64 times at once; what came of each.
async fn all_at_once<T: Future<Output = Shown> + Send + 'static>(
    scene: Scene,
    one: impl Fn(Arc<Scene>) -> T,
) -> (Scene, Vec<Shown>) {
    let scene = Arc::new(scene);
    let mut tries = JoinSet::new();
    for _ in 0..64 {
        tries.spawn(one(Arc::clone(&scene)));
    }
    let all = tries.join_all().await;
    (Arc::into_inner(scene).expect("nobody else has it"), all)
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

#[test]
fn a_pushed_request_leads_in_once_by_64_at_once() {
    check(|scene| async move {
        let pushed = scene.call("/oidc/par", &scene.asks()).await.json();
        let name = pushed["request_uri"].as_str().expect("a name");
        let sent = fields(&[("client_id", &scene.client_id), ("request_uri", name)]);
        let key = scene.signed_in().await.cookie("guildhall_session");
        let (_, all) = all_at_once(scene, move |scene| {
            let (sent, key) = (sent.clone(), key.clone());
            async move {
                let mut browser = scene.browser();
                browser.keeps("guildhall_session", &key);
                browser.authorize(&sent).await
            }
        })
        .await;
        let (led, stopped): (Vec<Shown>, Vec<Shown>) =
            all.into_iter().partition(|shown| shown.status != StatusCode::BAD_REQUEST);
        assert_eq!((led.len(), stopped.len()), (1, 63));
        assert!(!led[0].code().is_empty());
    });
}

#[test]
fn a_device_is_let_in_once_and_gets_its_tokens_once_by_64_at_once() {
    check(|scene| async move {
        device::on_devices(&scene).await;
        let begun = device::begun(&scene, "openid").await;
        let code = begun["user_code"].as_str().expect("a code").to_owned();
        let key = scene.signed_in().await.cookie("guildhall_session");
        let (scene, all) = all_at_once(scene, move |scene| {
            let (code, key) = (code.clone(), key.clone());
            async move {
                let mut browser = scene.browser();
                browser.keeps("guildhall_session", &key);
                let csrf = hidden(&browser.get("/device").await.text, "csrf");
                let sent = fields(&[("csrf", &csrf), ("code", &code), ("choice", "allow")]);
                browser.post("/device/confirm", form(&sent)).await
            }
        })
        .await;
        let words = "You are signed in on the device";
        assert_eq!(all.iter().filter(|shown| shown.text.contains(words)).count(), 1);
        scene.world.advance(std::time::Duration::from_secs(6));
        let device_code = begun["device_code"].as_str().expect("a code");
        let sent = fields(&[("grant_type", device::GRANT), ("device_code", device_code)]);
        let (_, all) = all_at_once(scene, move |scene| {
            let sent = sent.clone();
            async move { scene.call("/oidc/token", &sent).await }
        })
        .await;
        let won = all.iter().filter(|shown| shown.status == StatusCode::OK).count();
        assert_eq!(won, 1);
        for shown in all.iter().filter(|shown| shown.status != StatusCode::OK) {
            let error = shown.json()["error"].clone();
            assert!(error == "slow_down" || error == "invalid_grant", "{error}");
        }
    });
}

#[test]
fn a_proof_of_an_application_counts_once_by_64_at_once() {
    check(|scene| async move {
        let service = key_proof::service(&scene).await;
        let proof = service.proof(&scene);
        let sent = fields(&[
            ("grant_type", "client_credentials"),
            ("client_assertion_type", key_proof::TYPE),
            ("client_assertion", &proof),
        ]);
        let (_, all) = all_at_once(scene, move |scene| {
            let sent = sent.clone();
            async move { scene.call_as("/oidc/token", &sent, None).await }
        })
        .await;
        let won = all.iter().filter(|shown| shown.status == StatusCode::OK).count();
        let refused = all.iter().filter(|shown| shown.status == StatusCode::UNAUTHORIZED).count();
        assert_eq!((won, refused), (1, 63));
    });
}

#[test]
fn an_application_is_told_once_of_a_session_that_64_end_at_once() {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        let mut browser = scene.signed_in().await;
        entered(&scene, &mut browser, "openid").await;
        let key = browser.cookie("guildhall_session");
        let (scene, _) = all_at_once(scene, move |scene| {
            let key = key.clone();
            async move {
                let call = scene.world.call(scene.world.operator());
                let body = json!({ "person": scene.person });
                let ended = scene.world.door.perform_by_name(call, "session.end-all", body).await;
                assert!(ended.is_ok());
                let mut browser = scene.browser();
                browser.keeps("guildhall_session", &key);
                browser.post("/sign-out", String::new()).await
            }
        })
        .await;
        work(&scene).await;
        assert_eq!(listener.taken().len(), 1);
        work(&scene).await;
        assert_eq!(listener.taken().len(), 1);
    });
}
