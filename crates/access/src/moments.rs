//! Dates on pages: stored in UTC, written and read in the installation's time zone.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::clock::Timestamp;
use kernel::door::Door;
use maud::Markup;
use ui::form::Values;

/// The installation's time zone, for the moments of this context.
#[derive(Clone, Debug)]
pub(crate) struct Zone(Arc<ui::when::Zone>);

impl Zone {
    /// The zone that was put in; UTC without one.
    pub(crate) fn of(door: &Door) -> Self {
        Self(door.ports().port().unwrap_or_default())
    }

    /// `5 March 2027`.
    pub(crate) fn day(&self, moment: Timestamp) -> String {
        self.0.day(moment.micros())
    }

    /// `5 March 2027, 10:04`.
    pub(crate) fn minute(&self, moment: Timestamp) -> String {
        self.0.minute(moment.micros())
    }

    /// A day with its machine-readable twin.
    pub(crate) fn day_element(&self, moment: Timestamp) -> Markup {
        self.0.day_element(moment.micros())
    }

    /// A minute with its machine-readable twin.
    pub(crate) fn minute_element(&self, moment: Timestamp) -> Markup {
        self.0.minute_element(moment.micros())
    }

    /// The first moment of a day.
    pub(crate) fn start_of(&self, date: Date) -> Option<Timestamp> {
        self.0.start_of(date).map(Timestamp::from_micros)
    }

    /// The first moment after a day.
    pub(crate) fn end_of(&self, date: Date) -> Option<Timestamp> {
        self.0.end_of(date).map(Timestamp::from_micros)
    }
}

/// The last day on which something counts that ends, exclusively, at this moment.
pub(crate) fn last_day(end: Timestamp) -> Timestamp {
    end.plus_seconds(-1)
}

/// What three fields of a date say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypedDate {
    /// All three are empty.
    Empty,
    /// There is such a day.
    Day(Date),
    /// There is no such day.
    Wrong,
}

/// Reads `NAME-day`, `NAME-month`, `NAME-year`.
pub(crate) fn typed(values: &Values, name: &str) -> TypedDate {
    let part = |part: &str| values.one(&format!("{name}-{part}")).trim().to_owned();
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return TypedDate::Empty;
    }
    let date = (|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())();
    match date {
        Some(date) if (2000..=9000).contains(&date.year()) => TypedDate::Day(date),
        _ => TypedDate::Wrong,
    }
}
