//! What somebody typed where a code was asked for.

use crate::codes::folded;
use crate::keys::{self, KeyHash};

/// Six digits are a code of an app; everything else can only be a recovery code.
pub(in crate::factors) enum Typed {
    Digits([u8; 6]),
    Recovery(KeyHash),
}

impl Typed {
    /// Blanks and hyphens do not matter: apps show their codes in two groups.
    pub(in crate::factors) fn of(text: &str) -> Self {
        let kept: Vec<u8> = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .take(7)
            .map(|character| u8::try_from(character).unwrap_or(0))
            .collect();
        match <[u8; 6]>::try_from(kept) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Self::Digits(digits),
            _ => Self::Recovery(keys::hash(&folded(text))),
        }
    }
}

/// Six digits, if that is what somebody typed.
pub(crate) fn digits_of(text: &str) -> Option<[u8; 6]> {
    match Typed::of(text) {
        Typed::Digits(digits) => Some(digits),
        Typed::Recovery(_) => None,
    }
}
