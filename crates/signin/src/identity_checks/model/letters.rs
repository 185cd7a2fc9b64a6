//! Which letters of a telephone word are asked for. They are drawn when the word is set and after each right answer, and stay
//! the same until then: whoever hangs up and calls again is asked for the same ones.

use kernel::random;

use super::Word;

/// How many letters are asked for.
const ASKED: usize = 3;

/// What places are drawn from, outside the act: an act may be run again from its start.
#[derive(Clone, Copy)]
pub(in crate::identity_checks) struct Draw([u64; ASKED]);

impl Draw {
    /// Draws.
    pub(in crate::identity_checks) fn new() -> Self {
        Self(std::array::from_fn(|_| u64::from_be_bytes(random::bytes())))
    }
}

/// Places in a word, counted from 1, in rising order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::identity_checks) struct Letters(Vec<usize>);

impl Letters {
    /// The places that a draw gives in a word of so many letters.
    pub(in crate::identity_checks) fn drawn(draw: &Draw, length: usize) -> Self {
        let mut left: Vec<usize> = (1..=length).collect();
        let mut drawn: Vec<usize> = draw
            .0
            .iter()
            .take(length)
            .map(|number| {
                // 64 random bits over at most 40 places: the spread is even for all that anybody could use.
                let place = number % u64::try_from(left.len()).unwrap_or(1);
                left.swap_remove(usize::try_from(place).unwrap_or(0))
            })
            .collect();
        drawn.sort_unstable();
        Self(drawn)
    }

    /// Reads what is kept.
    pub(in crate::identity_checks) fn read(kept: &str) -> Self {
        Self(kept.split(',').filter_map(|place| place.parse().ok()).collect())
    }

    /// As it is kept.
    pub(in crate::identity_checks) fn kept(&self) -> String {
        self.0.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
    }

    /// The places.
    pub(in crate::identity_checks) fn places(&self) -> &[usize] {
        &self.0
    }

    /// Whether these are the letters of the word at these places. Blanks, commas and hyphens between them do not matter.
    pub(in crate::identity_checks) fn fit(&self, word: &Word, typed: &str) -> bool {
        let typed: Vec<char> =
            super::word::folded(typed).chars().filter(|one| one.is_alphabetic()).collect();
        let asked: Vec<char> = self.0.iter().filter_map(|place| word.letter(*place)).collect();
        asked.len() == ASKED && typed == asked
    }
}
