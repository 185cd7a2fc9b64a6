//! The client credentials grant at the token endpoint (RFC 6749 section 4.4, with Entra's error members).

use serde::{Deserialize, Serialize};

/// A token was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenAnswer {
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the token ends.
    pub expires_in: u32,
    /// Seconds until the token ends if the identity provider is out of order.
    #[serde(default)]
    pub ext_expires_in: u32,
    /// Opaque; goes into `Authorization: Bearer …`.
    pub access_token: String,
}

/// A token was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenRefusal {
    /// The code of RFC 6749 section 5.2, for example `invalid_client`.
    pub error: String,
    /// Text beginning with Entra's own code, for example `AADSTS7000215`.
    pub error_description: String,
    /// Entra's own codes as numbers.
    #[serde(default)]
    pub error_codes: Vec<u32>,
    /// `YYYY-MM-DD HH:MM:SSZ`.
    #[serde(default)]
    pub timestamp: String,
    /// The server's id of the request.
    #[serde(default)]
    pub trace_id: String,
    /// The client's id of the request.
    #[serde(default)]
    pub correlation_id: String,
}
