//! What people are told on the way to a new password.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// Closed for everybody, for a time.
pub(crate) const CLOSED: Code = Code::new(
    Kind::Conflict,
    "recovery.closed",
    "Nobody can reset their own password at the moment. Ask one of your administrators, or call the service desk.",
);
/// The one answer to everything that is not right, whoever asks.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "recovery.refused",
    "That did not work. The username or the code may be wrong, the code may have been used before, there may have been too many wrong codes, or the account cannot be recovered in this way. Wait for the next code and try again. If that does not help, ask one of your administrators.",
);
/// Nothing was given.
pub(crate) const NEEDED: Code = Code::new(
    Kind::Invalid,
    "recovery.needed",
    "Enter the 6 digits that your authenticator app shows or that were sent to you, or a recovery code.",
);
/// The same once more proves nothing more.
pub(crate) const ANOTHER: Code = Code::new(
    Kind::Invalid,
    "recovery.another",
    "You have used this way already. Use another one: a code of your app or by text message, a recovery code or a passkey.",
);
/// What was begun is no longer there.
pub(crate) const OVER: Code = Code::new(
    Kind::Conflict,
    "recovery.over",
    "This took too long, or something about the account has changed. Begin again with your username.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[CLOSED, REFUSED, NEEDED, ANOTHER, OVER];
