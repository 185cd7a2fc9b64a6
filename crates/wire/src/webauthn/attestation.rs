//! The attestation object: what an authenticator said when it made a key, and who vouches for its make (Web Authentication,
//! section 6.5).
//!
//! We ask for no attestation and trust none. A statement that comes all the same is read past within the bounds of CBOR, so
//! that an authenticator that always makes one can be used; nothing of it is looked at.

use super::{Malformed, cbor};

/// The formats that are registered (IANA, WebAuthn Attestation Statement Format Identifiers).
const FORMATS: [&str; 7] =
    [NONE, "packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple"];
const NONE: &str = "none";

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttestationObject<'a> {
    /// In which format the statement is; `none` where there is none.
    pub format: &'a str,
    /// What the authenticator said.
    pub authenticator_data: &'a [u8],
}

impl<'a> AttestationObject<'a> {
    /// Reads it; exactly its three members may be there.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let value = cbor::read(bytes)?;
        let members = value.map().ok_or(Malformed("an attestation that is no map"))?;
        let member = |name: &str| {
            let found = members.iter().find(|(key, _)| key.text() == Some(name));
            found.map(|(_, value)| value).ok_or(Malformed("an attestation that lacks a member"))
        };
        let format = member("fmt")?.text().ok_or(Malformed("a format that is no text"))?;
        let statement = member("attStmt")?.map().ok_or(Malformed("a statement that is no map"))?;
        let said = member("authData")?.bytes().ok_or(Malformed("data that is no bytes"))?;
        if members.len() != 3 || !FORMATS.contains(&format) {
            return Err(Malformed("an attestation that nobody knows"));
        }
        if (format == NONE) != statement.is_empty() {
            return Err(Malformed("a statement that does not go with its format"));
        }
        Ok(Self { format, authenticator_data: said })
    }
}
