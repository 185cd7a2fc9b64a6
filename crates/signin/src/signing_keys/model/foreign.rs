//! Checking what somebody else signed, with a key of theirs that is known here.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use wire::jose::Jwk;

/// The algorithms that are taken from others (RFC 7518, 3.1).
pub(crate) const FOREIGN_ALGORITHMS: [&str; 3] = ["ES256", "RS256", "PS256"];

/// Whether a message was signed with a key in an algorithm. The key says which algorithms it is good for; the name only
/// chooses among them.
pub(crate) fn is_signed_by(key: &Jwk, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    let by_rsa = |parameters: &'static RsaParameters| {
        key.rsa().is_some_and(|(n, e)| {
            RsaPublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
        })
    };
    match algorithm {
        "ES256" => key.point().is_some_and(|point| {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok()
        }),
        "RS256" => by_rsa(&RSA_PKCS1_2048_8192_SHA256),
        "PS256" => by_rsa(&RSA_PSS_2048_8192_SHA256),
        _ => false,
    }
}
