//! What an authenticator says and signs: for which site, that somebody was there, how often it signed, and at first its key
//! (Web Authentication, section 6.1).

use super::{Malformed, PublicKey, cbor, split};

/// The longest id of a credential, in bytes (section 5.8.3).
pub const LONGEST_CREDENTIAL_ID: usize = 1023;
/// The longest of all that is read.
const LONGEST: usize = 8 * 1024;

/// The flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// UP: somebody was there.
    pub const fn is_present(self) -> bool {
        self.0 & 0x01 != 0
    }

    /// UV: it was the person it knows, by a PIN, a finger, a face.
    pub const fn is_verified(self) -> bool {
        self.0 & 0x04 != 0
    }

    /// BE: the key may be copied to other devices of the same person.
    pub const fn may_be_copied(self) -> bool {
        self.0 & 0x08 != 0
    }

    /// BS: it has been.
    pub const fn is_copied(self) -> bool {
        self.0 & 0x10 != 0
    }

    const fn has_key(self) -> bool {
        self.0 & 0x40 != 0
    }

    const fn has_extensions(self) -> bool {
        self.0 & 0x80 != 0
    }
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the id of the site.
    pub rp_id_hash: [u8; 32],
    /// What was made sure of.
    pub flags: Flags,
    /// How often the key was used, or 0 where nobody counts.
    pub sign_count: u32,
    /// The key, when it is made.
    pub attested: Option<Attested<'a>>,
}

/// A key that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested<'a> {
    /// The make of the authenticator, as it says itself.
    pub aaguid: [u8; 16],
    /// By what the key is named.
    pub credential_id: &'a [u8],
    /// The key.
    pub key: PublicKey,
    /// The key as it was written.
    pub written_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Reads all of it; nothing may follow.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.len() > LONGEST {
            return Err(Malformed("it is too long"));
        }
        let (rp_id_hash, rest) = array::<32>(bytes)?;
        let ([flags], rest) = array::<1>(rest)?;
        let (count, mut rest) = array::<4>(rest)?;
        let flags = Flags(flags);
        if flags.is_copied() && !flags.may_be_copied() {
            return Err(Malformed("a key that was copied and may not be"));
        }
        let mut attested = None;
        if flags.has_key() {
            let (made, behind) = Attested::parse_first(rest)?;
            (attested, rest) = (Some(made), behind);
        }
        if flags.has_extensions() {
            let (extensions, behind) = cbor::read_first(rest)?;
            if extensions.map().is_none() {
                return Err(Malformed("extensions that are no map"));
            }
            rest = behind;
        }
        if !rest.is_empty() {
            return Err(Malformed("something follows the data"));
        }
        Ok(Self { rp_id_hash, flags, sign_count: u32::from_be_bytes(count), attested })
    }
}

impl<'a> Attested<'a> {
    fn parse_first(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Malformed> {
        let (aaguid, rest) = array::<16>(bytes)?;
        let (length, rest) = array::<2>(rest)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length == 0 || length > LONGEST_CREDENTIAL_ID {
            return Err(Malformed("the id of a credential of a length that is not taken"));
        }
        let (credential_id, rest) = split(rest, length)?;
        let (key, written_key, rest) = PublicKey::parse_first(rest)?;
        Ok((Self { aaguid, credential_id, key, written_key }, rest))
    }
}

/// The first bytes, so many, and the rest.
fn array<const N: usize>(bytes: &[u8]) -> Result<([u8; N], &[u8]), Malformed> {
    let (taken, rest) = bytes.split_first_chunk::<N>().ok_or(Malformed("it ends too early"))?;
    Ok((*taken, rest))
}
