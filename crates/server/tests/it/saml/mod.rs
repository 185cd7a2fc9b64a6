//! Signing in with SAML, through the whole product, to a service that others wrote: pysaml2 with xmlsec1.

mod peer;
mod scene;

use axum::http::StatusCode;
use serde_json::json;

use scene::{check, hidden};

#[test]
fn a_service_of_others_is_signed_in_to_by_redirect_and_by_form() {
    check(|mut scene| async move {
        for binding in ["redirect", "post"] {
            let asked =
                scene.peer.says(json!({ "do": "ask", "binding": binding, "relay": "a b&c" }));
            let mut browser = scene.browser();
            let shown = browser.carries(&asked).await;
            // A form is taken up again by an address.
            let shown = if binding == "post" { browser.follow(&shown).await } else { shown };
            let page = shown.header("location").to_owned();
            assert!(page.starts_with("/sign-in?next="), "{} {page} {}", shown.status, shown.text);
            let shown = browser.sign_in(&page).await;
            let shown = browser.follow(&shown).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
            assert_eq!(hidden(&shown.text, "RelayState"), "a b&amp;c");
            let policy = shown.header("content-security-policy");
            assert!(policy.contains("form-action 'self' https://sp.example"), "{policy}");
            let said = scene.takes(&shown);

            assert_eq!(said["attributes"]["mail"], json!([scene.username]), "{said}");
            assert_eq!(said["attributes"]["givenName"], json!(["Asha"]));
            assert_eq!(said["encrypted"], json!(false));
            // The same once more is answered with nothing, and taken by nobody.
            let again = scene
                .peer
                .says(json!({ "do": "take", "response": hidden(&shown.text, "SAMLResponse") }));
            assert!(again["error"].is_string(), "{again}");
        }
    });
}

#[test]
fn what_is_encrypted_is_read_by_the_service_it_is_for() {
    check(|mut scene| async move {
        scene.encrypts().await;
        let mut browser = scene.signed_in().await;
        let asked = scene.peer.says(json!({ "do": "ask", "binding": "redirect" }));
        let shown = browser.carries(&asked).await;
        let said = scene.takes(&shown);
        assert_eq!(said["attributes"]["mail"], json!([scene.username]), "{said}");
        assert_eq!(said["encrypted"], json!(true));
    });
}

#[test]
fn a_service_of_others_signs_people_out() {
    check(|mut scene| async move {
        for binding in ["redirect", "post"] {
            let mut browser = scene.signed_in().await;
            let asked = scene.peer.says(json!({ "do": "ask", "binding": "redirect" }));
            let shown = browser.carries(&asked).await;
            scene.takes(&shown);
            assert_eq!(browser.get("/me/sessions").await.status, StatusCode::OK);
            let asked = scene.peer.says(json!({ "do": "leave", "binding": binding }));
            let shown = browser.carries(&asked).await;
            let shown = if binding == "post" { browser.follow(&shown).await } else { shown };
            let to = shown.header("location").to_owned();
            assert!(
                to.starts_with("https://sp.example/saml/logout?SAMLResponse="),
                "{} {to} {}",
                shown.status,
                shown.text
            );
            let left = scene.peer.says(json!({ "do": "left", "location": to }));
            assert_eq!(left["ok"], json!(true), "{left}");
            assert_ne!(browser.get("/me/sessions").await.status, StatusCode::OK);
        }
    });
}

#[test]
fn a_second_service_is_told_that_somebody_signs_out() {
    check(|mut scene| async move {
        let mut other = scene.another().await;
        let mut browser = scene.signed_in().await;
        for peer in [&mut scene.peer, &mut other] {
            let asked = peer.says(json!({ "do": "ask", "binding": "redirect" }));
            let shown = browser.carries(&asked).await;
            let response = hidden(&shown.text, "SAMLResponse");
            let said = peer.says(json!({ "do": "take", "response": response }));
            assert!(said["error"].is_null(), "{said}");
        }
        let asked = scene.peer.says(json!({ "do": "leave", "binding": "redirect" }));
        let shown = browser.carries(&asked).await;
        let to = shown.header("location").to_owned();
        assert!(
            to.starts_with("https://two.example/saml/logout?SAMLRequest="),
            "{to} {}",
            shown.text
        );
        let told = other.says(json!({ "do": "told", "location": to }));
        assert!(told["error"].is_null(), "{told}");
        let shown = browser.carries(&told).await;
        let to = shown.header("location").to_owned();
        let left = scene.peer.says(json!({ "do": "left", "location": to }));
        assert_eq!(left["ok"], json!(true), "{left} {to} {}", shown.text);
    });
}

#[test]
fn after_a_transfer_a_service_of_others_knows_the_same_subject_and_address() {
    check(|mut scene| async move {
        let mut told = Vec::new();
        for is_moved in [false, true] {
            if is_moved {
                scene.moves("RX2").await;
            }
            let mut browser = scene.signed_in().await;
            let asked = scene.peer.says(json!({ "do": "ask", "binding": "redirect" }));
            let shown = browser.carries(&asked).await;
            let said = scene.takes(&shown);
            told.push((said["name_id"].clone(), said["attributes"]["mail"].clone()));
        }
        assert!(told[0].0.is_string(), "{told:?}");
        assert_eq!(told[0], told[1]);
    });
}
