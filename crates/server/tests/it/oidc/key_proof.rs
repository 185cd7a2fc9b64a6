//! Applications that prove who they are with a key of their own (`private_key_jwt`, RFC 7523).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding,
};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::ids;
use serde_json::{Value, json};

use super::scene::{ISSUER, Scene, check, fields, sample, with};

pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The pairs of an application.
pub(super) struct Pairs {
    point: EcdsaKeyPair,
    rsa: KeyPair,
}

impl Pairs {
    pub(super) fn draw() -> Self {
        Self {
            point: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a pair"),
            rsa: KeyPair::generate(KeySize::Rsa2048).expect("a pair"),
        }
    }

    /// The public parts, as they are registered.
    pub(super) fn set(&self) -> String {
        let point = self.point.public_key().as_ref();
        let public = self.rsa.public_key();
        let (n, e) = (public.modulus(), public.exponent());
        let n = encoded(n.big_endian_without_leading_zero());
        let e = encoded(e.big_endian_without_leading_zero());
        json!({ "keys": [
            { "kty": "EC", "crv": "P-256", "x": encoded(&point[1..33]), "y": encoded(&point[33..]), "kid": "point", "use": "sig", "alg": "ES256" },
            { "kty": "RSA", "n": n, "e": e, "kid": "rsa" },
        ] })
        .to_string()
    }

    pub(super) fn signed(&self, header: &Value, claims: &Value) -> String {
        let input = format!(
            "{}.{}",
            encoded(header.to_string().as_bytes()),
            encoded(claims.to_string().as_bytes())
        );
        let random = SystemRandom::new();
        let by_rsa = |encoding: &'static dyn RsaEncoding| {
            let mut signature = vec![0; self.rsa.public_modulus_len()];
            self.rsa.sign(encoding, &random, input.as_bytes(), &mut signature).expect("signed");
            signature
        };
        let signature = match header["alg"].as_str() {
            Some("RS256") => by_rsa(&RSA_PKCS1_SHA256),
            Some("PS256") => by_rsa(&RSA_PSS_SHA256),
            _ => self.point.sign(&random, input.as_bytes()).expect("signed").as_ref().to_vec(),
        };
        format!("{input}.{}", encoded(&signature))
    }
}

/// An application that signs, and what it says.
pub(super) struct Signing {
    pub(super) pairs: Pairs,
    pub(super) client_id: String,
}

impl Signing {
    pub(super) async fn register(scene: &Scene, more: &[(&str, Value)]) -> Self {
        let pairs = Pairs::draw();
        let mut asked = sample();
        asked["keys"] = json!(pairs.set());
        for (name, value) in more {
            asked[*name] = value.clone();
        }
        let made = scene.done("application.register", asked).await;
        assert!(made["client_secret"].is_null(), "it has no secret");
        Self { pairs, client_id: made["client_id"].as_str().expect("text").to_owned() }
    }

    pub(super) fn claims(&self, scene: &Scene) -> Value {
        let now = scene.world.clock.now();
        let at = now.micros() / 1_000_000;
        json!({ "iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "iat": at, "exp": at + 60, "jti": ids::new_at(now).to_string() })
    }

    pub(super) fn proof(&self, scene: &Scene) -> String {
        self.pairs.signed(&json!({ "alg": "ES256", "kid": "point" }), &self.claims(scene))
    }
}

/// What the token endpoint says to a service that shows this.
async fn tried(scene: &Scene, more: &[(&str, &str)]) -> (StatusCode, Value) {
    let sent = fields(&[("grant_type", "client_credentials"), ("client_assertion_type", TYPE)]);
    let shown = scene.call_as("/oidc/token", &with(sent, more), None).await;
    (shown.status, shown.json()["error"].clone())
}

pub(super) async fn service(scene: &Scene) -> Signing {
    let more = [
        ("kind", json!("service")),
        ("redirect_uris", json!([])),
        ("post_logout_redirect_uris", json!([])),
        ("scopes", json!([])),
        ("audience", json!("https://rota.example/api")),
    ];
    Signing::register(scene, &more).await
}

#[test]
fn each_algorithm_proves_once() {
    check(|scene| async move {
        let service = service(&scene).await;
        for header in [
            json!({ "alg": "ES256", "kid": "point" }),
            json!({ "alg": "RS256", "kid": "rsa", "typ": "JWT" }),
            json!({ "alg": "PS256", "kid": "rsa", "typ": "client-authentication+jwt" }),
            // Libraries that know one key only do not name it.
            json!({ "alg": "ES256", "x5t": "passed over" }),
        ] {
            let proof = service.pairs.signed(&header, &service.claims(&scene));
            let (status, _) = tried(&scene, &[("client_assertion", &proof)]).await;
            assert_eq!(status, StatusCode::OK, "{header}");
            let (status, error) = tried(&scene, &[("client_assertion", &proof)]).await;
            assert_eq!((status, error), (StatusCode::UNAUTHORIZED, json!("invalid_client")));
        }
        for audience in [
            json!([ISSUER]),
            json!(format!("{ISSUER}/oidc/token")),
            json!([ISSUER, format!("{ISSUER}/oidc/par")]),
            json!(format!("{ISSUER}/oidc/device")),
        ] {
            let mut said = service.claims(&scene);
            said["aud"] = audience.clone();
            let proof = service.pairs.signed(&json!({ "alg": "ES256", "kid": "point" }), &said);
            let (status, _) = tried(&scene, &[("client_assertion", &proof)]).await;
            assert_eq!(status, StatusCode::OK, "{audience}");
        }
    });
}

#[test]
fn what_is_bent_proves_nothing() {
    check(|scene| async move {
        let (own, other) = (service(&scene).await, service(&scene).await);
        let header = json!({ "alg": "ES256", "kid": "point" });
        let now = scene.world.clock.now().micros() / 1_000_000;
        let mut bent = Vec::new();
        for (name, value) in [
            ("iss", json!("another")),
            ("sub", json!(other.client_id)),
            ("aud", json!("https://other.example")),
            ("aud", json!([])),
            ("aud", json!([ISSUER, "https://other.example"])),
            ("aud", json!(format!("{ISSUER}.evil.example"))),
            ("aud", json!(format!("{ISSUER}/"))),
            ("aud", json!(format!("{ISSUER}/oidc/userinfo"))),
            ("exp", json!(now)),
            ("exp", json!(now - 1)),
            ("exp", json!(now + 3600)),
            ("exp", json!(i64::MAX)),
            ("exp", json!("soon")),
            ("exp", Value::Null),
            ("iat", json!(now + 120)),
            ("nbf", json!(now + 120)),
            ("jti", json!("")),
            ("jti", json!("a".repeat(257))),
            ("jti", Value::Null),
        ] {
            let mut said = own.claims(&scene);
            said[name] = value;
            bent.push(own.pairs.signed(&header, &said));
        }
        for header in [
            json!({ "alg": "none" }),
            json!({ "alg": "HS256", "kid": "point" }),
            json!({ "alg": "RS256", "kid": "point" }),
            json!({ "alg": "ES256", "kid": "rsa" }),
            json!({ "alg": "ES256", "kid": "another" }),
            json!({ "alg": "ES256", "kid": "point", "typ": "at+jwt" }),
            json!({ "alg": "ES256", "kid": "point", "crit": ["exp"] }),
            json!({ "alg": "ES384", "kid": "point" }),
            json!({ "kid": "point" }),
        ] {
            bent.push(own.pairs.signed(&header, &own.claims(&scene)));
        }
        // Somebody else's key, a bent signature, none, and more behind it.
        bent.push(other.pairs.signed(&header, &own.claims(&scene)));
        let good = own.proof(&scene);
        let (signed, _) = good.rsplit_once('.').unwrap();
        bent.extend([
            format!("{signed}."),
            format!("{signed}.AAAA"),
            format!("{good}.x"),
            String::from("x"),
        ]);
        for proof in &bent {
            let (status, error) = tried(&scene, &[("client_assertion", proof)]).await;
            assert_eq!(
                (status, error),
                (StatusCode::UNAUTHORIZED, json!("invalid_client")),
                "{proof}"
            );
        }
        // Two ways at once, another name, the wrong kind; and none of it used the proof up.
        for more in [
            [("client_assertion", good.as_str()), ("client_secret", "ghs_x")],
            [("client_assertion", &good), ("client_id", &other.client_id)],
            [("client_assertion", &good), ("client_assertion_type", "urn:other")],
        ] {
            assert_eq!(tried(&scene, &more).await.0, StatusCode::BAD_REQUEST);
        }
        let basic = [("client_id", own.client_id.as_str()), ("client_assertion_type", "")];
        assert_eq!(tried(&scene, &basic).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(tried(&scene, &[("client_assertion", &good)]).await.0, StatusCode::OK);
    });
}

#[test]
fn one_that_has_a_secret_signs_in_vain_and_keys_are_changed_by_who_looks_after_it() {
    check(|scene| async move {
        let own = service(&scene).await;
        let stranger = Signing { pairs: Pairs::draw(), client_id: scene.client_id.clone() };
        let proof = stranger.proof(&scene);
        let (status, _) = tried(&scene, &[("client_assertion", &proof)]).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let mut asked = sample();
        asked["application"] = scene.application.clone();
        asked["keys"] = json!(own.pairs.set());
        let call = scene.world.call(scene.world.operator());
        let done = scene.world.door.perform_by_name(call, "application.change", asked).await;
        assert!(done.unwrap_err().to_string().contains("application.no-keys"));
    });
}

#[test]
fn of_many_at_once_one_proves() {
    check(|scene| async move {
        let own = service(&scene).await;
        let proof = own.proof(&scene);
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let routes = scene.routes.clone();
            let body = super::scene::form(&fields(&[
                ("grant_type", "client_credentials"),
                ("client_assertion_type", TYPE),
                ("client_assertion", &proof),
            ]));
            running.spawn(async move {
                use tower::ServiceExt as _;
                let request = axum::http::Request::post("/oidc/token")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(axum::body::Body::from(body));
                routes.oneshot(request.expect("a request")).await.expect("an answer").status()
            });
        }
        let taken = running.join_all().await;
        assert_eq!(taken.iter().filter(|status| **status == StatusCode::OK).count(), 1);
    });
}
