//! What people are told about passwords.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// Too few characters.
pub(crate) const TOO_SHORT: Code = Code::new(
    Kind::Invalid,
    "password.too-short",
    "Use {limit} characters or more. Three random words make a good password.",
);
/// Too many characters.
pub(crate) const TOO_LONG: Code =
    Code::new(Kind::Invalid, "password.too-long", "Use {limit} characters or fewer.");
/// A blank under the older rules.
pub(crate) const BLANKS: Code = Code::new(
    Kind::Invalid,
    "password.blanks",
    "Leave out spaces. Three random words with a hyphen between them make a good password.",
);
/// No mixture, for a system account under the older rules.
pub(crate) const MIXTURE: Code = Code::new(
    Kind::Invalid,
    "password.mixture",
    "The password of a system account needs a capital letter, a small letter, and a digit or sign.",
);
/// One of the last ones.
pub(crate) const EARLIER: Code = Code::new(
    Kind::Invalid,
    "password.earlier",
    "You have used this password before. Choose one that is not among your last {limit}.",
);
/// Made of names or common words.
pub(crate) const GUESSABLE: Code = Code::new(
    Kind::Invalid,
    "password.guessable",
    "Choose a password that is harder to guess. Leave out your name, your organisation and common passwords. Three random words make a good password.",
);
/// The password in use was typed wrongly.
pub(crate) const WRONG: Code = Code::new(
    Kind::Invalid,
    "password.wrong",
    "This is not your password. Check it and try again. After several wrong tries your account is locked for a while.",
);
/// The new password is the one in use.
pub(crate) const UNCHANGED: Code = Code::new(
    Kind::Invalid,
    "password.unchanged",
    "Choose a password that is different from the one you use now.",
);
/// The queue is full.
pub(crate) const BUSY: Code = Code::new(
    Kind::Limited,
    "signin.busy",
    "Many people are signing in at the moment. Wait a few seconds, then try again.",
);
/// The account is closed or of a kind that nobody signs in with.
pub(crate) const NO_SIGN_IN: Code = Code::new(
    Kind::Conflict,
    "account.no-sign-in",
    "Nobody can sign in with this account. If it is disabled, enable it first.",
);
/// The account holds rights that the actor's do not cover.
pub(crate) const ABOVE_YOU: Code = Code::new(
    Kind::NotAllowed,
    "account.above-you",
    "This person has an administrator role that yours does not cover. Ask one of their administrators, or the national service desk.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    TOO_SHORT, TOO_LONG, BLANKS, MIXTURE, EARLIER, GUESSABLE, WRONG, UNCHANGED, BUSY, NO_SIGN_IN,
    ABOVE_YOU,
];
