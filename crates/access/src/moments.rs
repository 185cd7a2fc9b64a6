//! Dates on pages: stored in UTC, written and read as the calendar of the nation has them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::clock::Timestamp;
use maud::Markup;
use ui::form::Values;

/// The nation's calendar; UTC on a machine that has no time zones.
fn zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

fn local(moment: Timestamp, form: &str) -> String {
    jiff::Timestamp::from_microsecond(moment.micros())
        .map(|at| at.to_zoned(zone()).strftime(form).to_string())
        .unwrap_or_default()
}

/// `5 March 2027`.
pub(crate) fn day(moment: Timestamp) -> String {
    local(moment, "%-d %B %Y")
}

/// `5 March 2027, 10:04`.
pub(crate) fn minute(moment: Timestamp) -> String {
    local(moment, "%-d %B %Y, %H:%M")
}

/// A day with its machine-readable twin.
pub(crate) fn day_element(moment: Timestamp) -> Markup {
    ui::when::time_element(&moment.rfc3339(), &day(moment))
}

/// A minute with its machine-readable twin.
pub(crate) fn minute_element(moment: Timestamp) -> Markup {
    ui::when::time_element(&moment.rfc3339(), &minute(moment))
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

/// The first moment of a day.
pub(crate) fn start_of(date: Date) -> Option<Timestamp> {
    let start = date.to_zoned(zone()).ok()?;
    Some(Timestamp::from_micros(start.timestamp().as_microsecond()))
}

/// The first moment after a day.
pub(crate) fn end_of(date: Date) -> Option<Timestamp> {
    start_of(date.tomorrow().ok()?)
}
