//! The `claims` parameter: what is told for it, what has to be allowed for it, and what it demands.

use serde_json::{Value, json};
use wire::graph::query::encode;

use super::{Scene, registration, told};
use crate::testing::{USERNAME, browser, check, post, send_with_cookie};

/// What a token says, whoever signed it.
fn claims_in(token: &Value) -> Value {
    use base64::Engine as _;
    let part = token.as_str().and_then(|token| token.split('.').nth(1)).expect("a token");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn asking(claims: &Value) -> String {
    format!("&claims={}", encode(&claims.to_string()))
}

#[test]
fn single_things_are_told_where_they_are_asked_for_and_nothing_beyond_the_registration() {
    check(|world| async move {
        let scene = Scene::of(world, registration(None, "openid profile email")).await;
        let claims = json!({
            "id_token": { "email": { "essential": true }, "phone_number": null, "nonsense": null, "acr": null },
            "userinfo": { "name": null },
        });
        let shown = scene.authorize("openid", &asking(&claims)).await;
        let tokens = scene.tokens(&told(&shown, "code")).await;
        let said = claims_in(&tokens["id_token"]);
        assert_eq!(said["email"], USERNAME, "{said}");
        assert!(said.get("name").is_none() && said.get("phone_number").is_none(), "{said}");
        let token = tokens["access_token"].as_str().expect("a token");
        let form = format!("access_token={token}");
        let shown = post(&scene.world, &browser(&scene.world), "/oidc/userinfo", &form).await;
        let about: Value = serde_json::from_str(&shown.html).expect("JSON");
        assert_eq!((&about["name"], about.get("email")), (&json!("Asha Rao"), None));
        // What is taken from the application is not told any more, whatever was asked for.
        scene.change("openid email").await;
        let shown = post(&scene.world, &browser(&scene.world), "/oidc/userinfo", &form).await;
        assert!(!shown.html.contains("Asha"), "{}", shown.html);
    });
}

#[test]
fn single_things_have_to_be_allowed_like_the_scopes_that_tell_them() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let claims = asking(&json!({ "userinfo": { "email": null } }));
        let shown = scene.authorize("openid", &format!("{claims}&prompt=none")).await;
        assert_eq!(told(&shown, "error"), "consent_required");
        let led = scene.authorize("openid", &claims).await;
        let cookie = led.headers["set-cookie"].to_str().expect("letters").to_owned();
        let cookie = cookie.split(';').next().unwrap_or_default();
        let page =
            send_with_cookie(&scene.world, &scene.caller, led.location(), cookie, None).await;
        assert!(page.html.contains("your email address"), "{}", page.html);
    });
}

#[test]
fn what_is_demanded_is_so_or_nobody_is_let_in() {
    check(|world| async move {
        let scene = Scene::of(world, registration(None, "openid email")).await;
        let of = async |claims: Value| {
            let more = format!("{}&prompt=none", asking(&claims));
            let shown = scene.authorize("openid", &more).await;
            (told(&shown, "error"), told(&shown, "code"))
        };
        let own = scene.person.to_string();
        for (claims, error) in [
            (json!({ "id_token": { "sub": { "value": own } } }), ""),
            (json!({ "id_token": { "sub": { "value": "another" } } }), "login_required"),
            (json!({ "id_token": { "acr": { "essential": true, "values": ["aal1"] } } }), ""),
            (json!({ "id_token": { "acr": { "values": ["aal2"] } } }), ""),
            (
                json!({ "id_token": { "acr": { "essential": true, "value": "aal2" } } }),
                "login_required",
            ),
            (json!({ "id_token": [] }), "invalid_request"),
            (json!({ "id_token": { "email": 1 } }), "invalid_request"),
            (json!({ "id_token": { "email": { "essential": "yes" } } }), "invalid_request"),
            (json!({ "id_token": { "email": { "values": "one" } } }), "invalid_request"),
            (json!([]), "invalid_request"),
            (json!({ "userinfo": null, "other": 1 }), ""),
        ] {
            let (answered, code) = of(claims.clone()).await;
            assert_eq!(
                (answered.as_str(), code.is_empty()),
                (error, !error.is_empty()),
                "{claims}"
            );
        }
    });
}
