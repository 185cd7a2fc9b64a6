//! What people are told about the second step of signing in.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about a code.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "second-factor.refused",
    "The code is not right, or it was used before, or there were too many wrong codes. Wait for the next code and try again, or use a recovery code: those are good at any time. If that does not help, ask one of your administrators.",
);
/// The key that sealed the apps is not the one here: no code of them can be right, and none is wrong.
pub(crate) const UNREADABLE: Code = Code::new(
    Kind::Conflict,
    "second-factor.unreadable",
    "This service can no longer read your authenticator app, so no code of it can be right. Use a recovery code, or ask one of your administrators to reset the second step of your account.",
);
/// No code was typed.
pub(crate) const NEEDED: Code = Code::new(
    Kind::Invalid,
    "second-factor.needed",
    "Enter the 6 digits that your authenticator app shows, or a recovery code.",
);
/// The first app is added with the password that would otherwise be enough.
pub(crate) const PASSWORD_NEEDED: Code = Code::new(
    Kind::Invalid,
    "authenticator.password-needed",
    "Enter the password that you sign in with. It shows that it is you.",
);
/// A token does not change what signing in asks its owner for.
pub(crate) const BY_HAND: Code = Code::new(
    Kind::NotAllowed,
    "second-factor.by-hand",
    "A token cannot change what signing in asks for. Sign in to the portal and do it there.",
);
/// There is no password any more that this code would follow.
pub(crate) const STEP_OVER: Code = Code::new(
    Kind::Conflict,
    "second-factor.step-over",
    "Signing in took too long, or something about the account has changed. Enter your username and password again.",
);
/// No name, or too long a one.
pub(crate) const NAME: Code = Code::new(
    Kind::Invalid,
    "authenticator.name",
    "Enter a name of 1 to {limit} characters, such as My telephone.",
);
/// As many as there may be.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "authenticator.too-many",
    "You have {limit} authenticator apps. Remove one that you no longer use, then add this one.",
);
/// It is there already: the form was sent twice.
pub(crate) const CONFIRMED: Code = Code::new(
    Kind::Conflict,
    "authenticator.confirmed",
    "This authenticator app has been added already. If you did not see your recovery codes, make new ones.",
);
/// What was begun is no longer there.
pub(crate) const NOT_BEGUN: Code = Code::new(
    Kind::Conflict,
    "authenticator.not-begun",
    "Adding this authenticator app took too long, or was begun again in another window. Add it again.",
);
/// Recovery codes without an app would be nothing to recover.
pub(crate) const NO_APP: Code = Code::new(
    Kind::Conflict,
    "authenticator.none",
    "You have neither an authenticator app nor a passkey. Add one first; recovery codes come with it.",
);
/// There is nothing to take off.
pub(crate) const NOTHING: Code = Code::new(
    Kind::Conflict,
    "second-factor.none",
    "This person signs in with a password only. If they cannot sign in, reset their password.",
);
/// Password and second step in one hand would be the account.
pub(crate) const COLLEAGUE: Code = Code::new(
    Kind::Conflict,
    "second-factor.colleague",
    "In the last 24 hours you did one half of what signing in as this person takes: a start code or a new password, or a reset of the second step. Ask a colleague to do the other half.",
);
/// Nobody takes away their own by helping themselves.
pub(crate) const OWN: Code = Code::new(
    Kind::NotAllowed,
    "second-factor.own",
    "You cannot take the second step off your own account in this way. Remove your authenticator app or passkey under My account, or ask another administrator.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    REFUSED,
    UNREADABLE,
    NEEDED,
    PASSWORD_NEEDED,
    BY_HAND,
    STEP_OVER,
    NAME,
    TOO_MANY,
    CONFIRMED,
    NOT_BEGUN,
    NO_APP,
    NOTHING,
    COLLEAGUE,
    OWN,
];
