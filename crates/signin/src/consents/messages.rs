//! What people are told about what they allow.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It has to be allowed first.
pub(crate) const NEEDED: Code = Code::new(
    Kind::Conflict,
    "application.consent-needed",
    "This application has to be allowed first. Open it again and sign in from there.",
);
/// It knows nothing of them.
pub(crate) const NOTHING: Code = Code::new(
    Kind::Conflict,
    "application.nothing-to-end",
    "This application does not know you by your account, or no longer. There is nothing left to do.",
);
/// Only what an organisation registered itself is allowed for all.
pub(crate) const NOT_OWN: Code = Code::new(
    Kind::Conflict,
    "application.not-own",
    "This application belongs to the whole service. Change on its page whether people are asked.",
);

/// It is not allowed for all.
pub(crate) const ASKED_ALREADY: Code = Code::new(
    Kind::Conflict,
    "application.asked-already",
    "People are asked by this application already. There is nothing left to do.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[NEEDED, NOTHING, NOT_OWN, ASKED_ALREADY];
