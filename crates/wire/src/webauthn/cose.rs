//! Public keys as authenticators write them: COSE_Key (RFC 9052, section 7), with the members of RFC 9053, section 7, for
//! curves and of RFC 8230, section 4, for RSA. Web Authentication (section 6.5.1.1) wants the algorithm in it and nothing
//! that may be left out.

use super::cbor::{self, Value};
use super::{Malformed, read};

/// The algorithms that are read, by their numbers at IANA, the preferred one first: ES256, EdDSA, RS256.
pub const ALGORITHMS: [i64; 3] = [ES256, EDDSA, RS256];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// Labels of members.
const KEY_TYPE: i64 = 1;
const ALGORITHM: i64 = 3;

/// The shortest and the longest RSA modulus, in bytes.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;
/// The longest RSA exponent, in bytes.
const LONGEST_EXPONENT: usize = 4;

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// ECDSA on P-256 with SHA-256.
    Es256 {
        /// The first coordinate of the point.
        x: [u8; 32],
        /// The second one.
        y: [u8; 32],
    },
    /// Ed25519.
    Ed25519 {
        /// The point.
        x: [u8; 32],
    },
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 {
        /// The modulus, without zeros in front.
        n: Vec<u8>,
        /// The exponent, without zeros in front.
        e: Vec<u8>,
    },
}

impl PublicKey {
    /// The key that these bytes are.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        Self::of(&read(bytes)?)
    }

    /// The key that some bytes begin with, its own bytes, and what follows.
    pub(super) fn parse_first(bytes: &[u8]) -> Result<(Self, &[u8], &[u8]), Malformed> {
        let (value, rest) = cbor::read_first(bytes)?;
        let (own, rest) = bytes.split_at(bytes.len() - rest.len());
        Ok((Self::of(&value)?, own, rest))
    }

    /// The number of its algorithm.
    pub const fn algorithm(&self) -> i64 {
        match self {
            Self::Es256 { .. } => ES256,
            Self::Ed25519 { .. } => EDDSA,
            Self::Rs256 { .. } => RS256,
        }
    }

    fn of(value: &Value<'_>) -> Result<Self, Malformed> {
        let members = value.map().ok_or(Malformed("a key that is no map"))?;
        let member = |label: i64| {
            let found = members.iter().find(|(key, _)| key.number() == Some(label));
            found.map(|(_, value)| value).ok_or(Malformed("a key that lacks a member"))
        };
        let number = |label| member(label).map(Value::number);
        let bytes =
            |label| member(label)?.bytes().ok_or(Malformed("a member of a key that is no bytes"));
        match (number(KEY_TYPE)?, number(ALGORITHM)?, members.len()) {
            (Some(2), Some(ES256), 5) if number(-1)? == Some(1) => {
                Ok(Self::Es256 { x: coordinate(bytes(-2)?)?, y: coordinate(bytes(-3)?)? })
            }
            (Some(1), Some(EDDSA), 4) if number(-1)? == Some(6) => {
                Ok(Self::Ed25519 { x: coordinate(bytes(-2)?)? })
            }
            (Some(3), Some(RS256), 4) => {
                let (n, e) = (bytes(-1)?, bytes(-2)?);
                let is_plain = n.first() != Some(&0) && e.first().is_some_and(|first| *first != 0);
                if !is_plain || !MODULUS.contains(&n.len()) || e.len() > LONGEST_EXPONENT {
                    return Err(Malformed("an RSA key of a size that is not taken"));
                }
                Ok(Self::Rs256 { n: n.to_vec(), e: e.to_vec() })
            }
            _ => Err(Malformed("a key of a kind that is not taken")),
        }
    }
}

fn coordinate(bytes: &[u8]) -> Result<[u8; 32], Malformed> {
    bytes.try_into().map_err(|_| Malformed("a coordinate that has not 32 bytes"))
}
