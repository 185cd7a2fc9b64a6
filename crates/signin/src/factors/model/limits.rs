//! How many wrong codes are looked at, and after how many their owner is written to.
//!
//! A code has a million values of which three are right at a time. With five tries in ten minutes and twenty in a day
//! somebody who knows the password is right by chance on one day of 17,000.

use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;

use crate::recovery;

/// Wrong codes of a day after which no further one is looked at.
pub const FAILURES_A_DAY: NumberRule = NumberRule::new(
    "second-factor.failures-a-day",
    20,
    3..=100,
    "wrong codes in 24 hours",
    "Security decisions, guessing of codes: 20 a day over all sessions",
)
.may_be(Stricter::Lower);

/// Wrong codes in a short time after which no further one is looked at for a while.
pub const FAILURES_AT_ONCE: NumberRule = NumberRule::new(
    "second-factor.failures-at-once",
    5,
    3..=100,
    "wrong codes in a short time",
    "Security decisions, guessing of codes: 5 in 10 minutes over all sessions",
)
.may_be(Stricter::Lower);

/// How long that short time is.
pub const AT_ONCE_MINUTES: NumberRule = NumberRule::new(
    "second-factor.at-once-minutes",
    10,
    1..=60,
    "minutes",
    "Security decisions, guessing of codes: 5 in 10 minutes over all sessions",
)
.may_be(Stricter::Higher);

/// Wrong codes after a right password that make a letter to the owner.
pub const WARN_FAILURES: NumberRule = NumberRule::new(
    "second-factor.warn-failures",
    3,
    1..=20,
    "wrong codes in 24 hours",
    "Security decisions, guessing of codes: told after 3",
)
.may_be(Stricter::Lower);

/// Seconds of the day over which wrong codes count.
pub(in crate::factors) const DAY_SECONDS: i64 = 86_400;

/// So many wrong codes in so many seconds are the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::factors) struct Span {
    pub(in crate::factors) most: i64,
    pub(in crate::factors) seconds: i64,
}

impl Span {
    /// The same for so many, and for fewer than in all.
    fn at_most(self, most: i64) -> Self {
        Self { most: most.min(self.most - 1), ..self }
    }
}

/// The numbers in force for an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::factors) struct Limits {
    /// All of them hold.
    pub(in crate::factors) spans: [Span; 2],
    /// The same for those of strangers, who proved nothing before: of what may be wrong in all, they leave some to the owner.
    pub(in crate::factors) recovering: [Span; 2],
    /// The same for all who proved nothing before, those included who come from a network that the account knows: one try at
    /// least is left to whoever knows the password.
    pub(in crate::factors) unproved: [Span; 2],
    /// Wrong codes of a day after a right password, of which the last one makes a letter.
    pub(in crate::factors) warn: i64,
}

impl Limits {
    /// Those of an organisation.
    pub(in crate::factors) async fn read(
        reader: &mut Reader,
        organisation: impl Into<Option<OrganisationId>>,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let rules = [
            &FAILURES_A_DAY,
            &FAILURES_AT_ONCE,
            &AT_ONCE_MINUTES,
            &WARN_FAILURES,
            &recovery::FAILURES_A_DAY,
            &recovery::FAILURES_AT_ONCE,
        ];
        let [most, at_once, minutes, warn, of_day, of_short] =
            reader.dated_all(rules, organisation.into(), now).await?;
        let day = Span { most, seconds: DAY_SECONDS };
        let short = Span { most: at_once, seconds: minutes * 60 };
        let recovering = [day.at_most(of_day), short.at_most(of_short)];
        let unproved = [day.at_most(day.most), short.at_most(short.most)];
        Ok(Self { spans: [day, short], recovering, unproved, warn })
    }
}
