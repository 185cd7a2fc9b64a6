//! Whatever ends the sessions of a person ends what applications were given, at once.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::scene::{PASSWORD, Scene, check, fields, sample, with};

/// An access token and a refresh token that work.
async fn given(scene: &Scene) -> (String, String) {
    let asks = with(scene.asks(), &[("scope", "openid email offline_access")]);
    let code = scene.signed_in().await.authorize(&asks).await.code();
    let tokens = scene.tokens(&code).await;
    let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    let given = (text("access_token"), text("refresh_token"));
    assert_eq!(works(scene, &given).await, [true, true, true, true]);
    given
}

/// Whether userinfo answers, both tokens count, and the second one leads to others.
async fn works(scene: &Scene, (access, refresh): &(String, String)) -> [bool; 4] {
    let told = scene.userinfo(access).await.status == StatusCode::OK;
    let counts = async |token: &str| {
        scene.call("/oidc/introspect", &fields(&[("token", token)])).await.json()["active"] == true
    };
    let [first, second] = [counts(access).await, counts(refresh).await];
    // Asked with words that are refused before the token is used, so that it works again.
    let sent =
        fields(&[("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "more")]);
    let error = scene.call("/oidc/token", &sent).await.json()["error"].clone();
    [told, first, second, error == "invalid_scope"]
}

fn ends(command: &'static str, body: fn(&Scene) -> Value) {
    check(|scene| async move {
        let given = given(&scene).await;
        scene.done(command, body(&scene)).await;
        assert_eq!(works(&scene, &given).await, [false; 4], "{command}");
    });
}

#[test]
fn another_password() {
    let other = format!("{PASSWORD} too");
    assert_ne!(other, PASSWORD);
    ends(
        "password.set-by-operator",
        |scene| json!({ "person": scene.person, "password": format!("{PASSWORD} too") }),
    );
}

#[test]
fn signed_out_everywhere() {
    ends("session.end-all", |scene| json!({ "person": scene.person }));
}

#[test]
fn disabled() {
    ends("person.disable", |scene| json!({ "person": scene.person, "reason": "a test" }));
}

#[test]
fn deleted() {
    ends("person.delete", |scene| json!({ "person": scene.person }));
}

#[test]
fn the_application_is_taken_out_of_use() {
    check(|scene| async move {
        let given = given(&scene).await;
        scene.done("application.retire", json!({ "application": scene.application })).await;
        assert_eq!(scene.userinfo(&given.0).await.status, StatusCode::UNAUTHORIZED);
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", &given.1)]);
        let shown = scene.call("/oidc/token", &sent).await;
        assert_eq!(
            (shown.status, &shown.json()["error"]),
            (StatusCode::UNAUTHORIZED, &json!("invalid_client"))
        );
        let shown = scene.signed_in().await.authorize(&scene.asks()).await;
        assert_eq!(shown.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn the_application_is_for_others() {
    check(|scene| async move {
        let given = given(&scene).await;
        let mut asked = sample();
        asked["application"] = scene.application.clone();
        asked["open_to"] = json!("nobody");
        scene.done("application.change", asked).await;
        assert_eq!(works(&scene, &given).await, [false; 4]);
        let shown = scene.signed_in().await.authorize(&scene.asks()).await;
        assert_eq!(shown.answered("error"), "access_denied");
    });
}

#[test]
fn an_application_gives_back() {
    check(|scene| async move {
        for which in [0, 1] {
            let given = given(&scene).await;
            let token = if which == 0 { &given.0 } else { &given.1 };
            // Another application cannot.
            let made = scene.done("application.register", sample()).await;
            let text = |name: &str| made[name].as_str().unwrap().to_owned();
            let sent = fields(&[
                ("token", token),
                ("client_id", &text("client_id")),
                ("client_secret", &text("client_secret")),
            ]);
            assert_eq!(scene.call_as("/oidc/revoke", &sent, None).await.status, StatusCode::OK);
            assert_eq!(works(&scene, &given).await, [true; 4]);
            scene.call("/oidc/revoke", &fields(&[("token", token)])).await;
            assert_eq!(works(&scene, &given).await, [false; 4]);
        }
    });
}

#[test]
fn what_does_not_last_ends_with_its_session_and_what_lasts_does_not() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let short = scene.tokens(&browser.authorize(&scene.asks()).await.code()).await;
        let asks = with(scene.asks(), &[("scope", "openid offline_access")]);
        let long = scene.tokens(&browser.authorize(&asks).await.code()).await;
        let page = browser.get("/oidc/logout").await;
        let csrf = super::scene::hidden(&page.text, "csrf");
        browser.post("/oidc/logout/confirm", format!("csrf={csrf}")).await;
        let status = async |tokens: &Value| {
            scene.userinfo(tokens["access_token"].as_str().unwrap()).await.status
        };
        assert_eq!(status(&short).await, StatusCode::UNAUTHORIZED);
        assert_eq!(status(&long).await, StatusCode::OK);
    });
}
