//! What the second step is made of: numbers, names, codes, and who has come how far.

mod caller;
mod entry;
mod key;
mod oneself;
mod recovery;
mod seal;
mod totp;
mod trial;
mod typed;

use kernel::dated::{NumberRule, Stricter};

pub(crate) use caller::{ReadOut, use_read_out};
pub use entry::{Entered, Waiting};
pub(crate) use entry::{Fresh, enter};
pub(super) use entry::{cookie, no_cookie, step_key_of};
pub(super) use key::{Key, address};
pub(crate) use oneself::{Own, Shown};
#[cfg(test)]
pub(super) use recovery::CODES;
pub(super) use recovery::draw;
pub use seal::Readable;
pub(super) use seal::{PURPOSE, open, seal};
pub(super) use totp::{at_step, matching, step_at};
#[cfg(test)]
pub(super) use totp::{code, number};
pub(crate) use trial::{Proof, by_hand, spend};
pub(super) use trial::{Purpose, Trial, Tried, attempt, own_proof};
pub(super) use typed::Typed;

/// Wrong codes of a day after which no further one is looked at.
pub const FAILURES_A_DAY: NumberRule = NumberRule::new(
    "second-factor.failures-a-day",
    20,
    3..=100,
    "wrong codes in 24 hours",
    "Security decisions, guessing of codes: 20 a day over all sessions",
)
.may_be(Stricter::Lower);

/// How long somebody who has given their password may take to give the code.
pub const STEP_MINUTES: NumberRule = NumberRule::new(
    "second-factor.step-minutes",
    10,
    2..=60,
    "minutes",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// How long an authenticator app that was not confirmed is kept.
pub const UNCONFIRMED_HOURS: NumberRule = NumberRule::new(
    "second-factor.unconfirmed-hours",
    24,
    1..=720,
    "hours",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// Seconds of the day over which wrong codes count.
pub(super) const DAY_SECONDS: i64 = 86_400;
/// Authenticator apps that one person may have.
pub(super) const MOST: usize = 5;
/// The longest name of one, in characters.
pub(super) const LONGEST_NAME: usize = 60;
