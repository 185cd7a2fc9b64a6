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

#[test]
fn what_was_given_before_signing_in_once_more_ends_with_the_session_that_goes_on() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let asks = with(scene.asks(), &[("scope", "openid offline_access")]);
        let tokens = scene.tokens(&browser.authorize(&asks).await.code()).await;
        // In the same browser: the new session takes the place of the one before.
        browser.sign_in("/sign-in?again=yes", &scene.username).await;
        let account = serde_json::from_value(scene.person.clone()).expect("an account");
        let own = || scene.world.call(kernel::door::Actor::Account(account));
        let mine = scene.world.door.ask_by_name(own(), "session.mine", json!({})).await;
        let mine = mine.expect("the sessions")["items"].clone();
        assert_eq!(mine.as_array().map(Vec::len), Some(1));
        let end = json!({ "session": mine[0]["id"] });
        scene.world.door.perform_by_name(own(), "session.end", end).await.expect("it ends");
        let access = tokens["access_token"].as_str().expect("a token");
        assert_eq!(scene.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]);
        assert_eq!(scene.call("/oidc/token", &sent).await.json()["error"], "invalid_grant");
    });
}

#[test]
fn going_to_an_application_is_a_line_of_the_log_of_sign_ins() {
    check(|scene| async move {
        scene.signed_in().await.authorize(&scene.asks()).await.code();
        let mut closed = sample();
        closed["application"] = scene.application.clone();
        closed["open_to"] = json!("nobody");
        scene.done("application.change", closed).await;
        scene.signed_in().await.authorize(&scene.asks()).await;
        let call = scene.world.call(scene.world.operator());
        let asked = json!({ "organisation": "RX1", "application": scene.application });
        let found = scene.world.door.ask_by_name(call, "signin.log", asked).await.expect("the log");
        let told: Vec<(&Value, &Value, &Value)> = found["items"]
            .as_array()
            .expect("lines")
            .iter()
            .map(|line| (&line["application_name"], &line["outcome"], &line["reason"]))
            .collect();
        let (rota, reason) = (json!("Rota"), json!("the account may not use the application"));
        let (refused, accepted) = (json!("refused"), json!("accepted"));
        let none = json!("");
        assert_eq!(told, [(&rota, &refused, &reason), (&rota, &accepted, &none)]);
        let call = scene.world.call(scene.world.operator());
        let asked = json!({ "organisation": "RX1" });
        let known = scene.world.door.ask_by_name(call, "signin.log-applications", asked).await;
        assert_eq!(known.expect("applications")["items"][0]["name"], "Rota");
    });
}
