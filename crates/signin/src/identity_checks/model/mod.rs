//! What makes somebody sure who is asking: the ways, the telephone word, and for how long a check counts.

mod letters;
mod method;
mod word;

use kernel::dated::{NumberRule, Stricter};

pub(super) use letters::Letters;
pub use method::Method;
pub(super) use method::Outcome;
pub(super) use word::{PURPOSE, Word, Words};

/// How long a check counts for whoever made it.
pub const MINUTES: NumberRule = NumberRule::new(
    "identity-check.minutes",
    15,
    5..=60,
    "minutes",
    "No change before the check has succeeded; 15 minutes are one call to a help desk",
)
.may_be(Stricter::Lower);

/// Wrong answers to the telephone word in a day, after which it is not asked for any more until that day is over.
pub const WRONG_A_DAY: NumberRule = NumberRule::new(
    "telephone-word.wrong-a-day",
    3,
    2..=10,
    "answers",
    "Three letters are guessed once in some hundred tries; the service tells success or failure only",
)
.may_be(Stricter::Lower);

/// Fewest letters of a telephone word.
pub const LEAST_LETTERS: NumberRule = NumberRule::new(
    "telephone-word.least-letters",
    9,
    8..=20,
    "letters",
    "User account secret of the service: longer than 8 characters",
)
.may_be(Stricter::Higher);

/// How many words before this one may not come again.
pub const NOT_AGAIN: NumberRule = NumberRule::new(
    "telephone-word.not-again",
    5,
    0..=10,
    "words",
    "User account secret of the service: none of the previous 5",
)
.may_be(Stricter::Higher);

/// Seconds in which wrong answers count.
pub(super) const DAY_SECONDS: i64 = 24 * 60 * 60;
