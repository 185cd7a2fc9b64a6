//! What people are told about who has to have a second step.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It is asked already.
pub(crate) const ASKED: Code = Code::new(
    Kind::Conflict,
    "second-step.asked",
    "This is asked already. There is nothing left to do.",
);
/// Nothing is asked of the person by themselves.
pub(crate) const NOT_ASKED: Code = Code::new(
    Kind::Conflict,
    "second-step.not-asked",
    "Nothing is asked of this person beyond what is asked of everybody at their organisation.",
);
/// Nobody signs in with a second step who is no person.
pub(crate) const NO_PERSON: Code = Code::new(
    Kind::Conflict,
    "second-step.no-person",
    "A second step is asked of people only, and this account is not one of a person.",
);
/// A day that is over.
pub(crate) const DAY: Code = Code::new(
    Kind::Invalid,
    "second-step.day",
    "Enter today or a later day, within a year, such as 5 3 2027. Leave it empty to begin at once.",
);
/// No range of addresses.
pub(crate) const RANGE: Code = Code::new(
    Kind::Invalid,
    "second-step.range",
    "Enter a range of addresses with the number of bits that they share, such as 192.0.2.0/24 or 2001:db8:1::/48.",
);
/// Too wide a range.
pub(crate) const RANGE_WIDE: Code = Code::new(
    Kind::Invalid,
    "second-step.range-wide",
    "This range has too many addresses to be yours alone. Enter one whose addresses share {limit} bits or more, such as /{limit}.",
);
/// A range that does not begin where it says.
pub(crate) const RANGE_BITS: Code = Code::new(
    Kind::Invalid,
    "second-step.range-bits",
    "The range does not begin at this address. If you mean all of it, enter {range}.",
);
/// No name of a network.
pub(crate) const NETWORK_NAME: Code = Code::new(
    Kind::Invalid,
    "second-step.network-name",
    "Enter what the network is, in 1 to {limit} characters, such as Main site.",
);
/// It was proposed before.
pub(crate) const NETWORK_THERE: Code = Code::new(
    Kind::Conflict,
    "second-step.network-there",
    "This network is on the list already. Look there whether it was approved.",
);
/// It is not on the list.
pub(crate) const NETWORK_GONE: Code = Code::new(
    Kind::Conflict,
    "second-step.network-gone",
    "This network is not on the list any more. There is nothing left to do.",
);
/// Somebody has decided already.
pub(crate) const DECIDED: Code = Code::new(
    Kind::Conflict,
    "second-step.decided",
    "Somebody else has decided about this. Look at the list for what came of it.",
);
/// Nobody decides about what they asked for.
pub(crate) const OWN_ASKING: Code = Code::new(
    Kind::NotAllowed,
    "second-step.own-asking",
    "You asked for this yourself, or it is about you. Somebody else has to decide.",
);
/// Nobody leaves it out for themselves.
pub(crate) const OWN_EXCEPTION: Code = Code::new(
    Kind::NotAllowed,
    "second-step.own-exception",
    "You cannot make an exception for yourself. Ask another administrator.",
);
/// They never had one.
pub(crate) const NEVER_HAD: Code = Code::new(
    Kind::Conflict,
    "second-step.never-had",
    "This person has not added a second step yet, so there is nothing to leave out. Signing in shows them how to add one.",
);
/// Nobody leaves it out for them.
pub(crate) const NO_EXCEPTION: Code = Code::new(
    Kind::Conflict,
    "second-step.no-exception",
    "There is no exception for this person: they hold a role that always asks for a second step, or somebody else may have got into their account. Reset their second step, so that they can add another one.",
);
/// One counts already.
pub(crate) const EXCEPTED: Code = Code::new(
    Kind::Conflict,
    "second-step.excepted",
    "An exception counts for this person already. End it first if you want to make another one.",
);
/// One was asked for, and nobody has decided.
pub(crate) const WAITS: Code = Code::new(
    Kind::Conflict,
    "second-step.waits",
    "An exception was asked for this person already, and nobody has decided yet. Wait for that decision.",
);
/// No day on which it can end.
pub(crate) const END: Code = Code::new(
    Kind::Invalid,
    "second-step.end",
    "Enter the last day on which it is to count, such as 2027-03-05. It cannot be a day that is over, nor further ahead than a long exception lasts.",
);
/// The day that was named is over.
pub(crate) const TOO_LATE: Code = Code::new(
    Kind::Conflict,
    "second-step.too-late",
    "The day on which this exception was to end is over. Choose “Do not approve”; then they can ask for another one.",
);
/// They belong to another organisation by now.
pub(crate) const MOVED: Code = Code::new(
    Kind::Conflict,
    "second-step.moved",
    "This person has moved to another organisation since this was asked for. Choose “Do not approve”; then their administrators there can ask for another one.",
);
/// None counts.
pub(crate) const NOT_EXCEPTED: Code = Code::new(
    Kind::Conflict,
    "second-step.not-excepted",
    "No exception counts for this person any more. There is nothing left to do.",
);
/// As many as there may be.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Limited,
    "second-step.too-many",
    "This person has had {limit} exceptions in 30 days. Reset their second step, so that they can add another one, or ask for a long exception.",
);
/// Why is missing.
pub(crate) const WHY: Code =
    Code::new(Kind::Invalid, "second-step.why", "Choose why the second step is left out.");
/// The words are missing, or there are too many.
pub(crate) const WORDS: Code = Code::new(
    Kind::Invalid,
    "second-step.words",
    "Say in a sentence or two why, in {limit} characters or fewer.",
);
/// They were reminded not long ago.
pub(crate) const REMINDED: Code = Code::new(
    Kind::Conflict,
    "second-step.reminded",
    "Your people were reminded less than {days} days ago. Remind them again when those are over.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[
    ASKED,
    NOT_ASKED,
    NO_PERSON,
    DAY,
    RANGE,
    RANGE_WIDE,
    RANGE_BITS,
    NETWORK_NAME,
    NETWORK_THERE,
    NETWORK_GONE,
    DECIDED,
    OWN_ASKING,
    OWN_EXCEPTION,
    NEVER_HAD,
    NO_EXCEPTION,
    EXCEPTED,
    WAITS,
    END,
    TOO_LATE,
    MOVED,
    NOT_EXCEPTED,
    TOO_MANY,
    WHY,
    WORDS,
    REMINDED,
];
