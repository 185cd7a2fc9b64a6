//! What people are told about breached passwords.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The password is on the list.
pub(crate) const BREACHED: Code = Code::new(
    Kind::Invalid,
    "password.breached",
    "This password is on a list of passwords that became known in data leaks, so guessers try it. Choose another one, and change it wherever else you use it.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[BREACHED];
