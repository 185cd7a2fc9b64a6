//! What is said about what waits for a second person.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// No reason was given.
pub(crate) const REASON_MISSING: Code = Code::new(
    Kind::Invalid,
    "second-person.reason-missing",
    "Say why, so that whoever looks at it can judge.",
);
/// It was asked for already.
pub(crate) const ASKED: Code = Code::new(
    Kind::Conflict,
    "second-person.asked",
    "You have asked for this already. Wait until somebody has looked at it.",
);
/// It is one's own.
pub(crate) const OWN: Code = Code::new(
    Kind::Conflict,
    "second-person.own",
    "You asked for this yourself. Somebody else has to decide it.",
);
/// It could be one person twice.
pub(crate) const TOO_CLOSE: Code = Code::new(
    Kind::Conflict,
    "second-person.too-close",
    "In the last 24 hours one of you two gave the other one a role or a way to sign in. Ask somebody else to decide this.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[REASON_MISSING, ASKED, OWN, TOO_CLOSE];

/// What waits, by its command.
const TITLES: &[(&str, &str)] = &[
    ("break-glass.end", "Make an emergency account an ordinary one"),
    ("break-glass.enrol", "Make an account an emergency account"),
    ("bulk.run", "Change many people at once"),
    ("grant.give", "Give a role of the whole service"),
    ("organisation.close", "Close an organisation"),
    ("second-step.oblige-organisation", "Ask an organisation for no second step any more"),
    ("rule.change", "Change a rule that keeps the service safe"),
];

/// What a command does, as a heading.
pub(crate) fn title(command: &str) -> String {
    let known = TITLES.iter().find(|(name, _)| *name == command);
    known.map_or_else(|| words(command), |(_, words)| (*words).to_owned())
}

/// A name of the program as words.
pub(crate) fn words(name: &str) -> String {
    let words = name.replace(['.', '_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
