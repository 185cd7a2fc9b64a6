//! What people are told about signing in.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about an attempt.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "signin.refused",
    "The username or password is not right, or the account is locked or disabled. Check both and try again. After several tries an account is locked for a while.",
);

/// There is nothing to make void.
pub(crate) const NOT_RESTORED: Code = Code::new(
    Kind::Conflict,
    "signin.not-restored",
    "The database was not put back from a backup since it was last looked after. There is nothing to make void.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[REFUSED, NOT_RESTORED];
