//! Codes that an application redeems (RFC 6749, 4.1.2).
//!
//! A code is the moment at which it was drawn, a dot, and chance. What is kept of it begins with that moment, so that those of one
//! time lie side by side in the index, and many are written as one page. The moment is no secret; what follows it is 26 bytes of
//! a hash of the whole, which nobody finds another code for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::clock::Timestamp;
use kernel::random;

use crate::keys::{self, KeyHash};

/// Bytes of the moment: milliseconds since 1970, the greatest first.
const MOMENT: usize = 6;
/// Characters of it.
const WRITTEN: usize = 8;

/// Draws a code.
pub(in crate::oidc) fn draw_code(now: Timestamp) -> String {
    let moment = (now.micros() / 1000).to_be_bytes();
    format!("{}.{}", URL_SAFE_NO_PAD.encode(&moment[8 - MOMENT..]), random::token())
}

/// What is kept of a code.
pub(in crate::oidc) fn code_hash(code: &str) -> KeyHash {
    let mut hash = keys::hash(code);
    let moment = code.split_once('.').filter(|(moment, _)| moment.len() == WRITTEN);
    if let Some(moment) = moment.and_then(|(moment, _)| URL_SAFE_NO_PAD.decode(moment).ok()) {
        hash[..MOMENT].copy_from_slice(&moment);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_codes_is_in_the_order_in_which_they_were_drawn() {
        let at = Timestamp::from_micros(1_795_480_227_253_515);
        let kept: Vec<KeyHash> =
            (0..100).map(|turn| code_hash(&draw_code(at.plus_seconds(turn)))).collect();
        assert!(kept.is_sorted(), "{kept:?}");
        assert_ne!(code_hash(&draw_code(at)), code_hash(&draw_code(at)), "of one moment");
    }

    #[test]
    fn every_letter_of_a_code_counts() {
        let code = draw_code(Timestamp::from_micros(1_795_480_227_253_515));
        for at in 0..code.len() {
            let mut other = code.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("letters");
            assert_ne!(code_hash(&code), code_hash(&other), "{other}");
        }
        for other in ["", ".", "ÄÄÄÄ.", "AAAAAAA.", "AAAAAAAA", "!!!!!!!!.AA"] {
            assert_ne!(code_hash(&code), code_hash(other), "{other}");
        }
    }
}
