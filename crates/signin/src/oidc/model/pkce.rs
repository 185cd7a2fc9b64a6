//! The challenge that binds a code to whoever asked for it (RFC 7636): SHA-256 of a verifier, and nothing else.

use aws_lc_rs::digest::{SHA256, digest};
use wire::jose::{from_base64url, to_base64url};

use crate::keys;

/// Whether the text can be a challenge: 32 bytes in base64url.
pub(in crate::oidc) fn is_challenge(text: &str) -> bool {
    from_base64url(text).is_some_and(|bytes| bytes.len() == 32)
}

/// Whether a verifier fits a challenge. Where there is no challenge there must be no verifier: somebody took it out.
pub(in crate::oidc) fn fits(challenge: &str, verifier: Option<&str>) -> bool {
    let Some(verifier) = verifier else { return challenge.is_empty() };
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~".contains(&letter);
    let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_letter);
    let made = to_base64url(digest(&SHA256, verifier.as_bytes()).as_ref());
    is_verifier && keys::same(made.as_bytes(), challenge.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_fits_and_nothing_else_does() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_challenge(challenge) && fits(challenge, Some(verifier)));
        assert!(fits("", None));
        assert!(!fits("", Some(verifier)), "the challenge was taken out");
        assert!(!fits(challenge, None), "the verifier was left out");
        assert!(!fits(challenge, Some(challenge)), "plain");
        assert!(!fits(challenge, Some(&verifier[..42])));
        assert!(!is_challenge(verifier.get(1..).unwrap()) && !is_challenge(""));
    }
}
