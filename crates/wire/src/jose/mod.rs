//! Signed tokens and the keys they are checked with: JWS in its compact form (RFC 7515) and JWK (RFC 7517, RFC 7518).
//!
//! Text only: nothing here signs, checks a signature or reads a clock. Whoever does says which algorithm, which key and
//! which kind of token is expected; what a token says of itself is compared with that and decides nothing.
//!
//! Stricter than the standards where they leave room, because most tokens that come in here are those that went out: three
//! parts, no padding, no more members in the header than are written, nothing longer than [`LONGEST`].

mod compact;
mod foreign;
mod jwk;
#[cfg(test)]
mod tests;

pub use compact::{Compact, Header, LONGEST, Malformed, joined, parse, signing_input};
pub use foreign::{Foreign, ForeignHeader, parse_foreign};
pub use jwk::{Jwk, JwkSet, Published};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes as base64url without padding (RFC 7515, appendix C).
pub fn to_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of base64url without padding; none if it is anything else, or not the one way to write those bytes.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
