//! What is said when a role cannot be handed out or taken back.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// The reason of a role that comes with an invitation.
pub(crate) const INVITED: &str = "Invited as the first administrator of the organisation";

/// The reason of an end that undoes a giving.
pub(crate) const UNDONE: &str = "Giving this role was undone";

pub(crate) const REASON_MISSING: Code = Code::new(
    Kind::Invalid,
    "grant.reason-missing",
    "Say why, in a few words. The reason stands in the history.",
);
pub(crate) const TO_ONESELF: Code = Code::new(
    Kind::Conflict,
    "grant.to-oneself",
    "You cannot give a role to yourself. Ask another administrator to do it.",
);
pub(crate) const KIND_OF_ACCOUNT: Code = Code::new(
    Kind::Conflict,
    "grant.kind-of-account",
    "Roles are for people. Choose a person and not a shared or system account.",
);
pub(crate) const MAY_NOT_ACT: Code = Code::new(
    Kind::Conflict,
    "grant.account-not-active",
    "This account cannot sign in at the moment. Enable or restore it first, then give the role.",
);
pub(crate) const LEAVING: Code = Code::new(
    Kind::Conflict,
    "grant.account-leaving",
    "This person is marked as a leaver, so they are given no roles. Cancel that first if they stay.",
);
pub(crate) const DUPLICATE: Code = Code::new(
    Kind::Conflict,
    "grant.duplicate",
    "This person already has this role here at that time. To change its dates or reach, end the role first.",
);
pub(crate) const ENDS_BEFORE_START: Code =
    Code::new(Kind::Invalid, "grant.ends-before-start", "Choose an end date after the start date.");
pub(crate) const END_IN_PAST: Code =
    Code::new(Kind::Invalid, "grant.end-in-past", "Choose an end date in the future.");
pub(crate) const NATIONAL_ROLE: Code = Code::new(
    Kind::Invalid,
    "grant.national-role",
    "This role is for the whole service. Leave the organisation empty, or choose a role of the organisation.",
);
pub(crate) const ORGANISATION_NEEDED: Code = Code::new(
    Kind::Invalid,
    "grant.organisation-needed",
    "Choose the organisation in which the person gets this role.",
);
pub(crate) const SECTOR_MISSING: Code = Code::new(
    Kind::Invalid,
    "grant.sector-missing",
    "Choose the sector whose organisations this person looks after.",
);
pub(crate) const SECTOR_OF_OTHERS: Code = Code::new(
    Kind::Invalid,
    "grant.sector-of-others",
    "Only the role national administration service is for a sector. Leave the sector empty.",
);
pub(crate) const NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "grant.organisation-not-open",
    "This organisation has not joined the service, or has left it. Roles can be given once it is open.",
);
pub(crate) const ROLE_BEYOND_OWN: Code = Code::new(
    Kind::NotAllowed,
    "grant.role-beyond-own",
    "Only a platform administrator gives or ends this role. Ask the service desk.",
);
pub(crate) const SCOPE_BEYOND_OWN: Code = Code::new(
    Kind::NotAllowed,
    "grant.scope-beyond-own",
    "Your own role does not include the organisations below this one, so a role that you give or end cannot either. Leave them out, or ask the service desk.",
);
pub(crate) const OUTLASTS_OWN: Code = Code::new(
    Kind::Conflict,
    "grant.outlasts-own",
    "Your own role ends earlier than this. Choose an end date that is not after yours, or ask a primary local administrator whose role has no end.",
);
pub(crate) const TELEPHONY_FULL: Code = Code::new(
    Kind::Limited,
    "grant.telephony-full",
    "{limit} people already look after the telephony of this organisation, which is the most there can be. End the role of one of them first.",
);
pub(crate) const TELEPHONY_BOTH: Code = Code::new(
    Kind::Conflict,
    "grant.telephony-both",
    "This person already holds the other telephony role. End that one first.",
);
pub(crate) const ENDED: Code = Code::new(
    Kind::Conflict,
    "grant.ended-already",
    "This role has already ended. There is nothing left to do.",
);
pub(crate) const LAST_PRIMARY: Code = Code::new(
    Kind::Conflict,
    "grant.last-primary-administrator",
    "{name} has no other primary local administrator without an end date. Give that role to somebody else first, then do this again.",
);
pub(crate) const LAST_PLATFORM: Code = Code::new(
    Kind::Conflict,
    "grant.last-platform-administrator",
    "The service has no other platform administrator without an end date. Give that role to somebody else first, then do this again.",
);
pub(crate) const ADDRESS_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "grant.person-unknown",
    "We could not find a person with this address among the people you look after. Check the spelling, or find them in the list of people.",
);
pub(crate) const ROLE_MISSING: Code =
    Code::new(Kind::Invalid, "grant.role-missing", "Choose a role.");
pub(crate) const DATE_WRONG: Code = Code::new(
    Kind::Invalid,
    "grant.date-wrong",
    "Enter a day, month and year that exist, such as 31 3 2027, or leave all three empty.",
);

pub(crate) const COVER_WITHOUT_END: Code = Code::new(
    Kind::Invalid,
    "cover.end-missing",
    "Enter the last day on which this person stands in.",
);
pub(crate) const NOT_HELD: Code = Code::new(
    Kind::Invalid,
    "cover.role-not-held",
    "We could not find a person with this address who holds this role here. Check the address and the role, or leave this empty.",
);
pub(crate) const COLLEAGUE_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "cover.colleague-unknown",
    "We could not find a colleague with this address in your organisation. Check the spelling, or find them in the directory.",
);
pub(crate) const ROLES_MISSING: Code =
    Code::new(Kind::Invalid, "cover.roles-missing", "Choose at least one of your roles.");
pub(crate) const TOO_MANY_ROLES: Code = Code::new(
    Kind::Invalid,
    "cover.too-many-roles",
    "Choose at most {limit} roles, and arrange cover for the others afterwards.",
);
pub(crate) const NOT_YOURS: Code = Code::new(
    Kind::Conflict,
    "cover.role-not-yours",
    "You no longer hold one of these roles, or it has not begun. Look at the roles again and choose.",
);
pub(crate) const NOT_HANDED_ON: Code = Code::new(
    Kind::Conflict,
    "cover.role-not-handed-on",
    "Nobody hands on the role {role} themselves. Ask a platform administrator to give it to somebody while you are away.",
);
pub(crate) const COVER_OF_COVER: Code = Code::new(
    Kind::Conflict,
    "cover.of-cover",
    "You hold the role {role} here to stand in for somebody else, so it cannot be handed on. Ask them, or a primary local administrator.",
);
pub(crate) const COVER_OUTLASTS: Code = Code::new(
    Kind::Conflict,
    "cover.outlasts-own",
    "Your own role {role} ends earlier than this. Choose a last day that is not after it.",
);
pub(crate) const COVER_BY_ONESELF: Code = Code::new(
    Kind::Conflict,
    "cover.by-oneself",
    "You cannot stand in for yourself. Choose a colleague.",
);
pub(crate) const COVER_TOO_LONG: Code = Code::new(
    Kind::Limited,
    "cover.too-long",
    "Choose a last day at most {limit} days after the first one. For longer, ask a primary local administrator to give the role.",
);
pub(crate) const COVER_TOO_EARLY: Code =
    Code::new(Kind::Invalid, "cover.too-early", "Choose a first day within the next {limit} days.");
pub(crate) const COVERED_ALREADY: Code = Code::new(
    Kind::Conflict,
    "cover.covered-already",
    "Somebody stands in for your role {role} during that time already. Choose other days, or end that cover first.",
);
pub(crate) const COVERED_TOO_OFTEN: Code = Code::new(
    Kind::Limited,
    "cover.too-often",
    "Somebody would stand in for your role {role} on more than {limit} days of a year. Ask a primary local administrator to give the role to somebody instead.",
);
pub(crate) const COVER_ENDED: Code = Code::new(
    Kind::Conflict,
    "cover.ended-already",
    "This cover is over. There is nothing left to do.",
);
pub(crate) const OUSTS_ABSENT: Code = Code::new(
    Kind::Conflict,
    "cover.ousts-absent",
    "You hand out roles here while you stand in for this person, so you cannot end a role of theirs. Ask another primary local administrator or the service desk.",
);

pub(crate) const TICKET_MISSING: Code = Code::new(
    Kind::Invalid,
    "grant.ticket-missing",
    "Enter the reference of the ticket. A supplier engineer looks at records for a ticket only.",
);
pub(crate) const SUPPLIER_TOO_LONG: Code = Code::new(
    Kind::Limited,
    "grant.supplier-too-long",
    "A supplier engineer has this role for at most {limit} hours at a time. Enter for how many hours.",
);
pub(crate) const HOURS_WRONG: Code =
    Code::new(Kind::Invalid, "grant.hours-wrong", "Enter a whole number of hours, such as 4.");

pub(crate) const HOURS_OF_SUPPLIER: Code = Code::new(
    Kind::Invalid,
    "grant.hours-of-supplier",
    "Only a supplier engineer has a role for hours. Leave this empty, and choose a last day instead.",
);

/// The reason of a role that is given for a ticket.
pub(crate) fn for_ticket(ticket: &str, reason: &str) -> String {
    format!("Ticket {ticket}: {reason}")
}

/// In place of the name of an organisation, for roles of the whole service.
pub(crate) const THE_SERVICE: &str = "The service";

pub(crate) const ALL: RefusalList = &[
    REASON_MISSING,
    TO_ONESELF,
    KIND_OF_ACCOUNT,
    MAY_NOT_ACT,
    LEAVING,
    DUPLICATE,
    ENDS_BEFORE_START,
    END_IN_PAST,
    NATIONAL_ROLE,
    ORGANISATION_NEEDED,
    SECTOR_MISSING,
    SECTOR_OF_OTHERS,
    NOT_OPEN,
    ROLE_BEYOND_OWN,
    SCOPE_BEYOND_OWN,
    OUTLASTS_OWN,
    TELEPHONY_FULL,
    TELEPHONY_BOTH,
    ENDED,
    LAST_PRIMARY,
    LAST_PLATFORM,
    ADDRESS_UNKNOWN,
    ROLE_MISSING,
    DATE_WRONG,
    COVER_WITHOUT_END,
    NOT_HELD,
    COLLEAGUE_UNKNOWN,
    ROLES_MISSING,
    TOO_MANY_ROLES,
    NOT_YOURS,
    NOT_HANDED_ON,
    COVER_OF_COVER,
    COVER_OUTLASTS,
    COVER_BY_ONESELF,
    COVER_TOO_LONG,
    COVER_TOO_EARLY,
    COVERED_ALREADY,
    COVERED_TOO_OFTEN,
    COVER_ENDED,
    OUSTS_ABSENT,
    TICKET_MISSING,
    SUPPLIER_TOO_LONG,
    HOURS_WRONG,
    HOURS_OF_SUPPLIER,
];
