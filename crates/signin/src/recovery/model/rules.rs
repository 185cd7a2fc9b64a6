//! The numbers that bound this way, and the switch that closes it.

use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::refusal::Result;

use crate::recovery::messages;

const SOURCE: &str = "Domain rules, self-service reset: any one registered method";
const GUESSING: &str = "Security decisions, guessing of codes: a part of what may be wrong in all";

/// Whether the way is open: 1, or 0 while it is closed for everybody.
pub const OPEN: NumberRule = NumberRule::new(
    "recovery.open",
    1,
    0..=1,
    "1 for open, 0 for closed",
    "Domain rules, self-service reset: the operator has closed it for a time before",
)
.of_the_nation();

/// How many different proofs are asked for.
pub const PROOFS: NumberRule =
    NumberRule::new("recovery.proofs", 1, 1..=2, "different proofs", SOURCE)
        .may_be(Stricter::Higher);

/// How long somebody who proved who they are may take to choose a password.
pub const MINUTES: NumberRule =
    NumberRule::new("recovery.minutes", 10, 2..=60, "minutes", SOURCE).of_the_nation();

/// How long after a reset of the second step nobody goes this way.
pub const AFTER_RESET_HOURS: NumberRule = NumberRule::new(
    "recovery.after-reset-hours",
    24,
    0..=720,
    "hours",
    "Security decisions: a second step that was just replaced does not replace the password, too",
)
.may_be(Stricter::Higher);

/// Wrong codes of strangers in a short time.
pub const FAILURES_AT_ONCE: NumberRule = NumberRule::new(
    "recovery.failures-at-once",
    3,
    1..=100,
    "wrong codes in a short time",
    GUESSING,
)
.may_be(Stricter::Lower);

/// Wrong codes of strangers in a day.
pub const FAILURES_A_DAY: NumberRule =
    NumberRule::new("recovery.failures-a-day", 10, 1..=100, "wrong codes in 24 hours", GUESSING)
        .may_be(Stricter::Lower);

/// Wrong codes from one network in a day; hospitals have thousands behind one.
pub const NETWORK_A_DAY: NumberRule = NumberRule::new(
    "recovery.network-failures-a-day",
    100,
    1..=100_000,
    "wrong codes in 24 hours",
    "Security decisions, spraying: one code for each of many accounts",
)
.of_the_nation();

/// Wrong codes a day of all strangers together: of those who come to an account from a network from which it was not let in
/// before. With three of a million codes right at a time, so many are right once by chance on one day of 300.
pub const STRANGERS_A_DAY: NumberRule = NumberRule::new(
    "recovery.failures-of-all-a-day",
    1000,
    1..=1_000_000,
    "wrong codes in 24 hours",
    "Security decisions, spraying: one code for each of many accounts",
)
.of_the_nation();

/// Refuses everybody alike while the way is closed.
pub(in crate::recovery) async fn check_open(reader: &mut Reader, now: Timestamp) -> Result<()> {
    match reader.dated(&OPEN, None, now).await? {
        0 => Err(messages::CLOSED.refuse().into()),
        _ => Ok(()),
    }
}
