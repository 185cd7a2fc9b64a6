//! Moments on pages: stored in UTC, read as the calendar of the nation has them.

use jiff::tz::TimeZone;
use kernel::clock::Timestamp;
use maud::Markup;

fn local(moment: Timestamp, form: &str) -> String {
    // UTC on a machine that has no time zones.
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_microsecond(moment.micros())
        .map(|at| at.to_zoned(zone).strftime(form).to_string())
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

/// `10:04`.
pub(crate) fn clock(moment: Timestamp) -> String {
    local(moment, "%H:%M")
}

/// A minute with its machine-readable twin.
pub(crate) fn minute_element(moment: Timestamp) -> Markup {
    ui::when::time_element(&moment.rfc3339(), &minute(moment))
}

/// A day with its machine-readable twin.
pub(crate) fn day_element(moment: Timestamp) -> Markup {
    ui::when::time_element(&moment.rfc3339(), &day(moment))
}
