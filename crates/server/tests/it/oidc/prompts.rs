//! Basic OP, what an application asks for beside the code: whom to ask for what, and what changes nothing.

use serde_json::Value;

use super::scene::{ISSUER, Scene, claims, with};

/// Parameters that change nothing.
async fn is_taken(scene: &Scene, more: &[(&str, &str)]) {
    let mut browser = scene.browser();
    let shown = browser.through_sign_in(&with(scene.asks(), more), &scene.username).await;
    scene.tokens(&shown.code()).await;
}

pub(super) async fn display_page(scene: Scene) {
    is_taken(&scene, &[("display", "page")]).await;
}

pub(super) async fn display_popup(scene: Scene) {
    is_taken(&scene, &[("display", "popup")]).await;
}

pub(super) async fn login_hint(scene: Scene) {
    is_taken(&scene, &[("login_hint", "buffy@example.com")]).await;
}

pub(super) async fn ui_locales(scene: Scene) {
    is_taken(&scene, &[("ui_locales", "se")]).await;
}

pub(super) async fn claims_locales(scene: Scene) {
    is_taken(&scene, &[("claims_locales", "se")]).await;
}

pub(super) async fn claims_essential(scene: Scene) {
    let wanted = "{\n\t\"userinfo\": {\"name\": {\"essential\": true}}\n}";
    is_taken(&scene, &[("claims", wanted)]).await;
}

pub(super) async fn ensure_request_with_acr_values_succeeds(scene: Scene) {
    is_taken(&scene, &[("acr_values", "aal2 aal1")]).await;
}

pub(super) async fn ensure_request_with_unknown_parameter_succeeds(scene: Scene) {
    is_taken(&scene, &[("extra", "foobar")]).await;
}

pub(super) async fn prompt_login(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let first = scene.tokens(&browser.authorize(&scene.asks()).await.code()).await;
    scene.world.advance(std::time::Duration::from_secs(5));
    let asks = with(scene.asks(), &[("prompt", "login")]);
    let shown = browser.authorize(&asks).await;
    assert!(shown.header("location").starts_with("/sign-in?again=yes&next="));
    let shown = browser.through_sign_in(&asks, &scene.username).await;
    let second = scene.tokens(&shown.code()).await;
    let time = |tokens: &Value| {
        claims(tokens["id_token"].as_str().expect("what was asked for"))["auth_time"]
            .as_i64()
            .expect("what was asked for")
    };
    assert_eq!(time(&second), time(&first) + 5);
}

pub(super) async fn prompt_none_not_logged_in(scene: Scene) {
    let asks = with(scene.asks(), &[("prompt", "none")]);
    let shown = scene.browser().authorize(&asks).await;
    assert_eq!(shown.answered("error"), "login_required");
    assert_eq!((shown.answered("state"), shown.answered("iss")), ("a state".into(), ISSUER.into()));
}

pub(super) async fn prompt_none_logged_in(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let first = scene.tokens(&browser.authorize(&scene.asks()).await.code()).await;
    let asks = with(scene.asks(), &[("prompt", "none")]);
    let second = scene.tokens(&browser.authorize(&asks).await.code()).await;
    let of = |tokens: &Value, name: &str| {
        claims(tokens["id_token"].as_str().expect("what was asked for"))[name].clone()
    };
    for name in ["sub", "auth_time"] {
        assert_eq!(of(&first, name), of(&second, name), "{name}");
    }
}

pub(super) async fn max_age_1(scene: Scene) {
    let mut browser = scene.signed_in().await;
    scene.world.advance(std::time::Duration::from_secs(3));
    let asks = with(scene.asks(), &[("max_age", "1")]);
    let none = with(asks.clone(), &[("prompt", "none")]);
    assert_eq!(browser.authorize(&none).await.answered("error"), "login_required");
    let shown = browser.through_sign_in(&asks, &scene.username).await;
    scene.tokens(&shown.code()).await;
}

pub(super) async fn max_age_10000(scene: Scene) {
    let mut browser = scene.signed_in().await;
    scene.world.advance(std::time::Duration::from_secs(3));
    let asks = with(scene.asks(), &[("max_age", "10000")]);
    scene.tokens(&browser.authorize(&asks).await.code()).await;
}

pub(super) async fn id_token_hint(scene: Scene) {
    let mut browser = scene.signed_in().await;
    let tokens = scene.tokens(&browser.authorize(&scene.asks()).await.code()).await;
    let hint = tokens["id_token"].as_str().expect("what was asked for");
    let asks = with(scene.asks(), &[("prompt", "none"), ("id_token_hint", hint)]);
    scene.tokens(&browser.authorize(&asks).await.code()).await;
    // Somebody else is signed in.
    let mut other = scene.browser();
    other.sign_in("/sign-in", &scene.other).await;
    assert_eq!(other.authorize(&asks).await.answered("error"), "login_required");
}
