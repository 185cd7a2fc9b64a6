//! What is said when a rule cannot be changed.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

pub(crate) const UNKNOWN: Code = Code::new(
    Kind::NotFound,
    "rule.unknown",
    "There is no rule of this name. Choose one from the list of rules.",
);
pub(crate) const OUT_OF_BOUNDS: Code =
    Code::new(Kind::Invalid, "rule.out-of-bounds", "Enter a whole number from {least} to {most}.");
pub(crate) const START_IN_PAST: Code = Code::new(
    Kind::Invalid,
    "rule.start-in-past",
    "Choose today or a later day. What was in force before cannot be changed.",
);
pub(crate) const DATE_WRONG: Code = Code::new(
    Kind::Invalid,
    "rule.date-wrong",
    "Enter a day, month and year that exist, such as 31 3 2027, or leave all three empty to begin now.",
);
pub(crate) const NOT_A_NUMBER: Code =
    Code::new(Kind::Invalid, "rule.not-a-number", "Enter a whole number, such as 30.");

pub(crate) const ORGANISATION_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "rule.organisation-unknown",
    "There is no organisation of this code. Check the code, or leave it empty for everyone.",
);

pub(crate) const ALL: RefusalList =
    &[UNKNOWN, ORGANISATION_UNKNOWN, OUT_OF_BOUNDS, START_IN_PAST, DATE_WRONG, NOT_A_NUMBER];
