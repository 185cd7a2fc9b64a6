//! The public keys with which an application proves who it is, as they are registered (RFC 7517).

use aws_lc_rs::rsa::PublicEncryptingKey;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RsaPublicKeyComponents};
use kernel::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::jose::Jwk;

use crate::applications::messages;

/// The most keys: the one in use, the one that follows it, and some room.
pub(in crate::applications) const MOST_KEYS: usize = 5;
/// The most that are taken of what it publishes.
const MOST_PUBLISHED: usize = 20;
/// The longest text of them, in bytes.
const LONGEST: usize = 16 << 10;
/// The longest name of one, in bytes.
const LONGEST_NAME: usize = 128;

/// A key of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClientKey {
    /// Its name; empty where it has none.
    pub(crate) kid: String,
    /// Its public part.
    pub(crate) key: Jwk,
}

/// The members of which a private key, or a key for both sides, consists.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Reads what was entered: an object with `keys` in it, or one key.
pub(in crate::applications) fn read(text: &str) -> Result<Vec<ClientKey>, Refusal> {
    let refused = || messages::KEYS.at("keys").with("limit", MOST_KEYS);
    let said: Value = match text.len() {
        0..=LONGEST => serde_json::from_str(text).map_err(|_| refused())?,
        _ => return Err(refused()),
    };
    let keys = match said.get("keys") {
        Some(Value::Array(keys)) => keys.clone(),
        Some(_) => return Err(refused()),
        None => vec![said],
    };
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return Err(refused());
    }
    // Whoever enters a private key has shown it to a service that must not know it.
    if keys.iter().any(|key| PRIVATE.iter().any(|name| key.get(name).is_some())) {
        return Err(messages::PRIVATE_KEY.at("keys"));
    }
    let read = keys.into_iter().map(|key| one(key).ok_or_else(refused));
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let is_told_apart = read.iter().enumerate().all(|(place, key)| {
        !read[..place].iter().any(|before| before.kid == key.kid || before.key == key.key)
    });
    if read.len() > 1 && !is_told_apart {
        return Err(refused());
    }
    Ok(read)
}

/// Reads what an application publishes: the keys in it that prove who it is. What others use it for stands beside them.
pub(in crate::applications) fn read_published(text: &str) -> Option<Vec<ClientKey>> {
    let said: Value = serde_json::from_str(text).ok()?;
    let keys = said.get("keys")?.as_array()?;
    let is_public = |key: &&Value| PRIVATE.iter().all(|name| key.get(name).is_none());
    let read = keys.iter().filter(is_public).filter_map(|key| one(key.clone()));
    let read: Vec<ClientKey> = read.take(MOST_PUBLISHED).collect();
    (!read.is_empty()).then_some(read)
}

fn one(key: Value) -> Option<ClientKey> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let kid = text("kid").unwrap_or_default().to_owned();
    let is_for_signatures = text("use").is_none_or(|purpose| purpose == "sig");
    let is_name = kid.len() <= LONGEST_NAME && !kid.contains(char::is_control);
    let key: Jwk = serde_json::from_value(key).ok()?;
    let is_key = match &key {
        Jwk::Ec { .. } => {
            let point = key.point()?;
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok()
        }
        Jwk::Rsa { .. } => {
            let (n, e) = key.rsa()?;
            is_rsa(&n, &e)
        }
    };
    (is_key && is_name && is_for_signatures).then_some(ClientKey { kid, key })
}

/// Whether it is a modulus of 2048 to 8192 bits with an exponent that libraries use.
fn is_rsa(n: &[u8], e: &[u8]) -> bool {
    let is_length = (256..=1024).contains(&n.len()) && n.first().is_some_and(|first| *first != 0);
    let is_exponent = matches!(e, [3] | [1, 0, 1]);
    let public: Result<PublicEncryptingKey, _> = RsaPublicKeyComponents { n, e }.try_into();
    is_length && is_exponent && public.is_ok()
}

#[cfg(test)]
mod tests {
    //! What is a key of an application, and what is none.

    use super::*;

    const POINT: &str = r#"{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","kid":"one"}"#;

    #[test]
    fn public_keys_are_taken_and_nothing_else_is() {
        // The point is the example of RFC 7517, appendix A.1.
        assert_eq!(read(POINT).unwrap().len(), 1);
        let set = format!(r#"{{"keys":[{POINT}]}}"#);
        assert_eq!(read(&set).unwrap()[0].kid, "one");
        let private = POINT.replace("\"kid\"", "\"d\":\"870\",\"kid\"");
        assert_eq!(read(&private).unwrap_err().code, "application.private-key");
        let twice = format!(r#"{{"keys":[{POINT},{POINT}]}}"#);
        let off = POINT.replace("4Etl", "5Etl");
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"keys":[]}"#,
            r#"{"keys":{}}"#,
            r#"{"kty":"oct","alg":"HS256"}"#,
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
            &twice,
            &off,
            &POINT.replace("P-256", "P-384"),
            &POINT.replace("\"kid\"", "\"use\":\"enc\",\"kid\""),
            &format!(r#"{{"keys":[{}]}}"#, [POINT; 6].join(",")),
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
