//! What people are told about the keys of signatures.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// There is no such key to withdraw.
pub(crate) const GONE: Code = Code::new(
    Kind::Conflict,
    "signing-key.gone",
    "There is no key of this name, or it was withdrawn already. Look at the list of keys.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[GONE];
