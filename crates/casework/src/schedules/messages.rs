//! What is said when a report cannot be scheduled, and how it went.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

use super::model::{Every, Outcome};

/// No name, or a long one.
pub(crate) const NAME: Code =
    Code::new(Kind::Invalid, "report.name", "Enter a name of 60 characters or fewer.");
/// Not the address of a file of a list.
pub(crate) const ADDRESS: Code = Code::new(
    Kind::Invalid,
    "report.address",
    "This is no list that can be made as a file. Open the list again and choose Make this regularly there.",
);
/// Too many schedules.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "report.too-many",
    "You have {limit} scheduled reports, which is the most there can be. End one that you no longer need.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[NAME, ADDRESS, TOO_MANY];

/// On which days, in words.
pub(crate) const fn days(every: Every) -> &'static str {
    match every {
        Every::WorkingDay => "Every working day",
        Every::Monday => "Every Monday",
        Every::Tuesday => "Every Tuesday",
        Every::Wednesday => "Every Wednesday",
        Every::Thursday => "Every Thursday",
        Every::Friday => "Every Friday",
        Every::Month => "On the first day of each month",
    }
}

/// How it went, in words; nothing for what was made.
pub(crate) const fn trouble(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Made => None,
        Outcome::Refused => {
            Some("Not made: you may not see this list any more, or it is no longer there.")
        }
        Outcome::TooLarge => Some(
            "Not made: the file would be too large. Choose more filters, and schedule it anew.",
        ),
        Outcome::Failed => {
            Some("Not made: the service could not read the list. It tries again on the next day.")
        }
    }
}
