//! The words of organisations that people read: refusals.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// A field that has to be filled in.
pub const ENTER: Code = Code::new(Kind::Invalid, "organisation.field-empty", "Enter {what}.");
/// Several fields have to be put right.
pub const FIELDS: Code = Code::new(
    Kind::Invalid,
    "organisation.fields",
    "Some details have to be put right. See each field.",
);
/// Too little to look an organisation up by.
pub const SUPPORT_SHORT: Code = Code::new(
    Kind::Invalid,
    "organisation.support-short",
    "Enter 3 letters or more of the organisation's name, or its code.",
);
/// Its last day has passed.
pub const LAST_DAY_PASSED: Code = Code::new(
    Kind::Conflict,
    "organisation.last-day-passed",
    "The register says that the last day of this organisation was {day}. It cannot be opened. \
     Import a newer register file if this has changed.",
);
/// The register does not say that it works.
pub const NOT_ACTIVE: Code = Code::new(
    Kind::Conflict,
    "organisation.not-active",
    "The register says that this organisation is {status}. Only an active organisation can be opened. \
     Import a newer register file if this has changed.",
);
/// The register says that it has closed, in whatever way.
pub const CLOSED_BY_REGISTER: Code = Code::new(
    Kind::Conflict,
    "organisation.closed-by-register",
    "The register does not call this organisation active, or its last day has passed. Import a newer register file if this has changed.",
);
/// It is open already.
pub const ALREADY_OPEN: Code = Code::new(
    Kind::Conflict,
    "organisation.already-open",
    "This organisation is open already. Go to its page to change it.",
);
/// It is not open.
pub const NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "organisation.not-open",
    "This organisation is not open. Only a platform administrator can open it.",
);
/// It is on its way out.
pub const CLOSING: Code = Code::new(
    Kind::Conflict,
    "organisation.closing",
    "This organisation is closing, so nobody and nothing can be added to it. Call its closing off first if it is to go on.",
);
/// It has applied, and nobody has begun to open it.
pub const OPENING_FIRST: Code = Code::new(
    Kind::Conflict,
    "organisation.opening-first",
    "This organisation has applied. Look at its checks and begin to open it first.",
);
/// Where it stands, this cannot be done.
pub const NOT_FROM_HERE: Code = Code::new(
    Kind::Conflict,
    "organisation.not-from-here",
    "This cannot be done with an organisation that is {state}. Look at where it stands first.",
);
/// Another organisation has the short name.
pub const SHORT_NAME_TAKEN: Code = Code::new(
    Kind::Conflict,
    "organisation.short-name-taken",
    "Another organisation has or had this short name. Choose another one.",
);
/// The short name has another form.
pub const SHORT_NAME_FORM: Code = Code::new(
    Kind::Invalid,
    "organisation.short-name-form",
    "A short name has 2 to 12 letters and digits, without blanks or signs.",
);
/// No suggestion was free.
pub const NO_SHORT_NAME: Code = Code::new(
    Kind::Conflict,
    "organisation.no-short-name",
    "Every short name we could suggest is taken. Enter one yourself.",
);
/// The parent is unknown or not open.
pub const PARENT_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "organisation.parent-unknown",
    "There is no open organisation with this code. Enter the code of an open organisation, or leave the field empty.",
);
/// The parent lies below.
pub const RING: Code = Code::new(
    Kind::Conflict,
    "organisation.ring",
    "The new parent lies below this organisation. Move the parent first, or choose another one.",
);
/// No time zone of that name.
pub const TIME_ZONE: Code = Code::new(
    Kind::Invalid,
    "organisation.time-zone",
    "There is no such time zone. Enter a name from the time zone database, such as Europe/London.",
);
/// Not a country.
pub const USAGE_LOCATION: Code = Code::new(
    Kind::Invalid,
    "organisation.usage-location",
    "Enter the country as two capital letters, such as GB.",
);
/// Accounts are still there.
pub const HAS_ACCOUNTS: Code = Code::new(
    Kind::Conflict,
    "organisation.has-accounts",
    "{count} accounts still belong to this organisation. Move or delete them first.",
);
/// Nothing was asked for.
pub const NOTHING_TO_CHANGE: Code = Code::new(
    Kind::Invalid,
    "organisation.nothing-to-change",
    "There is nothing to change. Give at least one detail that is to be different.",
);
/// Two units of one name under one parent.
pub const UNIT_EXISTS: Code = Code::new(
    Kind::Conflict,
    "unit.exists",
    "There is a unit of this name here already. Choose another name.",
);
/// The unit above is unknown.
pub const UNIT_ABOVE: Code = Code::new(
    Kind::Invalid,
    "unit.parent-unknown",
    "The unit above is not there any more. Choose another one.",
);
/// People are in it.
pub const UNIT_HAS_PEOPLE: Code = Code::new(
    Kind::Conflict,
    "unit.has-people",
    "{count} people are in this unit. Move them to another unit first.",
);
/// Units are below it.
pub const UNIT_HAS_UNITS: Code = Code::new(
    Kind::Conflict,
    "unit.has-units",
    "There are units below this one. Remove them first.",
);
/// The file is not a register.
pub const NOT_A_REGISTER: Code = Code::new(Kind::Invalid, "register.not-a-register", "{problem}");
/// The file cannot be opened.
pub const FILE_UNREADABLE: Code = Code::new(
    Kind::Invalid,
    "register.file-unreadable",
    "The file {name} could not be read: {cause}. Check its name and whether you may read it.",
);
/// The day of the file is unknown.
pub const AS_OF_NEEDED: Code = Code::new(
    Kind::Invalid,
    "register.as-of-needed",
    "The name of the file does not say of which day it is. Say the day on which what it holds was true.",
);
/// The file speaks of a day that is far ahead. What it says would stand against every file until then.
pub const AS_OF_AHEAD: Code = Code::new(
    Kind::Invalid,
    "register.as-of-ahead",
    "The day of the file, {day}, is more than {most} days ahead. Nothing that is published until then could change what such a file says. Say the day on which what it holds was true.",
);
/// Not a day.
pub const DAY_FORM: Code = Code::new(
    Kind::Invalid,
    "register.day-form",
    "Enter the day as year, month and day, such as 2025-12-29.",
);
/// Too many rows at once, or the file's particulars are wrong.
pub const CHUNK_FORM: Code = Code::new(Kind::Invalid, "register.chunk-form", "{problem}.");
/// A row that no register file can hold.
pub const ROW_FORM: Code = Code::new(
    Kind::Invalid,
    "register.row-form",
    "Row {number} cannot be imported: {problem}. Nothing of this request was imported.",
);
/// The second upload is another file.
pub const OTHER_FILE: Code = Code::new(
    Kind::Conflict,
    "register.other-file",
    "This is not the file you looked at. Look at this one first, then import it.",
);
/// No file was chosen.
pub const CHOOSE_FILE: Code =
    Code::new(Kind::Invalid, "register.choose-file", "Choose a register file.");

/// Nothing of the register has changed for this member.
pub const NOTHING_NEW: Code = Code::new(
    Kind::Conflict,
    "register.nothing-new",
    "The register says nothing of this organisation that is not known. Nothing has to be done.",
);
/// The change is not there any more.
pub const NOTHING_TO_SETTLE: Code = Code::new(
    Kind::Conflict,
    "register.nothing-to-settle",
    "This change waits for nobody any more: somebody has dealt with it, or the register has taken it back.",
);

/// All of them.
pub const ALL: RefusalList = &[
    SUPPORT_SHORT,
    ENTER,
    FIELDS,
    LAST_DAY_PASSED,
    NOT_ACTIVE,
    CLOSED_BY_REGISTER,
    ALREADY_OPEN,
    NOT_OPEN,
    CLOSING,
    OPENING_FIRST,
    NOT_FROM_HERE,
    SHORT_NAME_TAKEN,
    SHORT_NAME_FORM,
    NO_SHORT_NAME,
    PARENT_UNKNOWN,
    RING,
    TIME_ZONE,
    USAGE_LOCATION,
    HAS_ACCOUNTS,
    NOTHING_TO_CHANGE,
    UNIT_EXISTS,
    UNIT_ABOVE,
    UNIT_HAS_PEOPLE,
    UNIT_HAS_UNITS,
    NOT_A_REGISTER,
    FILE_UNREADABLE,
    AS_OF_NEEDED,
    AS_OF_AHEAD,
    DAY_FORM,
    CHUNK_FORM,
    ROW_FORM,
    OTHER_FILE,
    CHOOSE_FILE,
    NOTHING_NEW,
    NOTHING_TO_SETTLE,
];
