//! What people are told about their first sign-in.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// There is no list for this account, or it is finished.
pub(crate) const OVER: Code = Code::new(
    Kind::Conflict,
    "welcome.over",
    "Getting started is finished. You can change everything under My account.",
);
/// The rules want a second step first.
pub(crate) const SECOND_STEP: Code = Code::new(
    Kind::Conflict,
    "welcome.second-step",
    "Add a second step of signing in first. Everything else can wait.",
);
/// Nobody has said that the details are right.
pub(crate) const DETAILS: Code = Code::new(
    Kind::Conflict,
    "welcome.details",
    "Look over your details first. You can put the rest off instead.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[OVER, SECOND_STEP, DETAILS];
