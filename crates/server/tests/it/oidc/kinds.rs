//! Kinds of tokens and kinds of applications: each counts where it belongs and nowhere else.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::scene::{CHALLENGE, ISSUER, VERIFIER, check, claims, fields, with};

#[test]
fn a_token_that_was_bent_or_is_of_another_kind_counts_nowhere() {
    check(|scene| async move {
        let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
        let tokens = scene.tokens(&code).await;
        let token = tokens["access_token"].as_str().unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let head: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let headed = |name: &str, value: Value| {
            let mut head = head.clone();
            head[name] = value;
            format!("{}.{}.{}", part(&head), parts[1], parts[2])
        };
        let claimed = |name: &str, value: Value| {
            let mut said = claims(token);
            said[name] = value;
            format!("{}.{}.{}", parts[0], part(&said), parts[2])
        };
        let mut bent = vec![
            tokens["id_token"].as_str().unwrap().to_owned(),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}", parts[0], parts[1]),
            format!("{token}="),
            format!("{token}.x"),
            String::new(),
            claimed("sub", json!("somebody else")),
            claimed("scope", json!("openid roles")),
            claimed("exp", json!(9_999_999_999_i64)),
            claimed("aud", json!(["a", "b"])),
        ];
        for alg in ["none", "None", "NONE", "HS256", "RS256", "ES384", "EdDSA", ""] {
            bent.push(headed("alg", json!(alg)));
        }
        for typ in ["JWT", "at+JWT", "application/at+jwt", "", "logout+jwt"] {
            bent.push(headed("typ", json!(typ)));
        }
        for (name, value) in [
            ("kid", json!("another")),
            ("kid", json!("../../etc/passwd")),
            ("kid", json!(["a"])),
            ("jku", json!("https://evil.example/keys")),
            ("x5u", json!("https://evil.example/key")),
            ("jwk", json!({ "kty": "EC" })),
            ("x5c", json!(["MIIB"])),
            ("crit", json!(["exp"])),
            ("b64", json!(false)),
            ("zip", json!("DEF")),
        ] {
            bent.push(headed(name, value));
        }
        for token in &bent {
            let status = scene.userinfo(token).await.status;
            assert!(status == StatusCode::UNAUTHORIZED, "{status} {token}");
            let sent = fields(&[("token", token.as_str())]);
            let shown = scene.call("/oidc/introspect", &sent).await;
            assert_ne!(shown.json()["active"], true, "{token}");
        }
        assert_eq!(scene.userinfo(token).await.status, StatusCode::OK);
        scene.world.advance(std::time::Duration::from_secs(600));
        assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED, "it is over");
    });
}

#[test]
fn a_service_gets_tokens_for_its_interface_only() {
    check(|scene| async move {
        let body = json!({ "name": "Rota feed", "kind": "service", "audience": "https://api.example/", "scopes": ["rota.read"] });
        let made = scene.done("application.register", body).await;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        let own = [("client_id", text("client_id")), ("client_secret", text("client_secret"))];
        let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, &**value)).collect();
        let asks = with(fields(&[("grant_type", "client_credentials")]), &own);
        let shown = scene.call_as("/oidc/token", &asks, None).await;
        let tokens = shown.json();
        assert!(tokens.get("id_token").is_none() && tokens.get("refresh_token").is_none());
        let token = tokens["access_token"].as_str().unwrap();
        let said = claims(token);
        assert_eq!((&said["aud"], &said["iss"]), (&json!("https://api.example/"), &json!(ISSUER)));
        assert_eq!(said["sub"], json!(text("client_id")));
        assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
        let looks = with(fields(&[("token", token)]), &own);
        let shown = scene.call_as("/oidc/introspect", &looks, None).await;
        assert_eq!(shown.json()["active"], true);
        let shown = scene.call("/oidc/introspect", &fields(&[("token", token)])).await;
        assert_eq!(shown.json(), json!({ "active": false }), "for another application");
        let more = with(asks, &[("scope", "rota.write")]);
        let shown = scene.call_as("/oidc/token", &more, None).await;
        assert_eq!(shown.json()["error"], "invalid_scope");
    });
}

#[test]
fn an_application_without_a_secret_needs_a_challenge_and_nothing_else() {
    check(|scene| async move {
        let local = "http://127.0.0.1:7777/callback";
        let body = json!({ "name": "Rota on a telephone", "kind": "public", "redirect_uris": [local], "open_to": "everybody" });
        let made = scene.done("application.register", body).await;
        assert_eq!(made["client_secret"], Value::Null);
        let client_id = made["client_id"].as_str().unwrap();
        let asks = with(scene.asks(), &[("client_id", client_id), ("redirect_uri", local)]);
        let mut browser = scene.signed_in().await;
        assert_eq!(browser.authorize(&asks).await.answered("error"), "invalid_request");
        let asks = with(asks, &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
        let code = browser.authorize(&asks).await.code();
        let sent = with(scene.redeems(&code), &[("client_id", client_id), ("redirect_uri", local)]);
        let shown = scene.call_as("/oidc/token", &sent, None).await;
        assert_eq!(shown.json()["error"], "invalid_grant", "without the verifier");
        let sent = with(sent, &[("code_verifier", VERIFIER)]);
        let tokens = scene.call_as("/oidc/token", &sent, None).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
        let token = tokens.json()["access_token"].as_str().unwrap().to_owned();
        let sent = fields(&[("token", &token), ("client_id", client_id)]);
        let shown = scene.call_as("/oidc/introspect", &sent, None).await;
        assert_eq!(shown.status, StatusCode::UNAUTHORIZED, "anybody could ask");
    });
}
