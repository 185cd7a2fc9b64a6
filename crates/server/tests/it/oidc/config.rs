//! Config OP: what the service says it can do.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use super::scene::{ISSUER, Scene, check};

pub(super) async fn discovery_endpoint_verification(scene: Scene) {
    let mut browser = scene.browser();
    let shown = browser.get("/.well-known/openid-configuration").await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(shown.header("access-control-allow-origin"), "*");
    let said = shown.json();
    assert_eq!(said["issuer"], ISSUER);
    for place in
        ["authorization", "token", "userinfo", "introspection", "revocation", "end_session"]
    {
        let place = said[format!("{place}_endpoint")].as_str().expect("what was asked for");
        assert!(place.starts_with(&format!("{ISSUER}/oidc/")), "{place}");
    }
    assert_eq!(said["response_types_supported"], json!(["code"]));
    assert_eq!(said["id_token_signing_alg_values_supported"], json!(["ES256", "RS256"]));
    assert_eq!(said["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(said["authorization_response_iss_parameter_supported"], true);
    // What is said does not depend on what the request calls the service.
    let request = Request::get("/.well-known/openid-configuration")
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example");
    let other = scene.send(request.body(Body::empty()).expect("what was asked for")).await;
    assert_eq!(other.json(), said);
}

pub(super) async fn rp_initiated_logout_discovery(scene: Scene) {
    let said = scene.browser().get("/.well-known/openid-configuration").await.json();
    assert_eq!(said["end_session_endpoint"], format!("{ISSUER}/oidc/logout"));
}

pub(super) async fn backchannel_logout_discovery(scene: Scene) {
    let said = scene.browser().get("/.well-known/openid-configuration").await.json();
    assert_eq!(said["backchannel_logout_supported"], true);
    assert_eq!(said["backchannel_logout_session_supported"], true);
    assert_eq!(said["end_session_endpoint"], format!("{ISSUER}/oidc/logout"));
}

#[test]
fn jwks_holds_public_keys_only() {
    check(|scene| async move {
        let shown = scene.browser().get("/oidc/jwks").await;
        let keys = shown.json()["keys"].as_array().expect("what was asked for").clone();
        assert_eq!(keys.len(), 2);
        for key in keys {
            assert_eq!(key["use"], "sig");
            assert!(!key["kid"].as_str().expect("what was asked for").is_empty());
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert!(key.get(private).is_none(), "{private}");
            }
        }
        // Asking again makes no others.
        assert_eq!(scene.browser().get("/oidc/jwks").await.text, shown.text);
    });
}

#[test]
fn what_scripts_of_other_sites_may_read_is_named() {
    check(|scene| async move {
        for (place, may) in [
            ("/.well-known/openid-configuration", true),
            ("/oidc/jwks", true),
            ("/oidc/token", true),
            ("/oidc/userinfo", true),
            ("/oidc/authorize", false),
            ("/oidc/introspect", false),
            ("/oidc/revoke", false),
            ("/oidc/logout", false),
        ] {
            let request = Request::options(place).header("origin", "https://rota.example");
            let shown = scene.send(request.body(Body::empty()).expect("what was asked for")).await;
            let allows = shown.header("access-control-allow-origin");
            assert_eq!(allows, if may { "*" } else { "" }, "{place}");
        }
    });
}
