//! What is said when a view cannot be kept.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// No name, or a long one.
pub(crate) const NAME: Code =
    Code::new(Kind::Invalid, "view.name", "Enter a name of 60 characters or fewer.");
/// Another view of the list has the name.
pub(crate) const NAME_TAKEN: Code = Code::new(
    Kind::Conflict,
    "view.name-taken",
    "You have a view of this name for this list already. Choose another name, or remove that view first.",
);
/// Not an address of a list.
pub(crate) const ADDRESS: Code = Code::new(
    Kind::Invalid,
    "view.address",
    "This is no list that can be kept. Open the list again and save it from there.",
);
/// Too many views.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "view.too-many",
    "You have {limit} views, which is the most there can be. Remove one that you no longer need.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[NAME, NAME_TAKEN, ADDRESS, TOO_MANY];
