//! Requests that somebody bent: parameters taken out, twice, or made to mean something else.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use serde_json::json;

use super::scene::{CALLBACK, CHALLENGE, VERIFIER, check, fields, form, with};

#[test]
fn an_address_that_is_not_the_registered_one_byte_for_byte_is_never_gone_to() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let host = "https://rota.example";
        let mut bent: Vec<String> = [
            "HTTPS://rota.example/callback?tenant=1",
            "https://ROTA.example/callback?tenant=1",
            "http://rota.example/callback?tenant=1",
            "https://rota.example:443/callback?tenant=1",
            "https://rota.example:444/callback?tenant=1",
            "https://rota.example./callback?tenant=1",
            "https://rota.example/Callback?tenant=1",
            "https://rota.example/callback/?tenant=1",
            "https://rota.example//callback?tenant=1",
            "https://rota.example/./callback?tenant=1",
            "https://rota.example/x/../callback?tenant=1",
            "https://rota.example/%63allback?tenant=1",
            "https://rota.example/callback%2f?tenant=1",
            "https://rota.example/callback;x?tenant=1",
            "https://rota.example/callback?tenant=2",
            "https://rota.example/callback?tenant=1&x=1",
            "https://rota.example/callback?tenant=1#",
            "https://rota.example/callback?tenant=1#x",
            "https://rota.example/callback",
            "https://rota.example/callback?",
            "https://rota.example/callback?Tenant=1",
            "https://rota.example/callback?tenant=1%00",
            "https://rota.example/callback?tenant=1 ",
            " https://rota.example/callback?tenant=1",
            "https://rota.example/",
            "https://rota.example",
            "https://rota.example.evil.example/callback?tenant=1",
            "https://evil.example/callback?tenant=1",
            "https://evil.example/https://rota.example/callback?tenant=1",
            "https://rota.example@evil.example/callback?tenant=1",
            "https://user@rota.example/callback?tenant=1",
            "https://evil.example\\@rota.example/callback?tenant=1",
            "https:\\\\rota.example/callback?tenant=1",
            "https:/rota.example/callback?tenant=1",
            "//rota.example/callback?tenant=1",
            "/callback?tenant=1",
            "rota.example/callback?tenant=1",
            "javascript:alert(1)//https://rota.example/callback?tenant=1",
            "data:text/html,https://rota.example/callback?tenant=1",
            "https://rota.example/callback?tenant=1,https://evil.example/",
            "https://rota.example/callback?tenant=1\r\nlocation: https://evil.example/",
            "https://rota.example/other?tenant=1",
            "*",
            "null",
        ]
        .map(str::to_owned)
        .into();
        // One letter changed, one taken out, one put in, at each place.
        for place in 0..CALLBACK.len() {
            let (before, after) = (&CALLBACK[..place], &CALLBACK[place + 1..]);
            let letter = if &CALLBACK[place..=place] == "z" { 'y' } else { 'z' };
            bent.push(format!("{before}{letter}{after}"));
            bent.push(format!("{before}{after}"));
            bent.push(format!("{before}{letter}{}", &CALLBACK[place..]));
        }
        assert!(CALLBACK.starts_with(host));
        for address in bent {
            let shown = browser.authorize(&with(scene.asks(), &[("redirect_uri", &address)])).await;
            assert_eq!(shown.status, StatusCode::BAD_REQUEST, "{address}");
            let goes = [shown.header("location"), shown.header("refresh")];
            assert_eq!(goes, ["", ""], "{address}");
        }
    });
}

#[test]
fn each_parameter_taken_out_or_sent_twice_has_its_own_end() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let pkce = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        for (name, error) in [
            ("response_type", "invalid_request"),
            ("scope", "invalid_scope"),
            ("code_challenge", "invalid_request"),
            ("code_challenge_method", "invalid_request"),
        ] {
            let asks = with(with(scene.asks(), &pkce), &[(name, "")]);
            assert_eq!(browser.authorize(&asks).await.answered("error"), error, "{name}");
        }
        for name in ["client_id", "redirect_uri"] {
            let shown = browser.authorize(&with(scene.asks(), &[(name, "")])).await;
            assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
        }
        for (name, value) in scene.asks() {
            let mut asks = scene.asks();
            asks.push((name.clone(), value));
            let shown = browser.authorize(&asks).await;
            match &*name {
                "client_id" | "redirect_uri" => assert_eq!(shown.status, StatusCode::BAD_REQUEST),
                _ => assert_eq!(shown.answered("error"), "invalid_request", "{name}"),
            }
        }
        for (name, value, error) in [
            ("response_type", "token", "unsupported_response_type"),
            ("response_type", "code id_token", "unsupported_response_type"),
            ("response_mode", "fragment", "invalid_request"),
            ("prompt", "none login", "invalid_request"),
            ("prompt", "anything", "invalid_request"),
            ("max_age", "-1", "invalid_request"),
            ("max_age", "soon", "invalid_request"),
            ("max_age", "+5", "invalid_request"),
            ("id_token_hint", "bad", "invalid_request"),
            ("registration", "{}", "registration_not_supported"),
            ("code_challenge", VERIFIER, "invalid_request"),
        ] {
            let shown = browser.authorize(&with(scene.asks(), &[(name, value)])).await;
            assert_eq!(shown.answered("error"), error, "{name}={value}");
        }
    });
}

#[test]
fn a_code_is_for_one_application_one_address_and_a_minute() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let made = scene.done("application.register", super::scene::sample()).await;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        let code = browser.authorize(&scene.asks()).await.code();
        let others = with(
            scene.redeems(&code),
            &[("client_id", &text("client_id")), ("client_secret", &text("client_secret"))],
        );
        let shown = scene.call_as("/oidc/token", &others, None).await;
        assert_eq!(shown.json()["error"], "invalid_grant");
        for (name, value, error) in [
            ("redirect_uri", "https://rota.example/other", "invalid_grant"),
            ("redirect_uri", "", "invalid_request"),
            ("code", "", "invalid_request"),
            ("code", "something", "invalid_grant"),
            ("grant_type", "", "invalid_request"),
            ("grant_type", "password", "unsupported_grant_type"),
            ("grant_type", "client_credentials", "unauthorized_client"),
            // No challenge was sent: somebody took it out.
            ("code_verifier", VERIFIER, "invalid_grant"),
        ] {
            let sent = with(scene.redeems(&code), &[(name, value)]);
            let shown = scene.call("/oidc/token", &sent).await;
            assert_eq!(shown.json()["error"], error, "{name}={value}");
        }
        // All of that spent nothing.
        scene.tokens(&code).await;
        let late = browser.authorize(&scene.asks()).await.code();
        scene.world.advance(std::time::Duration::from_secs(60));
        let shown = scene.call("/oidc/token", &scene.redeems(&late)).await;
        assert_eq!(shown.json()["error"], "invalid_grant");
    });
}

#[test]
fn whoever_does_not_prove_who_they_are_gets_nothing() {
    check(|scene| async move {
        let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
        let encoded = |text: String| {
            format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
        };
        let own = with(scene.redeems(&code), &[("client_id", &scene.client_id)]);
        for who in [
            None,
            Some(encoded(format!("{}:wrong", scene.client_id))),
            Some(encoded(format!("{}:", scene.client_id))),
            Some(encoded(scene.client_id.clone())),
            Some("Basic !".to_owned()),
            Some(format!("Bearer {}", scene.secret)),
        ] {
            let shown = scene.call_as("/oidc/token", &own, who.as_deref()).await;
            assert_eq!(shown.status, StatusCode::UNAUTHORIZED, "{who:?}");
            assert_eq!(shown.json()["error"], "invalid_client");
            assert!(shown.header("www-authenticate").starts_with("Basic"));
        }
        let both = with(own, &[("client_secret", &scene.secret)]);
        assert_eq!(scene.call("/oidc/token", &both).await.status, StatusCode::BAD_REQUEST);
        let request = Request::post("/oidc/token").header(header::CONTENT_TYPE, "application/json");
        let shown = scene.send(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!(shown.json()["error"], "invalid_request");
    });
}

#[test]
fn a_program_with_a_token_of_the_api_enters_nothing() {
    check(|scene| async move {
        let account = serde_json::from_value(scene.person.clone()).unwrap();
        let call = scene.world.call(kernel::door::Actor::Account(account));
        let body = json!({ "application": scene.application, "redirect_uri": CALLBACK, "scopes": ["openid"] });
        let refused = scene.world.door.perform_by_name(call, "application.enter", body).await;
        assert!(refused.unwrap_err().to_string().contains("application.in-browser"));
    });
}

#[test]
fn a_form_of_another_site_confirms_nothing() {
    check(|scene| async move {
        let asks = with(scene.asks(), &[("prompt", "consent")]);
        let mut browser = scene.browser();
        let shown = browser.through_sign_in(&asks, &scene.username).await;
        let key = super::scene::hidden(&shown.text, "key");
        let sent = form(&fields(&[("key", &key), ("choice", "continue")]));
        let shown = browser.post("/oidc/resume", sent).await;
        assert_eq!(shown.status, StatusCode::FORBIDDEN);
        let shown = browser.post("/oidc/logout/confirm", String::new()).await;
        assert_eq!(shown.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn what_no_database_keeps_is_no_fault() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        for name in ["client_id", "redirect_uri", "state", "nonce", "scope", "extra"] {
            let shown = browser.authorize(&with(scene.asks(), &[(name, "a\0b")])).await;
            assert_eq!(shown.status, StatusCode::BAD_REQUEST, "{name}");
        }
        for name in ["code", "client_id", "refresh_token", "token"] {
            let sent = with(scene.redeems("a"), &[(name, "a\0b")]);
            for place in ["/oidc/token", "/oidc/introspect", "/oidc/revoke"] {
                assert_eq!(scene.call(place, &sent).await.status, StatusCode::BAD_REQUEST);
            }
        }
        let shown = browser.authorize(&with(scene.asks(), &[("state", "a\r\nb: c")])).await;
        assert_eq!(shown.answered("state"), "a\r\nb: c");
    });
}

#[test]
fn a_request_that_waits_for_a_sign_in_goes_on_in_its_own_browser_only() {
    check(|scene| async move {
        let mut own = scene.browser();
        let asks = with(scene.asks(), &[("prompt", "login")]);
        let page = own.authorize(&asks).await.header("location").to_owned();
        let (_, next) = page.split_once("next=").expect("a way back");
        let on = wire::graph::query::decode(next).expect("an address");
        for mut other in [scene.browser(), scene.signed_in().await] {
            let shown = other.get(&on).await;
            assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
        }
        // Bent anywhere, it opens nowhere. The last letter holds bits that count for nothing.
        let from = on.find("key=").expect("a key") + 4;
        for place in (from..on.len() - 1).step_by(5) {
            let letter = if &on[place..=place] == "A" { 'B' } else { 'A' };
            let bent = format!("{}{letter}{}", &on[..place], &on[place + 1..]);
            assert_eq!(own.get(&bent).await.status, StatusCode::BAD_REQUEST, "{place}");
        }
        assert_eq!(own.get(&on[..on.len() - 8]).await.status, StatusCode::BAD_REQUEST);
        own.sign_in(&page, &scene.username).await;
        let code = own.get(&on).await.code();
        scene.tokens(&code).await;
        let page = own.authorize(&asks).await.header("location").to_owned();
        own.sign_in(&page, &scene.username).await;
        scene.world.advance(std::time::Duration::from_secs(20 * 60));
        let (_, next) = page.split_once("next=").expect("a way back");
        let on = wire::graph::query::decode(next).expect("an address");
        assert_eq!(own.get(&on).await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_is_longer_than_a_browser_can_carry_is_said_to_be() {
    check(|scene| async move {
        let long = "x".repeat(2048);
        let more = [("state", &*long), ("nonce", &long)];
        let asks = with(scene.asks(), &more);
        let shown = scene.browser().authorize(&asks).await;
        assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
        assert!(shown.text.contains("4096 bytes"), "{}", shown.text);
        // Whoever is signed in needs to carry nothing.
        assert_eq!(scene.signed_in().await.authorize(&asks).await.answered("state"), long);
    });
}
