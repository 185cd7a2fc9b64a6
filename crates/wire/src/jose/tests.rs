//! What the standards give as examples, and what is no token.

use proptest::prelude::*;

use super::*;

fn header() -> Header {
    Header { alg: "ES256".to_owned(), typ: "at+jwt".to_owned(), kid: "one".to_owned() }
}

#[test]
fn the_thumbprint_is_taken_over_what_the_standard_says() {
    // RFC 7638, 3.1.
    let key = Jwk::Rsa { n: "0vx7".to_owned(), e: "AQAB".to_owned() };
    assert_eq!(key.thumbprint_input(), r#"{"e":"AQAB","kty":"RSA","n":"0vx7"}"#);
    let key = Jwk::Ec { crv: "P-256".to_owned(), x: "f83O".to_owned(), y: "x_FE".to_owned() };
    assert_eq!(key.thumbprint_input(), r#"{"crv":"P-256","kty":"EC","x":"f83O","y":"x_FE"}"#);
}

#[test]
fn a_key_is_published_without_anything_private() {
    let mut point = vec![4];
    point.extend(0..64);
    let key = Jwk::of_point(&point).expect("a point");
    assert_eq!(key.point(), Some(point.clone()));
    assert!(Jwk::of_point(&point[..64]).is_none(), "too short");
    point[0] = 2;
    assert!(Jwk::of_point(&point).is_none(), "compressed");
    let one =
        Published { key, kid: "k".to_owned(), alg: "ES256".to_owned(), purpose: "sig".to_owned() };
    let text = serde_json::to_value(JwkSet { keys: vec![one] }).expect("JSON");
    let members: Vec<_> = text["keys"][0].as_object().expect("an object").keys().collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
}

#[test]
fn what_is_no_token_of_ours_is_not_taken_apart() {
    let signed = signing_input(&header(), &serde_json::json!({ "sub": "a" })).expect("JSON");
    let token = joined(&signed, b"signature");
    let taken = parse(&token).expect("a token");
    assert_eq!((taken.header, taken.signed), (header(), &*signed));
    let with = |header: &str| format!("{}.e30.c2ln", to_base64url(header.as_bytes()));
    let padded = format!("{token}=");
    let unsigned = format!("{signed}.");
    let four = format!("{signed}.x.y");
    let long = joined(&signed, &[0; LONGEST]);
    for wrong in [
        "",
        "..",
        "a.b",
        &signed,
        &unsigned,
        &four,
        &padded,
        &long,
        &with("[]"),
        &with(r#"{"alg":"none"}"#),
        &with(r#"{"alg":"ES256","typ":"at+jwt","kid":"one","kid":"two"}"#),
        &with(r#"{"alg":"ES256","typ":"at+jwt","kid":"one","jku":"https://a.example"}"#),
        &with(r#"{"alg":"ES256","typ":"at+jwt","kid":"one","crit":["exp"]}"#),
        &with(r#"{"alg":"ES256","typ":"at+jwt","kid":["one"]}"#),
    ] {
        assert_eq!(parse(wrong), Err(Malformed), "{wrong}");
    }
    // Two ways to write the same bytes: only one of them is taken.
    assert!(from_base64url("YQ").is_some() && from_base64url("YR").is_none());
}

proptest! {
    #[test]
    fn whatever_was_joined_is_taken_apart_again(
        claims in "[ -~]{0,200}",
        signature in proptest::collection::vec(any::<u8>(), 1..200),
    ) {
        let signed = signing_input(&header(), &claims).expect("JSON");
        let token = joined(&signed, &signature);
        let taken = parse(&token).expect("a token");
        prop_assert_eq!(taken.signature, signature);
        prop_assert_eq!(serde_json::from_slice::<String>(&taken.claims).expect("JSON"), claims);
    }

    #[test]
    fn nothing_makes_it_panic(text in "\\PC{0,300}") {
        let _ = parse(&text);
    }
}
