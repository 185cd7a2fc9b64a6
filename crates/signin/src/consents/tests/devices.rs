//! What somebody is asked who lets a device in.

use serde_json::{Value, json};
use testkit::World;
use wire::graph::query::encode;

use super::{BACK, Scene};
use crate::applications::RegisterApplication;
use crate::attempts::RecentSignIns;
use crate::consents::{AllowForAll, Answer, MyApplications};
use crate::testing::{Shown, browser, check, post};

async fn scene(world: World) -> Scene {
    let body = json!({ "name": "Rota", "organisation": "RX1", "redirect_uris": [BACK], "open_to": "everybody", "scopes": ["openid", "profile", "email"], "devices": "by-code" });
    let registration: RegisterApplication = serde_json::from_value(body).expect("a command");
    Scene::of(world, registration).await
}

/// The code that a device shows.
async fn code(scene: &Scene) -> String {
    let secret = scene.made.client_secret.as_deref().unwrap_or_default();
    let form = format!(
        "scope={}&client_id={}&client_secret={secret}",
        encode("openid profile"),
        scene.made.client_id
    );
    let shown = post(&scene.world, &browser(&scene.world), "/oidc/device", &form).await;
    let said: Value = serde_json::from_str(&shown.html).expect("JSON");
    said["user_code"].as_str().expect("a code").to_owned()
}

async fn types(scene: &Scene, code: &str) -> Shown {
    post(&scene.world, &scene.caller, "/device", &format!("code={code}")).await
}

async fn lets_in(scene: &Scene, code: &str) -> Shown {
    let form = format!("code={code}&choice=allow");
    post(&scene.world, &scene.caller, "/device/confirm", &form).await
}

#[test]
fn whoever_lets_a_device_in_reads_whose_it_is_and_is_asked_once() {
    check(|world| async move {
        let scene = scene(world).await;
        let first = code(&scene).await;
        let shown = types(&scene, &first).await.html;
        for words in ["(RX1) registered it", "Rota will see:", "You are asked once.", ">Allow<"] {
            let is_there =
                shown.split_whitespace().collect::<String>().contains(&words.replace(' ', ""));
            assert!(is_there, "{words}: {shown}");
        }
        assert!(lets_in(&scene, &first).await.html.contains("You are signed in on the device"));
        let second = code(&scene).await;
        let shown = types(&scene, &second).await.html;
        assert!(shown.contains("registered it") && !shown.contains("You are asked once."));
        assert!(lets_in(&scene, &second).await.html.contains("You are signed in on the device"));
        assert_eq!(scene.world.acts("application.allow").await, 1);
    });
}

#[test]
fn what_is_allowed_for_all_is_allowed_on_devices_and_nobody_allows_it_again() {
    check(|world| async move {
        let scene = scene(world).await;
        let all = AllowForAll { application: scene.made.application, answer: Answer::Allow };
        scene.world.done(scene.primary.clone(), all).await;
        let code = code(&scene).await;
        assert!(!types(&scene, &code).await.html.contains("You are asked once."));
        assert!(lets_in(&scene, &code).await.html.contains("You are signed in on the device"));
        assert_eq!(scene.world.acts("application.allow").await, 0);
        let mine = scene.world.asked(scene.caller.actor.clone(), &MyApplications {}).await.items;
        assert!(mine.iter().all(|one| one.allowed_at.is_none()));
    });
}

#[test]
fn whoever_may_not_use_it_is_asked_nothing_and_the_log_says_so() {
    check(|world| async move {
        let scene = scene(world).await;
        let outside = scene.world.organisation("RX2").await;
        scene.world.change_person(scene.person, |view| view.organisation = outside);
        let code = code(&scene).await;
        assert!(!types(&scene, &code).await.html.contains("You are asked once."));
        let shown = lets_in(&scene, &code).await.html;
        assert!(!shown.contains("You are signed in on the device"), "{shown}");
        assert_eq!(scene.world.acts("application.allow").await, 0);
        assert_eq!(scene.world.refusals("application.allow").await, 0);
        let recent = RecentSignIns::default();
        let lines = scene.world.asked(scene.caller.actor.clone(), &recent).await.items;
        assert_eq!(lines[0].reason, "the account may not use the application");
    });
}
