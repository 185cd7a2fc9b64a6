//! Signing in with SAML to services that Shibboleth guards, through the real program and over the wire: two of them in one
//! Apache with one daemon, each with a name of its own. Nothing of the system is configured: all files are made in the test's
//! own folder.

mod browser;
mod service;

use serde_json::json;
use testkit::{Scratch, engines};

use crate::installation::{Installation, block_on, end, say};
use browser::Browser;
use service::{NAMES, Services};

const PASSWORD: &str = "lantern orchard 42 velvet";

/// Where Apache has its modules, where the environment says so (`script/test` sees to).
#[expect(clippy::disallowed_methods, reason = "the environment says where the peer is")]
fn modules() -> Option<String> {
    let named = std::env::var("GUILDHALL_TEST_SHIBBOLETH").ok();
    if named.is_none() {
        say("NOT RUN: GUILDHALL_TEST_SHIBBOLETH names no modules of Apache (script/test sets it)");
    }
    named
}

#[test]
fn shibboleth_signs_somebody_in_with_attributes_and_out_from_either_side() {
    let Some(modules) = modules() else { return };
    block_on(async {
        let scratch = Scratch::new(engines()[0]).await;
        let installation = Installation::new(scratch.folder.join("data"), &scratch.target);
        installation.arrange(&scratch.folder).await;
        let port = testkit::free_port();
        let mut program = installation.start(port).await;
        let portal = format!("http://localhost:{port}");
        let done = async |name: &str, body| {
            let done = installation.perform(name, &body).await;
            done.unwrap_or_else(|status| panic!("{name}: {status:?}"))
        };
        let body = json!({ "organisation": "XXCRA", "given_name": "Asha", "family_name": "Rao" });
        let person = done("person.create", body).await;
        let password = json!({ "person": person["id"], "password": PASSWORD });
        done("password.set-by-operator", password).await;
        let username = person["address"].as_str().expect("an address").to_owned();

        let mut services = Services::start(&modules, &portal).await;
        for (name, encryption) in NAMES.into_iter().zip(["never", "always"]) {
            let metadata = services.metadata(name).await;
            let body = json!({
                "name": name, "protocol": "saml", "open_to": "everybody", "subject": "pairwise",
                "scopes": ["profile", "email"],
                "saml": { "metadata": metadata, "encryption": encryption },
            });
            done("application.register", body).await;
        }

        let mut subjects = Vec::new();
        for [first, second] in [NAMES, [NAMES[1], NAMES[0]]] {
            let mut browser = Browser::new(&portal, services.port);
            // One asks for the password, the other for nothing.
            let shown = browser.open(&format!("https://{first}/in")).await;
            assert!(shown.address.starts_with(&format!("{portal}/sign-in?next=")), "{shown:?}");
            let shown = browser.sign_in(&shown, &username, PASSWORD).await;
            assert_eq!(
                (shown.address.as_str(), shown.text.trim()),
                (&*format!("https://{first}/in"), "come in")
            );
            let shown = browser.open(&format!("https://{second}/in")).await;
            assert_eq!(
                (shown.address.as_str(), shown.text.trim()),
                (&*format!("https://{second}/in"), "come in")
            );
            for name in [first, second] {
                let session = browser.session(name).await;
                let value = |attribute: &str| {
                    let mark = format!("<strong>{attribute}</strong>: ");
                    let found = session.split_once(&mark).map(|(_, rest)| rest.lines().next());
                    found
                        .flatten()
                        .unwrap_or_default()
                        .trim_end_matches("</pre></body></html>")
                        .to_owned()
                };
                assert_eq!(
                    (value("mail"), value("givenName")),
                    (username.clone(), "Asha".to_owned()),
                    "{session}"
                );
                assert!(session.contains("ac:classes:PasswordProtectedTransport"), "{session}");
                subjects.push((name, value("persistent-id")));
            }
            // The first one signs out; the second one is told, and says so.
            let leave = format!("https://{first}/Shibboleth.sso/Logout?return=https://{first}/bye");
            let shown = browser.open(&leave).await;
            assert_eq!(
                (shown.address.as_str(), shown.text.trim()),
                (&*format!("https://{first}/bye"), "gone")
            );
            assert!(
                browser
                    .passed(&format!("https://{second}/Shibboleth.sso/SLO/Redirect?SAMLRequest="))
            );
            for name in NAMES {
                let session = browser.session(name).await;
                assert!(session.contains("A valid session was not found"), "{name}: {session}");
            }
            let shown = browser.open(&format!("https://{second}/in")).await;
            assert!(shown.address.starts_with(&format!("{portal}/sign-in?next=")), "{shown:?}");
            // The portal signs out; both are told, and say so.
            browser.sign_in(&shown, &username, PASSWORD).await;
            browser.open(&format!("https://{first}/in")).await;
            let shown = browser.sign_out().await;
            assert!(shown.text.contains("have signed you out, too"), "{shown:?}");
            for name in NAMES {
                let told = format!("https://{name}/Shibboleth.sso/SLO/Redirect?SAMLRequest=");
                assert!(browser.passed(&told), "{name}");
            }
            for name in NAMES {
                let session = browser.session(name).await;
                assert!(session.contains("A valid session was not found"), "{name}: {session}");
            }
        }
        // Each knows the person by a key of its own, the same each time.
        subjects.sort();
        subjects.dedup();
        assert!(subjects.len() == 2 && subjects[0].1 != subjects[1].1, "{subjects:?}");

        services.end().await;
        end(&mut program).await;
        scratch.remove().await;
    });
}
