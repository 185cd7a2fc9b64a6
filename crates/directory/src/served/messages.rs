//! What is said when an organisation cannot be administered nationally, or no longer, and about records of requests.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

pub(crate) const FIELDS: Code =
    Code::new(Kind::Invalid, "served.fields", "Some details have to be put right. See each field.");
pub(crate) const ENTER: Code = Code::new(Kind::Invalid, "served.field-empty", "Enter {what}.");
pub(crate) const NOT_RUNNING: Code = Code::new(
    Kind::Conflict,
    "served.organisation-not-open",
    "This organisation has not joined the service, or has left it. It can be administered nationally once it is open.",
);
pub(crate) const ALREADY: Code = Code::new(
    Kind::Conflict,
    "served.already",
    "This organisation is administered nationally already. To change its sector, end that first and begin again.",
);
pub(crate) const NOT_SERVED: Code = Code::new(
    Kind::Conflict,
    "served.not-served",
    "This organisation is not administered nationally. There is nothing left to do.",
);
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "served.too-many-people",
    "This organisation has {count} people. One that is administered nationally has at most {limit}: record leavers first, or change the rule for this organisation.",
);
pub(crate) const FULL: Code = Code::new(
    Kind::Conflict,
    "served.full",
    "This organisation is administered nationally and has {limit} people, which is the most there can be. Delete somebody who has left, or ask a platform administrator to allow more people for this organisation.",
);
pub(crate) const NOBODY_LEFT: Code = Code::new(
    Kind::Conflict,
    "served.nobody-left",
    "This organisation has no administrator of its own who can sign in. Give somebody that role first, or enter why it goes without one for now.",
);

pub(crate) const ALL: RefusalList =
    &[FIELDS, ENTER, NOT_RUNNING, ALREADY, NOT_SERVED, TOO_MANY, FULL, NOBODY_LEFT];
