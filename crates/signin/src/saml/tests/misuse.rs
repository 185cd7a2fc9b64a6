//! All that must not work.

use super::scene::{
    ENTITY, REPLY, SSO, Scene, answer, by_address, cookie_of, is_stopped, key, metadata, open,
    other_key, registration, request_of, signed, status,
};
use crate::applications::{RegisterApplication, RetireApplication, SamlDetails};
use crate::testing::{check, check_races, refusal};

#[test]
fn what_is_not_right_about_a_request_ends_on_a_page() {
    check(|world| async move {
        let scene = Scene::with(world, registration(ENTITY, "true")).await;
        let good = scene.request("_one", "", "");
        let now = scene.world.clock.now();
        let stops = async |xml: String, why: &str| {
            let shown = scene.asks(&scene.caller, &xml, Some(key())).await;
            assert!(is_stopped(&shown), "{why} {}", shown.html);
            let shown = scene.posts(&scene.caller, &signed(&xml, key())).await;
            assert!(is_stopped(&shown), "{why} {}", shown.html);
        };
        stops(good.replace(ENTITY, "https://other.example"), "unknown").await;
        stops(good.replace(SSO, "https://other.example/saml/sso"), "sent elsewhere").await;
        stops(good.replace(&format!("Destination=\"{SSO}\""), ""), "sent nowhere").await;
        stops(good.replace("Version=\"2.0\"", "Version=\"1.1\""), "version").await;
        stops(good.replace("ID=\"_one\"", "ID=\"\""), "id").await;
        stops(good.replace("AuthnRequest", "LogoutRequest"), "kind").await;
        for (seconds, why) in [(-301, "old"), (301, "early")] {
            stops(request_of(ENTITY, "_one", now.plus_seconds(seconds), "", ""), why).await;
        }
        for to in [
            "https://evil.example/acs".to_owned(),
            REPLY.replace('&', "&amp;").replace("https", "HTTPS"),
            format!("{}#x", REPLY.replace('&', "&amp;")),
            format!("{}/", REPLY.replace('&', "&amp;")),
            "https://rota.example/artifact".to_owned(),
            String::new(),
        ] {
            let attribute = format!("AssertionConsumerServiceURL=\"{to}\"");
            stops(scene.request("_one", &attribute, ""), &attribute).await;
        }
        for index in ["0", "2", "-1", "x"] {
            let attribute = format!("AssertionConsumerServiceIndex=\"{index}\"");
            stops(scene.request("_one", &attribute, ""), &attribute).await;
        }
        let named = REPLY.replace('&', "&amp;");
        let both =
            format!("AssertionConsumerServiceURL=\"{named}\" AssertionConsumerServiceIndex=\"1\"");
        stops(scene.request("_one", &both, ""), &both).await;
        // Not signed, or by somebody else.
        assert!(is_stopped(&scene.asks(&scene.caller, &good, None).await));
        assert!(is_stopped(&scene.asks(&scene.caller, &good, Some(other_key())).await));
        assert!(is_stopped(&scene.posts(&scene.caller, &good).await));
        assert!(is_stopped(&scene.posts(&scene.caller, &signed(&good, other_key())).await));
        // The right one goes through after all of this.
        let named = format!("AssertionConsumerServiceURL=\"{named}\"");
        let xml = scene.request("_one", &named, "");
        let said = answer(&scene.asks(&scene.caller, &xml, Some(key())).await);
        assert_eq!(status(&said), ["Success"]);
    });
}

#[test]
fn a_signature_that_is_there_is_checked_even_where_none_is_needed() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let good = scene.request("_one", "", "");
        assert!(is_stopped(&scene.asks(&scene.caller, &good, Some(other_key())).await));
        assert!(is_stopped(&scene.posts(&scene.caller, &signed(&good, other_key())).await));
        let place = by_address(&good, Some(key()));
        for (from, to) in [
            ("rsa-sha256", "rsa-sha1"),
            ("RelayState=back", "RelayState=forth"),
            ("Signature=", "Signature=AAAA"),
            // The same to whoever decodes it, but not what was signed.
            ("%20%26%20", "+%26+"),
        ] {
            assert!(place.contains(from), "{place}");
            let shown = open(&scene.world, &scene.caller, &place.replacen(from, to, 1), "").await;
            assert!(is_stopped(&shown), "{from}");
        }
    });
}

#[test]
fn a_request_is_answered_once_by_64_at_once() {
    check_races(|world| async move {
        let scene = std::sync::Arc::new(Scene::new(world).await);
        let place = by_address(&scene.request("_one", "", ""), None);
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (scene, place) = (std::sync::Arc::clone(&scene), place.clone());
            tries.spawn(async move {
                !is_stopped(&open(&scene.world, &scene.caller, &place, "").await)
            });
        }
        let won = tries.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1);
    });
}

#[test]
fn who_may_not_use_it_is_told_nothing_and_neither_is_an_application_out_of_use() {
    check(|world| async move {
        let scene = Scene::with(
            world,
            RegisterApplication {
                open_to: crate::applications::OpenTo::Nobody,
                ..registration(ENTITY, "false")
            },
        )
        .await;
        let said = answer(&scene.asks(&scene.caller, &scene.request("_one", "", ""), None).await);
        assert_eq!(status(&said), ["Responder", "RequestDenied"]);
        assert!(super::scene::find(&said, "Assertion").is_none());
        let shown = scene
            .asks(&crate::testing::browser(&scene.world), &scene.request("_two", "", ""), None)
            .await;
        let (to, cookie) = (shown.location().to_owned(), cookie_of(&shown));
        let retire = RetireApplication { application: scene.application };
        scene.world.done(scene.platform.clone(), retire).await;
        assert!(is_stopped(
            &scene.asks(&scene.caller, &scene.request("_three", "", ""), None).await
        ));
        // Also for who was on the way.
        let on = format!("/saml/resume?key={}", to.rsplit("%3D").next().unwrap());
        assert!(is_stopped(&open(&scene.world, &scene.caller, &on, &cookie).await));
        // Its name is free again.
        scene.world.done(scene.platform.clone(), registration(ENTITY, "false")).await;
    });
}

#[test]
fn what_waits_in_a_browser_cannot_be_changed_or_kept_for_long() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let nobody = crate::testing::browser(&scene.world);
        let shown = scene.asks(&nobody, &scene.request("_one", "", ""), None).await;
        let (to, cookie) = (shown.location().to_owned(), cookie_of(&shown));
        let on = format!("/saml/resume?key={}", to.rsplit("%3D").next().unwrap());
        let (name, value) = cookie.split_once('=').unwrap();
        let changed =
            format!("{name}={}{}", if value.starts_with('A') { 'B' } else { 'A' }, &value[1..]);
        assert!(is_stopped(&open(&scene.world, &scene.caller, &on, &changed).await));
        let other = format!("guildhall_saml_AAAAAAAAAAAA={value}");
        assert!(is_stopped(
            &open(&scene.world, &scene.caller, "/saml/resume?key=AAAAAAAAAAAA", &other).await
        ));
        scene.world.clock.advance(std::time::Duration::from_secs(20 * 60 + 1));
        assert!(is_stopped(&open(&scene.world, &scene.caller, &on, &cookie).await));
    });
}

#[test]
fn what_comes_back_with_the_answer_is_text() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let place = by_address(&scene.request("_one", "", ""), None);
        let canary = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
        let place = place.replace("back%20%26%20forth", canary);
        let shown = open(&scene.world, &scene.caller, &place, "").await;
        assert_eq!(status(&answer(&shown)), ["Success"]);
        assert!(
            !shown.html.contains("<script>alert") && shown.html.contains("&lt;script&gt;alert(1)")
        );
    });
}

#[test]
fn metadata_that_cannot_be_taken_is_said_of_its_field() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let saml = |metadata: String| RegisterApplication {
            saml: Some(SamlDetails { metadata, ..SamlDetails::default() }),
            ..registration("https://two.example", "false")
        };
        let good = metadata("https://two.example", "false");
        for (command, field) in [
            (saml(metadata(ENTITY, "false")), "metadata"),
            (saml(good.replace("SPSSODescriptor", "IDPSSODescriptor")), "metadata"),
            (saml(good.replace("HTTP-POST", "PAOS")), "metadata"),
            (saml(good.replace("<?xml version=\"1.0\"?>", "<!DOCTYPE x>")), "metadata"),
            (saml(good.replace(&key().certificate, "AAAA")), "metadata"),
            (
                saml(good.replace("https://two.example/acs", "http://two.example/acs")),
                "redirect_uris",
            ),
            (saml(good.replace("https://two.example/acs", "javascript:alert(1)")), "redirect_uris"),
            (saml(String::new()), "entity_id"),
            (
                RegisterApplication {
                    redirect_uris: vec!["https://a.example".to_owned()],
                    ..saml(good.clone())
                },
                "redirect_uris",
            ),
            (
                RegisterApplication {
                    scopes: Some(vec!["openid".to_owned()]),
                    ..saml(good.clone())
                },
                "scopes",
            ),
            (
                RegisterApplication {
                    kind: crate::applications::Kind::Service,
                    ..saml(good.clone())
                },
                "kind",
            ),
            (
                RegisterApplication {
                    protocol: crate::applications::Protocol::Oidc,
                    ..saml(good.clone())
                },
                "saml",
            ),
        ] {
            let call = scene.world.call(scene.platform.clone());
            let refused = refusal(scene.world.door.perform(call, command).await);
            assert_eq!(refused.fields[0].field, field, "{}", refused.text);
        }
        scene.world.done(scene.platform.clone(), saml(good)).await;
    });
}
