//! Back-Channel Logout: an application is told when a session ends in which it was entered, whatever ended it.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::listener::Listener;
use super::scene::{
    AFTER, Browser, ISSUER, PASSWORD, Scene, check, claims, fields, form, hidden, sample, with,
};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Has the application be told at a place.
pub(super) async fn told_at(scene: &Scene, address: &str) {
    let mut asked = sample();
    asked["application"] = scene.application.clone();
    asked["backchannel_logout_uri"] = json!(address);
    scene.done("application.change", asked).await;
}

/// Does what is due.
pub(super) async fn work(scene: &Scene) {
    let queue = "application-logout";
    let handler = &server::run::handlers()[queue];
    while kernel::jobs::work_once(&scene.world.door, queue, handler, "a test").await.expect("work")
        > 0
    {}
}

/// The token that says who signed in, of an application that was entered.
pub(super) async fn entered(scene: &Scene, browser: &mut Browser<'_>, scope: &str) -> Value {
    let asks = with(scene.asks(), &[("scope", scope)]);
    scene.tokens(&browser.authorize(&asks).await.code()).await
}

fn identity(tokens: &Value) -> Value {
    claims(tokens["id_token"].as_str().expect("a token"))
}

async fn went(scene: &Scene) -> Value {
    let call = scene.world.call(scene.world.operator());
    let body = json!({ "application": scene.application });
    let asked = scene.world.door.ask_by_name(call, "application.one", body).await;
    asked.expect("an application")["logouts"].clone()
}

pub(super) async fn backchannel_rp_initiated_logout(scene: Scene) {
    let listener = Listener::start(&[]).await;
    told_at(&scene, &listener.address).await;
    let mut browser = scene.signed_in().await;
    let tokens = entered(&scene, &mut browser, "openid").await;
    let hint = tokens["id_token"].as_str().expect("what was asked for");
    let said = identity(&tokens);
    let sent = fields(&[("id_token_hint", hint), ("post_logout_redirect_uri", AFTER)]);
    let shown = browser.get(&format!("/oidc/logout?{}", form(&sent))).await;
    assert_eq!(shown.header("location"), AFTER);
    work(&scene).await;
    let taken = listener.taken();
    let [token] = taken.as_slice() else { panic!("{taken:?}") };
    let keys = scene.browser().get("/oidc/jwks").await.json();
    super::listener::is_signed(&keys, token, "logout+jwt");
    let told = claims(token);
    for (name, value) in [
        ("iss", json!(ISSUER)),
        ("aud", json!(scene.client_id)),
        ("sub", said["sub"].clone()),
        ("sid", said["sid"].clone()),
        ("events", json!({ EVENT: {} })),
    ] {
        assert_eq!(told[name], value, "{name}");
    }
    let at = |name: &str| told[name].as_i64().expect("what was asked for");
    assert!(at("exp") - at("iat") <= 120 && told.get("nonce").is_none());
    assert!(!told["jti"].as_str().expect("what was asked for").is_empty());
    // What tells of an end is no proof of who somebody is.
    let hint = fields(&[("id_token_hint", token), ("post_logout_redirect_uri", AFTER)]);
    let shown = browser.get(&format!("/oidc/logout?{}", form(&hint))).await;
    assert_eq!(shown.header("location"), "");
    assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(went(&scene).await["told"], 1);
}

/// Somebody is told once for each session and application, in these ways of ending it.
fn tells(end: impl AsyncFn(&Scene, &mut Browser<'_>) + Copy) {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        let mut browser = scene.signed_in().await;
        let first = identity(&entered(&scene, &mut browser, "openid").await);
        let again = entered(&scene, &mut browser, "openid offline_access").await;
        assert_eq!(identity(&again)["sid"], first["sid"], "one sign-in, one name for it");
        end(&scene, &mut browser).await;
        work(&scene).await;
        let taken = listener.taken();
        assert_eq!(taken.len(), 1, "{taken:?}");
        assert_eq!(claims(&taken[0])["sid"], first["sid"]);
        work(&scene).await;
        assert_eq!(listener.taken().len(), 1, "told once");
    });
}

#[test]
fn signed_out_while_the_application_is_held() {
    tells(async |scene, browser| {
        let hold = json!({ "application": scene.application, "hold": "hold", "reason": "It is looked into" });
        scene.done("application.hold", hold).await;
        let page = browser.get("/oidc/logout").await;
        let csrf = hidden(&page.text, "csrf");
        browser.post("/oidc/logout/confirm", format!("csrf={csrf}")).await;
    });
}

#[test]
fn signed_out_by_the_person() {
    tells(async |_, browser| {
        let page = browser.get("/oidc/logout").await;
        let csrf = hidden(&page.text, "csrf");
        browser.post("/oidc/logout/confirm", format!("csrf={csrf}")).await;
    });
}

#[test]
fn signed_out_by_an_administrator() {
    tells(async |scene, _| {
        scene.done("session.end-all", json!({ "person": scene.person })).await;
    });
}

#[test]
fn another_password() {
    tells(async |scene, _| {
        let other = format!("{PASSWORD} too");
        let body = json!({ "person": scene.person, "password": other });
        scene.done("password.set-by-operator", body).await;
    });
}

#[test]
fn disabled() {
    tells(async |scene, _| {
        let body = json!({ "person": scene.person, "reason": "a test" });
        scene.done("person.disable", body).await;
    });
}

#[test]
fn deleted() {
    tells(async |scene, _| {
        scene.done("person.delete", json!({ "person": scene.person })).await;
    });
}

#[test]
fn contained() {
    tells(async |scene, _| {
        let body = json!({ "person": scene.person, "found": "mail", "words": "Odd letters" });
        scene.done("compromise.open", body).await;
    });
}

#[test]
fn somebody_else_signs_in() {
    tells(async |scene, browser| {
        browser.sign_in("/sign-in?again=yes", &scene.other).await;
    });
}

#[test]
fn whoever_signs_in_once_more_goes_on_and_is_told_by_the_same_name() {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        let mut browser = scene.signed_in().await;
        let first = identity(&entered(&scene, &mut browser, "openid").await);
        browser.sign_in("/sign-in?again=yes", &scene.username).await;
        work(&scene).await;
        assert!(listener.taken().is_empty(), "nobody left");
        let second = identity(&entered(&scene, &mut browser, "openid").await);
        assert_eq!(first["sid"], second["sid"]);
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        work(&scene).await;
        assert_eq!(listener.taken().len(), 1);
    });
}

#[test]
fn nobody_is_told_of_what_goes_on_and_after_the_end_of_its_time() {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        let mut browser = scene.signed_in().await;
        let tokens = entered(&scene, &mut browser, "openid offline_access").await;
        let token = tokens["refresh_token"].as_str().expect("what was asked for");
        // What an application gives back ends no session.
        scene.call("/oidc/revoke", &fields(&[("token", token)])).await;
        // Somebody else's end is not this one's.
        scene.world.advance(Duration::from_secs(26 * 3600));
        signin::sweep(&scene.world.door).await.expect("swept");
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        work(&scene).await;
        assert!(listener.taken().is_empty());
        let left = scene.world.door.reader().await.expect("a reader");
        let mut left = left;
        let sql = "SELECT COUNT(*) FROM application_visit";
        assert_eq!(left.number(sql, &[]).await.expect("a count"), 0);
    });
}

#[test]
fn an_application_in_trouble_is_tried_again_and_given_up_in_the_end() {
    check(|scene| async move {
        let listener = Listener::start(&[503, 429, 200, 500]).await;
        told_at(&scene, &listener.address).await;
        let mut browser = scene.signed_in().await;
        entered(&scene, &mut browser, "openid").await;
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        let mut seen = Vec::new();
        for pause in [0, 10, 40, 160] {
            scene.world.advance(Duration::from_secs(pause));
            work(&scene).await;
            work(&scene).await;
            seen.push(listener.taken().len());
        }
        assert_eq!(seen, [1, 2, 3, 3], "taken the third time, and no more");
        let jti =
            |token: &String| claims(token)["jti"].as_str().expect("what was asked for").to_owned();
        let taken = listener.taken();
        assert_ne!(jti(&taken[0]), jti(&taken[1]), "each try has a token of its own");
        let found = went(&scene).await;
        assert_eq!((&found["told"], &found["problem"]), (&json!(1), &json!("it answered 429")));

        let mut browser = scene.signed_in().await;
        entered(&scene, &mut browser, "openid").await;
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        for _ in 0..10 {
            work(&scene).await;
            scene.world.advance(Duration::from_secs(3600));
        }
        assert_eq!(listener.taken().len(), 9, "six tries");
        assert_eq!(went(&scene).await["given_up"], 1);
    });
}

#[test]
fn what_is_refused_or_sent_elsewhere_is_not_tried_again() {
    for status in [400, 302, 307] {
        check(|scene| async move {
            let elsewhere = Listener::start(&[]).await;
            let listener = Listener::sends_to(status, &elsewhere.address).await;
            told_at(&scene, &listener.address).await;
            let mut browser = scene.signed_in().await;
            entered(&scene, &mut browser, "openid").await;
            scene.done("session.end-all", json!({ "person": scene.person })).await;
            for _ in 0..3 {
                work(&scene).await;
                scene.world.advance(Duration::from_secs(3600));
            }
            assert_eq!((listener.taken().len(), elsewhere.taken().len()), (1, 0), "{status}");
            assert_eq!(went(&scene).await["refused"], 1);
        });
    }
}

#[test]
fn one_that_was_taken_out_of_use_is_not_told() {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        entered(&scene, &mut scene.signed_in().await, "openid").await;
        scene.done("application.retire", json!({ "application": scene.application })).await;
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        work(&scene).await;
        assert!(listener.taken().is_empty());
    });
}

#[test]
fn each_application_knows_the_sign_in_by_a_name_of_its_own() {
    check(|scene| async move {
        let listener = Listener::start(&[]).await;
        told_at(&scene, &listener.address).await;
        let mut other = sample();
        other["backchannel_logout_uri"] = json!(listener.address);
        other["subject"] = json!("pairwise");
        other["id_token_algorithm"] = json!("RS256");
        let made = scene.done("application.register", other).await;
        let mut browser = scene.signed_in().await;
        let first = identity(&entered(&scene, &mut browser, "openid").await);
        let client = made["client_id"].as_str().expect("what was asked for");
        let code = browser.authorize(&with(scene.asks(), &[("client_id", client)])).await.code();
        let secret = made["client_secret"].as_str().expect("what was asked for");
        let more = [("client_id", client), ("client_secret", secret)];
        let sent = with(scene.redeems(&code), &more);
        let second = identity(&scene.call_as("/oidc/token", &sent, None).await.json());
        assert_ne!(first["sid"], second["sid"]);
        scene.done("session.end-all", json!({ "person": scene.person })).await;
        work(&scene).await;
        let taken = listener.taken();
        assert_eq!(taken.len(), 2);
        for said in [first, second] {
            let told = taken.iter().map(|token| claims(token));
            let told: Vec<Value> = told.filter(|told| told["aud"] == said["aud"]).collect();
            assert_eq!((&told[0]["sub"], &told[0]["sid"]), (&said["sub"], &said["sid"]));
        }
    });
}
