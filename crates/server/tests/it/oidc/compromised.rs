//! An account that somebody else got into: shut on every surface at once, opened again step by step.

use axum::http::StatusCode;
use kernel::door::Actor;
use serde_json::{Value, json};

use super::scene::{Scene, check, fields, with};
use super::second_step::{app_with, through};

const OTHER: &str = "copper meadow 17 saddle";

async fn as_person(scene: &Scene, name: &str, body: Value) -> Result<Value, String> {
    let account = serde_json::from_value(scene.person.clone()).expect("an account");
    let call = scene.world.call(Actor::Account(account));
    let done = scene.world.door.perform_by_name(call, name, body).await;
    done.map(|done| done.output).map_err(|error| error.to_string())
}

async fn state(scene: &Scene) -> String {
    let call = scene.world.call(scene.world.operator());
    let asked =
        scene.world.door.ask_by_name(call, "person.by-id", json!({ "person": scene.person }));
    asked.await.expect("a record")["state"].as_str().expect("a state").to_owned()
}

#[test]
fn everything_is_shut_at_once_and_opens_step_by_step() {
    check(|scene| async move {
        let asks = with(scene.asks(), &[("scope", "openid email offline_access")]);
        let mut browser = scene.signed_in().await;
        let code = browser.authorize(&asks).await.code();
        let tokens = scene.tokens(&code).await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let person = json!({ "person": scene.person });
        let token = json!({ "name": "a script", "expires_in_days": 30 });
        let token = as_person(&scene, "token.create", token).await.expect("a token");

        let open =
            json!({ "person": scene.person, "found": "mail", "words": "Letters she never wrote" });
        scene.done("compromise.open", open).await;
        // The directory, and with it Microsoft 365, which follows its state.
        assert_eq!(state(&scene).await, "disabled");
        // The browser, the application, the interface.
        assert_ne!(browser.get("/home").await.status, StatusCode::OK);
        assert_eq!(scene.userinfo(&text("access_token")).await.status, StatusCode::UNAUTHORIZED);
        let refresh =
            fields(&[("grant_type", "refresh_token"), ("refresh_token", &text("refresh_token"))]);
        assert_eq!(scene.call("/oidc/token", &refresh).await.json()["error"], "invalid_grant");
        let bearer = format!("Bearer {}", token["token"].as_str().expect("a token"));
        let request = axum::http::Request::get("/api/v1/queries/person.me")
            .header("authorization", bearer)
            .body(axum::body::Body::empty());
        let shown = scene.send(request.expect("a request")).await;
        assert_eq!(shown.status, StatusCode::UNAUTHORIZED, "{}", shown.text);
        // Nobody opens it past its case.
        let call = scene.world.call(scene.world.operator());
        let enabled = scene.world.door.perform_by_name(call, "person.enable", person.clone()).await;
        assert!(enabled.unwrap_err().to_string().contains("person.compromised"));
        let call = scene.world.call(scene.world.operator());
        let code = scene.world.door.perform_by_name(call, "start-code.issue", person.clone()).await;
        assert!(code.is_err());

        scene.done("compromise.release", person.clone()).await;
        assert_eq!(state(&scene).await, "active");
        let code = scene.done("start-code.issue", person.clone()).await;
        let redeem = json!({ "username": scene.username, "code": code["code"], "password": OTHER });
        let call = scene.world.call(Actor::Anonymous);
        let redeemed = scene.world.door.perform_by_name(call, "start-code.redeem", redeem).await;
        redeemed.expect("a new password");
        // Nobody is let in, here or into an application, until there is a second step.
        let mut browser = scene.browser();
        browser.password = OTHER;
        let page = browser.authorize(&scene.asks()).await.header("location").to_owned();
        let shown = browser.sign_in(&page, &scene.username).await;
        let on = shown.header("location");
        assert!(on.starts_with("/sign-in/second-step"), "{} {on}", shown.status);
        let key = app_with(&scene, OTHER).await;
        let mut browser = scene.browser();
        browser.password = OTHER;
        let shown = through(&scene, &mut browser, &[], &key).await;
        scene.tokens(&shown.code()).await;

        let close = json!({ "person": scene.person, "words": "A copied page" });
        let call = scene.world.call(scene.world.operator());
        let early = scene.world.door.perform_by_name(call, "compromise.close", close.clone()).await;
        assert!(early.unwrap_err().to_string().contains("compromise.missing"));
        let checked = json!({ "person": scene.person, "words": "Her laptop: clean" });
        scene.done("compromise.check-devices", checked).await;
        assert_eq!(scene.done("compromise.close", close).await["state"], "closed");
    });
}

#[test]
fn nothing_but_its_case_enables_an_account_that_is_shut() {
    check(|scene| async move {
        let person = json!({ "person": scene.person });
        let refused = async |name: &str, body: Value| {
            let call = scene.world.call(scene.world.operator());
            let done = scene.world.door.perform_by_name(call, name, body).await;
            done.expect_err(name).to_string()
        };
        // On another matter first: enabling it would let nobody in here, and open Microsoft 365.
        scene
            .done("person.disable", json!({ "person": scene.person, "reason": "another matter" }))
            .await;
        let open = json!({ "person": scene.person, "found": "alert", "words": "An alert" });
        scene.done("compromise.open", open.clone()).await;
        assert!(refused("person.enable", person.clone()).await.contains("person.compromised"));
        scene.done("compromise.release", person.clone()).await;
        assert_eq!(state(&scene).await, "disabled", "it was disabled before, and stays so");
        scene.done("person.enable", person.clone()).await;
        assert_eq!(state(&scene).await, "active");
    });
}

#[test]
fn deleted_and_restored_it_stays_shut() {
    check(|scene| async move {
        let person = json!({ "person": scene.person });
        scene.done("person.delete", person.clone()).await;
        let open = json!({ "person": scene.person, "found": "alert", "words": "An alert" });
        scene.done("compromise.open", open).await;
        let call = scene.world.call(scene.world.operator());
        let restored = scene.world.door.perform_by_name(call, "person.restore", person).await;
        assert!(restored.expect_err("restored").to_string().contains("person.compromised"));
    });
}

#[test]
fn the_only_primary_local_administrator_is_shut_too() {
    check(|scene| async move {
        let grant = json!({ "person": scene.person, "role": "primary local administrator", "organisation": "RX1", "with_descendants": false, "reason": "a test" });
        scene.done("grant.give", grant).await;
        let call = scene.world.call(scene.world.operator());
        let disable = json!({ "person": scene.person, "reason": "a test" });
        let disabled = scene.world.door.perform_by_name(call, "person.disable", disable).await;
        assert!(disabled.is_err(), "otherwise the last one stays");
        let open =
            json!({ "person": scene.person, "found": "mail", "words": "Letters she never wrote" });
        scene.done("compromise.open", open).await;
        assert_eq!(state(&scene).await, "disabled");
    });
}
