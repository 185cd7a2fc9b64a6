//! RP-Initiated Logout.

use axum::http::StatusCode;
use serde_json::json;

use super::scene::{AFTER, Browser, Fields, Scene, Shown, check, fields, form, hidden, with};

async fn hint(scene: &Scene, browser: &mut Browser<'_>) -> String {
    let shown = browser.authorize(&scene.asks()).await;
    scene.tokens(&shown.code()).await["id_token"].as_str().expect("a token").to_owned()
}

async fn leave(browser: &mut Browser<'_>, sent: &Fields) -> Shown {
    browser.get(&format!("/oidc/logout?{}", form(sent))).await
}

async fn is_signed_in(scene: &Scene, browser: &mut Browser<'_>) -> bool {
    let shown = browser.authorize(&with(scene.asks(), &[("prompt", "none")])).await;
    shown.answer().1.contains_key("code")
}

/// The person is asked, and signed out once they say so.
async fn is_asked(scene: &Scene, browser: &mut Browser<'_>, sent: &Fields) {
    let shown = leave(browser, sent).await;
    assert!(shown.text.contains("Do you want to sign out?"), "{}", shown.text);
    assert!(is_signed_in(scene, browser).await, "asking changes nothing");
    let csrf = hidden(&shown.text, "csrf");
    let shown = browser.post("/oidc/logout/confirm", form(&fields(&[("csrf", &csrf)]))).await;
    assert!(shown.text.contains("You are signed out") && shown.header("location").is_empty());
    assert!(!is_signed_in(scene, browser).await);
}

pub(super) async fn rp_initiated_logout(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let hint = hint(&scene, &mut browser).await;
    let sent = fields(&[
        ("id_token_hint", &hint),
        ("post_logout_redirect_uri", AFTER),
        ("state", "left & gone"),
    ]);
    let shown = leave(&mut browser, &sent).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER);
    assert_eq!(shown.answer().0, AFTER);
    assert_eq!(shown.answered("state"), "left & gone");
    assert!(!is_signed_in(&scene, &mut browser).await);
    // Whoever is signed out already goes on.
    assert_eq!(leave(&mut browser, &sent).await.answer().0, AFTER);
}

#[test]
fn rp_initiated_logout_by_post() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let hint = hint(&scene, &mut browser).await;
        let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]);
        let shown = scene.call_as("/oidc/logout", &sent, None).await;
        let again = shown.header("location").to_owned();
        assert_eq!(browser.get(&again).await.status, StatusCode::BAD_REQUEST);
        browser.takes(&shown);
        assert_eq!(browser.get(&again).await.header("location"), AFTER);
    });
}

pub(super) async fn rp_initiated_logout_bad_id_token_hint(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let sent = fields(&[("id_token_hint", "bad"), ("post_logout_redirect_uri", AFTER)]);
    is_asked(&scene, &mut browser, &sent).await;
}

pub(super) async fn rp_initiated_logout_modified_id_token_hint(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let mut hint = hint(&scene, &mut browser).await;
    let last = if hint.pop() == Some('A') { 'Q' } else { 'A' };
    hint.push(last);
    let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]);
    is_asked(&scene, &mut browser, &sent).await;
}

pub(super) async fn rp_initiated_logout_no_id_token_hint(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let sent = fields(&[("client_id", &scene.client_id), ("post_logout_redirect_uri", AFTER)]);
    is_asked(&scene, &mut browser, &sent).await;
}

pub(super) async fn rp_initiated_logout_bad_post_logout_redirect_uri(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let hint = hint(&scene, &mut browser).await;
    for bad in ["https://evil.example/", "https://rota.example/signed-out/", "/home"] {
        let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", bad)]);
        let shown = leave(&mut browser, &sent).await;
        assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
    }
    assert!(is_signed_in(&scene, &mut browser).await);
}

pub(super) async fn rp_initiated_logout_query_added_to_post_logout_redirect_uri(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let hint = hint(&scene, &mut browser).await;
    let added = format!("{AFTER}?foo=bar");
    let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", &added)]);
    assert_eq!(leave(&mut browser, &sent).await.status, StatusCode::BAD_REQUEST);
}

pub(super) async fn rp_initiated_logout_no_post_logout_redirect_uri(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let hint = hint(&scene, &mut browser).await;
    let shown = leave(&mut browser, &fields(&[("id_token_hint", &hint)])).await;
    assert!(shown.text.contains("You are signed out"), "{}", shown.text);
    assert!(!is_signed_in(&scene, &mut browser).await);
}

pub(super) async fn rp_initiated_logout_no_params(scene: Scene) {
    let mut browser = scene.signed_in().await;
    is_asked(&scene, &mut browser, &Fields::new()).await;
}

pub(super) async fn rp_initiated_logout_only_state(scene: Scene) {
    let mut browser = scene.signed_in().await;
    is_asked(&scene, &mut browser, &fields(&[("state", "a state")])).await;
}

pub(super) async fn rp_initiated_logout_no_state(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let hint = hint(&scene, &mut browser).await;
    let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]);
    assert_eq!(leave(&mut browser, &sent).await.header("location"), AFTER);
}

#[test]
fn a_token_of_somebody_else_signs_nobody_out_unasked() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let hint = hint(&scene, &mut browser).await;
        let mut other = scene.browser();
        other.sign_in("/sign-in", &scene.other).await;
        let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]);
        is_asked(&scene, &mut other, &sent).await;
    });
}

/// A service that speaks SAML and cannot be told of anything.
const DEAF: &str = r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wards.example/saml"><md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://wards.example/saml/acs" index="0"/></md:SPSSODescriptor></md:EntityDescriptor>"#;

#[test]
fn whoever_entered_more_is_signed_out_of_it_before_they_go_on() {
    check(|scene| async move {
        let body = json!({ "name": "Ward lists", "protocol": "saml", "scopes": ["profile"], "open_to": "everybody", "saml": { "metadata": DEAF } });
        let deaf = scene.done("application.register", body).await;
        let mut browser = scene.signed_in().await;
        let hint = hint(&scene, &mut browser).await;
        let start = format!("/saml/start/{}", deaf["application"].as_str().expect("a key"));
        let entered = browser.get(&start).await;
        assert!(entered.text.contains("SAMLResponse"), "{}", entered.text);
        let sent = fields(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]);
        let shown = leave(&mut browser, &sent).await;
        assert!(shown.text.contains("You are signed out of this service"), "{}", shown.text);
        let on = shown.header("refresh").strip_prefix("0;url=").expect("a way on").to_owned();
        let end = browser.get(&on).await;
        assert!(end.text.contains("<li>Ward lists</li>"), "{}", end.text);
        assert!(end.text.contains(&format!("href=\"{AFTER}\"")), "{}", end.text);
        assert!(!is_signed_in(&scene, &mut browser).await);
    });
}
