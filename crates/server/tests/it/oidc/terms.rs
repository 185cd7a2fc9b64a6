//! With terms of use that wait: the way into an application leads past them, what was given before is not renewed, and a yes
//! counts at once. Then every page of whoever is signed in leads to them.

use axum::http::StatusCode;
use serde_json::json;

use super::scene::{Browser, Fields, Scene, Shown, check, fields, form, hidden, with};

/// Publishes the nation's terms, which can be put off for so many days.
async fn publish(scene: &Scene, days: i64) {
    let zone = ui::when::Zone::default();
    let day = |ahead: i64| {
        let at = scene.world.clock.now().plus_days(ahead).micros();
        zone.date(at).expect("a day of the calendar").to_string()
    };
    let body = json!({
        "title": "Terms", "sentences": ["Use your own account."], "text": "Words.", "changes": "Some.",
        "counts_from": day(0), "put_off_until": day(days),
    });
    let draft = scene.done("terms.draft", body).await;
    scene.done("terms.publish", json!({ "revision": draft["revision"] })).await;
}

/// Says yes on the page that one was led to.
async fn accept(browser: &mut Browser<'_>, page: &str) -> Shown {
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let sent = fields(&[
        ("terms", &hidden(&shown.text, "terms")),
        ("next", &hidden(&shown.text, "next")),
        ("csrf", &hidden(&shown.text, "csrf")),
    ]);
    browser.post("/me/terms/accept", form(&sent)).await
}

fn renewal(token: &str) -> Fields {
    fields(&[("grant_type", "refresh_token"), ("refresh_token", token)])
}

#[test]
fn an_application_is_entered_and_renewed_again_after_a_yes() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let asks = with(scene.asks(), &[("scope", "openid offline_access")]);
        let code = browser.authorize(&asks).await.code();
        let tokens = scene.tokens(&code).await;
        let text = |name: &str| tokens[name].as_str().expect("text").to_owned();
        let (access, refresh) = (text("access_token"), text("refresh_token"));
        let waiting = browser.authorize(&asks).await.code();
        publish(&scene, 7).await;
        for fields in [renewal(&refresh), scene.redeems(&waiting)] {
            let refused = scene.call("/oidc/token", &fields).await;
            assert_eq!(refused.json()["error"], "invalid_grant");
        }
        assert_eq!(scene.userinfo(&access).await.status, StatusCode::UNAUTHORIZED);
        let silent = with(asks.clone(), &[("prompt", "none")]);
        assert_eq!(browser.authorize(&silent).await.answered("error"), "interaction_required");
        let led = browser.authorize(&asks).await.header("location").to_owned();
        assert!(led.starts_with("/me/terms/accept?next=%2Foidc%2Fresume"), "{led}");
        let on = accept(&mut browser, &led).await.header("location").to_owned();
        assert!(on.starts_with("/oidc/resume?key="), "{on}");
        scene.tokens(&browser.get(&on).await.code()).await;
        let renewed = scene.call("/oidc/token", &renewal(&refresh)).await;
        assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.text);
    });
}

#[test]
fn an_exempt_application_does_not_wait() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        publish(&scene, 7).await;
        let exempt = json!({ "client_id": scene.client_id });
        scene.done("terms.exempt-application", exempt).await;
        let code = browser.authorize(&scene.asks()).await.code();
        scene.tokens(&code).await;
        let end = json!({ "application": scene.application });
        scene.done("terms.end-exemption", end).await;
        let led = browser.authorize(&scene.asks()).await.header("location").to_owned();
        assert!(led.starts_with("/me/terms/accept"), "{led}");
    });
}

#[test]
fn once_they_cannot_be_put_off_every_page_leads_to_the_terms_and_back() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        publish(&scene, 7).await;
        let home = browser.get("/home").await;
        assert!(home.text.contains("New terms of use"), "{}", home.text);
        publish(&scene, 0).await;
        let led = browser.get("/me/sessions?x=1").await.header("location").to_owned();
        assert_eq!(led, "/me/terms/accept?next=/me/sessions%3Fx%3D1");
        for open in ["/terms", "/help", "/me/terms", "/cannot-sign-in"] {
            assert_eq!(browser.get(open).await.status, StatusCode::OK, "{open}");
        }
        // What was being typed is taken.
        let page = browser.get("/me/terms/accept").await;
        let sent = fields(&[("telephone", "01632 960123"), ("csrf", &hidden(&page.text, "csrf"))]);
        let saved = browser.post("/me/details", form(&sent)).await;
        assert!(!saved.header("location").starts_with("/me/terms/accept"), "{}", saved.text);
        let on = accept(&mut browser, &led).await;
        assert_eq!(on.header("location"), "/me/sessions?x=1");
        assert_eq!(browser.get("/me/sessions?x=1").await.status, StatusCode::OK);
        // Signing in asks a stranger's browser first.
        let mut other = scene.browser();
        let shown = other.sign_in("/sign-in", &scene.other).await;
        assert_eq!(shown.header("location"), "/sign-in/terms");
        let page = other.get("/sign-in/terms").await;
        assert!(page.text.contains("Use your own account."), "{}", page.text);
        let sent = fields(&[
            ("terms", &hidden(&page.text, "terms")),
            ("csrf", &hidden(&page.text, "csrf")),
        ]);
        let home = other.post("/sign-in/terms", form(&sent)).await;
        assert_eq!(home.header("location"), "/home");
        assert_eq!(other.get("/home").await.status, StatusCode::OK);
    });
}
