//! The key that an app and the service share: 160 random bits, as a picture and as letters.

use kernel::random;
use wire::graph::query::encode;

/// Letters of base32 (RFC 4648).
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Letters of a group, as they are read out.
const GROUP: usize = 4;

/// A key. It has no `Debug`: nobody prints it by accident.
pub(in crate::factors) struct Key(pub(in crate::factors) [u8; 20]);

impl Key {
    pub(in crate::factors) fn draw() -> Self {
        Self(random::bytes())
    }

    /// The key in letters: 20 bytes are exactly 32 of them.
    pub(in crate::factors) fn letters(&self) -> String {
        let mut letters = String::with_capacity(32);
        for five in self.0.chunks(5) {
            let mut bits = [0_u8; 8];
            bits[3..3 + five.len()].copy_from_slice(five);
            let number = u64::from_be_bytes(bits);
            for place in (0..8).rev() {
                let index = usize::try_from(number >> (place * 5) & 31).unwrap_or(0);
                letters.push(char::from(ALPHABET[index]));
            }
        }
        letters
    }

    /// The letters in groups of four, to be typed.
    pub(in crate::factors) fn grouped(&self) -> String {
        let letters = self.letters();
        let groups: Vec<&str> =
            (0..letters.len()).step_by(GROUP).map(|at| &letters[at..at + GROUP]).collect();
        groups.join(" ")
    }
}

/// What the picture says to an app: whose key it is, and for what.
pub(in crate::factors) fn address(product: &str, username: &str, key: &Key) -> String {
    let (issuer, letters) = (encode(product), key.letters());
    format!(
        "otpauth://totp/{issuer}:{}?secret={letters}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        encode(username)
    )
}
