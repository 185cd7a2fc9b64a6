//! Signing in as it should go.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::scene::{
    ENTITY, ISSUER, REPLY, Scene, answer, cookie_of, field, find, is_stopped, key, open,
    registration, signed, status, text,
};
use crate::applications::{
    ChangeApplication, Encryption, RegisterApplication, SamlDetails, Subject,
};
use crate::testing::{PASSWORD, USERNAME, browser, check, enter};

#[test]
fn whoever_is_signed_in_goes_straight_in() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        for proof in [None, Some(key())] {
            let id = if proof.is_some() { "_two" } else { "_one" };
            let shown = scene.asks(&scene.caller, &scene.request(id, "", ""), proof).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
            assert!(shown.html.contains(&format!("action=\"{}\"", REPLY.replace('&', "&amp;"))));
            assert_eq!(field(&shown, "RelayState").as_deref(), Some("back & forth"));
            let said = answer(&shown);
            assert_eq!(status(&said), ["Success"]);
            assert_eq!(said.attribute("Destination"), Some(REPLY));
            assert_eq!(said.attribute("InResponseTo"), Some(id));
            assert_eq!(text(&said, "Issuer"), ISSUER);
            assert_eq!(text(&said, "Audience"), ENTITY);
            let data = find(&said, "SubjectConfirmationData").unwrap();
            assert_eq!(data.attribute("Recipient"), Some(REPLY));
            assert_eq!(data.attribute("InResponseTo"), Some(id));
            assert_eq!(text(&said, "NameID"), scene.person.to_string());
            assert_eq!(said.count("http://www.w3.org/2000/09/xmldsig#", "Signature"), 2);
            let attributes = find(&said, "AttributeStatement").unwrap();
            assert!(attributes.elements().any(|one| one.attribute("FriendlyName") == Some("mail")
                && text(one, "AttributeValue") == USERNAME));
        }
    });
}

#[test]
fn a_form_is_taken_up_by_the_browser_that_brought_it() {
    check(|world| async move {
        let scene = Scene::with(world, registration(ENTITY, "true")).await;
        let xml = signed(&scene.request("_form", "", ""), key());
        let said = answer(&scene.posts(&scene.caller, &xml).await);
        assert_eq!(
            (status(&said), said.attribute("InResponseTo")),
            (vec!["Success".to_owned()], Some("_form"))
        );
        // Without what the browser keeps, or with somebody else's, there is nothing to take up.
        let shown = open(&scene.world, &scene.caller, "/saml/resume?key=AAAAAAAAAAAA", "").await;
        assert!(is_stopped(&shown));
    });
}

#[test]
fn who_is_not_signed_in_goes_through_the_ordinary_page() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let nobody = browser(&scene.world);
        let shown = scene.asks(&nobody, &scene.request("_one", "", ""), None).await;
        let to = shown.location().to_owned();
        assert!(to.starts_with("/sign-in?next=%2Fsaml%2Fresume%3Fkey%3D"), "{to}");
        let cookie = cookie_of(&shown);
        assert!(cookie.starts_with("guildhall_saml_") && cookie.len() < 2000, "{cookie}");
        let key = to.rsplit("%3D").next().unwrap();
        let on = format!("/saml/resume?key={key}");
        // Not signed in yet: back to the page, with the same way on.
        let again = open(&scene.world, &nobody, &on, &cookie).await;
        assert_eq!(again.location(), to);
        let said = answer(&open(&scene.world, &scene.caller, &on, &cookie).await);
        assert_eq!(status(&said), ["Success"]);
        // Answered once, whatever the browser still keeps.
        assert!(is_stopped(&open(&scene.world, &scene.caller, &on, &cookie).await));
    });
}

#[test]
fn who_has_to_prove_it_once_more_does() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        scene.world.clock.advance(std::time::Duration::from_secs(5));
        let xml = scene.request("_one", "ForceAuthn=\"true\"", "");
        let shown = scene.asks(&scene.caller, &xml, None).await;
        let to = shown.location().to_owned();
        assert!(to.starts_with("/sign-in?again=yes&next="), "{to}");
        let (key, cookie) = (to.rsplit("%3D").next().unwrap(), cookie_of(&shown));
        let on = format!("/saml/resume?key={key}");
        let shown = open(&scene.world, &scene.caller, &on, &cookie).await;
        assert!(shown.location().starts_with("/sign-in?again=yes"));
        scene.world.clock.advance(std::time::Duration::from_secs(5));
        let later = enter(&scene.world, USERNAME, PASSWORD).await.unwrap();
        let caller = Scene::caller_of(&scene.world, &later);
        let shown = open(&scene.world, &caller, &on, &cookie).await;
        assert_eq!(status(&answer(&shown)), ["Success"]);
        // Nobody may be asked.
        let xml = scene.request("_two", "ForceAuthn=\"1\" IsPassive=\"true\"", "");
        let said = answer(&scene.asks(&scene.caller, &xml, None).await);
        assert_eq!(status(&said), ["Responder", "NoPassive"]);
        let xml = scene.request("_three", "IsPassive=\"true\"", "");
        let said = answer(&scene.asks(&browser(&scene.world), &xml, None).await);
        assert_eq!(status(&said), ["Responder", "NoPassive"]);
        assert!(find(&said, "Assertion").is_none());
    });
}

#[test]
fn what_cannot_be_met_is_said() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let policy = |format: &str| format!("<samlp:NameIDPolicy Format=\"{format}\"/>");
        let wants = |class: &str| {
            format!(
                "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef>{class}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>"
            )
        };
        let kerberos = "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos";
        for (number, (attributes, within, codes)) in [
            ("", policy(kerberos), ["Requester", "InvalidNameIDPolicy"]),
            (
                "",
                "<samlp:NameIDPolicy SPNameQualifier=\"https://other.example\"/>".to_owned(),
                ["Requester", "InvalidNameIDPolicy"],
            ),
            ("", wants("urn:x"), ["Responder", "NoAuthnContext"]),
            (
                "",
                "<saml:Subject><saml:NameID>x</saml:NameID></saml:Subject>".to_owned(),
                ["Requester", "RequestUnsupported"],
            ),
            (
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\"",
                String::new(),
                ["Requester", "UnsupportedBinding"],
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let xml = scene.request(&format!("_{number}"), attributes, &within);
            let said = answer(&scene.asks(&scene.caller, &xml, None).await);
            assert_eq!(status(&said), codes, "{xml}");
            assert!(find(&said, "Assertion").is_none());
        }
        // Whoever signed in with a password only may be able to prove more: they are asked.
        let xml = scene.request("_more", "", &wants("https://refeds.org/profile/mfa"));
        let shown = scene.asks(&scene.caller, &xml, None).await;
        assert!(shown.location().starts_with("/sign-in?again=yes&next="), "{}", shown.location());
        for (format, is_it) in [
            ("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", USERNAME),
            ("urn:oasis:names:tc:SAML:2.0:nameid-format:transient", ""),
        ] {
            let xml = scene.request(&format!("_{}", format.len()), "", &policy(format));
            let said = answer(&scene.asks(&scene.caller, &xml, None).await);
            let name = find(&said, "NameID").unwrap();
            assert_eq!(name.attribute("Format"), Some(format));
            assert!(is_it.is_empty() || name.text() == Some(is_it));
            assert_ne!(name.text(), Some(scene.person.to_string().as_str()));
        }
    });
}

#[test]
fn an_application_is_opened_without_having_asked() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let place = format!("/saml/start/{}?RelayState=inbox", scene.application);
        let shown = open(&scene.world, &scene.caller, &place, "").await;
        let said = answer(&shown);
        assert_eq!(status(&said), ["Success"]);
        assert_eq!(said.attribute("InResponseTo"), None);
        assert_eq!(field(&shown, "RelayState").as_deref(), Some("inbox"));
        let unknown = format!("/saml/start/{}", scene.session.account);
        assert!(is_stopped(&open(&scene.world, &scene.caller, &unknown, "").await));
    });
}

#[test]
fn a_federated_domain_gets_what_it_needs() {
    check(|world| async move {
        let registered = RegisterApplication {
            subject: Subject::Immutable,
            scopes: Some(Vec::new()),
            ..registration(ENTITY, "false")
        };
        let scene = Scene::with(world, registered).await;
        let said = answer(&scene.asks(&scene.caller, &scene.request("_one", "", ""), None).await);
        assert_eq!(text(&said, "NameID"), STANDARD.encode(scene.person.0.as_bytes()));
        let attribute = find(&said, "Attribute").unwrap();
        assert_eq!(attribute.attribute("Name"), Some("IDPEmail"));
        assert_eq!(text(attribute, "AttributeValue"), USERNAME);
    });
}

#[test]
fn what_is_encrypted_shows_nothing() {
    check(|world| async move {
        let plain = registration(ENTITY, "false");
        let saml = plain.saml.clone().unwrap();
        let saml = Some(SamlDetails { encryption: Some(Encryption::Always), ..saml });
        let scene = Scene::with(world, RegisterApplication { saml, ..plain }).await;
        // A change that says nothing about it leaves it as it is.
        let body = serde_json::json!({ "application": scene.application, "name": "Rota", "scopes": ["profile", "email"], "open_to": "everybody", "saml": {} });
        let change: ChangeApplication = serde_json::from_value(body).unwrap();
        for id in ["_one", "_two"] {
            let said = answer(&scene.asks(&scene.caller, &scene.request(id, "", ""), None).await);
            assert_eq!(status(&said), ["Success"]);
            assert!(find(&said, "EncryptedAssertion").is_some());
            assert!(find(&said, "Assertion").is_none());
            assert!(!wire::saml::canonical(&said).contains(USERNAME));
            scene.world.done(scene.platform.clone(), change.clone()).await;
        }
    });
}
