//! What a schedule is, on which days its file is made, and how much is kept.

use jiff::civil::{Date, Weekday};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::AccountId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use crate::kept::is_below;

/// Schedules that one person has.
pub(crate) const AT_MOST: NumberRule =
    NumberRule::new("report.at-most", 20, 1..=100, "scheduled reports", "our own").of_the_nation();
/// The hour of the day from which files are made, before people come to work.
pub(crate) const HOUR: NumberRule =
    NumberRule::new("report.hour", 6, 0..=23, "o'clock", "our own: before work begins")
        .of_the_nation();
/// The largest file, in MiB.
pub(crate) const LARGEST: NumberRule =
    NumberRule::new("report.largest", 10, 1..=50, "MiB", "our own: 30,000 people with all columns")
        .of_the_nation();
/// Files of one schedule that are kept, the newest.
pub(crate) const KEPT: NumberRule =
    NumberRule::new("report.kept", 5, 1..=30, "files", "our own: a working week").of_the_nation();

/// Every number of the slice.
pub(super) const NUMBERS: &[&NumberRule] = &[&AT_MOST, &HOUR, &LARGEST, &KEPT];

/// On which days a file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// From Monday to Friday.
    WorkingDay,
    /// Once a week.
    Monday,
    /// Once a week.
    Tuesday,
    /// Once a week.
    Wednesday,
    /// Once a week.
    Thursday,
    /// Once a week.
    Friday,
    /// On the first day of each month, whatever day of the week that is.
    Month,
}

impl Every {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::WorkingDay,
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Month,
    ];

    /// As stored and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkingDay => "working-day",
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Month => "month",
        }
    }

    /// That of the name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|every| every.name() == name)
    }

    fn has(self, date: Date) -> bool {
        let weekday = date.weekday();
        match self {
            Self::WorkingDay => !matches!(weekday, Weekday::Saturday | Weekday::Sunday),
            Self::Monday => weekday == Weekday::Monday,
            Self::Tuesday => weekday == Weekday::Tuesday,
            Self::Wednesday => weekday == Weekday::Wednesday,
            Self::Thursday => weekday == Weekday::Thursday,
            Self::Friday => weekday == Weekday::Friday,
            Self::Month => date.day() == 1,
        }
    }

    /// The first moment after `after` at which a file is due: the hour of a day in the zone. None beyond the calendar.
    pub(crate) fn next(self, after: Timestamp, hour: i8, zone: &Zone) -> Option<Timestamp> {
        let mut date = zone.date(after.micros())?;
        // Today's hour may be still to come; no month is longer than 31 days.
        for _ in 0..=32 {
            if self.has(date) {
                let at = Timestamp::from_micros(zone.at(date, hour)?);
                if at > after {
                    return Some(at);
                }
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

/// How the making of a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is there.
    Made,
    /// Its owner may not see the list any more, or it is gone.
    Refused,
    /// It would be larger than the rule allows.
    TooLarge,
    /// The list could not be read, however often that was tried.
    Failed,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Made, Self::Refused, Self::TooLarge, Self::Failed];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Refused => "refused",
            Self::TooLarge => "too-large",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// A schedule as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) file: String,
    pub(crate) query: String,
    pub(crate) name: String,
    pub(crate) every: Every,
    pub(crate) version: i64,
}

impl Row {
    /// The address of the file with what stands behind its question mark.
    pub(crate) fn address(&self) -> String {
        match self.query.as_str() {
            "" => self.file.clone(),
            query => format!("{}?{query}", self.file),
        }
    }
}

/// Whether these are the address of a list as a file in this portal, and a query as browsers write it.
pub(crate) fn is_file(file: &str, query: &str) -> bool {
    file.ends_with(".csv") && is_below(&["/o/", "/national/"], file, query)
}
