//! What people are told about accounts that somebody else got into.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// There is an open case already.
pub(crate) const OPEN_ALREADY: Code = Code::new(
    Kind::Conflict,
    "compromise.open-already",
    "This account is shut already, and its case is open. Look at the case and go on from there.",
);
/// There is none.
pub(crate) const NONE_OPEN: Code = Code::new(
    Kind::Conflict,
    "compromise.none-open",
    "This account has no open case. Look at the person's page again.",
);
/// No way in is given while it is shut.
pub(crate) const CONTAINED: Code = Code::new(
    Kind::Conflict,
    "compromise.contained",
    "This account is shut because somebody else may use it. Open its case on the person's page and let them begin again first.",
);
/// Somebody was let begin again already.
pub(crate) const RELEASED_ALREADY: Code = Code::new(
    Kind::Conflict,
    "compromise.released-already",
    "This person may begin again already. Give them a start code if they have none.",
);
/// It is about whoever asks.
pub(crate) const OWN: Code = Code::new(
    Kind::NotAllowed,
    "compromise.own",
    "Nobody decides about a case of their own account. Ask a colleague.",
);
/// No words.
pub(crate) const WORDS: Code = Code::new(
    Kind::Invalid,
    "compromise.words",
    "Say in a sentence or two what happened and how it was noticed.",
);
/// No words about the devices.
pub(crate) const CHECK_WORDS: Code = Code::new(
    Kind::Invalid,
    "compromise.check-words",
    "Say which devices were checked, by whom and with what result.",
);
/// No words at the end.
pub(crate) const CLOSE_WORDS: Code = Code::new(
    Kind::Invalid,
    "compromise.close-words",
    "Say in a sentence what it was, so that others learn from it.",
);
/// Too many words.
pub(crate) const LONG: Code =
    Code::new(Kind::Invalid, "compromise.long", "Use {limit} characters or fewer.");
/// No way of noticing was chosen.
pub(crate) const FOUND: Code =
    Code::new(Kind::Invalid, "compromise.found", "Choose how it was noticed.");
/// Something is still to be proved.
pub(crate) const MISSING: Code = Code::new(
    Kind::Conflict,
    "compromise.missing",
    "The case cannot be closed yet. Still missing since the account was shut: {what}.",
);
/// Once for each time that it is shut.
pub(crate) const LIFTED_ALREADY: Code = Code::new(
    Kind::Conflict,
    "compromise.lifted-already",
    "The second step was left out once already since the account was shut. They add one now: an app, a passkey or a security key.",
);
/// They have one.
pub(crate) const NOTHING_TO_LIFT: Code = Code::new(
    Kind::Conflict,
    "compromise.nothing-to-lift",
    "They have a second step of signing in. It is not left out while the case is open.",
);
/// Too early.
pub(crate) const LIFT_LATER: Code = Code::new(
    Kind::Conflict,
    "compromise.lift-later",
    "The second step can be left out once they have a new password and their devices were checked.",
);
/// Never for them.
pub(crate) const LIFT_ROLE: Code = Code::new(
    Kind::Conflict,
    "compromise.lift-role",
    "Whoever holds a role is asked for a second step always. Give them a security key, or end their roles first.",
);
/// It is not left out.
pub(crate) const NOT_LIFTED: Code = Code::new(
    Kind::Conflict,
    "compromise.not-lifted",
    "The second step is not left out for this person. Look at the case again.",
);
/// A state that does not exist.
pub(crate) const FILTER: Code =
    Code::new(Kind::Invalid, "compromise.filter", "Choose one of the states.");
/// Applications are shut until there is a second step.
pub(crate) const NO_APPLICATIONS: Code = Code::new(
    Kind::Conflict,
    "compromise.no-applications",
    "Your account was shut because somebody else may have used it. Applications open again once you have signed in with a second step. Add one under Second step of signing in.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    OPEN_ALREADY,
    NONE_OPEN,
    CONTAINED,
    RELEASED_ALREADY,
    OWN,
    WORDS,
    CHECK_WORDS,
    CLOSE_WORDS,
    LONG,
    FOUND,
    MISSING,
    LIFTED_ALREADY,
    NOTHING_TO_LIFT,
    LIFT_LATER,
    LIFT_ROLE,
    NOT_LIFTED,
    FILTER,
    NO_APPLICATIONS,
];
