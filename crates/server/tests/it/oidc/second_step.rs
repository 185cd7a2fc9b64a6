//! With an authenticator app: the way into an application leads past the code, also for somebody who is signed in.

use std::time::Duration;

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use axum::http::StatusCode;
use kernel::door::Actor;
use serde_json::{Value, json};

use super::scene::{Browser, PASSWORD, Scene, Shown, check, claims, fields, form, hidden, with};

/// The bytes of letters of base32 (RFC 4648).
pub(crate) fn bytes_of(letters: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in letters.bytes().filter(|letter| *letter != b' ') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        (bits, count) = (bits << 5 | u32::from(value), count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}

/// The code that the app shows now (RFC 6238).
pub(super) fn shows(scene: &Scene, key: &[u8]) -> String {
    code_at(key, scene.world.clock.now().micros())
}

/// The code that it shows at a moment, in microseconds since 1970.
pub(crate) fn code_at(key: &[u8], micros: i64) -> String {
    let step = micros / 30_000_000;
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key), &step.to_be_bytes());
    let tag = tag.as_ref();
    let place = usize::from(tag[19] & 15);
    let four: [u8; 4] = tag[place..place + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// Gives the first person an app.
async fn app(scene: &Scene) -> Vec<u8> {
    app_with(scene, PASSWORD).await
}

/// The same for somebody with another password.
pub(super) async fn app_with(scene: &Scene, password: &str) -> Vec<u8> {
    let own = || {
        let account = serde_json::from_value(scene.person.clone()).expect("an account");
        scene.world.call(Actor::Account(account))
    };
    let done = async |name: &str, body: Value| {
        let done = scene.world.door.perform_by_name(own(), name, body).await;
        done.unwrap_or_else(|error| panic!("{name}: {error}")).output
    };
    let begun = json!({ "name": "Telephone", "current": password });
    let begun = done("authenticator.begin", begun).await;
    let key = bytes_of(begun["key"].as_str().expect("letters"));
    let body = json!({ "authenticator": begun["authenticator"], "code": shows(scene, &key) });
    done("authenticator.confirm", body).await;
    scene.world.advance(Duration::from_secs(60));
    key
}

/// Asks, gives password and code, and comes back.
pub(super) async fn through(
    scene: &Scene,
    browser: &mut Browser<'_>,
    more: &[(&str, &str)],
    key: &[u8],
) -> Shown {
    let shown = browser.authorize(&with(scene.asks(), more)).await;
    let page = shown.header("location").to_owned();
    let shown = browser.sign_in(&page, &scene.username).await;
    let step = shown.header("location").to_owned();
    assert!(step.starts_with("/sign-in/code?next=%2Foidc%2Fresume"), "{step} {}", shown.text);
    let shown = browser.get(&step).await;
    assert_eq!(shown.status, StatusCode::OK, "the code is asked for, whoever is signed in");
    let sent = fields(&[
        ("code", &shows(scene, key)),
        ("next", &hidden(&shown.text, "next")),
        ("csrf", &hidden(&shown.text, "csrf")),
    ]);
    let shown = browser.post("/sign-in/code", form(&sent)).await;
    let on = shown.header("location").to_owned();
    assert!(on.starts_with("/oidc/resume?key="), "{on} {}", shown.text);
    browser.get(&on).await
}

#[test]
fn the_code_is_part_of_the_way_and_is_told() {
    check(|scene| async move {
        let key = app(&scene).await;
        let mut browser = scene.browser();
        let shown = through(&scene, &mut browser, &[], &key).await;
        let tokens = scene.tokens(&shown.code()).await;
        let said = claims(tokens["id_token"].as_str().expect("a token"));
        assert_eq!((&said["acr"], &said["amr"]), (&json!("aal2"), &json!(["pwd", "otp", "mfa"])));
        scene.world.advance(Duration::from_secs(60));
        let shown = through(&scene, &mut browser, &[("prompt", "login")], &key).await;
        let tokens = scene.tokens(&shown.code()).await;
        let again = claims(tokens["id_token"].as_str().expect("a token"));
        let later = again["auth_time"].as_i64().expect("a time");
        assert_eq!(later, said["auth_time"].as_i64().expect("a time") + 60);
    });
}

#[test]
fn the_password_alone_leads_into_no_application() {
    check(|scene| async move {
        app(&scene).await;
        let mut browser = scene.browser();
        let shown = browser.authorize(&scene.asks()).await;
        let page = shown.header("location").to_owned();
        browser.sign_in(&page, &scene.username).await;
        let on = page.split_once("next=").expect("a way on").1.replace("%2F", "/");
        let on = on.replace("%3F", "?").replace("%3D", "=");
        let shown = browser.get(&on).await;
        assert!(shown.header("location").starts_with("/sign-in?next="), "{}", shown.text);
    });
}

#[test]
fn a_second_step_that_was_reset_ends_what_was_given() {
    check(|scene| async move {
        let key = app(&scene).await;
        let more = [("scope", "openid offline_access")];
        let shown = through(&scene, &mut scene.browser(), &more, &key).await;
        let tokens = scene.tokens(&shown.code()).await;
        let token = tokens["access_token"].as_str().expect("a token");
        assert_eq!(scene.userinfo(token).await.status, StatusCode::OK);
        scene.done("second-factor.reset", json!({ "person": scene.person })).await;
        assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
        let refresh = tokens["refresh_token"].as_str().expect("a token");
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]);
        assert_eq!(scene.call("/oidc/token", &sent).await.status, StatusCode::BAD_REQUEST);
    });
}
