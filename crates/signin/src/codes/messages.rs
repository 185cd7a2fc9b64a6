//! What people are told about start codes.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about a code.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "start-code.refused",
    "The username or start code is not right, or the code was used or is too old. Check both and try again, or ask one of your administrators for a new start code.",
);
/// The right code, before the first day.
pub(crate) const EARLY: Code = Code::new(
    Kind::Conflict,
    "start-code.early",
    "You can start on {day}. Keep your start code and come back on that day.",
);
/// No address.
pub(crate) const NO_ADDRESS: Code = Code::new(
    Kind::Invalid,
    "start-link.address",
    "Enter an email address outside the service that the person reads, such as name@example.com.",
);
/// An address of the service.
pub(crate) const INSIDE: Code = Code::new(
    Kind::Invalid,
    "start-link.inside",
    "This is an address of the service, which nobody reads before their first sign-in. Enter an address outside it, or give a start code in person.",
);
/// There is a password.
pub(crate) const HAS_PASSWORD: Code = Code::new(
    Kind::Conflict,
    "start-link.has-password",
    "This person has chosen a password already. If it is lost, reset it and hand the start code over yourself.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[REFUSED, EARLY, NO_ADDRESS, INSIDE, HAS_PASSWORD];
