//! Signing in on a device that has no browser (RFC 8628).

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};

use super::scene::{
    Browser, ISSUER, Scene, Shown, check, claims, fields, form, hidden, sample, with,
};

pub(super) const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Lets people sign in to the application on devices.
pub(super) async fn on_devices(scene: &Scene) {
    let mut asked = sample();
    asked["application"] = scene.application.clone();
    asked["devices"] = json!("by-code");
    scene.done("application.change", asked).await;
}

/// What a device is told when it begins.
pub(super) async fn begun(scene: &Scene, scope: &str) -> Value {
    let shown = scene.call("/oidc/device", &fields(&[("scope", scope)])).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    shown.json()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// What a device is told when it asks, some seconds later.
async fn asks(scene: &Scene, begun: &Value, seconds: u64) -> Shown {
    scene.world.advance(Duration::from_secs(seconds));
    let sent = fields(&[("grant_type", GRANT), ("device_code", text(&begun["device_code"]))]);
    scene.call("/oidc/token", &sent).await
}

/// Types a code on the page; and chooses, where there is something to choose.
async fn types(browser: &mut Browser<'_>, code: &str, choice: &str) -> Shown {
    let page = browser.get("/device").await;
    let csrf = hidden(&page.text, "csrf");
    let shown = browser.post("/device", form(&fields(&[("csrf", &csrf), ("code", code)]))).await;
    if choice.is_empty() || !shown.text.contains("Is this the device before you?") {
        return shown;
    }
    let sent = fields(&[("csrf", &csrf), ("code", code), ("choice", choice)]);
    browser.post("/device/confirm", form(&sent)).await
}

#[test]
fn a_device_is_let_in_and_gets_tokens_once() {
    check(|scene| async move {
        on_devices(&scene).await;
        let begun = begun(&scene, "openid email offline_access").await;
        assert_eq!(begun["verification_uri"], format!("{ISSUER}/device"));
        assert_eq!((&begun["expires_in"], &begun["interval"]), (&json!(600), &json!(5)));
        assert_eq!(asks(&scene, &begun, 0).await.json()["error"], "authorization_pending");
        assert_eq!(asks(&scene, &begun, 5).await.json()["error"], "authorization_pending");
        let mut browser = scene.signed_in().await;
        let code = text(&begun["user_code"]).to_lowercase();
        let shown = types(&mut browser, &code, "").await;
        for words in ["Rota", "your email address", "Do not sign in"] {
            assert!(shown.text.contains(words), "{words}");
        }
        assert_eq!(asks(&scene, &begun, 5).await.json()["error"], "authorization_pending");
        let shown = types(&mut browser, &code, "allow").await;
        assert!(shown.text.contains("You are signed in on the device"), "{}", shown.text);
        let again = types(&mut browser, &code, "allow").await;
        assert!(again.text.contains("Open it again"), "one lets it in: {}", again.text);
        let shown = asks(&scene, &begun, 5).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        let tokens = shown.json();
        assert_eq!(claims(text(&tokens["id_token"]))["sub"], scene.person);
        assert_eq!(scene.userinfo(text(&tokens["access_token"])).await.status, StatusCode::OK);
        assert!(tokens["refresh_token"].is_string());
        // Once more: somebody copied it, so what it gave ends.
        assert_eq!(asks(&scene, &begun, 5).await.json()["error"], "invalid_grant");
        let status = scene.userinfo(text(&tokens["access_token"])).await.status;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        // Nor is it let in twice.
        let shown = types(&mut browser, &code, "allow").await;
        assert!(shown.text.contains("begin again on the device"), "{}", shown.text);
    });
}

#[test]
fn whoever_asks_too_often_waits_longer() {
    check(|scene| async move {
        on_devices(&scene).await;
        let begun = begun(&scene, "openid").await;
        let mut said = Vec::new();
        for seconds in [0, 4, 9, 10, 15, 1] {
            said.push(text(&asks(&scene, &begun, seconds).await.json()["error"]).to_owned());
        }
        let (wait, slow) = ("authorization_pending", "slow_down");
        assert_eq!(said, [wait, slow, slow, slow, slow, slow]);
        assert_eq!(asks(&scene, &begun, 35).await.json()["error"], wait, "it waited long enough");
    });
}

#[test]
fn a_device_that_is_refused_or_late_gets_nothing() {
    check(|scene| async move {
        on_devices(&scene).await;
        let mut browser = scene.signed_in().await;
        let refused = begun(&scene, "openid").await;
        let shown = types(&mut browser, text(&refused["user_code"]), "refuse").await;
        assert!(shown.text.contains("was not let in"), "{}", shown.text);
        assert_eq!(asks(&scene, &refused, 5).await.json()["error"], "access_denied");
        let late = begun(&scene, "openid").await;
        let mut again = scene.signed_in().await;
        assert_eq!(asks(&scene, &late, 601).await.json()["error"], "expired_token");
        let shown = types(&mut again, text(&late["user_code"]), "allow").await;
        assert!(shown.text.contains("begin again on the device"), "{}", shown.text);
        // What is over is forgotten.
        scene.world.advance(Duration::from_secs(3 * 3600));
        signin::sweep(&scene.world.door).await.expect("swept");
        let mut reader = scene.world.door.reader().await.expect("a reader");
        let sql = "SELECT (SELECT COUNT(*) FROM application_device) + (SELECT COUNT(*) FROM application_device_try)";
        assert_eq!(reader.number(sql, &[]).await.expect("a count"), 0);
    });
}

/// Begins as a device at an address.
async fn begun_at(scene: &Scene, peer: &str) -> Value {
    let sent = fields(&[
        ("client_id", &scene.client_id),
        ("client_secret", &scene.secret),
        ("scope", "openid"),
    ]);
    let mut request = Request::post("/oidc/device")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::USER_AGENT, "Mozilla/5.0 (Linux; Android) Chrome/150.0")
        .body(Body::from(form(&sent)))
        .expect("a request");
    let peer: SocketAddr = peer.parse().expect("an address");
    request.extensions_mut().insert(ConnectInfo(peer));
    scene.send(request).await.json()
}

#[test]
fn a_device_elsewhere_is_not_let_in_unless_a_rule_says_so() {
    check(|scene| async move {
        on_devices(&scene).await;
        let far = begun_at(&scene, "198.51.100.7:4000").await;
        let mut browser = scene.signed_in().await;
        let shown = types(&mut browser, text(&far["user_code"]), "allow").await;
        assert!(shown.text.contains("not in the network that you are in"), "{}", shown.text);
        assert_eq!(asks(&scene, &far, 5).await.json()["error"], "access_denied");
        scene.world.set_rule(&signin::oidc::DEVICE_ELSEWHERE, 1).await;
        let far = begun_at(&scene, "198.51.100.7:4000").await;
        let shown = types(&mut browser, text(&far["user_code"]), "").await;
        assert!(shown.text.contains("198.51.100.7"), "{}", shown.text);
        assert!(shown.text.contains("Chrome 150 on Android"), "{}", shown.text);
        types(&mut browser, text(&far["user_code"]), "allow").await;
        assert_eq!(asks(&scene, &far, 5).await.status, StatusCode::OK);
    });
}

#[test]
fn few_wrong_codes_are_looked_at() {
    check(|scene| async move {
        on_devices(&scene).await;
        let begun = begun(&scene, "openid").await;
        let mut browser = scene.signed_in().await;
        for _ in 0..10 {
            let shown = types(&mut browser, "BCDFGHJK", "").await;
            assert!(shown.text.contains("eight letters that the device shows"));
        }
        let right = text(&begun["user_code"]);
        let shown = types(&mut browser, right, "allow").await;
        assert!(shown.text.contains("too many codes"), "{}", shown.text);
        // Somebody else is not held up by that.
        let mut other = scene.browser();
        other.sign_in("/sign-in", &scene.other).await;
        let shown = types(&mut other, right, "allow").await;
        assert!(shown.text.contains("You are signed in on the device"), "{}", shown.text);
    });
}

#[test]
fn what_is_no_device_of_an_application_begins_nothing() {
    check(|scene| async move {
        let sent = fields(&[("scope", "openid")]);
        let shown = scene.call("/oidc/device", &sent).await;
        assert_eq!(shown.json()["error"], "unauthorized_client", "it was not allowed");
        on_devices(&scene).await;
        let begun = begun(&scene, "openid").await;
        let shown = scene.call("/oidc/device", &fields(&[("scope", "email")])).await;
        assert_eq!(shown.json()["error"], "invalid_scope");
        // Another application does not get what this one began.
        let other = scene.done("application.register", sample()).await;
        let sent = fields(&[
            ("grant_type", GRANT),
            ("device_code", text(&begun["device_code"])),
            ("client_id", text(&other["client_id"])),
            ("client_secret", text(&other["client_secret"])),
        ]);
        let shown = scene.call_as("/oidc/token", &sent, None).await;
        assert_eq!(shown.json()["error"], "invalid_grant");
        let as_code = scene.redeems(text(&begun["device_code"]));
        assert_eq!(scene.call("/oidc/token", &as_code).await.json()["error"], "invalid_grant");
        for wrong in
            [with(sent.clone(), &[("device_code", "")]), with(sent, &[("device_code", "x")])]
        {
            let shown = scene.call_as("/oidc/token", &wrong, None).await;
            assert_eq!(shown.status, StatusCode::BAD_REQUEST);
        }
        // Nobody who is not signed in lets anything in.
        let shown = scene.browser().get("/device").await;
        assert_ne!(shown.status, StatusCode::OK);
    });
}

#[test]
fn a_full_application_says_so() {
    check(|scene| async move {
        on_devices(&scene).await;
        scene.world.set_rule(&signin::oidc::DEVICE_MOST, 10).await;
        for _ in 0..10 {
            begun(&scene, "openid").await;
        }
        let shown = scene.call("/oidc/device", &fields(&[("scope", "openid")])).await;
        assert_eq!(shown.status, StatusCode::TOO_MANY_REQUESTS);
        scene.world.advance(Duration::from_secs(601));
        begun(&scene, "openid").await;
    });
}
