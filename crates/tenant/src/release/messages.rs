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

/// Their word does not count for another reason; whoever has the role may act, so this is a race.
pub(crate) const NOT_COUNTED: Code = Code::new(
    Kind::Conflict,
    "tenant.release-not-counted",
    "You are no longer a platform administrator, so your release does not count. Ask another one to release it.",
);
/// Made an administrator by a colleague after the restore.
pub(crate) const GRANTED_SINCE: Code = Code::new(
    Kind::Conflict,
    "tenant.release-granted-since",
    "You became a platform administrator after the records were put back, so your release does not count. Ask somebody who was one before, or ask the operator of the service to give the role.",
);
/// Somebody else gave them a way in after the restore.
pub(crate) const WAY_IN_GIVEN: Code = Code::new(
    Kind::Conflict,
    "tenant.release-way-in-given",
    "Somebody gave you a start code or set your password after the records were put back, so your release does not count. Ask another platform administrator who signs in with their own password.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList =
    &[NOT_HELD, ALREADY_SAID, NOT_COUNTED, GRANTED_SINCE, WAY_IN_GIVEN];
