//! Signing out of one application, of all that were entered from the same session, and of this service.

use axum::http::StatusCode;
use kernel::http::Caller;
use wire::saml::{Element, Kind, LONGEST_MESSAGE, address, arrived, parse};

use super::scene::{
    ENTITY, ISSUER, Key, LOGOUT, Scene, answer, cookie_of, find, is_stopped, key, open, other_key,
    registration, request_of, status, text,
};
use crate::sessions::{EndSession, MySessions};
use crate::testing::{Shown, check};

const HERE: &str = "http://localhost:8400/saml/logout";
const SECOND: &str = "https://second.example/saml";

/// A request of an application to sign somebody out.
pub(super) fn request(scene: &Scene, name: &str, session: &str) -> String {
    let at = scene.world.clock.now().rfc3339();
    let session = match session {
        "" => String::new(),
        session => format!("<samlp:SessionIndex>{session}</samlp:SessionIndex>"),
    };
    format!(
        r#"<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_out" Version="2.0" IssueInstant="{at}" Destination="{HERE}"><saml:Issuer>{ENTITY}</saml:Issuer><saml:NameID>{name}</saml:NameID>{session}</samlp:LogoutRequest>"#
    )
}

/// What an application answers to whoever told it to sign somebody out.
pub(super) fn answered(scene: &Scene, entity: &str, id: &str, code: &str) -> String {
    let at = scene.world.clock.now().rfc3339();
    format!(
        r#"<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="{at}" Destination="{HERE}" InResponseTo="{id}"><saml:Issuer>{entity}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{code}"/></samlp:Status></samlp:LogoutResponse>"#
    )
}

pub(super) async fn sends(
    scene: &Scene,
    caller: &Caller,
    (kind, xml): (Kind, &str),
    relay: &str,
    key: Option<&Key>,
    cookie: &str,
) -> Shown {
    let sign =
        |text: &str| Ok::<_, ()>(key.map(|key| key.sign(text.as_bytes())).unwrap_or_default());
    let whole = address("/saml/logout", kind, xml, Some(relay), sign).expect("an address");
    let whole = match key {
        Some(_) => whole,
        None => whole.split("&SigAlg=").next().expect("an address").to_owned(),
    };
    open(&scene.world, caller, &whole, cookie).await
}

/// Where the browser is sent, and the message that it carries, which is signed.
pub(super) fn carried(shown: &Shown) -> (String, Element, String) {
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.html);
    let (to, query) = shown.location().split_once('?').expect("a message");
    let came = arrived(query).expect("a message");
    assert!(came.signature.is_some());
    let root = parse(&came.xml, LONGEST_MESSAGE).expect("a document");
    (to.to_owned(), root, came.relay.unwrap_or_default())
}

pub(super) async fn is_signed_in(scene: &Scene) -> bool {
    let mine = MySessions { current: scene.caller.session };
    let call = scene.caller.call(&scene.world.door);
    scene
        .world
        .door
        .ask(&call, &mine)
        .await
        .is_ok_and(|mine| mine.items.iter().any(|one| one.is_current))
}

/// Enters the application; the name by which it knows the person, and the session.
pub(super) async fn entered(scene: &Scene, entity: &str, id: &str) -> (String, String) {
    entered_from(scene, &scene.caller, entity, id).await
}

/// The same from another browser.
pub(super) async fn entered_from(
    scene: &Scene,
    caller: &Caller,
    entity: &str,
    id: &str,
) -> (String, String) {
    let xml = request_of(entity, id, scene.world.clock.now(), "", "");
    let said = answer(&scene.asks(caller, &xml, None).await);
    assert_eq!(status(&said), ["Success"]);
    let session = find(&said, "AuthnStatement").unwrap().attribute("SessionIndex").unwrap();
    (text(&said, "NameID").to_owned(), session.to_owned())
}

#[test]
fn one_application_signs_out_of_this_service() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (name, session) = entered(&scene, ENTITY, "_one").await;
        let good = request(&scene, &name, &session);
        let tries = async |xml: &str, key: Option<&Key>| {
            sends(&scene, &scene.caller, (Kind::Request, xml), "back", key, "").await
        };
        // Nobody is signed out by whoever cannot prove who they are, or means somebody else.
        assert!(is_stopped(&tries(&good, None).await));
        assert!(is_stopped(&tries(&good, Some(other_key())).await));
        assert!(is_stopped(
            &tries(&good.replace(HERE, "https://other.example"), Some(key())).await
        ));
        let others = [good.replace(&name, "somebody"), good.replace(&session, "_other")];
        for (number, other) in others.into_iter().enumerate() {
            let other = other.replace("_out", &format!("_out{number}"));
            let (_, said, _) = carried(&tries(&other, Some(key())).await);
            assert_eq!(status(&said), ["Requester", "UnknownPrincipal"]);
        }
        assert!(is_signed_in(&scene).await);
        let shown = tries(&good, Some(key())).await;
        let gone = shown.headers.get_all("set-cookie").iter();
        assert!(
            gone.filter_map(|line| line.to_str().ok())
                .any(|line| line.starts_with("guildhall_session=;"))
        );
        let (to, said, relay) = carried(&shown);
        assert_eq!(
            (to.as_str(), relay.as_str(), said.attribute("InResponseTo")),
            (LOGOUT, "back", Some("_out"))
        );
        assert_eq!((status(&said), text(&said, "Issuer")), (vec!["Success".to_owned()], ISSUER));
        assert!(!is_signed_in(&scene).await);
    });
}

#[test]
fn the_others_are_told_one_after_another() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        scene.world.done(scene.platform.clone(), registration(SECOND, "false")).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        let (second_name, second_session) = entered(&scene, SECOND, "_two").await;
        let asked = request(&scene, &name, "");
        let shown =
            sends(&scene, &scene.caller, (Kind::Request, &asked), "back", Some(key()), "").await;
        let (to, told, tag) = carried(&shown);
        assert_eq!(to, format!("{SECOND}/logout"));
        assert_eq!(
            (text(&told, "NameID"), text(&told, "SessionIndex")),
            (second_name.as_str(), second_session.as_str())
        );
        let (cookie, id) = (cookie_of(&shown), told.attribute("ID").unwrap());
        let answers = |id: &str, code: &str| answered(&scene, SECOND, id, code);
        let nobody = crate::testing::browser(&scene.world);
        for (xml, codes) in [
            (answers(id, "Success"), &["Success"][..]),
            (answers(id, "Responder"), &["Success", "PartialLogout"]),
            (answers("_other", "Success"), &["Success", "PartialLogout"]),
        ] {
            let shown =
                sends(&scene, &nobody, (Kind::Response, &xml), &tag, Some(key()), &cookie).await;
            let (to, said, relay) = carried(&shown);
            assert_eq!((to.as_str(), relay.as_str()), (LOGOUT, "back"));
            assert_eq!(status(&said), codes);
        }
        let unsigned =
            sends(&scene, &nobody, (Kind::Response, &answers(id, "Success")), &tag, None, &cookie)
                .await;
        assert!(is_stopped(&unsigned));
        let elsewhere = sends(
            &scene,
            &nobody,
            (Kind::Response, &answers(id, "Success")),
            &tag,
            Some(key()),
            "",
        )
        .await;
        assert!(is_stopped(&elsewhere));
    });
}

#[test]
fn what_ends_the_session_ends_what_was_entered_from_it() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (name, _) = entered(&scene, ENTITY, "_one").await;
        let call = scene.caller.call(&scene.world.door);
        let mine = scene
            .world
            .door
            .ask(&call, &MySessions { current: scene.caller.session })
            .await
            .unwrap();
        let session = mine.items.iter().find(|one| one.is_current).unwrap().id;
        let mut reader = scene.world.door.reader().await.unwrap();
        let now = scene.world.clock.now();
        assert_eq!(
            crate::saml::store::of_session(&mut reader, session, now).await.unwrap().len(),
            1
        );
        scene
            .world
            .done(scene.caller.actor.clone(), EndSession { session, leaves_lasting: true })
            .await;
        assert!(
            crate::saml::store::of_session(&mut reader, session, now).await.unwrap().is_empty()
        );
        drop(reader);
        // Nobody is signed in any more: that is what was asked for.
        let asked = request(&scene, &name, "");
        let shown =
            sends(&scene, &scene.caller, (Kind::Request, &asked), "back", Some(key()), "").await;
        assert_eq!(status(&carried(&shown).1), ["Success"]);
    });
}
