//! Checking a token: the one place where that is done.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use kernel::clock::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wire::jose::{Jwk, parse};

use super::Algorithm;

/// Seconds by which the clocks of two nodes may differ.
const SKEW: i64 = 60;

/// A key that a token may have been signed with.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) key: Jwk,
}

/// For whom a token has to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience<'a> {
    /// For this one, and for nobody else beside it.
    Only(&'a str),
    /// For one of those whom the caller looks up from the claims.
    LookedUp,
}

/// Whether a token that is over is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// No.
    MustHold,
    /// Yes: it only hints at who somebody is.
    MayBeOver,
}

/// What a token has to be. There are no defaults: whoever checks says all of it.
pub(crate) struct Expected<'a> {
    /// What kind it is.
    pub(crate) typ: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) audience: Audience<'a>,
    /// The keys it may have been signed with.
    pub(crate) keys: &'a [PublicKey],
    /// The algorithms that are taken.
    pub(crate) algorithms: &'a [Algorithm],
    pub(crate) life: Life,
    pub(crate) now: Timestamp,
}

/// The claims that every token has.
#[derive(Deserialize)]
struct Registered {
    iss: String,
    aud: String,
    exp: i64,
    iat: i64,
}

/// The claims of a token that is what is expected; none of one that is anything else, whatever it is.
pub(crate) fn verify<T: DeserializeOwned>(token: &str, expected: &Expected<'_>) -> Option<T> {
    let taken = parse(token).ok()?;
    let key = expected.keys.iter().find(|key| key.kid == taken.header.kid)?;
    // The algorithm is the key's. What the header says has to be the same, and decides nothing.
    let is_expected = expected.algorithms.contains(&key.algorithm)
        && taken.header.alg == key.algorithm.name()
        && taken.header.typ == expected.typ;
    if !is_expected || !is_signed(key, taken.signed.as_bytes(), &taken.signature) {
        return None;
    }
    let said: Registered = serde_json::from_slice(&taken.claims).ok()?;
    let is_for = match expected.audience {
        Audience::Only(audience) => said.aud == audience,
        Audience::LookedUp => true,
    };
    let now = expected.now.micros() / 1_000_000;
    let lives = now < said.exp || expected.life == Life::MayBeOver;
    let has_begun = said.iat <= now.saturating_add(SKEW);
    if said.iss != expected.issuer || !is_for || !lives || !has_begun {
        return None;
    }
    serde_json::from_slice(&taken.claims).ok()
}

fn is_signed(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    match key.algorithm {
        Algorithm::Es256 => key.key.point().is_some_and(|point| {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok()
        }),
        // No token is signed with the keys of documents.
        Algorithm::Document => false,
        Algorithm::Rs256 => key.key.rsa().is_some_and(|(n, e)| {
            RsaPublicKeyComponents { n, e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok()
        }),
    }
}
