//! What is said when a bulk change cannot be prepared or run, and what came of an entry.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// There is no such act, or not for this asker.
pub(crate) const ACT_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "bulk.act-unknown",
    "Choose what should happen. You can do nothing else to many people at once.",
);
/// The answer to the act's question is none of those that can be given.
pub(crate) const ANSWER: Code = Code::new(
    Kind::Invalid,
    "bulk.answer",
    "Choose one of the answers of the list. It may have changed meanwhile.",
);
/// Nobody is named.
pub(crate) const NOBODY: Code = Code::new(
    Kind::Invalid,
    "bulk.nobody",
    "Enter the email addresses or staff numbers of the people, one on each line.",
);
/// More entries than can be done at once.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Invalid,
    "bulk.too-many",
    "This list has {count} entries, and {limit} is the most that can be done at once. Do it in parts.",
);
/// Somebody else prepared it.
pub(crate) const NOT_YOURS: Code = Code::new(
    Kind::NotAllowed,
    "bulk.not-yours",
    "Somebody else prepared this bulk change, and it runs in their name. Prepare one of your own.",
);
/// The entries are still being looked up.
pub(crate) const NOT_READY: Code = Code::new(
    Kind::Conflict,
    "bulk.not-ready",
    "The people are still being looked up. Reload the page in a moment.",
);
/// There is nobody whom it would change.
pub(crate) const NOTHING: Code = Code::new(
    Kind::Conflict,
    "bulk.nothing",
    "There is nobody left whom this would change. See the reason beside each entry.",
);
/// It does not fit the present state.
pub(crate) const STATE: Code = Code::new(
    Kind::Conflict,
    "bulk.state",
    "This bulk change has gone on meanwhile. See how far it is.",
);
/// Ends and removals that are not due.
pub(crate) const NOT_DUE: Code =
    Code::new(Kind::Conflict, "bulk.not-due", "This is not due. There is nothing to do.");
/// No such filter.
pub(crate) const FILTER: Code =
    Code::new(Kind::Invalid, "bulk.filter", "There is no such result. Choose one from the list.");
/// The file cannot be read as a list.
pub(crate) const FILE: Code = Code::new(
    Kind::Invalid,
    "bulk.file",
    "Choose a CSV file of 1 MB or less, with one person on each line.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[
    ACT_UNKNOWN,
    ANSWER,
    NOBODY,
    TOO_MANY,
    NOT_YOURS,
    NOT_READY,
    NOTHING,
    STATE,
    NOT_DUE,
    FILTER,
    FILE,
];

pub(crate) const DAY: &str = "Enter a day, month and year that exist, such as 31 3 2027.";

pub(crate) const UNKNOWN: &str =
    "Nobody in this organisation has this email address or staff number. Check the spelling.";
pub(crate) const SEVERAL: &str =
    "Several people have this staff number. Use the email address of the one you mean.";
pub(crate) const TWICE: &str = "This person is in the list already, further up.";
pub(crate) const DELETED: &str = "This person was deleted. Restore them first.";
pub(crate) const GONE: &str = "Nobody in this organisation any more.";
pub(crate) const BROKEN: &str =
    "Something went wrong on our side, and nothing was changed. Tell the service desk.";
