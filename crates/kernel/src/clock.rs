//! The one place that reads the time.
//!
//! Every rule gets the time as a value (`Call::now`), so a test can move it by hand and an act that is run
//! twice by the engine sees the same moment both times. Times are microseconds since 1970-01-01T00:00:00Z;
//! a day is 24 hours, stored in UTC and shown in local time only by pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment that lies this many microseconds after 1970.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970, as stored.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This many days of 24 hours later.
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days * 86_400_000_000)
    }

    /// This many seconds later.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// RFC 3339 in UTC with microseconds, as shown in the API.
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_microsecond(self.0)
            .map(|t| t.to_string())
            .unwrap_or_else(|_| self.0.to_string())
    }
}

/// Where the time comes from: the machine, or a hand that a test moves.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Machine,
    Hand(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub const fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands still until [`Clock::advance`] moves it; for tests and simulations.
    pub fn by_hand(start: Timestamp) -> Self {
        Self(Source::Hand(Arc::new(AtomicI64::new(start.0))))
    }

    /// Now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the machine's clock"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Hand(at) => Timestamp(at.load(Ordering::SeqCst)),
            Source::Machine => {
                let since = std::time::SystemTime::now()
                    .duration_since(std::time::UNIX_EPOCH)
                    .unwrap_or_default();
                Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
        }
    }

    /// Moves a clock held by hand. The machine's clock cannot be moved and ignores this.
    pub fn advance(&self, by: Duration) {
        if let Source::Hand(at) = &self.0 {
            at.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

/// A stop-watch for logs and metrics; never an input to a rule.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "measuring how long something took decides nothing"
    )]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
