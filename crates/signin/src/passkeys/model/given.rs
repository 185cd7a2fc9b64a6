//! What the browser hands over, as it comes: bytes as base64url. All of it is bounded before it is read.

use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::jose::from_base64url;
use wire::webauthn::{LONGEST, LONGEST_CLIENT_DATA, LONGEST_CREDENTIAL_ID};

/// The longest signature, in bytes: RSA with 4096 bits.
const LONGEST_SIGNATURE: usize = 512;
/// The longest name of an account on a device, in bytes (Web Authentication, section 5.4.3).
const LONGEST_HANDLE: usize = 64;

/// A passkey that signed: the answer of the browser, bytes as base64url without padding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The ticket that came with the challenge.
    pub ticket: Secret<String>,
    /// The id of the credential.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// `signature`.
    pub signature: String,
    /// `userHandle`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_handle: Option<String>,
}

/// A passkey that was made: the answer of the browser, bytes as base64url without padding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The ticket that came with the challenge.
    pub ticket: Secret<String>,
    /// The id of the credential.
    pub credential: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// `attestationObject`.
    pub attestation: String,
    /// How the authenticator is reached, such as `usb` or `internal`.
    #[serde(default)]
    pub transports: Vec<String>,
}

/// The bytes of an assertion.
pub(in crate::passkeys) struct Signed {
    pub(in crate::passkeys) credential: Vec<u8>,
    pub(in crate::passkeys) client_data: Vec<u8>,
    pub(in crate::passkeys) authenticator_data: Vec<u8>,
    pub(in crate::passkeys) signature: Vec<u8>,
    pub(in crate::passkeys) user_handle: Option<Vec<u8>>,
}

/// The bytes of a registration.
pub(in crate::passkeys) struct Made {
    pub(in crate::passkeys) credential: Vec<u8>,
    pub(in crate::passkeys) client_data: Vec<u8>,
    pub(in crate::passkeys) attestation: Vec<u8>,
}

fn bytes(text: &str, most: usize) -> Option<Vec<u8>> {
    // Four characters are three bytes.
    let bytes = if text.len() / 4 > most { None } else { from_base64url(text) };
    bytes.filter(|bytes| bytes.len() <= most)
}

impl Assertion {
    pub(in crate::passkeys) fn bytes(&self) -> Option<Signed> {
        let handle = self.user_handle.as_deref().filter(|handle| !handle.is_empty());
        Some(Signed {
            credential: bytes(&self.credential, LONGEST_CREDENTIAL_ID)?,
            client_data: bytes(&self.client_data, LONGEST_CLIENT_DATA)?,
            authenticator_data: bytes(&self.authenticator_data, LONGEST)?,
            signature: bytes(&self.signature, LONGEST_SIGNATURE)?,
            user_handle: match handle {
                Some(handle) => Some(bytes(handle, LONGEST_HANDLE)?),
                None => None,
            },
        })
    }
}

impl Registration {
    pub(in crate::passkeys) fn bytes(&self) -> Option<Made> {
        Some(Made {
            credential: bytes(&self.credential, LONGEST_CREDENTIAL_ID)?,
            client_data: bytes(&self.client_data, LONGEST_CLIENT_DATA)?,
            attestation: bytes(&self.attestation, LONGEST)?,
        })
    }
}

/// Ways to reach an authenticator (Web Authentication, section 5.8.4), and `hybrid` for a telephone nearby.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

/// Those among some that are known, as they are kept.
pub(in crate::passkeys) fn known_transports(named: &[String]) -> String {
    let known = TRANSPORTS.into_iter().filter(|known| named.iter().any(|name| name == known));
    known.collect::<Vec<_>>().join(" ")
}
