//! What the browser says about where a key was asked for: the client data, JSON in UTF-8 (Web Authentication, section 5.8.1).
//!
//! Browsers may add members that nobody knows yet, so unknown ones are passed over. A member that is there twice is refused.

use serde::Deserialize;

use super::Malformed;
use crate::jose::from_base64url;

/// The longest that is read, in bytes.
pub const LONGEST_CLIENT_DATA: usize = 4 * 1024;

/// What a key was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// It was made.
    Create,
    /// It signed.
    Get,
}

/// What the browser says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientData {
    /// What was done.
    pub ceremony: Ceremony,
    /// What was to be signed.
    pub challenge: Vec<u8>,
    /// On which site.
    pub origin: String,
    /// Whether that was within a page of another site.
    pub is_within_another: bool,
}

#[derive(Deserialize)]
struct Written {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: Option<bool>,
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<String>,
}

impl ClientData {
    /// Reads it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.len() > LONGEST_CLIENT_DATA {
            return Err(Malformed("it is too long"));
        }
        let written: Written =
            serde_json::from_slice(bytes).map_err(|_| Malformed("client data that is not JSON"))?;
        let ceremony = match written.kind.as_str() {
            "webauthn.create" => Ceremony::Create,
            "webauthn.get" => Ceremony::Get,
            _ => return Err(Malformed("client data of another kind")),
        };
        let challenge = from_base64url(&written.challenge)
            .ok_or(Malformed("a challenge that is not base64url"))?;
        let is_within_another = written.cross_origin == Some(true) || written.top_origin.is_some();
        Ok(Self { ceremony, challenge, origin: written.origin, is_within_another })
    }
}
