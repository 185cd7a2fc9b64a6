//! A pair of keys: drawn, sealed, opened, used.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use kernel::refusal::Fault;
use uuid::Uuid;
use wire::jose::{Jwk, to_base64url};

use super::Algorithm;
use crate::sealed::{self, SealNonce};

/// A pair that signs. It has no `Debug`: nobody prints it by accident.
pub(in crate::signing_keys) enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(Box<RsaKeyPair>),
}

fn failed(what: &'static str) -> Fault {
    Fault::defect(what)
}

impl Pair {
    /// Draws a pair.
    pub(in crate::signing_keys) fn draw(algorithm: Algorithm) -> Result<Self, Fault> {
        let no_pair = |_| failed("drawing a signing key");
        Ok(match algorithm {
            Algorithm::Es256 => Self::Es256(
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(no_pair)?,
            ),
            Algorithm::Rs256 | Algorithm::Document => {
                Self::Rs256(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).map_err(no_pair)?))
            }
        })
    }

    fn of_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Es256 => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
                .ok()
                .map(Self::Es256),
            Algorithm::Rs256 | Algorithm::Document => {
                RsaKeyPair::from_pkcs8(pkcs8).ok().map(|pair| Self::Rs256(Box::new(pair)))
            }
        }
    }

    fn to_pkcs8(&self) -> Result<Vec<u8>, Fault> {
        let not_written = |_| failed("writing a signing key");
        Ok(match self {
            Self::Es256(pair) => pair.to_pkcs8v1().map_err(not_written)?.as_ref().to_vec(),
            Self::Rs256(pair) => {
                let der: Pkcs8V1Der<'static> = pair.as_der().map_err(not_written)?;
                der.as_ref().to_vec()
            }
        })
    }

    /// The part that everybody may know.
    pub(in crate::signing_keys) fn public(&self) -> Result<Jwk, Fault> {
        match self {
            Self::Es256(pair) => Jwk::of_point(pair.public_key().as_ref())
                .ok_or_else(|| failed("reading the public part of a signing key")),
            Self::Rs256(pair) => {
                let public = pair.public_key();
                let (modulus, exponent) = (public.modulus(), public.exponent());
                Ok(Jwk::of_rsa(
                    modulus.big_endian_without_leading_zero(),
                    exponent.big_endian_without_leading_zero(),
                ))
            }
        }
    }

    /// The signature of a message, as tokens carry it.
    pub(in crate::signing_keys) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let hash = digest(&SHA256, message);
        let not_signed = |_| failed("signing a token");
        match self {
            Self::Es256(pair) => Ok(pair.sign_digest(&hash).map_err(not_signed)?.as_ref().to_vec()),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(&RSA_PKCS1_SHA256, &hash, &mut signature).map_err(not_signed)?;
                Ok(signature)
            }
        }
    }
}

/// The id of a key: its thumbprint (RFC 7638).
pub(in crate::signing_keys) fn kid_of(key: &Jwk) -> String {
    to_base64url(digest(&SHA256, key.thumbprint_input().as_bytes()).as_ref())
}

fn place(algorithm: Algorithm, id: Uuid) -> Vec<u8> {
    [b"signing_key.sealed\0".as_slice(), algorithm.name().as_bytes(), id.as_bytes()].concat()
}

/// Seals a pair for the row of its key.
pub(in crate::signing_keys) fn seal(
    secret: &[u8; 32],
    algorithm: Algorithm,
    id: Uuid,
    pair: &Pair,
) -> Result<Vec<u8>, Fault> {
    sealed::seal(secret, SealNonce::draw(), &place(algorithm, id), &pair.to_pkcs8()?)
}

/// The pair, if it was sealed under this secret for this row.
pub(in crate::signing_keys) fn open(
    secret: &[u8; 32],
    algorithm: Algorithm,
    id: Uuid,
    sealed: &[u8],
) -> Result<Option<Pair>, Fault> {
    let opened = sealed::open(secret, &place(algorithm, id), sealed)?;
    Ok(opened.and_then(|pkcs8| Pair::of_pkcs8(algorithm, &pkcs8)))
}
