//! Signed tokens and published keys.

use serde_json::Value;
use testkit::fuzz::Fuzz;
use wire::jose::{Header, Jwk, JwkSet, LONGEST, from_base64url, joined, parse, to_base64url};

const WORDS: &[&str] = &[
    "alg",
    "typ",
    "kid",
    "jku",
    "x5u",
    "x5c",
    "jwk",
    "crit",
    "b64",
    "zip",
    "enc",
    "none",
    "None",
    "HS256",
    "RS256",
    "ES256",
    "PS256",
    "EdDSA",
    "at+jwt",
    "JWT",
    "e30",
    "eyJhbGciOiJub25lIn0",
    ".",
    "..",
    "=",
    "\\u0061",
    "\"alg\":\"none\",",
    "\"kid\":null,",
    "{}",
    "[]",
    "\n",
];

/// A token is accepted in the one form in which it would be written.
fn token(text: &str) -> bool {
    let Ok(taken) = parse(text) else { return false };
    assert!(text.len() <= LONGEST);
    assert_eq!(joined(taken.signed, &taken.signature), text, "there is one way to write a token");
    let header = serde_json::to_vec(&taken.header).expect("JSON");
    assert_eq!(serde_json::from_slice::<Header>(&header).expect("a header"), taken.header);
    let Header { alg, typ, kid } = taken.header;
    let again = parse(text).expect("still a token").header;
    assert_eq!((alg, typ, kid), (again.alg, again.typ, again.kid));
    true
}

#[test]
fn fuzz_tokens() {
    let target = Fuzz::on("jose").words(WORDS).nests(&[("[", "]"), ("{\"a\":", "}"), ("e30.", "")]);
    super::fuzz(target, |input| {
        let Ok(text) = std::str::from_utf8(input) else { return (0, false, false) };
        // As it is, and with each line written as a part of a token: what is inside is reached only past the base64url.
        let lines: Vec<String> = text.lines().map(|line| to_base64url(line.as_bytes())).collect();
        for part in text.split('.') {
            if let Some(bytes) = from_base64url(part) {
                assert_eq!(to_base64url(&bytes), part);
            }
        }
        (lines.len().min(5), token(text), token(&lines.join(".")))
    });
}

#[test]
fn fuzz_published_keys() {
    let words = [
        "kty", "EC", "RSA", "crv", "P-256", "P-384", "x", "y", "n", "e", "d", "oct", "k", "use",
        "sig", "kid", "alg", "AQAB", "keys",
    ];
    let target = Fuzz::on("jwk").words(&words).nests(&[("[", "]"), ("{\"keys\":[", "]}")]);
    super::fuzz(target, |input| {
        let key = serde_json::from_slice::<Jwk>(input);
        if let Ok(key) = &key {
            let written = serde_json::to_value(key).expect("JSON");
            assert_eq!(&serde_json::from_value::<Jwk>(written.clone()).expect("a key"), key);
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert_eq!(written.get(private), None, "it has a private part");
            }
            assert!(key.point().is_none() || key.rsa().is_none(), "it is of both kinds");
            if let Some(point) = key.point() {
                assert_eq!(Jwk::of_point(&point).as_ref(), Some(key));
            }
            if let Some((n, e)) = key.rsa() {
                assert_eq!(&Jwk::of_rsa(&n, &e), key);
            }
            let _ = key.thumbprint_input();
        }
        let set = serde_json::from_slice::<JwkSet>(input);
        if let Ok(set) = &set {
            let written = serde_json::to_value(set).expect("JSON");
            assert_eq!(&serde_json::from_value::<JwkSet>(written).expect("a set"), set);
        }
        let class = |error: serde_json::Error| {
            error.to_string().split(" at line").next().map(str::to_owned)
        };
        (
            key.map(|_| ()).map_err(class),
            set.map(|_| ()).map_err(class),
            serde_json::from_slice::<Value>(input).is_ok(),
        )
    });
}
