//! The form of the file: a heading, an index by the first two bytes of a hash, and the next six bytes of each hash in order.
//!
//! Eight bytes of a SHA-1 tell a billion passwords apart: that one which is on no list fits one of a billion by chance has
//! the likelihood of 1 in 18 billion (10^9 / 2^64). With the index a look reads one place of it and then halves one
//! 65,536th of the file: 14 short reads at a billion. A billion passwords take 6 GB.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use kernel::clock::Timestamp;

/// The first bytes of every such file.
const MARK: &[u8; 8] = b"GHBREACH";
/// The form described here.
const FORM: u64 = 1;
/// Length of the heading.
pub(super) const HEADING: u64 = 128;
/// Places of the index: one for each beginning of two bytes, and the end.
pub(super) const PLACES: usize = 65_537;
/// Length of the index.
pub(super) const INDEX: u64 = 8 * PLACES as u64;
/// Bytes of a hash that stand in the file, after the two that the index is by.
pub(super) const KEPT: usize = 6;

/// A SHA-256.
pub(super) type Digest = [u8; 32];

/// The digest of some bytes.
pub(super) fn digest_of(bytes: &[u8]) -> Digest {
    let mut found = Digest::default();
    found.copy_from_slice(digest(&SHA256, bytes).as_ref());
    found
}

/// Why a file is no list, in a sentence without its end.
#[derive(Debug)]
pub struct Damaged(pub(super) String);

impl Damaged {
    pub(super) fn because(what: &str, error: &std::io::Error) -> Self {
        Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Damaged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Damaged {}

/// What a list says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Passwords in it.
    pub entries: u64,
    /// When it was imported.
    pub made_at: Timestamp,
    /// The beginning of the digest of its passwords: the same on nodes that have the same list.
    pub version: String,
}

/// The heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) entries: u64,
    pub(super) made_at: Timestamp,
    pub(super) index: Digest,
    pub(super) kept: Digest,
}

impl Heading {
    /// As it stands in the file, with a digest of its own at the end.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(FORM.to_be_bytes());
        bytes.extend(self.entries.to_be_bytes());
        bytes.extend(self.made_at.micros().to_be_bytes());
        bytes.extend(self.index);
        bytes.extend(self.kept);
        bytes.extend(digest_of(&bytes));
        bytes
    }

    /// Reads it.
    pub(super) fn read(bytes: &[u8; HEADING as usize]) -> Result<Self, Damaged> {
        let (said, own) = bytes.split_at(HEADING as usize - 32);
        if !said.starts_with(MARK) {
            return Err(Damaged("it is no list that guildhall made".to_owned()));
        }
        if own != digest_of(said) {
            return Err(Damaged("its heading is not as it was written".to_owned()));
        }
        if number(&said[8..]) != FORM {
            return Err(Damaged("it has the form of another release".to_owned()));
        }
        let digest = |at: usize| {
            let mut found = Digest::default();
            found.copy_from_slice(&said[at..at + 32]);
            found
        };
        Ok(Self {
            entries: number(&said[16..]),
            made_at: Timestamp::from_micros(number(&said[24..]).cast_signed()),
            index: digest(32),
            kept: digest(64),
        })
    }

    /// The length of a file with this heading.
    pub(super) fn length(&self) -> Option<u64> {
        self.entries.checked_mul(KEPT as u64)?.checked_add(HEADING + INDEX)
    }

    /// For those who ask.
    pub(super) fn standing(&self) -> Standing {
        let version = self.kept.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Standing { entries: self.entries, made_at: self.made_at, version }
    }
}

/// The number in the first eight bytes.
pub(super) fn number(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
