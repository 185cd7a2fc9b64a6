//! What is refused.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It is not held.
pub(crate) const NOT_HELD: Code = Code::new(
    Kind::Conflict,
    "tenant.not-held",
    "Sending to Microsoft 365 is not held after a restore. There is nothing to release.",
);
/// The same person again.
pub(crate) const ALREADY_SAID: Code = Code::new(
    Kind::Conflict,
    "tenant.already-released-by-you",
    "You have already released it. Ask another platform administrator to look at it and release it, too.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[NOT_HELD, ALREADY_SAID];
