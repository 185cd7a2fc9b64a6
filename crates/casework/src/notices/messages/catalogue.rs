//! Every notice with its words.
//!
//! Held back on purpose: nobody is told of a legal hold, and no email ever carries a start code or a password, but for
//! the one start link to an address outside the service, whose code is written down nowhere.

use super::{identity, joining, passkeys, second_person, second_step};
use crate::notices::model::{Audience, Channel, Kind, Notice, Placeholder};

/// The places that every notice may use.
pub(in crate::notices) const COMMON: &[Placeholder] = &[
    Placeholder::new("name", Kind::Words, "Asha Rao"),
    Placeholder::new("organisation", Kind::Words, "Riverside Hospital"),
    Placeholder::new("service", Kind::Words, "Guildhall"),
    Placeholder::new("operator", Kind::Words, "National collaboration service"),
    Placeholder::new("desk", Kind::Words, "0300 000 0000"),
    Placeholder::new("portal", Kind::Link, "https://portal.example"),
];

/// How every email ends.
pub(in crate::notices) const END: &str = "We never ask for your password in an email.\n\
     Service desk: {desk}\n\
     {service}, {operator}";

pub(super) const ADDRESS: Placeholder =
    Placeholder::new("address", Kind::Address, "asha.rao@guildhall.example");
pub(super) const DAY: Placeholder = Placeholder::new("day", Kind::Day, "5 March 2027");
pub(super) const LEFT: Placeholder = Placeholder::new("left", Kind::Count, "7 days");
pub(super) const PERSON: Placeholder = Placeholder::new("person", Kind::Words, "Ben Okoro");
const STAND_IN: Placeholder = Placeholder::new("standin", Kind::Words, "Cara Lind");
const LAST: Placeholder = Placeholder::new("last", Kind::Day, "19 March 2027");
const ROLE: Placeholder = Placeholder::new("role", Kind::Words, "local administrator");

const FROM: Placeholder = Placeholder::new("from", Kind::Words, "Hillside Practice");
const TO: Placeholder = Placeholder::new("to", Kind::Words, "Riverside Hospital");
/// An organisation's code, as part of an address; no secret.
pub(super) const CODE: Placeholder = Placeholder::new("code", Kind::Words, "RX1");
pub(super) const TITLE: Placeholder = Placeholder::new("title", Kind::Words, "Shared mailbox");
const REQUEST: Placeholder =
    Placeholder::new("request", Kind::Words, "019a2b3c-0000-7000-8000-000000000001");

const LINK: Placeholder =
    Placeholder::new("link", Kind::Link, "https://portal.example/start?username=...&code=...");

pub(super) const fn mail(
    key: &'static str,
    title: &'static str,
    audience: Audience,
    when: &'static str,
    subject: &'static str,
    body: &'static str,
    places: &'static [Placeholder],
) -> Notice {
    Notice { key, title, channel: Channel::Mail, audience, when, subject, body, places }
}

/// The notice of that key.
pub(in crate::notices) fn find(key: &str) -> Option<&'static Notice> {
    CATALOGUE.iter().find(|notice| notice.key == key)
}

/// Every notice.
pub const CATALOGUE: &[Notice] = &[
    WELCOME,
    START_SHEET,
    START_LINK,
    START_LINK_ENDS,
    START_CODE_MADE,
    PASSWORD_RESET,
    PASSWORD_SET,
    RECOVERED,
    PASSWORD_ENDS,
    UNLOCKED,
    SESSIONS_ENDED,
    second_step::ADDED,
    second_step::REMOVED,
    second_step::CODES,
    second_step::CODE_USED,
    second_step::UNUSUAL,
    second_step::ON_PAPER,
    second_step::RESET,
    second_step::NUMBER_ADDED,
    second_step::NUMBER_REMOVED,
    identity::WORD,
    identity::FAILED,
    identity::CONTAINED,
    identity::LIFTED,
    identity::LIFT_ENDED,
    identity::CLOSED,
    identity::TERMS,
    second_step::WRONG_CODES,
    second_step::WANTED,
    second_step::EXCEPTED,
    second_step::EXCEPTION_ENDED,
    second_step::EXCEPTION_ENDS,
    second_step::REPORT,
    second_step::MISSED,
    passkeys::ADDED,
    passkeys::REMOVED,
    passkeys::COUNTER_BACK,
    identity::BREAK_GLASS,
    identity::DRILL,
    identity::GUESSING,
    second_person::ASKED,
    second_person::DECIDED,
    DISABLED,
    ENABLED,
    DELETED,
    RESTORED,
    LEAVER_MARKED,
    LEAVER_ENDS,
    DISABLED_ENDS,
    TRANSFER_WAITS,
    TRANSFER_SETTLED,
    TRANSFERRED,
    TRANSFERRED_AWAY,
    ROLE_GIVEN,
    ROLE_ENDED,
    REQUEST_WAITS,
    REQUEST_QUESTION,
    REQUEST_ENDED,
    BULK_ENDED,
    REPORT_READY,
    REPORT_NOT_MADE,
    COVER_ARRANGED,
    COVER_ARRANGED_HERE,
    LICENCES_END,
    REGISTER_DIFFERS,
    DELETIONS_HELD,
    ORGANISATION_CLOSED,
    joining::RECEIVED,
    joining::TURN,
    joining::WAITED,
    joining::WAITED_OURS,
    joining::OPENED,
    joining::DECLINED,
    joining::CLOSING,
    joining::CLOSING_SOON,
    joining::CLOSING_OFF,
    joining::CHECK_ENDS,
    RECORDS_RESTORED,
];

pub(in crate::notices) const WELCOME: Notice = mail(
    "person.welcome",
    "Welcome",
    Audience::Person,
    "A day after a person was created, once their mailbox is there",
    "Welcome to {service}",
    "Dear {name},\n\n\
     {organisation} has made an account for you. Your email address is {address}, and you sign in with it.\n\n\
     If you have not signed in yet, ask your administrator at {organisation} for your start sheet. It has a start code on it, which is handed over in person and never sent by email. Go to {portal}/start, type the code and choose a password.\n\n\
     If you did not expect this account, call the service desk.",
    &[ADDRESS],
);

pub(in crate::notices) const START_SHEET: Notice = Notice {
    key: "person.start-sheet",
    title: "Start sheet",
    channel: Channel::Letter,
    audience: Audience::Person,
    when: "When an administrator makes a start code: the page is printed and handed over",
    subject: "Your start code for {service}",
    body: "{name}, your email address is {address}.\n\n\
           Go to {portal}/start and type this start code: {code}\n\n\
           It works once, until {day}. Choose a password that only you know. Tear this sheet up afterwards.",
    places: &[ADDRESS, DAY, Placeholder::new("code", Kind::Code, "ABCD-EFGH-JKLM")],
};

pub(in crate::notices) const START_LINK: Notice = mail(
    "person.start-link",
    "Start link",
    Audience::Outside,
    "When an administrator has a person without a password start by a link, which goes to an address outside the service",
    "Set up your account at {organisation}",
    "Dear {name},\n\n\
     {organisation} has made an account for you on {service}. Your username is {address}.\n\n\
     To choose your password and sign in, open this address in a browser before {day}:\n\
     {link}\n\n\
     It works once, and whoever opens it can choose the password, so do not send it on. If you did not expect this letter, do not open it, and tell the service desk.",
    &[ADDRESS, DAY, LINK],
);

pub(in crate::notices) const START_LINK_ENDS: Notice = mail(
    "person.start-link-reminder",
    "Start link not opened",
    Audience::Outside,
    "2 days before a start link ends, if nobody has used it",
    "Your link to set up your account ends in {left}",
    "Dear {name},\n\n\
     {organisation} has made an account for you on {service}, and you have not chosen a password yet. Your username is {address}.\n\n\
     The link we sent you works until {day} only. Open it in a browser to choose your password:\n\
     {link}\n\n\
     It works once, and whoever opens it can choose the password, so do not send it on. If it is too late, ask your administrator or the service desk for another one. If you did not expect this letter, do not open the link, and tell the service desk.",
    &[ADDRESS, DAY, LEFT, LINK],
);

pub(in crate::notices) const PASSWORD_ENDS: Notice = mail(
    "password.ends",
    "Password ends soon",
    Audience::Person,
    "18, 10, 5, 2 days and 1 day before a password ends, where passwords end",
    "Your password ends in {left}",
    "Dear {name},\n\n\
     The password of your account {address} is good until {day}. Choose a new one before then: open {service} as you always do, and choose Change your password under My account. This letter has no link, and nobody will ever ask you for your password in a letter.\n\n\
     If you do nothing, signing in asks you for a new password after that day. Nothing is lost.",
    &[ADDRESS, DAY, LEFT],
);

pub(in crate::notices) const START_CODE_MADE: Notice = mail(
    "start-code.made",
    "Start code made",
    Audience::Person,
    "When somebody else makes a start code for an account",
    "A start code was made for your account",
    "Dear {name},\n\n\
     On {day} a start code was made for your account {address}. Whoever has the code can choose a new password, so it is handed over to you in person.\n\n\
     If you did not ask for it, tell your administrator at {organisation} or call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const PASSWORD_RESET: Notice = mail(
    "password.reset",
    "Password reset",
    Audience::Person,
    "When an administrator resets a password",
    "Your password was reset",
    "Dear {name},\n\n\
     On {day} an administrator reset the password of your account {address}. The old password no longer works, and you were signed out everywhere. You choose a new password with the start code that you are given in person.\n\n\
     If you did not ask for this, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const PASSWORD_SET: Notice = mail(
    "password.set",
    "Password changed",
    Audience::Person,
    "Whenever the password of an account was set or changed",
    "Your password was changed",
    "Dear {name},\n\n\
     On {day} the password of your account {address} was set.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const RECOVERED: Notice = mail(
    "password.recovered",
    "Password reset by its owner",
    Audience::Person,
    "When somebody resets their own password with a code or a passkey",
    "The password of your account was reset",
    "Dear {name},\n\n\
     On {day} the password of your account {address} was reset at {portal}/recover, by somebody who had a code of your authenticator app, a recovery code or your passkey. You were signed out everywhere, and the account is open if it was locked.\n\n\
     If that was not you, call the service desk at once: somebody else has your code or your device.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const UNLOCKED: Notice = mail(
    "account.unlocked",
    "Account unlocked",
    Audience::Person,
    "When an administrator ends a lock after too many wrong passwords",
    "Your account was unlocked",
    "Dear {name},\n\n\
     Your account {address} was locked because of too many wrong passwords. On {day} an administrator unlocked it, and you can sign in again.\n\n\
     If you did not try to sign in, somebody else did. Tell the service desk.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const SESSIONS_ENDED: Notice = mail(
    "sessions.ended",
    "Signed out everywhere",
    Audience::Person,
    "When an administrator ends every session of a person",
    "You were signed out everywhere",
    "Dear {name},\n\n\
     On {day} an administrator signed your account {address} out on every device. Your password has not changed; sign in again to go on.\n\n\
     You see what was done to your account at {portal}/me/history.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const DISABLED: Notice = mail(
    "account.disabled",
    "Account disabled",
    Audience::Person,
    "When an account is disabled; the person reads it once it is enabled again",
    "Your account was disabled",
    "Dear {name},\n\n\
     On {day} your account {address} was disabled. You cannot sign in, and email goes on arriving.\n\n\
     If you think that this is a mistake, ask your administrator at {organisation}.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const ENABLED: Notice = mail(
    "account.enabled",
    "Account enabled",
    Audience::Person,
    "When a disabled account is enabled again",
    "You can sign in again",
    "Dear {name},\n\n\
     On {day} your account {address} was enabled. You can sign in again at {portal}.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const DELETED: Notice = mail(
    "account.deleted",
    "Account deleted",
    Audience::Administrators,
    "When an account of the organisation is deleted, by somebody or because its time is over",
    "The account of {person} was deleted",
    "Dear {name},\n\n\
     On {day} the account of {person} ({address}) at {organisation} was deleted. It can be restored for a while; you find it under People, Deleted people.",
    &[PERSON, ADDRESS, DAY],
);

pub(in crate::notices) const RESTORED: Notice = mail(
    "account.restored",
    "Account restored",
    Audience::Person,
    "When a deleted account is restored",
    "Your account was restored",
    "Dear {name},\n\n\
     On {day} your account {address} at {organisation} was restored.\n\n\
     If you cannot sign in, ask your administrator at {organisation}.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const LEAVER_MARKED: Notice = mail(
    "leaver.marked",
    "Marked as a leaver",
    Audience::Person,
    "At once, when a person is marked as a leaver",
    "You were marked as a leaver of {organisation}",
    "Dear {name},\n\n\
     {organisation} has marked your account {address} as that of a leaver. It works until {day} and is deleted then, unless another organisation of the service takes you over before.\n\n\
     If you start at another organisation, give them this email address. If you own shared mailboxes, name somebody who looks after them. If you are not leaving, tell your administrator at {organisation}.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const LEAVER_ENDS: Notice = mail(
    "leaver.ends-soon",
    "Leaver: the account ends soon",
    Audience::Person,
    "14, 7 and 1 day before the account of a leaver is deleted",
    "Your account ends in {left}",
    "Dear {name},\n\n\
     Your account {address} ends on {day}, in {left}. It is deleted then with its mailbox, unless another organisation of the service takes you over before.\n\n\
     Save what you are allowed to keep. If you are not leaving, tell your administrator at {organisation}.",
    &[ADDRESS, DAY, LEFT],
);

pub(in crate::notices) const DISABLED_ENDS: Notice = mail(
    "account.disabled-ends-soon",
    "Disabled account ends soon",
    Audience::Administrators,
    "14, 7 and 1 day before an account is deleted because it was disabled for too long",
    "The disabled account of {person} ends in {left}",
    "Dear {name},\n\n\
     The account of {person} ({address}) at {organisation} has been disabled for so long that it is deleted on {day}, in {left}. If it is still needed, enable it before.",
    &[PERSON, ADDRESS, DAY, LEFT],
);

pub(in crate::notices) const TRANSFER_WAITS: Notice = mail(
    "transfer.waits",
    "A transfer waits for your word",
    Audience::Administrators,
    "When another organisation offers or asks for a person, and when nobody has answered for a while",
    "The transfer of {person} waits for {organisation}",
    "Dear {name},\n\n\
     {person} ({address}) is to move from {from} to {to}. The other side has agreed, and the transfer waits for {organisation}. Nothing changes until you accept it.\n\n\
     Look at it and accept or decline it at {portal}/o/{code}/transfers.",
    &[PERSON, ADDRESS, FROM, TO, CODE],
);

pub(in crate::notices) const TRANSFER_SETTLED: Notice = mail(
    "transfer.settled",
    "What became of a transfer",
    Audience::Administrators,
    "When a transfer is agreed for a day, declined, withdrawn, or over",
    "The transfer of {person} is {outcome}",
    "Dear {name},\n\n\
     The transfer of {person} ({address}) from {from} to {to} is {outcome}.\n\n\
     You find it at {portal}/o/{code}/transfers.",
    &[PERSON, ADDRESS, FROM, TO, CODE, Placeholder::new("outcome", Kind::Words, "declined")],
);

pub(in crate::notices) const REQUEST_WAITS: Notice = mail(
    "request.waits",
    "A request waits for your decision",
    Audience::Administrators,
    "When somebody asks for what administrators decide, and when nobody has acted on it for a while",
    "{person} asks: {title}",
    "Dear {name},\n\n\
     {person} ({address}) of {organisation} has asked for something that you can decide: {title}.\n\n\
     Look at it at {portal}/requests/{request}. If a colleague has decided meanwhile, there is nothing to do.",
    &[PERSON, ADDRESS, TITLE, REQUEST],
);

pub(in crate::notices) const REQUEST_QUESTION: Notice = mail(
    "request.question",
    "Your request waits for you",
    Audience::Person,
    "When whoever decides a request asks back, and when the question was not answered for a while",
    "A question about your request: {title}",
    "Dear {name},\n\n\
     Your request ({title}) waits for an answer from you. Read the question and answer it at {portal}/requests/{request}.",
    &[TITLE, REQUEST],
);

pub(in crate::notices) const REQUEST_ENDED: Notice = mail(
    "request.ended",
    "What became of your request",
    Audience::Person,
    "When a request is declined, done, or over because nobody acted on it",
    "Your request is {outcome}: {title}",
    "Dear {name},\n\n\
     Your request ({title}) is {outcome}. Who decided it, and why, stands at {portal}/requests/{request}.",
    &[TITLE, REQUEST, Placeholder::new("outcome", Kind::Words, "done")],
);

pub(in crate::notices) const BULK_ENDED: Notice = mail(
    "bulk.ended",
    "Change of many people done",
    Audience::Person,
    "When a change of more than 100 people came to its end",
    "Your change of {entries} people is done",
    "Dear {name},\n\n\
     Your change at {organisation} came to its end on {day}. Of {entries} people in the list {changed} were changed. What came of each stands at {portal}/o/{code}/bulk/{bulk}, and can be had there as a file.",
    &[
        DAY,
        CODE,
        Placeholder::new("entries", Kind::Count, "600"),
        Placeholder::new("changed", Kind::Count, "597"),
        Placeholder::new("bulk", Kind::Words, "019a2b3c-0000-7000-8000-000000000002"),
    ],
);

pub(in crate::notices) const REPORT_READY: Notice = mail(
    "report.ready",
    "A scheduled report is ready",
    Audience::Person,
    "When the file of a report that somebody has scheduled was made",
    "Your report is ready: {title}",
    "Dear {name},\n\n\
     The file of your scheduled report ({title}) was made. It waits for you at {portal}/me/reports.\n\n\
     You can change there how often it is made, or end it.",
    &[TITLE],
);

pub(in crate::notices) const REPORT_NOT_MADE: Notice = mail(
    "report.not-made",
    "A scheduled report could not be made",
    Audience::Person,
    "When the file of a report that somebody has scheduled could not be made, and the one before could",
    "Your report could not be made: {title}",
    "Dear {name},\n\n\
     The file of your scheduled report ({title}) could not be made. Why, and what you can do, stands at {portal}/me/reports.",
    &[TITLE],
);

pub(in crate::notices) const TRANSFERRED: Notice = mail(
    "transfer.accepted",
    "Moved to another organisation",
    Audience::Person,
    "When another organisation has taken a person over",
    "You belong to {organisation} now",
    "Dear {name},\n\n\
     On {day} {organisation} took your account {address} over from {from}. Your address and your mailbox are the same. What your user policy gives you may change.\n\n\
     If this is a mistake, ask your administrator at {organisation}.",
    &[ADDRESS, DAY, FROM],
);

pub(in crate::notices) const TRANSFERRED_AWAY: Notice = mail(
    "transfer.away",
    "Somebody moved away",
    Audience::Administrators,
    "When another organisation has taken over a person of the organisation",
    "{person} belongs to {to} now",
    "Dear {name},\n\n\
     On {day} {to} took the account of {person} ({address}) over from {organisation}. You no longer administer it.",
    &[PERSON, ADDRESS, DAY, TO],
);

pub(in crate::notices) const ROLE_GIVEN: Notice = mail(
    "role.given",
    "Role given",
    Audience::Person,
    "When somebody is given a role",
    "You are {role} of {place}",
    "Dear {name},\n\n\
     On {day} you were given the role {role} for {place}. Sign in at {portal}; the pages that you can use now are in the menu.\n\n\
     If you did not expect this, tell your administrator at {organisation}.",
    &[DAY, ROLE, Placeholder::new("place", Kind::Words, "Riverside Hospital")],
);

pub(in crate::notices) const ROLE_ENDED: Notice = mail(
    "role.ended",
    "Role ended",
    Audience::Person,
    "When a role of somebody ends",
    "You are no longer {role} of {place}",
    "Dear {name},\n\n\
     On {day} your role {role} for {place} ended. If this is a mistake, ask your administrator at {organisation}.",
    &[DAY, ROLE, Placeholder::new("place", Kind::Words, "Riverside Hospital")],
);

pub(in crate::notices) const COVER_ARRANGED: Notice = mail(
    "cover.arranged",
    "Cover arranged",
    Audience::Person,
    "When somebody is to stand in for a person with their roles",
    "{standin} stands in for you from {day}",
    "Dear {name},\n\n\
     {standin} stands in for you with your roles from {day} to {last}. It begins and ends by itself, and you keep your roles. If you are back earlier, end it at {portal}/me/cover.\n\n\
     If you did not expect this, tell your administrator at {organisation} today.",
    &[DAY, STAND_IN, LAST],
);

pub(in crate::notices) const COVER_ARRANGED_HERE: Notice = mail(
    "cover.arranged-here",
    "Cover arranged in the organisation",
    Audience::Administrators,
    "When somebody of the organisation is to stand in for somebody else; told to primary local administrators",
    "{standin} stands in for {person}",
    "Dear {name},\n\n\
     At {organisation}, {standin} stands in for {person} with their roles from {day} to {last}. You see it in the list of administrators, where you can end it.",
    &[DAY, STAND_IN, LAST, PERSON],
);

pub(in crate::notices) const LICENCES_END: Notice = mail(
    "licence.ends-soon",
    "Licences end soon",
    Audience::Administrators,
    "90, 60, 30 and 7 days before licences of the organisation end",
    "Licences of {organisation} end in {left}",
    "Dear {name},\n\n\
     {organisation} has {count} of {product} that end on {day}, in {left}. People who hold one then lose what it gives them. Look at the licences of your organisation and plan what comes after them.",
    &[
        DAY,
        LEFT,
        Placeholder::new("count", Kind::Count, "40 licences"),
        Placeholder::new("product", Kind::Words, "Microsoft 365 F3"),
    ],
);

pub(in crate::notices) const REGISTER_DIFFERS: Notice = mail(
    "register.differs",
    "The register changed something",
    Audience::Administrators,
    "When the official register closes or renames an organisation of the service",
    "The register says that {organisation} was {change}",
    "Dear {name},\n\n\
     According to the official register, {organisation} was {change}. Its people may have to move, and what carries a name may have to change. You find what has to be done on the organisation's page.",
    &[Placeholder::new("change", Kind::Words, "closed")],
);

pub(in crate::notices) const DELETIONS_HELD: Notice = mail(
    "deletions.held",
    "Deletions wait for a look",
    Audience::Administrators,
    "When many more accounts than usual would be deleted in one day",
    "Deletions at {organisation} wait for you",
    "Dear {name},\n\n\
     Many more accounts of {organisation} than usual would be deleted by themselves in one day. None was deleted. Look at the list under Deletions that wait and release or dismiss it; until then nobody there is deleted by itself.",
    &[],
);

pub(in crate::notices) const ORGANISATION_CLOSED: Notice = mail(
    "organisation.closed",
    "Organisation left the service",
    Audience::Administrators,
    "When an organisation leaves the service",
    "{organisation} has left the service",
    "Dear {name},\n\n\
     On {day} {organisation} left the service. Nobody can be created in it any more.",
    &[DAY],
);

pub(in crate::notices) const RECORDS_RESTORED: Notice = Notice {
    key: "records.restored",
    title: "Records were put back",
    channel: Channel::Banner,
    audience: Audience::Platform,
    when: "From a restore until two people have released sending to Microsoft 365",
    subject: "The records were put back from a backup",
    body: "Nothing is sent to Microsoft 365 until two platform administrators release it.",
    places: &[],
};
