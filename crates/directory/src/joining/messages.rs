//! The words about joining and leaving that people read: refusals.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// Several fields have to be put right.
pub const FIELDS: Code = Code::new(
    Kind::Invalid,
    "joining.fields",
    "Some details have to be put right. See each field.",
);
/// A field that has to be filled in.
pub const ENTER: Code = Code::new(Kind::Invalid, "joining.field-empty", "Enter {what}.");
/// Not an email address.
pub const EMAIL: Code = Code::new(
    Kind::Invalid,
    "joining.email",
    "Enter an email address outside the service, such as name@example.org.",
);
/// An address of the service is no way to reach somebody who is not in it yet.
pub const EMAIL_INSIDE: Code = Code::new(
    Kind::Invalid,
    "joining.email-inside",
    "This is an address of the service, which nobody reads who is not in it yet. Enter one outside the service.",
);
/// Not a telephone number.
pub const TELEPHONE: Code = Code::new(
    Kind::Invalid,
    "joining.telephone",
    "Enter a telephone number of at least 7 digits, such as 01632 960000.",
);
/// Not a number of people.
pub const PEOPLE: Code = Code::new(
    Kind::Invalid,
    "joining.people",
    "Enter how many people are expected, as a whole number from 1 to {most}.",
);
/// Not a day, or one that does not fit.
pub const DAY: Code = Code::new(
    Kind::Invalid,
    "joining.day",
    "Enter the day as day, month and year, such as 31 3 2027. It is today or later.",
);
/// A waiver that is too long.
pub const WAIVER_DAY: Code = Code::new(
    Kind::Invalid,
    "joining.waiver-day",
    "Enter the last day of the waiver as day, month and year. It is today or later, and at most {days} days ahead.",
);
/// It has not applied.
pub const NOT_APPLIED: Code = Code::new(
    Kind::Conflict,
    "joining.not-applied",
    "There is no application of this organisation that waits for a decision. Record one first.",
);
/// Checks of an organisation that has left are nobody's business.
pub const OVER: Code = Code::new(
    Kind::Conflict,
    "joining.over",
    "This organisation has left the service. Record an application if it is to come back.",
);
/// Not every check holds.
pub const CHECKS_MISSING: Code = Code::new(
    Kind::Conflict,
    "joining.checks-missing",
    "Not every check holds: {checks}. Record what is missing, or waive it with a reason.",
);
/// The service looks by itself.
pub const AUTOMATIC: Code = Code::new(
    Kind::Invalid,
    "joining.automatic",
    "The service looks at this check by itself, so nobody records it.",
);
/// Not demanded of this organisation.
pub const NOT_DEMANDED: Code = Code::new(
    Kind::Invalid,
    "joining.not-demanded",
    "This check is not asked of an organisation of this sector.",
);
/// The register's word cannot be waived.
pub const NO_WAIVER: Code = Code::new(
    Kind::Invalid,
    "joining.no-waiver",
    "What the register says cannot be waived. Import a newer register file if it has changed.",
);
/// A check cannot be recorded as waived.
pub const WAIVE_INSTEAD: Code = Code::new(
    Kind::Invalid,
    "joining.waive-instead",
    "Record whether the check holds or not. A waiver is given separately, with a reason and a last day.",
);
/// A standing is needed.
pub const LEVEL: Code = Code::new(
    Kind::Invalid,
    "joining.level",
    "Choose the standing in data security. No other check has one.",
);
/// Somebody has to have the turn.
pub const TURN: Code =
    Code::new(Kind::Invalid, "joining.turn", "Choose whose turn it is: ours or theirs.");
/// Nothing is under way.
pub const NOTHING_UNDER_WAY: Code = Code::new(
    Kind::Conflict,
    "joining.nothing-under-way",
    "Nothing is under way for this organisation, so it is nobody's turn.",
);
/// It is not closing.
pub const NOT_CLOSING: Code =
    Code::new(Kind::Conflict, "joining.not-closing", "This organisation is not closing.");
/// The successor cannot take anybody.
pub const SUCCESSOR: Code = Code::new(
    Kind::Invalid,
    "joining.successor",
    "Enter the code of another open organisation, or leave the field empty.",
);
/// Only an open organisation has administrators.
pub const NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "joining.not-open",
    "This organisation is not open, so nobody can be invited to it yet. Open it first.",
);
/// Somebody was invited and holds the role.
pub const INVITED: Code = Code::new(
    Kind::Conflict,
    "joining.invited",
    "Somebody was invited as the first administrator already. Send the link again if it did not arrive; further administrators are named by the first one.",
);
/// Somebody was invited at this address elsewhere.
pub const INVITED_ELSEWHERE: Code = Code::new(
    Kind::Conflict,
    "joining.invited-elsewhere",
    "Whoever reads this address was invited to {name} and has an account there. Give that account the role here, too, or enter another address.",
);
/// Nobody was invited.
pub const NOT_INVITED: Code = Code::new(
    Kind::Conflict,
    "joining.not-invited",
    "There is nobody here whose invitation could be sent again. Invite somebody first.",
);
/// The invitation was used.
pub const HAS_STARTED: Code = Code::new(
    Kind::Conflict,
    "joining.has-started",
    "The first administrator has chosen a password already. If it is lost, reset it on the page of the person.",
);
/// A filter that does not exist.
pub const FILTER: Code =
    Code::new(Kind::Invalid, "joining.filter", "Choose one of the values of this filter.");
/// A page marker that was not made here.
pub const PAGE: Code = Code::new(
    Kind::Invalid,
    "joining.page",
    "This page of the list does not exist. Go back to the first page.",
);
/// The same code twice.
pub const CODE_REPEATED: Code = Code::new(
    Kind::Conflict,
    "joining.code-repeated",
    "This code stands above already, so it is not looked at again.",
);
/// Not in the register.
pub const CODE_UNKNOWN: Code = Code::new(
    Kind::NotFound,
    "joining.code-unknown",
    "The register does not have this code. Check it, or import a newer register file.",
);
/// No codes, or too many.
pub const CODES: Code =
    Code::new(Kind::Invalid, "joining.codes", "Enter 1 to {most} codes, one on each line.");
/// Nobody was chosen.
pub const CHOOSE_PEOPLE: Code = Code::new(
    Kind::Invalid,
    "closing.choose-people",
    "Choose the people you have agreed with, 1 to {most} at once.",
);

/// What each check is called in a refusal.
pub(crate) const fn check(check: super::Check) -> &'static str {
    match check {
        super::Check::Register => "active in the register",
        super::Check::DataSecurity => "standing in data security",
        super::Check::AccessForm => "signed access form",
        super::Check::PublicCare => "publicly funded care",
        super::Check::Regulator => "known to the regulator",
        super::Check::Contact => "a contact of its own",
    }
}

/// All of them.
pub const ALL: RefusalList = &[
    FIELDS,
    ENTER,
    EMAIL,
    EMAIL_INSIDE,
    TELEPHONE,
    PEOPLE,
    DAY,
    WAIVER_DAY,
    NOT_APPLIED,
    OVER,
    CHECKS_MISSING,
    AUTOMATIC,
    NOT_DEMANDED,
    NO_WAIVER,
    WAIVE_INSTEAD,
    LEVEL,
    TURN,
    NOTHING_UNDER_WAY,
    NOT_CLOSING,
    SUCCESSOR,
    NOT_OPEN,
    INVITED,
    INVITED_ELSEWHERE,
    NOT_INVITED,
    HAS_STARTED,
    FILTER,
    PAGE,
    CODE_REPEATED,
    CODE_UNKNOWN,
    CODES,
    CHOOSE_PEOPLE,
];
