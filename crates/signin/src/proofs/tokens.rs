//! A token that is taken is one that was signed, whatever was done to it on the way.

use serde_json::{Value, json};
use testkit::fuzz::Fuzz;
use wire::jose::{parse, to_base64url};

use crate::signing_keys::{
    Algorithm, Audience, Expected, Life, PublicKey, published, sign, verify,
};
use crate::testing::{on, ports};

const WORDS: &[&str] = &[
    "none",
    "HS256",
    "RS256",
    "ES256",
    "at+jwt",
    "JWT",
    "kid",
    "alg",
    "typ",
    "jku",
    "jwk",
    "crit",
    ".",
    "=",
    "\n",
    "\"exp\":9999999999",
    "\"aud\":",
    "\"iss\":",
    "AAAA",
    "eyJhbGciOiJub25lIn0",
];

/// What is said in a token, and whether it is taken as one of any kind.
fn taken(token: &str, keys: &[PublicKey], now: kernel::clock::Timestamp) -> Option<Value> {
    ["at+jwt", "JWT"].into_iter().find_map(|typ| {
        let expected = Expected {
            typ,
            issuer: "https://a.example",
            audience: Audience::LookedUp,
            keys,
            algorithms: &Algorithm::ALL,
            life: Life::MayBeOver,
            now,
        };
        verify::<Value>(token, &expected)
    })
}

#[test]
fn fuzz_signed_tokens() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let now = world.clock.now();
        let claims = json!({ "iss": "https://a.example", "aud": "b", "exp": now.micros() / 1_000_000, "iat": 1, "sub": "c" });
        let mut signed = Vec::new();
        for typ in ["at+jwt", "JWT", "logout+jwt"] {
            for algorithm in Algorithm::ALL {
                signed.push(sign(&world.door, algorithm, typ, &claims).await.expect("a token"));
            }
        }
        let keys = published(&world.door).await.expect("the keys");
        assert!(taken(&signed[0], &keys, now).is_some() && taken(&signed[4], &keys, now).is_none());
        let plain = |token: &String| {
            let parts = parse(token).expect("a token");
            let header = serde_json::to_string(&parts.header).expect("JSON");
            [header.as_bytes(), b"\n", &parts.claims].concat()
        };
        let seeds: Vec<Vec<u8>> = signed
            .iter()
            .map(|token| token.clone().into_bytes())
            .chain(signed.iter().map(plain))
            .collect();
        let mut fuzz = Fuzz::on("jose").words(WORDS).seeds(seeds);
        while let Some(input) = fuzz.next() {
            let text = String::from_utf8_lossy(&input);
            // As it is; and with other words under a signature that is good for some.
            let (header, rest) = text.split_once('\n').unwrap_or((&text, "{}"));
            let (header, said) = (to_base64url(header.as_bytes()), to_base64url(rest.as_bytes()));
            let mut tried = vec![text.clone().into_owned()];
            for token in &signed {
                let (_, signature) = token.rsplit_once('.').expect("a signature");
                tried.push(format!("{header}.{said}.{signature}"));
            }
            let mut ways = 0;
            for token in &tried {
                if let Some(claims_of) = taken(token, &keys, now) {
                    let (words, _) = token.rsplit_once('.').expect("it was read");
                    let is_one =
                        signed.iter().any(|signed| signed.starts_with(&format!("{words}.")));
                    assert!(is_one && claims_of == claims, "{token}");
                    ways += 1;
                }
            }
            fuzz.ended(&(ways, parse(&text).is_ok()));
        }
    });
}
