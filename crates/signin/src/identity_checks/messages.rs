//! What people are told about telephone words and about making sure who is asking.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// Something else than letters.
pub(crate) const LETTERS_ONLY: Code = Code::new(
    Kind::Invalid,
    "telephone-word.letters-only",
    "Use letters only, without blanks, digits or signs, so that single letters can be read out on the telephone.",
);
/// Too few letters.
pub(crate) const TOO_SHORT: Code = Code::new(
    Kind::Invalid,
    "telephone-word.too-short",
    "Use {limit} letters or more. One long word, or two short ones without a blank, are good.",
);
/// Too many letters.
pub(crate) const TOO_LONG: Code =
    Code::new(Kind::Invalid, "telephone-word.too-long", "Use {limit} letters or fewer.");
/// A name that others know.
pub(crate) const A_NAME: Code = Code::new(
    Kind::Invalid,
    "telephone-word.a-name",
    "Choose a word without {name} in it. Others know your name and those of your organisation and of this service.",
);
/// Nearly one letter only.
pub(crate) const TOO_ALIKE: Code = Code::new(
    Kind::Invalid,
    "telephone-word.too-alike",
    "Choose a word with {limit} different letters or more.",
);
/// The password itself.
pub(crate) const PASSWORD: Code = Code::new(
    Kind::Invalid,
    "telephone-word.password",
    "Choose another word than your password. You say letters of this one aloud.",
);
/// One of the last few.
pub(crate) const AGAIN: Code = Code::new(
    Kind::Invalid,
    "telephone-word.again",
    "Choose a word that you have not used before. It may not be the one in use nor one of the {limit} before it.",
);
/// Nobody has made sure who is asking.
pub(crate) const NEEDED: Code = Code::new(
    Kind::Conflict,
    "identity-check.needed",
    "First make sure who is asking, and say how you did. It counts for {limit} minutes.",
);
/// No letters were typed.
pub(crate) const LETTERS_NEEDED: Code = Code::new(
    Kind::Invalid,
    "identity-check.letters-needed",
    "Enter the letters that the person gives you, or choose another way.",
);
/// There is no word to ask for.
pub(crate) const NO_WORD: Code = Code::new(
    Kind::Conflict,
    "identity-check.no-word",
    "This person has no telephone word that can be asked for. Choose another way.",
);
/// Too many wrong answers.
pub(crate) const CLOSED: Code = Code::new(
    Kind::Conflict,
    "identity-check.closed",
    "There were too many wrong answers today, so letters and codes are not looked at. Choose another way, such as calling back on the number recorded.",
);
/// Too many wrong letters since the last right ones.
pub(crate) const USED_UP: Code = Code::new(
    Kind::Conflict,
    "identity-check.used-up",
    "There were too many wrong answers to this telephone word. It is not asked for until the person chooses another one. Choose another way.",
);
/// No code was typed.
pub(crate) const CODE_NEEDED: Code = Code::new(
    Kind::Invalid,
    "identity-check.code-needed",
    "Enter the 6 digits that their app shows, as they read them out. A recovery code is for signing in only.",
);
/// There is no app, or none that can be read.
pub(crate) const NO_APP: Code = Code::new(
    Kind::Conflict,
    "identity-check.no-app",
    "This person has no authenticator app that this service can check. Choose another way.",
);
/// Letters that do not fit.
pub(crate) const WRONG: Code = Code::new(
    Kind::Invalid,
    "identity-check.wrong",
    "That is not right. Nothing was changed, and the person is told. Choose another way, or end the call.",
);
/// There is no number to call.
pub(crate) const NO_NUMBER: Code = Code::new(
    Kind::Conflict,
    "identity-check.no-number",
    "Call back on a number that is recorded of this person, not on one that the caller gives you. If none is recorded, choose another way.",
);
/// The number is too new.
pub(crate) const NEW_NUMBER: Code = Code::new(
    Kind::Conflict,
    "identity-check.new-number",
    "This number was recorded less than {days} days ago, so that it does not show who somebody is. Choose another way.",
);
/// There is no number for codes.
pub(crate) const NO_TEXTS: Code = Code::new(
    Kind::Conflict,
    "identity-check.no-texts",
    "This person has no number to which this service sends codes. Choose another way.",
);
/// The host has nobody on the telephone.
pub(crate) const AT_HOST: Code = Code::new(
    Kind::Conflict,
    "identity-check.at-host",
    "A code is sent for somebody who is signed in. Sign in, and have it sent there.",
);
/// As many as there may be.
pub(crate) const TEXTS_OVER: Code = Code::new(
    Kind::Conflict,
    "identity-check.texts-over",
    "No more text messages are sent to this person today. Choose another way.",
);
/// No code was typed.
pub(crate) const TEXT_NEEDED: Code = Code::new(
    Kind::Invalid,
    "identity-check.text-needed",
    "Enter the 6 digits of the text message, as they read them out. Have a code sent first.",
);
/// Nobody makes sure of themselves.
pub(crate) const OWN: Code = Code::new(
    Kind::Conflict,
    "identity-check.own",
    "You cannot help yourself in this way. Ask another administrator.",
);
/// No way was chosen.
pub(crate) const HOW: Code =
    Code::new(Kind::Invalid, "identity-check.how", "Say how you made sure who is asking.");

/// All of them.
pub(crate) const ALL: RefusalList = &[
    LETTERS_ONLY,
    TOO_SHORT,
    TOO_LONG,
    A_NAME,
    TOO_ALIKE,
    PASSWORD,
    AGAIN,
    NEEDED,
    LETTERS_NEEDED,
    CODE_NEEDED,
    NO_WORD,
    NO_APP,
    CLOSED,
    USED_UP,
    WRONG,
    NO_NUMBER,
    NEW_NUMBER,
    NO_TEXTS,
    AT_HOST,
    TEXTS_OVER,
    TEXT_NEEDED,
    OWN,
    HOW,
];
