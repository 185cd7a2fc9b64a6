//! Keys that are drawn by chance: only their SHA-256 is kept, which is enough because nobody can try them all.

use aws_lc_rs::digest::{SHA256, digest};

/// What is kept of a key.
pub(crate) type KeyHash = [u8; 32];

/// The hash of a key, a start code or a token.
pub(crate) fn hash(key: &str) -> KeyHash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, key.as_bytes()).as_ref());
    hash
}

/// Whether two hashes are the same, in a time that does not depend on where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}
