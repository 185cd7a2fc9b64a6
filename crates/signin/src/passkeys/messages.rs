//! What people are told about passkeys.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The one answer to everything that is not right about a passkey that signs.
pub(crate) const REFUSED: Code = Code::new(
    Kind::Invalid,
    "passkey.refused",
    "The passkey was not accepted. Try again, or use another way to sign in. If that does not help, ask one of your administrators.",
);
/// The challenge is over, was used, or belongs to another browser, page or person.
pub(crate) const OVER: Code = Code::new(
    Kind::Conflict,
    "passkey.over",
    "That took too long, or the page was open in another window. Try your passkey again.",
);
/// What the browser sent about a new passkey is not what was asked for.
pub(crate) const NOT_MADE: Code = Code::new(
    Kind::Invalid,
    "passkey.not-made",
    "The passkey could not be added. Use one that asks for your PIN or fingerprint, and add it again.",
);
/// What was begun is over.
pub(crate) const NOT_BEGUN: Code = Code::new(
    Kind::Conflict,
    "passkey.not-begun",
    "Adding this passkey took too long, or it was added already. Look at your passkeys, and add it again if it is not there.",
);
/// The same passkey stands with an account already.
pub(crate) const TAKEN: Code =
    Code::new(Kind::Conflict, "passkey.taken", "This passkey is in use already. Add another one.");
/// No name, or too long a one.
pub(crate) const NAME: Code = Code::new(
    Kind::Invalid,
    "passkey.name",
    "Enter a name of 1 to {limit} characters, such as My telephone.",
);
/// It was removed, or is somebody else's.
pub(crate) const GONE: Code = Code::new(
    Kind::Conflict,
    "passkey.gone",
    "This passkey is not there any more. Look at the list again.",
);
/// As many as there may be.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "passkey.too-many",
    "You have {limit} passkeys. Remove one that you no longer use, then add this one.",
);

/// All of them.
pub(crate) const ALL: RefusalList =
    &[REFUSED, OVER, NOT_MADE, NOT_BEGUN, TAKEN, NAME, GONE, TOO_MANY];
