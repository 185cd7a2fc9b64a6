//! What people are told about attempts.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// There is no lock to end.
pub(crate) const NOT_LOCKED: Code = Code::new(
    Kind::Conflict,
    "account.not-locked",
    "This account is not locked, and not too many wrong codes were entered. If the person still cannot sign in, give them a start code.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[NOT_LOCKED];
