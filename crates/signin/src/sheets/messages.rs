//! What helpers are told about codes on paper.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// A mailbox or a machine has nobody to hand it to.
pub(crate) const NO_PERSON: Code = Code::new(
    Kind::Conflict,
    "code-sheet.no-person",
    "Codes on paper are for people. This account is not one of a person.",
);
/// What somebody else has seen is not enough for a role.
pub(crate) const HOLDS_ROLE: Code = Code::new(
    Kind::Conflict,
    "code-sheet.role",
    "This person holds a role, and whoever holds one signs in with an authenticator app, a passkey or a security key. Give them a security key, or take the role from them first.",
);
/// They can help themselves, or are helped in another way.
pub(crate) const HAS_OTHER: Code = Code::new(
    Kind::Conflict,
    "code-sheet.has-other",
    "This person has an authenticator app, a passkey or a number for codes by text message. If they do not have it any more, reset the second step first.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[NO_PERSON, HOLDS_ROLE, HAS_OTHER];
