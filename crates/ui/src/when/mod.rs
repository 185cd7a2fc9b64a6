//! Moments on a page: stored in UTC, written and read in the one time zone of the installation.
//!
//! The zone is put in once, at the start, and every page takes that one: two pages that disagree about the day on
//! which something happened are worse than either. Moments are microseconds since 1970-01-01T00:00:00Z.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

#[cfg(test)]
mod tests;

/// The time zone in which pages write and read days; a port put in at the start. UTC where nobody put one in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// The zone of that name in the time zone database, such as `Europe/London`; none if there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    fn local(&self, micros: i64, form: &str) -> String {
        jiff::Timestamp::from_microsecond(micros)
            .map(|at| at.to_zoned(self.0.clone()).strftime(form).to_string())
            .unwrap_or_default()
    }

    /// `5 March 2027`.
    pub fn day(&self, micros: i64) -> String {
        self.local(micros, "%-d %B %Y")
    }

    /// `5 March 2027, 10:04`.
    pub fn minute(&self, micros: i64) -> String {
        self.local(micros, "%-d %B %Y, %H:%M")
    }

    /// `10:04`.
    pub fn clock(&self, micros: i64) -> String {
        self.local(micros, "%H:%M")
    }

    /// As people say it: the time alone if it is today, with the day otherwise. UTC says so.
    pub fn in_words(&self, micros: i64, now: i64) -> String {
        let words = if self.day(micros) == self.day(now) {
            self.clock(micros)
        } else {
            self.local(micros, "%-d %B %Y at %H:%M")
        };
        if self.0 == TimeZone::UTC { format!("{words} UTC") } else { words }
    }

    /// A day with its machine-readable twin.
    pub fn day_element(&self, micros: i64) -> Markup {
        time_element(&iso(micros), &self.day(micros))
    }

    /// A minute with its machine-readable twin; a narrow column may set the clock below the day.
    pub fn minute_element(&self, micros: i64) -> Markup {
        let (day, clock) = (self.day(micros), self.clock(micros));
        html! { time datetime=(iso(micros)) { (day) ", " wbr; (clock) } }
    }

    /// The day on which a moment lies; none outside the calendar.
    pub fn date(&self, micros: i64) -> Option<Date> {
        let at = jiff::Timestamp::from_microsecond(micros).ok()?;
        Some(at.to_zoned(self.0.clone()).date())
    }

    /// The moment of a whole hour on a day; where the clocks skip it, as much later as they skip.
    pub fn at(&self, date: Date, hour: i8) -> Option<i64> {
        let at = date.at(hour.clamp(0, 23), 0, 0, 0).to_zoned(self.0.clone()).ok()?;
        Some(at.timestamp().as_microsecond())
    }

    /// The first moment of a day.
    pub fn start_of(&self, date: Date) -> Option<i64> {
        Some(date.to_zoned(self.0.clone()).ok()?.timestamp().as_microsecond())
    }

    /// The first moment after a day. It ends when the next one begins, whatever its length: clocks go forward and back.
    pub fn end_of(&self, date: Date) -> Option<i64> {
        self.start_of(date.tomorrow().ok()?)
    }
}

/// `5 March 2027`: a day of the calendar, which no time zone shifts.
pub fn date_text(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A day written 2027-03-05 in words; what is no day stays as it is.
pub fn day_text(day: &str) -> String {
    day.parse().map_or_else(|_| day.to_owned(), date_text)
}

/// A day written 2027-03-05 in words, with itself for programs.
pub fn calendar_day(day: &str) -> Markup {
    time_element(day, &day_text(day))
}

/// A moment as programs write it; nothing for one that lies outside the calendar.
fn iso(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros).map(|at| at.to_string()).unwrap_or_default()
}

/// Words about a moment, with the moment itself for programs.
///
/// `datetime_iso` is a date, or a date and time with an offset, as HTML's `time`
/// element takes them ("2027-03-05", "2027-03-05T10:04:00Z").
pub fn time_element(datetime_iso: &str, text: &str) -> Markup {
    html! { time datetime=(datetime_iso) { (text) } }
}
