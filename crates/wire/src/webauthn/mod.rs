//! What a browser hands over about a passkey: Web Authentication level 2 and 3 (W3C), the reading side only.
//!
//! Bytes in, facts out: nothing here checks a signature, knows which challenge was given out, or reads a clock. Whoever does
//! compares what these parsers found with what it expects.
//!
//! Files: `cbor` (RFC 8949 in the canonical form of CTAP2), `cose` (public keys, RFC 9052, RFC 9053 and RFC 8230),
//! `authenticator_data` (section 6.1), `attestation` (section 6.5), `client_data` (section 5.8.1).
//!
//! Stricter than the standards where they leave room: every length is definite and bounded, keys of maps ascend, nothing
//! follows what was read, and a public key has exactly the members that its kind needs. Invariant: no input makes a parser
//! panic, and none makes it take more memory than a small multiple of the input.

mod attestation;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose;
#[cfg(test)]
mod tests;

pub use attestation::AttestationObject;
pub use authenticator_data::{Attested, AuthenticatorData, Flags, LONGEST_CREDENTIAL_ID};
pub use cbor::{LONGEST, Value, read, read_first};
pub use client_data::{Ceremony, ClientData, LONGEST_CLIENT_DATA};
pub use cose::{ALGORITHMS, PublicKey};

use std::fmt;

/// Input that is not what it should be, and in which respect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for Malformed {}

/// The first bytes of a slice and the rest, if there are so many.
fn split(bytes: &[u8], length: usize) -> Result<(&[u8], &[u8]), Malformed> {
    bytes.split_at_checked(length).ok_or(Malformed("it ends too early"))
}
