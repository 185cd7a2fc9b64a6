//! Dates on pages: stored in UTC, written and read in the installation's time zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::Fault;
use maud::Markup;
use ui::form::Values;

/// The time zone in which the pages of this context write and read dates; a port put in at the start. Without one
/// they are in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that name, such as `Europe/London`.
    pub fn named(name: &str) -> Result<Self, Fault> {
        let zone = TimeZone::get(name).map_err(|error| {
            Fault::defect(format!("looking up the time zone {name}")).because(error)
        })?;
        Ok(Self(zone))
    }

    /// The zone that was put in.
    pub(crate) fn of(door: &Door) -> Self {
        let zone = door.ports().port::<Self>();
        zone.map_or(Self(TimeZone::UTC), |zone| (*zone).clone())
    }

    fn local(&self, moment: Timestamp, form: &str) -> String {
        jiff::Timestamp::from_microsecond(moment.micros())
            .map(|at| at.to_zoned(self.0.clone()).strftime(form).to_string())
            .unwrap_or_default()
    }

    /// `5 March 2027`.
    pub(crate) fn day(&self, moment: Timestamp) -> String {
        self.local(moment, "%-d %B %Y")
    }

    /// `5 March 2027, 10:04`.
    pub(crate) fn minute(&self, moment: Timestamp) -> String {
        self.local(moment, "%-d %B %Y, %H:%M")
    }

    /// A day with its machine-readable twin.
    pub(crate) fn day_element(&self, moment: Timestamp) -> Markup {
        ui::when::time_element(&moment.rfc3339(), &self.day(moment))
    }

    /// A minute with its machine-readable twin.
    pub(crate) fn minute_element(&self, moment: Timestamp) -> Markup {
        ui::when::time_element(&moment.rfc3339(), &self.minute(moment))
    }

    /// The first moment of a day.
    pub(crate) fn start_of(&self, date: Date) -> Option<Timestamp> {
        let start = date.to_zoned(self.0.clone()).ok()?;
        Some(Timestamp::from_micros(start.timestamp().as_microsecond()))
    }

    /// The first moment after a day.
    pub(crate) fn end_of(&self, date: Date) -> Option<Timestamp> {
        self.start_of(date.tomorrow().ok()?)
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
