//! What is said about emergency accounts.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It signs in with its key only.
pub(crate) const KEY_ONLY: Code = Code::new(
    Kind::Conflict,
    "break-glass.key-only",
    "This is an emergency account: it signs in with its security key only. Make it an ordinary account first, under National, Emergency accounts.",
);
/// It is not one of a platform administrator.
pub(crate) const NOT_PLATFORM: Code = Code::new(
    Kind::Conflict,
    "break-glass.not-platform",
    "Only the account of a platform administrator can be an emergency account. Give it that role first.",
);
/// It has no key.
pub(crate) const NO_KEY: Code = Code::new(
    Kind::Conflict,
    "break-glass.no-key",
    "This account has no passkey. Sign in with it once, add a security key under My account, Passkeys, and keep that in a sealed envelope.",
);
/// One of its keys is in other hands than one thinks.
pub(crate) const COPIED: Code = Code::new(
    Kind::Conflict,
    "break-glass.copied",
    "This account has a passkey that is copied between devices, so nobody can say who holds it. Sign in with the account, remove that passkey under My account, Passkeys, and add a security key.",
);
/// It is to have none that is.
pub(crate) const NOT_COPIED: Code = Code::new(
    Kind::Conflict,
    "break-glass.not-copied",
    "This is an emergency account, and this passkey is copied between devices, so nobody could say who holds it. Add a security key instead.",
);
/// It is the account of whoever asks.
pub(crate) const ONESELF: Code = Code::new(
    Kind::Conflict,
    "break-glass.oneself",
    "This is the account that you work with. An emergency account is one that nobody uses.",
);
/// It is one already.
pub(crate) const ENROLLED: Code = Code::new(
    Kind::Conflict,
    "break-glass.enrolled",
    "This account is an emergency account already.",
);
/// It is none of them.
pub(crate) const NONE: Code = Code::new(
    Kind::Conflict,
    "break-glass.none",
    "This is no emergency account. Open the list again and look at it as it is now.",
);
/// There are as many as there may be.
pub(crate) const ENOUGH: Code = Code::new(
    Kind::Conflict,
    "break-glass.enough",
    "There are {limit} emergency accounts. Make one an ordinary account first.",
);
/// No reason was given.
pub(crate) const REASON: Code =
    Code::new(Kind::Invalid, "break-glass.reason", "Say why, in 1 to {limit} characters.");
/// Whoever used the account says nothing of it.
pub(crate) const OWN_ALARM: Code = Code::new(
    Kind::Conflict,
    "break-glass.own-alarm",
    "Somebody other than whoever used the account has to close this alarm.",
);
/// Somebody was faster.
pub(crate) const CLOSED: Code = Code::new(
    Kind::Conflict,
    "break-glass.closed",
    "This alarm was closed already. Look at what was said of it.",
);
/// Without it nobody would get in.
pub(crate) const LAST: Code = Code::new(
    Kind::Conflict,
    "break-glass.last",
    "This is the last emergency account that is ready. Enrol another one first, or make this one an ordinary account, under National, Emergency accounts.",
);
/// Without it the account is none.
pub(crate) const LAST_KEY: Code = Code::new(
    Kind::Conflict,
    "break-glass.last-key",
    "This is the only key of an emergency account. Add another one first, and keep both in sealed envelopes.",
);
/// Nobody is to be locked out by a rule that binds everybody.
pub(crate) const FIRST: Code = Code::new(
    Kind::Conflict,
    "break-glass.first",
    "Before everybody has to have a second step, {wanted} emergency accounts have to be ready. Enrol them under National, Emergency accounts.",
);
/// It is no sign-in.
pub(crate) const NO_DRILL: Code = Code::new(
    Kind::Conflict,
    "break-glass.no-drill",
    "Only a sign-in with the key of an emergency account is a drill.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    KEY_ONLY,
    NOT_PLATFORM,
    NO_KEY,
    COPIED,
    NOT_COPIED,
    ONESELF,
    ENROLLED,
    NONE,
    ENOUGH,
    REASON,
    OWN_ALARM,
    CLOSED,
    LAST,
    LAST_KEY,
    FIRST,
    NO_DRILL,
];
