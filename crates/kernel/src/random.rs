//! The one place that draws randomness, from the operating system through the cryptographic library.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

/// Fills `bytes` with unpredictable data.
///
/// # Panics
/// If the operating system cannot supply randomness, no key, code or token may be made, so the process stops.
pub fn fill(bytes: &mut [u8]) {
    SystemRandom::new().fill(bytes).expect("the operating system supplies randomness");
}

/// `N` unpredictable bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// A secret of 32 bytes as 43 characters of unpadded base64url, for tokens and session keys.
pub fn token() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A number below `bound`, evenly spread; `bound` must not be zero.
pub fn below(bound: u64) -> u64 {
    // Rejection keeps the spread even: values at or above the largest multiple of `bound` are drawn again.
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_be_bytes(bytes());
        if drawn < limit {
            return drawn % bound;
        }
    }
}
