//! Recovery codes: for whoever does not have their app at hand.

use crate::codes::draw as one;

/// How many there are.
pub(in crate::factors) const CODES: usize = 10;

/// Draws all of them. Each has 68 random bits, as start codes have; only its hash is kept.
pub(crate) fn draw() -> Vec<String> {
    std::iter::repeat_with(one).take(CODES).collect()
}
