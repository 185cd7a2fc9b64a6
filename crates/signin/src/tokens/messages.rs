//! What people are told about tokens.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The name is missing or too long.
pub(crate) const NAME: Code = Code::new(
    Kind::Invalid,
    "token.name",
    "Enter a name of 1 to {limit} characters that says what the token is for.",
);
/// The end is too near or too far.
pub(crate) const DAYS: Code =
    Code::new(Kind::Invalid, "token.days", "Enter a number of days from 1 to {limit}.");
/// The list of actions cannot be read.
pub(crate) const ACTIONS: Code = Code::new(
    Kind::Invalid,
    "token.actions",
    "Enter 1 to {limit} names of actions, such as person.create, or leave this out to cover everything you may do.",
);
/// A token tried to make a wider one.
pub(crate) const WIDER: Code = Code::new(
    Kind::NotAllowed,
    "token.wider",
    "A token cannot make a token that covers more than itself. Sign in to the portal to make this one.",
);
/// There are too many.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "token.too-many",
    "You already have {limit} tokens. Revoke one that is no longer used, then make the new one.",
);
/// It was revoked before.
pub(crate) const REVOKED: Code =
    Code::new(Kind::Conflict, "token.already-revoked", "This token was already revoked.");

/// All of them.
pub(crate) const ALL: RefusalList = &[NAME, DAYS, ACTIONS, WIDER, TOO_MANY, REVOKED];
