//! Codes that change with time: RFC 6238 with SHA-1, six digits, steps of 30 seconds, as every authenticator app does.

use aws_lc_rs::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY};
use kernel::clock::Timestamp;

use crate::keys;

/// Microseconds of a step.
const STEP: i64 = 30_000_000;
/// Steps by which a telephone's clock may be off, either way.
const WINDOW: i64 = 1;

/// The step that a moment is in.
pub(in crate::factors) const fn step_at(now: Timestamp) -> i64 {
    now.micros().div_euclid(STEP)
}

/// The moment at which a step begins.
pub(in crate::factors) const fn at_step(step: i64) -> Timestamp {
    Timestamp::from_micros(step * STEP)
}

/// The number of a step, before it is cut to digits (RFC 4226 section 5.3).
pub(in crate::factors) fn number(key: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[bytes.len() - 1] & 0x0f);
    u32::from_be_bytes([bytes[at] & 0x7f, bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The six digits of a step.
pub(in crate::factors) fn code(key: &[u8], step: i64) -> [u8; 6] {
    let mut rest = number(key, step) % 1_000_000;
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    digits
}

/// The step whose code was typed, if it is one of those that count now and none that was used. All of them are compared,
/// so that the time it takes says nothing; of two that fit, the later one is taken.
pub(in crate::factors) fn matching(
    key: &[u8],
    typed: &[u8; 6],
    now: Timestamp,
    last_used: i64,
) -> Option<i64> {
    let middle = step_at(now);
    let mut found = None;
    for step in middle - WINDOW..=middle + WINDOW {
        let fits = keys::same(&code(key, step), typed);
        if fits & (step > last_used) {
            found = Some(step);
        }
    }
    found
}
