//! Signing out of this service, which signs out of everything that was entered from it, one application after another.

use axum::http::StatusCode;
use wire::saml::Kind;

use super::leaving::{answered, carried, entered, is_signed_in, sends};
use super::scene::{ENTITY, LOGOUT, Scene, cookie_of, key, open, registration, text};
use crate::testing::{Shown, browser, check, post};

const SECOND: &str = "https://second.example/saml";

/// Where a page goes on by itself.
fn goes_on(shown: &Shown) -> String {
    let refresh = shown.headers.get("refresh").and_then(|value| value.to_str().ok());
    let to = refresh.and_then(|value| value.strip_prefix("0;url=")).expect("a way on");
    to.to_owned()
}

/// Both applications are entered, and the person signs out; the first one of them has been told.
async fn leaves(scene: &Scene) -> (Shown, String) {
    scene.world.done(scene.platform.clone(), registration(SECOND, "false")).await;
    entered(scene, ENTITY, "_one").await;
    let (name, session) = entered(scene, SECOND, "_two").await;
    let left = post(&scene.world, &scene.caller, "/sign-out", "").await;
    assert_eq!(left.status, StatusCode::OK);
    assert!(left.html.contains("You are signed out of this service"), "{}", left.html);
    assert!(!is_signed_in(scene).await, "before anybody else is told");
    let gone = left.headers.get_all("set-cookie").iter();
    assert!(
        gone.filter_map(|line| line.to_str().ok())
            .any(|line| line.starts_with("guildhall_session=;"))
    );
    let nobody = browser(&scene.world);
    let on = goes_on(&left);
    let elsewhere = open(&scene.world, &nobody, &on, "").await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST, "in another browser");
    let shown = open(&scene.world, &nobody, &on, &cookie_of(&left)).await;
    let (to, told, _) = carried(&shown);
    assert_eq!(to, format!("{SECOND}/logout"));
    assert_eq!(text(&told, "NameID"), name);
    assert_eq!(text(&told, "SessionIndex"), session);
    (shown, on)
}

/// An application answers what it was told, which the browser brings here.
async fn answers(scene: &Scene, told: &Shown, entity: &str, code: &str) -> Shown {
    let (_, document, tag) = carried(told);
    let xml = answered(scene, entity, document.attribute("ID").expect("an id"), code);
    let nobody = browser(&scene.world);
    let cookie = cookie_of(told);
    sends(scene, &nobody, (Kind::Response, &xml), &tag, Some(key()), &cookie).await
}

#[test]
fn whoever_signs_out_is_signed_out_of_what_they_entered() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (second, on) = leaves(&scene).await;
        let first = answers(&scene, &second, SECOND, "Success").await;
        assert_eq!(carried(&first).0, LOGOUT);
        let end = answers(&scene, &first, ENTITY, "Success").await;
        assert_eq!(end.status, StatusCode::OK);
        assert!(end.html.contains("have signed you out, too"), "{}", end.html);
        // What the browser was kept waiting with is used up with the step that it was for.
        let again = open(&scene.world, &browser(&scene.world), &on, &cookie_of(&end)).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_did_not_sign_them_out_is_named() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (second, _) = leaves(&scene).await;
        let first = answers(&scene, &second, SECOND, "Responder").await;
        let end = answers(&scene, &first, ENTITY, "Success").await;
        assert!(end.html.contains("have not said that they signed you out"), "{}", end.html);
        assert!(end.html.contains("<li>Rota</li>"), "{}", end.html);
    });
}

#[test]
fn an_application_that_asked_for_it_is_gone_on_to_at_the_end() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        entered(&scene, ENTITY, "_one").await;
        // Whom an OpenID Connect application sends here without saying who they are is asked.
        let left = post(&scene.world, &scene.caller, "/oidc/logout/confirm", "").await;
        assert!(!is_signed_in(&scene).await);
        let nobody = browser(&scene.world);
        let told = open(&scene.world, &nobody, &goes_on(&left), &cookie_of(&left)).await;
        let end = answers(&scene, &told, ENTITY, "Success").await;
        assert!(end.html.contains("have signed you out, too"), "{}", end.html);
    });
}
