//! The words about people that readers see: refusals.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// Several details have to be put right.
pub const DETAILS: Code = Code::new(
    Kind::Invalid,
    "person.details",
    "Some details have to be put right. See each field.",
);
/// No address can be formed.
pub const NO_ADDRESS: Code = Code::new(
    Kind::Invalid,
    "address.not-formed",
    "No email address can be formed from this name. Check the spelling of the name.",
);
/// Nobody can be created in an organisation that is not open.
pub const ORGANISATION_NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "person.organisation-not-open",
    "Nobody can be added to this organisation because it is not open. Ask a platform administrator to open it.",
);
/// The chosen address is not one of the choices any more.
pub const ADDRESS_NOT_OFFERED: Code = Code::new(
    Kind::Conflict,
    "address.not-offered",
    "That email address can no longer be chosen. Choose one of the addresses shown now.",
);
/// Every number of the stem that was tried is taken.
pub const ADDRESSES_TAKEN: Code = Code::new(
    Kind::Conflict,
    "address.taken",
    "Every email address we could form from this name is taken. Use another form of the name.",
);
/// The process name of a system account has another form.
pub const PROCESS_FORM: Code = Code::new(
    Kind::Invalid,
    "system-account.process-form",
    "Enter the business process as 2 to 5 words of letters and digits, such as appointment reminder.",
);
/// Somebody has the address of a system account.
pub const PROCESS_TAKEN: Code = Code::new(
    Kind::Conflict,
    "system-account.address-taken",
    "The email address {address} is taken. Name the business process more exactly.",
);
/// The move does not fit the state.
pub const NOT_IN_STATE: Code = Code::new(
    Kind::Conflict,
    "person.not-in-state",
    "This account is {state}, so it cannot be {verb}. Look at the account again.",
);
/// The time to restore is over.
pub const RESTORE_OVER: Code = Code::new(
    Kind::Conflict,
    "person.restore-over",
    "The time to restore this account is over. Create the person again.",
);
/// Nobody locks themself out.
pub const ONESELF: Code = Code::new(
    Kind::Conflict,
    "person.oneself",
    "You cannot disable or delete your own account. Ask another administrator.",
);
/// Deleted people are not edited.
pub const DELETED: Code = Code::new(
    Kind::Conflict,
    "person.deleted",
    "This account is deleted. Restore it before you change it.",
);
/// Nothing was asked for.
pub const NOTHING_TO_CHANGE: Code = Code::new(
    Kind::Invalid,
    "person.nothing-to-change",
    "There is nothing to change. Give at least one detail that is to be different.",
);
/// Too many cards in a minute.
pub const CARDS_LIMITED: Code = Code::new(
    Kind::Limited,
    "card.limited",
    "You have looked at many people in a short time. Wait a minute, then search again.",
);
/// Too little to search by.
pub const SEARCH_SHORT: Code = Code::new(
    Kind::Invalid,
    "person.search-short",
    "Enter at least 2 letters of a name, or a whole email address.",
);
/// A filter that does not exist.
pub const FILTER: Code =
    Code::new(Kind::Invalid, "person.filter", "Choose one of the values of this filter.");
/// A page marker that was not made here.
pub const PAGE: Code = Code::new(
    Kind::Invalid,
    "person.page",
    "This page of the list does not exist. Go back to the first page.",
);
/// A unit of another organisation or none.
pub const UNIT: Code =
    Code::new(Kind::Invalid, "person.unit", "Choose a unit of this organisation, or none.");

/// A required text is empty.
pub(crate) const EMPTY: &str = "Enter {what}.";
/// A text is too long.
pub(crate) const TOO_LONG: &str = "Shorten {what} to {limit} characters or fewer.";
/// A text holds what cannot be seen.
pub(crate) const CONTROL: &str =
    "Type {what} instead of pasting it: it contains a character that cannot be shown.";
/// Not a telephone number.
pub(crate) const TELEPHONE: &str = "Enter a telephone number with at least 3 digits, such as 0113 496 0000 or 0113 496 0000 ext 12.";
/// Not a UK mobile number.
pub(crate) const MOBILE_UK: &str =
    "Enter a UK mobile number, such as 07700 900 982 or +44 7700 900 982.";
/// Not a mobile number.
pub(crate) const MOBILE_ANY: &str =
    "Enter a mobile number with its country code, such as +44 7700 900 982 or +353 85 012 3456.";

/// All of them.
pub const ALL: RefusalList = &[
    DETAILS,
    NO_ADDRESS,
    ORGANISATION_NOT_OPEN,
    ADDRESS_NOT_OFFERED,
    ADDRESSES_TAKEN,
    PROCESS_FORM,
    PROCESS_TAKEN,
    NOT_IN_STATE,
    RESTORE_OVER,
    ONESELF,
    DELETED,
    NOTHING_TO_CHANGE,
    CARDS_LIMITED,
    SEARCH_SHORT,
    FILTER,
    PAGE,
    UNIT,
];
