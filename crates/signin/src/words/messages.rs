//! What people are told about words that no password may hold.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The password holds a word of the nation's list.
pub(crate) const NATIONAL: Code = Code::new(
    Kind::Invalid,
    "password.national-word",
    "This password holds a word that nobody in the service may use in a password, because guessers try it. Choose other words.",
);
/// The password holds a word of the organisation's list.
pub(crate) const OWN: Code = Code::new(
    Kind::Invalid,
    "password.organisation-word",
    "This password holds a word that your organisation does not allow in passwords, because it is easy to guess there. Choose other words.",
);
/// More words than a list may have.
pub(crate) const TOO_MANY: Code =
    Code::new(Kind::Invalid, "password-words.too-many", "List {limit} words or fewer.");
/// A word that is too short or too long to be compared.
pub(crate) const FORM: Code = Code::new(
    Kind::Invalid,
    "password-words.form",
    "Each word needs {least} to {most} letters or digits. Put this one right, or leave it out: {word}",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[NATIONAL, OWN, TOO_MANY, FORM];
