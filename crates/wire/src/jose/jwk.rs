//! Public keys as they are published.

use serde::{Deserialize, Serialize};

use super::{from_base64url, to_base64url};

/// A public key for signatures. There is no place in it for the private part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
pub enum Jwk {
    /// A point on the curve P-256.
    #[serde(rename = "EC")]
    Ec {
        /// Always `P-256`.
        crv: String,
        /// The first coordinate, 32 bytes.
        x: String,
        /// The second coordinate, 32 bytes.
        y: String,
    },
    /// Modulus and exponent.
    #[serde(rename = "RSA")]
    Rsa {
        /// The modulus, without leading zeros.
        n: String,
        /// The exponent.
        e: String,
    },
}

impl Jwk {
    /// The key of an uncompressed point (SEC 1, 2.3.3): the byte 4 and both coordinates.
    pub fn of_point(point: &[u8]) -> Option<Self> {
        let (first, coordinates) = point.split_first()?;
        if *first != 4 || coordinates.len() != 64 {
            return None;
        }
        let (x, y) = coordinates.split_at(32);
        Some(Self::Ec { crv: "P-256".to_owned(), x: to_base64url(x), y: to_base64url(y) })
    }

    /// The key of a modulus and an exponent, both without leading zeros.
    pub fn of_rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        Self::Rsa { n: to_base64url(modulus), e: to_base64url(exponent) }
    }

    /// The uncompressed point of a key on the curve.
    pub fn point(&self) -> Option<Vec<u8>> {
        let Self::Ec { crv, x, y } = self else { return None };
        let (x, y) = (from_base64url(x)?, from_base64url(y)?);
        (crv == "P-256" && x.len() == 32 && y.len() == 32)
            .then(|| [[4].as_slice(), &x, &y].concat())
    }

    /// Modulus and exponent of the other kind.
    pub fn rsa(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let Self::Rsa { n, e } = self else { return None };
        Some((from_base64url(n)?, from_base64url(e)?))
    }

    /// What the thumbprint of a key is the SHA-256 of: its members in the order of their names (RFC 7638).
    pub fn thumbprint_input(&self) -> String {
        match self {
            Self::Ec { crv, x, y } => {
                format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Self::Rsa { n, e } => format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
        }
    }
}

/// The keys that a service publishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// Each with its id, its algorithm and what it is for.
    pub keys: Vec<Published>,
}

/// A published key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The key.
    #[serde(flatten)]
    pub key: Jwk,
    /// Its id, which headers name.
    pub kid: String,
    /// The algorithm it is for.
    pub alg: String,
    /// Always `sig`: it is for signatures.
    #[serde(rename = "use")]
    pub purpose: String,
}
