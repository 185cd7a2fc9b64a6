//! Basic OP.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::scene::{
    CALLBACK, CHALLENGE, ISSUER, Scene, VERIFIER, check, claims, fields, form, hidden, sample, with,
};

pub(super) async fn server(scene: Scene) {
    let mut browser = scene.browser();
    let shown = browser.through_sign_in(&scene.asks(), &scene.username).await;
    assert_eq!(shown.status, StatusCode::OK, "a page leads on: no redirect follows our form");
    let (to, said) = shown.answer();
    assert_eq!(to, CALLBACK.split('?').next().expect("what was asked for"));
    assert_eq!((&*said["tenant"], &*said["state"], &*said["iss"]), ("1", "a state", ISSUER));
    let answer = scene.call("/oidc/token", &scene.redeems(&said["code"])).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert!(tokens.get("refresh_token").is_none(), "nobody asked to stay signed in");
    let identity = claims(tokens["id_token"].as_str().expect("what was asked for"));
    assert_eq!((&identity["iss"], &identity["aud"]), (&json!(ISSUER), &json!(scene.client_id)));
    assert_eq!((&identity["sub"], &identity["nonce"]), (&scene.person, &json!("a nonce")));
    assert_eq!((&identity["acr"], &identity["amr"]), (&json!("aal1"), &json!(["pwd"])));
    let access = claims(tokens["access_token"].as_str().expect("what was asked for"));
    assert_eq!(access["aud"], format!("{ISSUER}/oidc/userinfo"));
    assert_eq!(access["client_id"], json!(scene.client_id));
}

pub(super) async fn server_test_client_secret_post(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let more = [("client_id", scene.client_id.as_str()), ("client_secret", &scene.secret)];
    let sent = with(scene.redeems(&code), &more);
    assert_eq!(scene.call_as("/oidc/token", &sent, None).await.status, StatusCode::OK);
}

pub(super) async fn id_token_signature(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    let keys = scene.browser().get("/oidc/jwks").await.json();
    for (name, typ) in [("id_token", "JWT"), ("access_token", "at+jwt")] {
        let token = tokens[name].as_str().expect("what was asked for");
        let (signed, signature) = token.rsplit_once('.').expect("what was asked for");
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("what was asked for");
        let first = signed.split('.').next().expect("what was asked for");
        let said: Value = serde_json::from_slice(&bytes(first)).expect("what was asked for");
        assert_eq!((&said["alg"], &said["typ"]), (&json!("ES256"), &json!(typ)));
        let keys = keys["keys"].as_array().expect("what was asked for");
        let key = keys.iter().find(|key| key["kid"] == said["kid"]).expect("it is published");
        let at = |name: &str| bytes(key[name].as_str().expect("what was asked for"));
        let point = [vec![4], at("x"), at("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &bytes(signature))
            .expect("it fits");
    }
}

#[test]
fn id_token_signature_by_rs256_where_it_is_registered() {
    check(|scene| async move {
        let mut asked = sample();
        asked["application"] = scene.application.clone();
        asked["id_token_algorithm"] = json!("RS256");
        scene.done("application.change", asked).await;
        let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
        let tokens = scene.tokens(&code).await;
        let of = |name: &str| {
            let first = tokens[name]
                .as_str()
                .expect("what was asked for")
                .split('.')
                .next()
                .expect("what was asked for")
                .to_owned();
            let said: Value =
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(first).expect("what was asked for"))
                    .expect("what was asked for");
            said["alg"].clone()
        };
        assert_eq!((of("id_token"), of("access_token")), (json!("RS256"), json!("ES256")));
    });
}

pub(super) async fn userinfo_get(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    let shown = scene.userinfo(tokens["access_token"].as_str().expect("what was asked for")).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.json()["sub"], scene.person);
}

async fn posted(scene: &Scene, token: Option<&str>, body: String) -> StatusCode {
    let request = Request::post("/oidc/userinfo")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = match token {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    };
    scene.send(request.body(Body::from(body)).expect("a request")).await.status
}

pub(super) async fn userinfo_post_header(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    let token = tokens["access_token"].as_str().expect("what was asked for");
    assert_eq!(posted(&scene, Some(token), String::new()).await, StatusCode::OK);
}

pub(super) async fn userinfo_post_body(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    let token = tokens["access_token"].as_str().expect("what was asked for");
    let body = form(&fields(&[("access_token", token)]));
    assert_eq!(posted(&scene, None, body.clone()).await, StatusCode::OK);
    assert_eq!(posted(&scene, Some(token), body).await, StatusCode::BAD_REQUEST, "both ways");
    assert_eq!(posted(&scene, None, String::new()).await, StatusCode::UNAUTHORIZED);
    let in_address = scene.browser().get(&format!("/oidc/userinfo?access_token={token}")).await;
    assert_eq!(in_address.status, StatusCode::UNAUTHORIZED);
}

pub(super) async fn ensure_request_without_nonce_succeeds_for_code_flow(scene: Scene) {
    let asks = with(scene.asks(), &[("nonce", "")]);
    let code = scene.signed_in().await.authorize(&asks).await.code();
    let tokens = scene.tokens(&code).await;
    assert!(
        claims(tokens["id_token"].as_str().expect("what was asked for")).get("nonce").is_none()
    );
}

/// What is told with some scopes, without the key.
async fn told(scene: &Scene, scope: &str) -> Value {
    let asks = with(scene.asks(), &[("scope", scope)]);
    let code = scene.signed_in().await.authorize(&asks).await.code();
    let tokens = scene.tokens(&code).await;
    let token = tokens["access_token"].as_str().expect("a token");
    let mut told = scene.userinfo(token).await.json();
    told.as_object_mut().expect("an object").remove("sub");
    told
}

pub(super) async fn scope_profile(scene: Scene) {
    let expected = json!({ "name": "Asha Rao", "given_name": "Asha", "family_name": "Rao", "preferred_username": scene.username });
    let mut told = told(&scene, "openid profile").await;
    told["name"] = json!("Asha Rao");
    assert_eq!(told, expected);
}

pub(super) async fn scope_email(scene: Scene) {
    let expected = json!({ "email": scene.username, "email_verified": true });
    assert_eq!(told(&scene, "openid email").await, expected);
}

pub(super) async fn scope_address(scene: Scene) {
    assert_eq!(told(&scene, "openid address").await, json!({}), "nobody's is kept");
}

pub(super) async fn scope_phone(scene: Scene) {
    assert_eq!(told(&scene, "openid phone").await, json!({}), "none is kept of this person");
}

pub(super) async fn scope_all(scene: Scene) {
    let told = told(&scene, "openid profile email address phone organisation roles").await;
    assert_eq!(told["organisation"]["code"], "RX1");
    assert_eq!((&told["roles"], &told["email"]), (&json!([]), &json!(scene.username)));
}

pub(super) async fn auth_code_reuse(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    let token = tokens["access_token"].as_str().expect("what was asked for");
    assert_eq!(scene.userinfo(token).await.status, StatusCode::OK);
    let again = scene.call("/oidc/token", &scene.redeems(&code)).await;
    assert_eq!(again.json()["error"], "invalid_grant");
    assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
}

pub(super) async fn auth_code_reuse_after_30_seconds(scene: Scene) {
    let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
    let tokens = scene.tokens(&code).await;
    scene.world.advance(std::time::Duration::from_secs(90));
    let again = scene.call("/oidc/token", &scene.redeems(&code)).await;
    assert_eq!(again.json()["error"], "invalid_grant");
    let token = tokens["access_token"].as_str().expect("what was asked for");
    assert_eq!(scene.userinfo(token).await.status, StatusCode::UNAUTHORIZED);
}

pub(super) async fn ensure_registered_redirect_uri(scene: Scene) {
    let asks = with(scene.asks(), &[("redirect_uri", "https://rota.example/another")]);
    let shown = scene.browser().authorize(&asks).await;
    assert_eq!((shown.status, shown.header("location")), (StatusCode::BAD_REQUEST, ""));
    assert!(shown.text.contains("not registered"), "{}", shown.text);
}

pub(super) async fn ensure_post_request_succeeds(scene: Scene) {
    let shown = scene.call_as("/oidc/authorize", &scene.asks(), None).await;
    let on = shown.header("location").to_owned();
    assert!(on.starts_with("/oidc/resume?key="), "{} {}", shown.status, shown.text);
    let mut browser = scene.signed_in().await;
    // It goes on in the browser in which it was posted, and in no other.
    assert_eq!(browser.get(&on).await.status, StatusCode::BAD_REQUEST);
    browser.takes(&shown);
    let code = browser.get(&on).await.code();
    scene.tokens(&code).await;
}

pub(super) async fn refresh_token(scene: Scene) {
    let asks = with(scene.asks(), &[("scope", "openid email offline_access")]);
    let code = scene.signed_in().await.authorize(&asks).await.code();
    let first = scene.tokens(&code).await;
    let sent = |tokens: &Value| {
        let token = tokens["refresh_token"].as_str().expect("what was asked for");
        fields(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    };
    let second = scene.call("/oidc/token", &sent(&first)).await.json();
    let identity = claims(second["id_token"].as_str().expect("what was asked for"));
    assert_eq!((&identity["sub"], identity.get("nonce")), (&scene.person, None));
    // The first one again: somebody copied it, so none counts any more.
    let again = scene.call("/oidc/token", &sent(&first)).await;
    assert_eq!(again.json()["error"], "invalid_grant");
    let other = scene.call("/oidc/token", &sent(&second)).await;
    assert_eq!(other.json()["error"], "invalid_grant");
}

async fn answers(scene: &Scene, more: &[(&str, &str)], error: &str) {
    let shown = scene.signed_in().await.authorize(&with(scene.asks(), more)).await;
    assert_eq!(shown.answered("error"), error, "{more:?}");
    assert_eq!(shown.answered("state"), "a state");
}

pub(super) async fn unsigned_request_object(scene: Scene) {
    let object = "eyJhbGciOiJub25lIn0.e30.";
    answers(&scene, &[("request", object)], "request_not_supported").await;
}

pub(super) async fn request_uri_unsigned(scene: Scene) {
    let place = "https://rota.example/request.jwt";
    answers(&scene, &[("request_uri", place)], "request_uri_not_supported").await;
}

pub(super) async fn response_type_missing(scene: Scene) {
    let shown = scene.browser().authorize(&with(scene.asks(), &[("response_type", "")])).await;
    assert_eq!(shown.answer().0, "https://rota.example/callback");
    assert_eq!(
        (shown.answered("error"), shown.answered("code")),
        ("invalid_request".into(), "".into())
    );
    assert_eq!(shown.answered("state"), "a state");
}

pub(super) async fn id_token_unsigned(scene: Scene) {
    // Nobody can register for tokens without a signature, and so nobody gets one.
    let mut asked = sample();
    asked["id_token_algorithm"] = json!("none");
    let call = scene.world.call(scene.world.operator());
    let done = scene.world.door.perform_by_name(call, "application.register", asked).await;
    assert!(done.expect_err("what is not taken").to_string().contains("id_token_algorithm"));
    let said = scene.browser().get("/.well-known/openid-configuration").await.json();
    let known =
        said["id_token_signing_alg_values_supported"].as_array().expect("what was asked for");
    assert!(!known.contains(&json!("none")));
}

pub(super) async fn ensure_request_object_with_redirect_uri(scene: Scene) {
    // What stands in the object moves nothing: the address is the one of the request itself.
    let part = URL_SAFE_NO_PAD.encode(r#"{"redirect_uri":"https://evil.example/"}"#);
    let object = format!("eyJhbGciOiJub25lIn0.{part}.");
    let shown = scene.browser().authorize(&with(scene.asks(), &[("request", &object)])).await;
    assert_eq!(shown.answer().0, "https://rota.example/callback");
}

pub(super) async fn ensure_request_with_valid_pkce_succeeds(scene: Scene) {
    let asks =
        with(scene.asks(), &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
    let code = scene.signed_in().await.authorize(&asks).await.code();
    let wrong = with(scene.redeems(&code), &[("code_verifier", &"a".repeat(43))]);
    for sent in [scene.redeems(&code), wrong] {
        let shown = scene.call("/oidc/token", &sent).await;
        assert_eq!(shown.json()["error"], "invalid_grant");
    }
    let right = with(scene.redeems(&code), &[("code_verifier", VERIFIER)]);
    assert_eq!(scene.call("/oidc/token", &right).await.status, StatusCode::OK);
}

pub(super) async fn alternate_happy_flow(scene: Scene) {
    // The other address, without a state, with a question before.
    let other = "https://rota.example/other";
    let more = [("redirect_uri", other), ("state", ""), ("prompt", "consent")];
    let mut browser = scene.browser();
    let shown = browser.through_sign_in(&with(scene.asks(), &more), &scene.username).await;
    assert!(shown.text.contains("Rota will see:"), "{}", shown.text);
    let (key, csrf) = (hidden(&shown.text, "key"), hidden(&shown.text, "csrf"));
    let sent = fields(&[("key", &key), ("csrf", &csrf), ("choice", "continue")]);
    let shown = browser.post("/oidc/resume", form(&sent)).await;
    let (to, said) = shown.answer();
    assert!(to == other && !said.contains_key("state"));
    let sent = with(scene.redeems(&said["code"]), &[("redirect_uri", other)]);
    assert_eq!(scene.call("/oidc/token", &sent).await.status, StatusCode::OK);
}

#[test]
fn an_application_of_its_own_knows_people_by_another_key() {
    check(|scene| async move {
        let mut asked = sample();
        asked["subject"] = json!("pairwise");
        let made = scene.done("application.register", asked).await;
        let text = |name: &str| made[name].as_str().expect("what was asked for").to_owned();
        let (client_id, secret) = (text("client_id"), text("client_secret"));
        let asks = with(scene.asks(), &[("client_id", &client_id)]);
        let mut subjects = Vec::new();
        for _ in 0..2 {
            let code = scene.signed_in().await.authorize(&asks).await.code();
            let more = [("client_id", client_id.as_str()), ("client_secret", &secret)];
            let sent = with(scene.redeems(&code), &more);
            let tokens = scene.call_as("/oidc/token", &sent, None).await.json();
            subjects.push(
                claims(tokens["id_token"].as_str().expect("what was asked for"))["sub"].clone(),
            );
            let told = scene
                .userinfo(tokens["access_token"].as_str().expect("what was asked for"))
                .await
                .json();
            assert_eq!(told["sub"], subjects[0]);
        }
        assert_eq!(subjects[0], subjects[1]);
        assert!(subjects[0].as_str().expect("what was asked for").parse::<Uuid>().is_err());
    });
}
