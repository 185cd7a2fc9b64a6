//! In the middle of a form: whoever has an app gives a code again before an act that can harm, and loses nothing; and a change
//! that takes two leads to the page on which its asker says why.

use std::time::Duration;

use axum::http::StatusCode;
use kernel::door::Actor;
use serde_json::json;

use super::scene::{Browser, Scene, check, fields, form, hidden};
use super::second_step::{app_with, shows};

const MINUTES: Duration = Duration::from_secs(11 * 60);

/// Signs the first person in, with the code of their app.
pub(super) async fn signed_in<'a>(scene: &'a Scene, key: &[u8]) -> Browser<'a> {
    let mut browser = scene.browser();
    let shown = browser.sign_in("/sign-in", &scene.username).await;
    assert_eq!(shown.header("location"), "/sign-in/code", "{}", shown.text);
    let shown = browser.get("/sign-in/code").await;
    let sent = fields(&[("code", &shows(scene, key)), ("csrf", &hidden(&shown.text, "csrf"))]);
    let shown = browser.post("/sign-in/code", form(&sent)).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
    browser
}

#[test]
fn a_form_goes_on_after_a_code_and_nothing_is_lost() {
    check(|scene| async move {
        let key = app_with(&scene, super::scene::PASSWORD).await;
        let mut browser = signed_in(&scene, &key).await;
        scene.world.advance(MINUTES);
        let page = browser.get("/me/tokens").await;
        let csrf = hidden(&page.text, "csrf");
        let typed =
            [("name", "the night report"), ("expires_in_days", "30"), ("csrf", csrf.as_str())];
        let asked = browser.post("/me/tokens", form(&fields(&typed))).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        assert!(asked.text.contains("Show that it is you"), "{}", asked.text);
        assert_eq!(hidden(&asked.text, "kept.name"), "the night report");
        let kept = [
            ("kept-to", "/me/tokens"),
            ("kept-back", "/me/tokens"),
            ("kept.name", "the night report"),
            ("kept.expires_in_days", "30"),
            ("csrf", csrf.as_str()),
        ];
        let with = |code: &str| form(&fields(&[&kept[..], &[("code", code)]].concat()));
        let shown = browser.post("/sign-in/prove", with("12345")).await;
        assert!(shown.text.contains("The code is not right"), "{}", shown.text);
        assert_eq!(hidden(&shown.text, "kept.name"), "the night report");
        let shown = browser.post("/sign-in/prove", with(&shows(&scene, &key))).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.text.contains("You have shown that it is you"), "{}", shown.text);
        assert!(shown.text.contains("action=\"/me/tokens\""), "{}", shown.text);
        assert_eq!(hidden(&shown.text, "name"), "the night report");
        let done = browser.post("/me/tokens", form(&fields(&typed))).await;
        assert!(
            done.status.is_success() && done.text.contains("the night report"),
            "{}",
            done.text
        );
        // Who takes the answers elsewhere is not followed.
        let away = [
            ("kept-to", "https://evil.example/"),
            ("kept-back", "//evil.example"),
            ("csrf", csrf.as_str()),
            ("code", "x"),
        ];
        let shown = browser.post("/sign-in/prove", form(&fields(&away))).await;
        assert!(!shown.text.contains("evil.example"), "{}", shown.text);
        // And no other site sends a code.
        let forged = [("kept-to", "/me/tokens"), ("code", "x")];
        let shown = browser.post("/sign-in/prove", form(&fields(&forged))).await;
        assert!(shown.text.contains("You are signed in again"), "{}", shown.text);
    });
}

#[test]
fn a_file_of_everybody_is_given_after_a_code_and_the_copied_key_of_the_browser_opens_nothing() {
    check(|scene| async move {
        let body = json!({ "person": scene.person, "role": "local administrator", "organisation": "RX1", "with_descendants": false, "reason": "for the test" });
        scene.done("grant.give", body).await;
        let key = app_with(&scene, super::scene::PASSWORD).await;
        let mut browser = signed_in(&scene, &key).await;
        let file = "/o/RX1/people.csv";
        let given = browser.get(file).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text);
        scene.world.advance(MINUTES);
        let asked = browser.get(file).await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        assert!(asked.text.contains("Show that it is you"), "{}", asked.text);
        let csrf = hidden(&asked.text, "csrf");
        let mut copied = browser.clone();
        let code = shows(&scene, &key);
        let sent = [
            ("kept-to", file),
            ("kept-back", file),
            ("kept-opened", "yes"),
            ("csrf", csrf.as_str()),
            ("code", code.as_str()),
        ];
        let led = browser.post("/sign-in/prove", form(&fields(&sent))).await;
        assert_eq!((led.status, led.header("location")), (StatusCode::SEE_OTHER, file));
        assert_eq!(browser.get(file).await.status, StatusCode::OK);
        let elsewhere = copied.get("/home").await;
        assert_ne!(elsewhere.status, StatusCode::OK, "{}", elsewhere.text);
    });
}

#[test]
fn a_change_that_takes_two_leads_to_the_page_on_which_one_says_why() {
    check(|scene| async move {
        let person = |name: &'static str| {
            scene.done(
                "person.create",
                json!({ "organisation": "RX1", "given_name": name, "family_name": "Lind" }),
            )
        };
        let role = |person: serde_json::Value| {
            let body = json!({ "person": person, "role": "platform administrator", "with_descendants": false, "reason": "for the test" });
            scene.done("grant.give", body)
        };
        let other = person("Bea").await["id"].clone();
        role(scene.person.clone()).await;
        role(other.clone()).await;
        let mut browser = scene.signed_in().await;
        let page = browser.get("/national/rules/second-person.needed").await;
        let csrf = hidden(&page.text, "csrf");
        let typed = [("value", "0"), ("csrf", csrf.as_str())];
        let led = browser.post("/national/rules/second-person.needed", form(&fields(&typed))).await;
        assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.text);
        let place = led.header("location").to_owned();
        let proposal = place.strip_prefix("/second-person/").expect("its page").to_owned();
        let page = browser.get(&place).await;
        assert!(page.text.contains("Never: one person is enough"), "{}", page.text);
        let why = [("reason", "there is nobody else"), ("csrf", csrf.as_str())];
        let shown = browser.post(&place, form(&fields(&why))).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
        let second = Actor::Account(serde_json::from_value(other).expect("an account"));
        let call = scene.world.call(second.clone());
        let by_id = json!({ "proposal": proposal });
        let view = scene.world.door.ask_by_name(call, "second-person.by-id", by_id).await;
        let plan = view.expect("it is seen")["plan"].clone();
        let call = scene.world.call(second);
        let approve = json!({ "proposal": proposal, "plan": plan });
        scene
            .world
            .door
            .perform_by_name(call, "second-person.approve", approve)
            .await
            .expect("approved");
        scene.world.door.run_due_proposals().await.expect("it runs");
        let page = browser.get(&place).await;
        assert!(page.text.contains("This was approved and is done"), "{}", page.text);
    });
}
