//! What people are told about banners.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

use super::model::Level;

/// No words, or too many.
pub(crate) const WORDS: Code = Code::new(
    Kind::Invalid,
    "banner.words",
    "Write 1 to 300 characters of plain text: what goes on, whom it concerns, until when.",
);
/// Not after its beginning, or too far ahead.
pub(crate) const END: Code = Code::new(
    Kind::Invalid,
    "banner.end",
    "Choose an end that comes after the beginning and is at most {limit} days from now.",
);
/// Only for everybody.
pub(crate) const OUTSIDE: Code = Code::new(
    Kind::Invalid,
    "banner.outside",
    "Only a banner for everybody can stand on the pages before signing in.",
);
/// Enough of them.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "banner.too-many",
    "There are {limit} banners here already, and nobody reads more. Take one down first.",
);
/// It is over.
pub(crate) const OVER: Code = Code::new(
    Kind::Conflict,
    "banner.over",
    "This banner is no longer up. Reload the list to see how things stand.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[WORDS, END, OUTSIDE, TOO_MANY, OVER];

/// A level in words.
pub(crate) const fn level(level: Level) -> &'static str {
    match level {
        Level::News => "News",
        Level::Planned => "Planned work",
        Level::Incident => "Something does not work",
    }
}
