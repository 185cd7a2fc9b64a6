//! What makes somebody sure who is asking: the ways, the telephone word, and for how long a check counts.

mod letters;
mod method;
mod numbers;
mod word;

use kernel::dated::{NumberRule, Stricter};

pub(super) use letters::{Draw, Letters};
pub use method::Method;
pub(super) use method::Outcome;
pub use numbers::RecordedNumber;
pub(super) use numbers::{old_enough, recorded};
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

/// Wrong letters and codes in a day, after which no further ones are looked at until that day is over.
pub const WRONG_A_DAY: NumberRule = NumberRule::new(
    "identity-check.wrong-a-day",
    3,
    2..=10,
    "answers",
    "Three letters are guessed once in some hundred tries; the service tells success or failure only",
)
.may_be(Stricter::Lower);

/// Wrong letters since the last right ones, after which the word is not asked for until its owner chooses another.
pub const WRONG_IN_ALL: NumberRule = NumberRule::new(
    "telephone-word.wrong-in-all",
    10,
    3..=50,
    "answers",
    "The letters asked for stay the same, so wrong answers of many days add up",
)
.may_be(Stricter::Lower);

/// Fewest letters of a telephone word.
pub const LEAST_LETTERS: NumberRule = NumberRule::new(
    "telephone-word.least-letters",
    9,
    8..=20,
    "letters",
    "The service's word for the telephone: longer than 8 characters",
)
.may_be(Stricter::Higher);

/// How many words before this one may not come again.
pub const NOT_AGAIN: NumberRule = NumberRule::new(
    "telephone-word.not-again",
    5,
    0..=10,
    "words",
    "The service's word for the telephone: none of the previous 5",
)
.may_be(Stricter::Higher);

/// How long a number has to have been recorded before anybody is called back on it, or a code sent to it shows who they are.
pub const NUMBER_DAYS: NumberRule = NumberRule::new(
    "identity-check.number-days",
    3,
    0..=90,
    "days",
    "Security decisions, identity check: whoever got into a record has its number changed before they call",
)
.may_be(Stricter::Higher);

/// Letters that go to a person in a day because somebody could not show that they are them; more would be a nuisance.
pub(super) const LETTERS_A_DAY: i64 = 5;
/// Seconds in which wrong answers count.
pub(super) const DAY_SECONDS: i64 = 24 * 60 * 60;
