//! What a bulk change is: the act, the entries, how far it is, and the rules with numbers.

mod act;
mod entries;
mod state;

pub use act::{
    Act, Came, DayQuestion, Entry, Foresee, Foreseen, Make, Options, Question, ReadOutcome, Says,
    Wanted, choice_and_day, each_done,
};
pub(crate) use entries::{Meant, split};
pub(crate) use state::{Bulk, Item, Move};
pub use state::{ItemState, State};

use kernel::dated::NumberRule;

/// Entries of one bulk change.
pub const ENTRIES_AT_MOST: NumberRule = NumberRule::new(
    "bulk.entries-at-most",
    5_000,
    1..=20_000,
    "people",
    "our own: the real service takes 50 to 500 at a time and a ticket for more",
);

/// People whom one person alone can change at once; more need a second one.
pub const ALONE_AT_MOST: NumberRule = NumberRule::new(
    "bulk.alone-at-most",
    1_000,
    1..=20_000,
    "people",
    "Security decisions, four eyes for mass changes",
);

/// How long is kept what was written and what came of it, from the last act on.
pub const KEEP_DAYS: NumberRule = NumberRule::new(
    "bulk.keep-days",
    30,
    1..=365,
    "days",
    "our own: long enough to fetch the outcome after a holiday",
)
.of_the_nation();
