//! The words about transfers that readers see: refusals.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// A transfer of the person is open between the two.
pub const OPEN_ALREADY: Code = Code::new(
    Kind::Conflict,
    "transfer.open-already",
    "A transfer of this person is open already. Look at it under Transfers.",
);
/// Something that the asker may not know stands against it.
pub const NOT_NOW: Code = Code::new(
    Kind::Conflict,
    "transfer.not-now",
    "A transfer of this person cannot begin at the moment. Ask their organisation, or try again tomorrow.",
);
/// It is the other side's turn.
pub const NOT_YOUR_TURN: Code = Code::new(
    Kind::Conflict,
    "transfer.not-your-turn",
    "The other organisation decides next. You can change the day or withdraw.",
);
/// Both agree already.
pub const AGREED: Code = Code::new(
    Kind::Conflict,
    "transfer.agreed",
    "Both organisations have agreed already, and the person moves on the day. You can change the day or withdraw.",
);
/// Only the side that said its word takes it back.
pub const DECLINE_INSTEAD: Code = Code::new(
    Kind::Conflict,
    "transfer.decline-instead",
    "The other organisation began this. Decline it if you do not want it.",
);
/// It is over.
pub const OVER: Code = Code::new(
    Kind::Conflict,
    "transfer.over",
    "This transfer is over, so nothing about it can be changed. Begin another one if it is needed.",
);
/// The account was deleted, or moved in another way.
pub const GONE: Code = Code::new(
    Kind::Conflict,
    "transfer.gone",
    "The account of this person is no longer there to be transferred. Ask the organisation that had them.",
);
/// The receiving organisation is not open.
pub const CLOSED: Code = Code::new(
    Kind::Conflict,
    "transfer.organisation-not-open",
    "Nobody can be transferred to an organisation that is not open. Choose another organisation.",
);
/// The releasing organisation has to do something first.
pub const NOT_YET: Code = Code::new(
    Kind::Conflict,
    "transfer.not-yet",
    "The organisation that has this person has to settle something first. Ask its administrators.",
);
/// The organisation would be left without an administrator.
pub const LAST_ADMINISTRATOR: Code = Code::new(
    Kind::Conflict,
    "transfer.last-administrator",
    "{name} would be left without somebody in a role that it cannot be without. Give somebody else that role first.",
);
/// A day that is none, or too far away.
pub const DAY: Code = Code::new(
    Kind::Invalid,
    "transfer.day",
    "Enter the day as day, month and year, such as 31 3 2027, at most {days} days ahead.",
);
/// A reason is missing.
pub const REASON: Code = Code::new(
    Kind::Invalid,
    "transfer.reason",
    "Enter a reason of 1 to 250 characters. The other organisation reads it.",
);
/// The receiving organisation is not known.
pub const ORGANISATION: Code = Code::new(
    Kind::Invalid,
    "transfer.organisation",
    "There is no organisation of this code. Check the code.",
);
/// A unit that is not of the receiving organisation, or not for the caller to choose.
pub const UNIT: Code = Code::new(
    Kind::Invalid,
    "transfer.unit",
    "Choose a unit of the organisation to which the person moves, or none.",
);
/// A filter that does not exist.
pub const FILTER: Code =
    Code::new(Kind::Invalid, "transfer.filter", "Choose one of the values of this filter.");
/// A page marker that was not made here.
pub const PAGE: Code = Code::new(
    Kind::Invalid,
    "transfer.page",
    "This page of the list does not exist. Go back to the first page.",
);
/// The clocks have nothing to do.
pub const NOT_DUE: Code = Code::new(
    Kind::Conflict,
    "transfer.not-due",
    "Nothing is due for this transfer. Look at it again.",
);

/// All of them.
pub const ALL: RefusalList = &[
    OPEN_ALREADY,
    NOT_NOW,
    NOT_YOUR_TURN,
    AGREED,
    DECLINE_INSTEAD,
    OVER,
    GONE,
    CLOSED,
    NOT_YET,
    LAST_ADMINISTRATOR,
    DAY,
    REASON,
    ORGANISATION,
    UNIT,
    FILTER,
    PAGE,
    NOT_DUE,
];
