//! A signed token in its compact form: header, claims and signature, each in base64url, with dots between them.

use serde::{Deserialize, Serialize};

use super::{from_base64url, to_base64url};

/// The longest token that is read, in bytes.
pub const LONGEST: usize = 8192;

/// What stands in front of the claims. A token whose header says more is none of ours: there is no member that a reader
/// could be talked into following, such as the address of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name of the algorithm.
    pub alg: String,
    /// What kind of token it is.
    pub typ: String,
    /// Which key it was signed with.
    pub kid: String,
}

/// The text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A token, taken apart and believed in nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compact<'a> {
    /// The header.
    pub header: Header,
    /// The claims as they were sent: JSON.
    pub claims: Vec<u8>,
    /// What was signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Takes a token apart.
///
/// # Errors
/// If it is not exactly three parts in base64url, too long, unsigned, or its header is not one of ours.
pub fn parse(text: &str) -> Result<Compact<'_>, Malformed> {
    if text.len() > LONGEST {
        return Err(Malformed);
    }
    let (signed, signature) = text.rsplit_once('.').ok_or(Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Malformed)?;
    if claims.contains('.') || signature.is_empty() {
        return Err(Malformed);
    }
    let bytes = |part: &str| from_base64url(part).ok_or(Malformed);
    let header = serde_json::from_slice(&bytes(header)?).map_err(|_| Malformed)?;
    Ok(Compact { header, claims: bytes(claims)?, signed, signature: bytes(signature)? })
}

/// What is to be signed.
///
/// # Errors
/// If the claims cannot be written as JSON.
pub fn signing_input(header: &Header, claims: &impl Serialize) -> Result<String, Malformed> {
    let header = serde_json::to_vec(header).map_err(|_| Malformed)?;
    let claims = serde_json::to_vec(claims).map_err(|_| Malformed)?;
    Ok(format!("{}.{}", to_base64url(&header), to_base64url(&claims)))
}

/// The token: what was signed, and the signature.
pub fn joined(signed: &str, signature: &[u8]) -> String {
    format!("{signed}.{}", to_base64url(signature))
}
