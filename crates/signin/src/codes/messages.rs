//! What people are told about start codes.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about a code.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "start-code.refused",
    "The username or start code is not right, or the code was used or is too old. Check both and try again, or ask one of your administrators for a new start code.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[REFUSED];
