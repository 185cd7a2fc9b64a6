//! Where a request stands, the legal moves, the rules with numbers, and what a kind of request is.

mod file;
mod file_kind;
mod file_name;
mod kind;
mod request;

pub use file::{Content, NewFile};
pub(crate) use file::{Judged, MEGABYTE, MESSAGE_BYTES};
pub(crate) use file_kind::{FileKind, endings, titles};
pub(crate) use file_name::Name;
pub use kind::{Answers, Asked, Askers, Check, Desk, Entry, Field, Kind, Place, Runs, is_address};
pub use request::State;
pub(crate) use request::{Move, Request, Waits};

use kernel::dated::NumberRule;

/// By when those who look after people should have decided what was asked of them.
pub const DECIDE_DAYS: NumberRule = NumberRule::new(
    "request.decide-days",
    5,
    1..=90,
    "days",
    "our own: the real service names no time for what local administrators are asked",
);

/// By when the service desk should have acted on a support request.
pub const SUPPORT_DAYS: NumberRule = NumberRule::new(
    "request.support-days",
    2,
    1..=30,
    "days",
    "our own: the resolution times of the real service's tier are not published (B22)",
)
.of_the_nation();

/// After how many days without an act whoever a request waits for is reminded.
pub const REMIND_DAYS: NumberRule = NumberRule::new(
    "request.remind-days",
    3,
    1..=90,
    "days",
    "product rules: reminders of what two sides have to agree on",
)
.of_the_nation();

/// After how many days they are reminded for the second and last time.
pub const REMIND_AGAIN_DAYS: NumberRule = NumberRule::new(
    "request.remind-again-days",
    7,
    1..=90,
    "days",
    "product rules: reminders of what two sides have to agree on",
)
.of_the_nation()
.not_below(&REMIND_DAYS);

/// After how many days without an act a request lapses.
pub const LAPSE_DAYS: NumberRule = NumberRule::new(
    "request.lapse-days",
    30,
    1..=365,
    "days",
    "product rules: what two sides have to agree on lapses",
)
.of_the_nation()
.not_below(&REMIND_AGAIN_DAYS);

/// Requests of one asker that are not over.
pub const LIVE_AT_MOST: NumberRule = NumberRule::new(
    "request.live-at-most",
    20,
    1..=1000,
    "requests",
    "our own: nobody fills a list of others by asking",
);

/// The largest file, in megabytes.
pub const FILE_MEGABYTES: NumberRule = NumberRule::new(
    "request.file-megabytes",
    5,
    1..=8,
    "megabytes",
    "our own: a picture of a screen or a scanned form fits; what is larger has a place in a site or a drive",
)
.of_the_nation();

/// The most files of one message.
pub const MESSAGE_FILES: NumberRule = NumberRule::new(
    "request.message-files",
    5,
    0..=20,
    "files",
    "our own: nobody reads more at once; 0 switches files off",
)
.of_the_nation();

/// The most files of one request.
pub const REQUEST_FILES: NumberRule = NumberRule::new(
    "request.files-at-most",
    20,
    0..=200,
    "files",
    "our own: a request is no archive",
)
.of_the_nation()
.not_below(&MESSAGE_FILES);

/// The longest message, reason or answer of several lines, in characters.
pub(crate) const TEXT_CHARACTERS: usize = 4_000;
/// The most messages of one request.
pub(crate) const MESSAGES_AT_MOST: i64 = 200;
