//! Days as people write and read them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::clock::Timestamp;

/// The beginning of a day written `2027-03-05`, in UTC; none if it is no day.
pub fn parse_day(text: &str) -> Option<Timestamp> {
    let date: Date = text.parse().ok()?;
    let moment = date.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp::from_micros(moment.timestamp().as_microsecond()))
}

/// The day of a moment as programs write it: `2027-03-05`.
pub fn iso_day(moment: Timestamp) -> String {
    date(moment).map(|date| date.to_string()).unwrap_or_default()
}

/// The day of a moment as people read it: `5 March 2027`.
pub fn day_in_words(moment: Timestamp) -> String {
    date(moment).map(|date| date.strftime("%-d %B %Y").to_string()).unwrap_or_default()
}

fn date(moment: Timestamp) -> Option<Date> {
    let moment = jiff::Timestamp::from_microsecond(moment.micros()).ok()?;
    Some(moment.to_zoned(TimeZone::UTC).date())
}
