//! What was entered goes on with the browser in its next session, a request to sign out counts once, and what a browser keeps of
//! somebody who is leaving fits into it.

use kernel::http::Caller;
use wire::saml::Kind;

use super::leaving::{carried, entered, entered_from, request, sends};
use super::scene::{ENTITY, LOGOUT, Scene, is_stopped, key, registration, request_of, status};
use crate::sessions::{MySessions, of_browser, sign_in};
use crate::testing::{OTHER, PASSWORD, USERNAME, admitted, check, on, ports, set_password};

/// The same browser, in which somebody signs in once more.
async fn again(scene: &Scene, username: &str, password: &str) -> Caller {
    let came = sign_in(&scene.world.door, &scene.caller, "a browser", username, password).await;
    Scene::caller_of(&scene.world, &admitted(came).expect("a session"))
}

/// Entries of the session in which somebody is.
async fn entries(scene: &Scene, caller: &Caller) -> usize {
    let now = scene.world.clock.now();
    let mut reader = scene.world.door.reader().await.expect("a reader");
    let key = caller.session.expect("a session");
    let session = of_browser(&mut reader, key, now).await.expect("no fault").expect("a session");
    crate::saml::store::of_session(&mut reader, session.id, now).await.expect("no fault").len()
}

/// Entries of one name that are not over, whatever session they are of.
async fn is_in(scene: &Scene, name: &str) -> bool {
    let now = scene.world.clock.now();
    let mut reader = scene.world.door.reader().await.expect("a reader");
    let found = crate::saml::store::is_entered(&mut reader, scene.application, name, now).await;
    found.expect("no fault")
}

#[test]
fn what_was_entered_goes_on_in_the_next_session_of_the_same_person_and_of_nobody_else() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        let caller = again(&scene, USERNAME, PASSWORD).await;
        assert_eq!(entries(&scene, &caller).await, 1);
        // So the application that was entered before still signs out of this service.
        let asked = request(&scene, &name, "");
        let shown = sends(&scene, &caller, (Kind::Request, &asked), "back", Some(key()), "").await;
        assert_eq!(status(&carried(&shown).1), ["Success"]);
        assert!(!is_in(&scene, &name).await);

        let scene = Scene { caller: again(&scene, USERNAME, PASSWORD).await, ..scene };
        entered(&scene, ENTITY, "_two").await;
        let organisation = scene.world.organisation("RX7").await;
        let other = scene.world.person("Carol Penn", organisation);
        set_password(&scene.world, other, OTHER).await;
        let caller = again(&scene, "carol.penn@guildhall.example", OTHER).await;
        assert_eq!(entries(&scene, &caller).await, 0);
        assert!(!is_in(&scene, &name).await, "what somebody else entered there is over");
    });
}

#[test]
fn a_session_that_has_to_make_room_takes_along_what_was_entered_from_it() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let scene = Scene::new(world).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        for _ in 0..50 {
            let came = crate::testing::enter(&scene.world, USERNAME, PASSWORD).await;
            assert!(came.is_ok());
        }
        assert!(!is_in(&scene, &name).await);
    });
}

#[test]
fn a_request_to_sign_out_counts_once() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        let asked = request(&scene, &name, "");
        let shown =
            sends(&scene, &scene.caller, (Kind::Request, &asked), "back", Some(key()), "").await;
        assert_eq!(status(&carried(&shown).1), ["Success"]);
        // Whoever kept a copy of it sends it once more, when the person has signed in again.
        let caller = again(&scene, USERNAME, PASSWORD).await;
        entered_from(&scene, &caller, ENTITY, "_two").await;
        let shown = sends(&scene, &caller, (Kind::Request, &asked), "back", Some(key()), "").await;
        assert!(is_stopped(&shown), "{}", shown.html);
        let mine = MySessions { current: caller.session };
        let mine = scene.world.door.ask(&caller.call(&scene.world.door), &mine).await;
        assert!(mine.is_ok_and(|mine| mine.items.iter().any(|one| one.is_current)));
        // An application may use the same word for something else that it asks.
        let fresh = asked.replace("\"_out\"", "\"_one\"");
        let shown = sends(&scene, &caller, (Kind::Request, &fresh), "back", Some(key()), "").await;
        assert_eq!(status(&carried(&shown).1), ["Success"]);
    });
}

#[test]
fn what_a_browser_keeps_of_somebody_who_leaves_much_fits_into_it() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let scene = Scene::new(world).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        for number in 0..12 {
            let entity = format!("https://ward{number}.example/saml");
            scene.world.done(scene.platform.clone(), registration(&entity, "false")).await;
            for turn in 0..4 {
                entered(&scene, &entity, &format!("_{number}-{turn}")).await;
            }
        }
        let asked = request(&scene, &name, "");
        let relay = "r".repeat(1000);
        let shown =
            sends(&scene, &scene.caller, (Kind::Request, &asked), &relay, Some(key()), "").await;
        let (to, ..) = carried(&shown);
        assert!(to.ends_with(".example/saml/logout") && to != LOGOUT, "{to}");
        let lines = shown.headers.get_all("set-cookie").iter();
        let kept = lines.filter_map(|line| line.to_str().ok()).find(|line| line.contains("_saml_"));
        let kept = kept.and_then(|line| line.split(';').next()).expect("something is kept");
        assert!((1500..=4096).contains(&kept.len()), "{}", kept.len());
    });
}

#[test]
fn what_waits_in_a_browser_is_never_more_than_servers_take() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let scene = Scene::new(world).await;
        let nobody = crate::testing::browser(&scene.world);
        let at = scene.world.clock.now();
        let classes = |many: usize| {
            let class = "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>";
            format!(
                "<samlp:RequestedAuthnContext>{}</samlp:RequestedAuthnContext>",
                class.repeat(many)
            )
        };
        let long = request_of(ENTITY, &format!("_{}", "i".repeat(250)), at, "", &classes(10));
        let shown = scene.asks(&nobody, &long, None).await;
        let line = shown.headers.get("set-cookie").map_or(0, |line| line.len());
        assert!(line <= 3200, "{line}");
        // However often somebody is sent here, the line that goes with every request stays short.
        let mut jar: Vec<String> = Vec::new();
        for number in 0..8 {
            let id = format!("_{number}{}", "i".repeat(200));
            let xml = request_of(ENTITY, &id, at, "", &classes(4));
            let address = super::scene::by_address(&xml, None);
            let shown = super::scene::open(&scene.world, &nobody, &address, &jar.join("; ")).await;
            for line in shown.headers.get_all("set-cookie") {
                let pair = line.to_str().expect("letters").split(';').next().unwrap_or_default();
                let name = pair.split('=').next().unwrap_or_default().to_owned() + "=";
                jar.retain(|kept| !kept.starts_with(&name));
                if pair.len() > name.len() {
                    jar.push(pair.to_owned());
                }
            }
        }
        let whole = jar.join("; ").len();
        assert!((1000..7000).contains(&whole), "{whole}");
    });
}
