//! What people are told about signing in.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about an attempt.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "signin.refused",
    "The username or password is not right, or the account is locked or disabled. Check both and try again. After several tries an account is locked for a while.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[REFUSED];
