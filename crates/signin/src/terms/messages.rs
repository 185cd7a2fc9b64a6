//! What people are told about terms of use.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// No title, or too long a one.
pub(crate) const TITLE: Code =
    Code::new(Kind::Invalid, "terms.title", "Enter a title of {most} characters or fewer.");
/// No sentences, or too many.
pub(crate) const SENTENCES: Code = Code::new(
    Kind::Invalid,
    "terms.sentences",
    "Say what matters most in 1 to {most} sentences, one on each line.",
);
/// A sentence that nobody reads to its end.
pub(crate) const SENTENCE_LONG: Code = Code::new(
    Kind::Invalid,
    "terms.sentence-long",
    "Make each sentence {most} characters or shorter.",
);
/// No text, or too long a one.
pub(crate) const TEXT: Code =
    Code::new(Kind::Invalid, "terms.text", "Enter the full text, {most} characters at most.");
/// Too much about what has changed.
pub(crate) const CHANGES_LONG: Code = Code::new(
    Kind::Invalid,
    "terms.changes-long",
    "Say what has changed in {most} characters or fewer.",
);
/// A later version has to say what has changed.
pub(crate) const CHANGES: Code = Code::new(
    Kind::Invalid,
    "terms.changes",
    "Say what has changed since the last version: people who have accepted that one read this first.",
);
/// No day of the calendar.
pub(crate) const DAY: Code =
    Code::new(Kind::Invalid, "terms.day", "Enter a day, such as 5 3 2027.");
/// A day before the first.
pub(crate) const BEFORE_IT_COUNTS: Code = Code::new(
    Kind::Invalid,
    "terms.before-it-counts",
    "Enter the day on which the terms begin to count, or a later one.",
);
/// Put off for too long.
pub(crate) const PUT_OFF_LONG: Code = Code::new(
    Kind::Invalid,
    "terms.put-off-long",
    "Enter a day that is {most} days or fewer after the terms begin to count.",
);
/// There is no draft.
pub(crate) const NO_DRAFT: Code = Code::new(
    Kind::Conflict,
    "terms.no-draft",
    "There is no draft any more: it was published or thrown away. Look at the list of versions.",
);
/// What was read is not what counts.
pub(crate) const NEWER: Code = Code::new(
    Kind::Stale,
    "terms.newer",
    "The terms have changed since you opened this page. Read the new ones below and accept those.",
);
/// Nothing waits.
pub(crate) const ACCEPTED: Code = Code::new(
    Kind::Conflict,
    "terms.accepted",
    "You have accepted the terms already. There is nothing left to do.",
);
/// A program accepts nothing.
pub(crate) const BY_HAND: Code = Code::new(
    Kind::NotAllowed,
    "terms.by-hand",
    "Sign in to the portal and accept the terms there. A program cannot accept them for you.",
);

/// No application of that client id.
pub(crate) const NO_APPLICATION: Code = Code::new(
    Kind::Invalid,
    "terms.no-application",
    "Enter the client ID of an application that is in use. It stands on the page of the application.",
);
/// It is exempt already.
pub(crate) const EXEMPT: Code = Code::new(
    Kind::Conflict,
    "terms.exempt",
    "This application is exempt already. There is nothing left to do.",
);
/// It is not exempt.
pub(crate) const NOT_EXEMPT: Code = Code::new(
    Kind::Conflict,
    "terms.not-exempt",
    "This application is not exempt any more. There is nothing left to do.",
);

/// They were reminded not long ago.
pub(crate) const REMINDED: Code = Code::new(
    Kind::Conflict,
    "terms.reminded",
    "Your people were reminded less than {days} days ago. Remind them again when those are over.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    TITLE,
    SENTENCES,
    SENTENCE_LONG,
    TEXT,
    CHANGES_LONG,
    CHANGES,
    DAY,
    BEFORE_IT_COUNTS,
    PUT_OFF_LONG,
    NO_DRAFT,
    NEWER,
    ACCEPTED,
    BY_HAND,
    NO_APPLICATION,
    EXEMPT,
    NOT_EXEMPT,
    REMINDED,
];
