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
    "Nobody can be added to this organisation because it is closing or not open. Ask a platform administrator.",
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
/// The person's roles reach further than the caller's.
pub const OUTWEIGHED: Code = Code::new(
    Kind::NotAllowed,
    "person.outweighed",
    "This person holds a role that reaches further than yours. Ask an administrator whose role reaches as far to do this.",
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
/// A moment that is none, or has not come.
pub const MOMENT: Code = Code::new(
    Kind::Invalid,
    "person.moment",
    "Give a moment of the past as date and time, such as 2027-03-01T09:00:00Z.",
);
/// A page marker that was not made here.
pub const PAGE: Code = Code::new(
    Kind::Invalid,
    "person.page",
    "This page of the list does not exist. Go back to the first page.",
);
/// A unit of another organisation or none.
pub const UNIT: Code =
    Code::new(Kind::Invalid, "person.unit", "Choose a unit of this organisation, or none.");

/// A legal hold stands.
pub const HELD: Code = Code::new(
    Kind::Conflict,
    "person.held",
    "A legal hold stands on this account, so it cannot be deleted. Ask whoever placed the hold.",
);
/// Marked as a leaver already.
pub const LEAVER_ALREADY: Code = Code::new(
    Kind::Conflict,
    "leaver.already",
    "This person is marked as a leaver already. Cancel that first if something about it has to change.",
);
/// A first day is none, past or too far away.
pub const FIRST_DAY: Code = Code::new(
    Kind::Invalid,
    "person.first-day",
    "Enter the first day as day, month and year, such as 3 12 2027: today or a later day, at most {days} days ahead.",
);
/// The person has started already.
pub const NO_START: Code = Code::new(
    Kind::Conflict,
    "person.no-start",
    "This person does not wait for a first day, so there is none to change. Look at the account again.",
);
/// The person has not started yet.
pub const NOT_STARTED: Code = Code::new(
    Kind::Conflict,
    "person.not-started",
    "This person has not started yet. If they are not coming, delete the account; if the day is wrong, change the first day.",
);
/// Not marked as a leaver.
pub const NO_LEAVER: Code = Code::new(
    Kind::Conflict,
    "leaver.none",
    "This person is not marked as a leaver, so there is nothing to cancel.",
);
/// A leaver's last day is missing or too far away.
pub const LEAVER_DAY: Code = Code::new(
    Kind::Invalid,
    "leaver.day",
    "Enter the last day as day, month and year, such as 31 3 2027: today or a later day, at most {days} days ahead.",
);
/// A day was given to a leaver who needs none.
pub const LEAVER_NO_DAY: Code = Code::new(
    Kind::Invalid,
    "leaver.no-day",
    "Leave the day empty, or choose that the person leaves on a day.",
);
/// A leaver's time is over, and only the deletion is stopped.
pub const LEAVER_OVER: Code = Code::new(
    Kind::Conflict,
    "leaver.over",
    "This person's time as a leaver is over. Cancel the leaver mark to let them sign in again.",
);
/// Nobody marks themself.
pub const LEAVER_ONESELF: Code = Code::new(
    Kind::Conflict,
    "leaver.oneself",
    "You cannot mark yourself as a leaver. Ask another administrator.",
);
/// The person cannot be claimed.
pub const NOT_CLAIMABLE: Code = Code::new(
    Kind::Conflict,
    "joiner.not-claimable",
    "This person is not leaving another organisation, so you cannot claim them. Ask their organisation to mark them as a leaver.",
);
/// The person belongs there.
pub const ALREADY_HERE: Code = Code::new(
    Kind::Conflict,
    "person.already-here",
    "This person belongs to that organisation already.",
);
/// Nothing to claim somebody by.
pub const JOINER_SEARCH: Code = Code::new(
    Kind::Invalid,
    "joiner.search",
    "Enter the whole email address or the whole staff number of the person.",
);
/// Nobody moves themself.
pub const MOVE_ONESELF: Code = Code::new(
    Kind::Conflict,
    "person.move-oneself",
    "You cannot move your own account. Ask another administrator.",
);
/// A hold that is not of this account, or was released.
pub const HOLD_NONE: Code = Code::new(
    Kind::Conflict,
    "hold.none",
    "This hold was released already. Look at the account again.",
);
/// A hold that the nation or another organisation placed.
pub const HOLD_NATIONAL: Code = Code::new(
    Kind::NotAllowed,
    "hold.national",
    "Only the national team can release this hold. Ask them, and name its reference.",
);
/// The clocks of an account are not over.
pub const NOT_DUE: Code = Code::new(
    Kind::Conflict,
    "person.not-due",
    "This account is not due to be deleted. Look at it again.",
);
/// The clocks have deleted as many as they may.
pub const NIGHT_FULL: Code = Code::new(
    Kind::Conflict,
    "night.full",
    "Too many accounts of this organisation would be deleted in one day. Somebody has to look at the list first.",
);
/// A night of another organisation, or none.
pub const NIGHT_NOT_NEEDED: Code = Code::new(
    Kind::Conflict,
    "night.not-needed",
    "No more accounts than usual are due in this organisation, so nothing is held.",
);
/// More than one act lists, or out of order.
pub const NIGHT_HOW_MANY: Code = Code::new(
    Kind::Invalid,
    "night.how-many",
    "Send at most 200 accounts at a time, in the order of their keys and each once.",
);
/// The list is not the one that was looked at.
pub const NIGHT_CHANGED: Code = Code::new(
    Kind::Conflict,
    "night.changed",
    "This list was decided on already, or is another one now. Look at it again.",
);
/// Somebody else got into it.
pub const COMPROMISED: Code = Code::new(
    Kind::Conflict,
    "person.compromised",
    "This account is shut because somebody else may use it. Open its case on the person's page, make sure who is asking, and let them begin again from there.",
);
/// Too many or no entries of activity.
pub const ACTIVITY_HOW_MANY: Code =
    Code::new(Kind::Invalid, "activity.how-many", "Send 1 to 200 entries at a time.");

/// Why a leaver is blocked whose account cannot be deleted yet.
pub(crate) const BLOCKED_AS_LEAVER: &str = "The time as a leaver is over";
/// Why an account is shut that somebody else got into.
pub(crate) const SHUT_AS_COMPROMISED: &str = "Somebody else may use it";
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
    OUTWEIGHED,
    DELETED,
    NOTHING_TO_CHANGE,
    CARDS_LIMITED,
    SEARCH_SHORT,
    FILTER,
    MOMENT,
    PAGE,
    UNIT,
    HELD,
    FIRST_DAY,
    NO_START,
    NOT_STARTED,
    LEAVER_ALREADY,
    NO_LEAVER,
    LEAVER_DAY,
    LEAVER_NO_DAY,
    LEAVER_OVER,
    COMPROMISED,
    LEAVER_ONESELF,
    NOT_CLAIMABLE,
    ALREADY_HERE,
    JOINER_SEARCH,
    MOVE_ONESELF,
    HOLD_NONE,
    HOLD_NATIONAL,
    NOT_DUE,
    NIGHT_FULL,
    NIGHT_NOT_NEEDED,
    NIGHT_HOW_MANY,
    NIGHT_CHANGED,
    ACTIVITY_HOW_MANY,
];
