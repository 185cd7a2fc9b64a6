//! Tokens that somebody bent on the way, in the ways that are known from others: each is refused at every place that reads
//! tokens, and refused like something that never was one.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm,
};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::scene::{AFTER, Browser, Scene, Shown, check, fields, form, with};

/// The order of P-256 (SEC 2, 2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token in its parts, to be put together wrongly.
struct Parts {
    head: Value,
    claims: String,
    signature: Vec<u8>,
    whole: String,
}

impl Parts {
    fn of(token: &str) -> Self {
        let parts: Vec<&str> = token.split('.').collect();
        let read = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64url");
        Self {
            head: serde_json::from_slice(&read(parts[0])).expect("JSON"),
            claims: parts[1].to_owned(),
            signature: read(parts[2]),
            whole: token.to_owned(),
        }
    }

    fn kid(&self) -> &str {
        self.head["kid"].as_str().expect("a name")
    }

    /// With another text as header.
    fn under(&self, head: &str) -> String {
        format!("{}.{}.{}", b64(head), self.claims, b64(&self.signature))
    }

    /// With other members in the header.
    fn with(&self, members: &[(&str, Value)]) -> String {
        self.under(&self.headed(members))
    }

    fn headed(&self, members: &[(&str, Value)]) -> String {
        let mut head = self.head.clone();
        for (name, value) in members {
            head[*name] = value.clone();
        }
        head.to_string()
    }

    fn without(&self, name: &str) -> String {
        let mut head = self.head.clone();
        head.as_object_mut().expect("an object").remove(name);
        self.under(&head.to_string())
    }

    /// With other bytes as signature.
    fn signed(&self, signature: &[u8]) -> String {
        let (words, _) = self.whole.rsplit_once('.').expect("a signature");
        format!("{words}.{}", b64(signature))
    }

    /// Signed anew by somebody else under a header.
    fn by(&self, head: &str, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let words = format!("{}.{}", b64(head), self.claims);
        let signature = sign(words.as_bytes());
        format!("{words}.{}", b64(signature))
    }
}

/// A key of somebody else.
fn key(of: &'static EcdsaSigningAlgorithm) -> impl Fn(&[u8]) -> Vec<u8> {
    let pair = EcdsaKeyPair::generate(of).expect("a key");
    move |words| pair.sign(&SystemRandom::new(), words).expect("a signature").as_ref().to_vec()
}

/// A number of a signature as DER writes it.
fn der(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len() - 1);
    let mut bytes = number[start..].to_vec();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    [vec![2, bytes.len() as u8], bytes].concat()
}

/// The ways, by their names.
fn attacks(token: &str, published: &Value) -> Vec<(String, String)> {
    let own = Parts::of(token);
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, token: String| all.push((name.to_owned(), token));
    let words = own.whole.rsplit_once('.').expect("a signature").0.to_owned();
    for none in ["none", "None", "NONE", "nOnE"] {
        let head = own.headed(&[("alg", json!(none))]);
        add(&format!("alg {none} without a signature"), format!("{}.{}.", b64(&head), own.claims));
        add(&format!("alg {none} with the old signature"), own.under(&head));
    }
    add("no signature", format!("{words}."));
    add("no third part", words.clone());
    let keys = published["keys"].as_array().expect("keys");
    let public = keys.iter().find(|key| key["kid"] == own.head["kid"]).expect("its key");
    let coordinate = |name: &str| {
        URL_SAFE_NO_PAD.decode(public[name].as_str().expect("text")).expect("base64url")
    };
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    for (what, secret) in [
        ("the published key as JSON", public.to_string().into_bytes()),
        ("the whole set as JSON", published.to_string().into_bytes()),
        ("the point", point.clone()),
        ("the coordinates", point[1..].to_vec()),
        ("the point as text", b64(&point).into_bytes()),
        ("nothing", Vec::new()),
        ("the name of the key", own.kid().as_bytes().to_vec()),
    ] {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let sign = |words: &[u8]| hmac::sign(&secret, words).as_ref().to_vec();
        add(
            &format!("HS256 keyed with {what}"),
            own.by(&own.headed(&[("alg", json!("HS256"))]), sign),
        );
        add(&format!("ES256 in name, keyed with {what}"), own.by(&own.head.to_string(), sign));
    }
    for alg in [
        json!("RS256"),
        json!("PS256"),
        json!("ES384"),
        json!("ES512"),
        json!("ES256K"),
        json!("EdDSA"),
        json!("es256"),
        json!(" ES256"),
        json!("ES256\u{0}"),
        json!(""),
        json!(null),
        json!(7),
        json!(["ES256"]),
        json!({ "ES256": 1 }),
    ] {
        add(&format!("alg {alg}"), own.with(&[("alg", alg)]));
    }
    for name in ["alg", "typ", "kid"] {
        add(&format!("{name} taken out"), own.without(name));
        let doubled = own.head.to_string().replacen('{', &format!("{{\"{name}\":\"none\","), 1);
        add(&format!("{name} twice, the wrong one first"), own.under(&doubled));
        let last = format!("{},\"{name}\":\"none\"}}", own.head.to_string().trim_end_matches('}'));
        add(&format!("{name} twice, the wrong one last"), own.under(&last));
    }
    let other = keys.iter().find(|key| key["kid"] != own.head["kid"]).expect("another key");
    for kid in [
        json!(null),
        json!(""),
        other["kid"].clone(),
        json!("../../../../dev/null"),
        json!("' OR 1=1 --"),
        json!("\u{0}"),
        json!([own.kid()]),
        json!(format!("{} ", own.kid())),
        json!(own.kid().to_lowercase()),
        json!(format!("https://evil.example/{}", own.kid())),
    ] {
        add(&format!("kid {kid}"), own.with(&[("kid", kid)]));
    }
    let evil = key(&ECDSA_P256_SHA256_FIXED_SIGNING);
    let embedded = json!({ "kty": "EC", "crv": "P-256", "x": b64([1; 32]), "y": b64([2; 32]), "kid": own.kid() });
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/key.pem")),
        ("jwk", embedded),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("p2c", json!(2_147_483_647)),
        ("epk", json!({})),
    ] {
        let head = own.headed(&[(name, value.clone())]);
        add(&format!("{name} {value} beside the old signature"), own.under(&head));
        add(&format!("{name} {value} signed by somebody else"), own.by(&head, &evil));
    }
    let unpacked = own.headed(&[("b64", json!(false)), ("crit", json!(["b64"]))]);
    add("b64 false and crit", own.under(&unpacked));
    let plain = URL_SAFE_NO_PAD.decode(&own.claims).expect("base64url");
    add(
        "claims that are not coded",
        format!(
            "{}.{}.{}",
            b64(&unpacked),
            String::from_utf8_lossy(&plain).replace('.', ""),
            b64(&own.signature)
        ),
    );
    add("signed by somebody else under our name", own.by(&own.head.to_string(), &evil));
    add(
        "signed on another curve",
        own.by(&own.head.to_string(), key(&ECDSA_P384_SHA384_FIXED_SIGNING)),
    );
    let zero = [0_u8; 32];
    let (r, s) = own.signature.split_at(32);
    for (name, signature) in [
        ("both zero", [zero, zero].concat()),
        ("r zero", [&zero, s].concat()),
        ("s zero", [r, &zero].concat()),
        ("both the order", [ORDER, ORDER].concat()),
        ("s the order", [r, &ORDER].concat()),
        ("ones", vec![0xff; 64]),
        ("halves exchanged", [s, r].concat()),
        ("a byte short", own.signature[..63].to_vec()),
        ("a byte long", [&own.signature[..], &[0]].concat()),
        ("a byte before", [&[0], &own.signature[..]].concat()),
        ("twice", [&own.signature[..], &own.signature].concat()),
        ("one byte", vec![0]),
        ("in DER", {
            let inside = [der(r), der(s)].concat();
            [vec![0x30, inside.len() as u8], inside].concat()
        }),
    ] {
        add(&format!("signature {name}"), own.signed(&signature));
    }
    let padded = format!("{token}=");
    add("padded", padded);
    let parts: Vec<&str> = token.split('.').collect();
    add("header padded", format!("{}=.{}.{}", parts[0], parts[1], parts[2]));
    let last = token.chars().next_back().expect("a letter");
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 64 bytes leave four bits of the last letter unused.
    let same = alphabet.chars().filter(|one| {
        *one != last
            && alphabet.find(*one).map(|at| at / 16) == alphabet.find(last).map(|at| at / 16)
    });
    for one in same.take(3) {
        add(
            &format!("the same bytes written with {one}"),
            format!("{}{one}", &token[..token.len() - 1]),
        );
    }
    add(
        "in the other alphabet",
        STANDARD.encode(own.head.to_string()) + &format!(".{}.{}", parts[1], parts[2]),
    );
    add("a space inside", format!("{} .{}.{}", parts[0], parts[1], parts[2]));
    add("a line inside", format!("{}\n.{}.{}", parts[0], parts[1], parts[2]));
    add("a part before", format!(".{token}"));
    add("a part behind", format!("{token}."));
    add("four parts", format!("{token}.x"));
    add(
        "five parts, as what is encrypted has",
        format!("{}.{}.{}.{}.{}", parts[0], parts[1], parts[2], parts[1], parts[2]),
    );
    add("detached", format!("{}..{}", parts[0], parts[2]));
    add(
        "as JSON",
        json!({ "protected": parts[0], "payload": parts[1], "signature": parts[2] }).to_string(),
    );
    add("within a token", own.by(&own.headed(&[("cty", json!("JWT"))]), &evil));
    add("with a long header", own.with(&[("x", json!("x".repeat(9000)))]));
    add("with a long signature", own.signed(&vec![1; 9000]));
    add("a byte order mark before the header", own.under(&format!("\u{feff}{}", own.head)));
    add("something behind the header", own.under(&format!("{}{{}}", own.head)));
    for typ in ["JWT", "at+jwt", "AT+JWT", "application/at+jwt", "logout+jwt", "jwt", ""] {
        if own.head["typ"] != typ {
            add(&format!("typ {typ}"), own.with(&[("typ", json!(typ))]));
        }
    }
    for (name, value) in [
        ("sub", json!("somebody else")),
        ("exp", json!(9_999_999_999_i64)),
        ("scope", json!("openid roles")),
        ("iss", json!("https://evil.example")),
        ("aud", json!(["a", "b"])),
    ] {
        let mut claims: Value = serde_json::from_slice(&plain).expect("JSON");
        claims[name] = value;
        add(
            &format!("claim {name} changed"),
            format!("{}.{}.{}", parts[0], b64(claims.to_string()), parts[2]),
        );
    }
    all
}

async fn bearer(scene: &Scene, place: &str, token: &str) -> Option<Shown> {
    let value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    let request = Request::get(place).header(header::AUTHORIZATION, value).body(Body::empty());
    Some(scene.send(request.expect("a request")).await)
}

/// What is said at each place that reads access tokens.
async fn said_of_access(scene: &Scene, token: &str) -> Vec<(StatusCode, String, String)> {
    let sent = fields(&[("access_token", token)]);
    let mut all = vec![
        scene.call_as("/oidc/userinfo", &sent, None).await,
        scene.call("/oidc/introspect", &fields(&[("token", token)])).await,
        scene.call("/oidc/revoke", &fields(&[("token", token)])).await,
    ];
    // Some of them no header can hold.
    for place in ["/oidc/userinfo", "/api/v1/queries/token.mine"] {
        all.extend(bearer(scene, place, token).await);
    }
    let key =
        |shown: Shown| (shown.status, shown.header("www-authenticate").to_owned(), shown.said());
    all.into_iter().map(key).collect()
}

/// The same for tokens that hint at who somebody is.
async fn said_of_hint(
    scene: &Scene,
    browser: &mut Browser<'_>,
    token: &str,
) -> [(StatusCode, String, bool); 2] {
    let sent = fields(&[("id_token_hint", token), ("post_logout_redirect_uri", AFTER)]);
    let left = browser.get(&format!("/oidc/logout?{}", form(&sent))).await;
    let asked = browser
        .authorize(&with(scene.asks(), &[("id_token_hint", token), ("prompt", "none")]))
        .await;
    [left, asked].map(|shown| {
        (
            shown.status,
            shown.header("location").to_owned(),
            shown.text.contains("Do you want to sign out?"),
        )
    })
}

#[test]
fn tokens_bent_in_every_known_way_are_refused_everywhere_and_alike() {
    check(|scene| async move {
        let mut browser = scene.signed_in().await;
        let code = browser.authorize(&scene.asks()).await.code();
        let tokens = scene.tokens(&code).await;
        let text = |name: &str| tokens[name].as_str().expect("a token").to_owned();
        let (access, identity) = (text("access_token"), text("id_token"));
        let keys = Request::get("/oidc/jwks").body(Body::empty()).expect("a request");
        let keys = scene.send(keys).await.json();
        let never = said_of_access(&scene, "never.was.one").await;
        let all = attacks(&access, &keys);
        let names: BTreeSet<&String> = all.iter().map(|(name, _)| name).collect();
        assert!(names.len() == all.len() && all.len() >= 100, "{}", all.len());
        for (name, token) in &all {
            let said = said_of_access(&scene, token).await;
            // What is too long to be a token may be refused by the form that carries it.
            for (one, other) in said.iter().zip(&never) {
                assert_eq!(one, other, "{name}: {token}");
            }
        }
        let never = said_of_hint(&scene, &mut browser, "never.was.one").await;
        for (name, token) in attacks(&identity, &keys) {
            // An address holds so much and no more.
            if token.len() < 8000 {
                let said = said_of_hint(&scene, &mut browser, &token).await;
                assert_eq!(said, never, "{name}: {token}");
            }
        }
        // What was asked so often is as good as before.
        assert_eq!(scene.userinfo(&access).await.status, StatusCode::OK);
        let shown = browser
            .authorize(&with(scene.asks(), &[("id_token_hint", &identity), ("prompt", "none")]))
            .await;
        assert!(!shown.code().is_empty());
    });
}
