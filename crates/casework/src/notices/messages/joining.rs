//! The letters about joining and leaving the service.

use super::catalogue::{CODE, DAY, LEFT, mail};
use crate::notices::model::{Audience, Kind, Notice, Placeholder};

const WAITS: Placeholder = Placeholder::new("waits", Kind::Words, "Send the signed access form");
const REASON: Placeholder = Placeholder::new("reason", Kind::Words, "It merges with a neighbour");
const WAITED_DAYS: Placeholder = Placeholder::new("waited", Kind::Count, "3 days");
const ADMINISTRATORS: Placeholder =
    Placeholder::new("administrators", Kind::Words, "Rosa Alvarez, Ben Okoro");
const CHECKS: Placeholder = Placeholder::new("checks", Kind::Words, "standing in data security");

pub(in crate::notices) const RECEIVED: Notice = mail(
    "joining.received",
    "Application received",
    Audience::Contact,
    "When an application to join the service was recorded",
    "We have the application of {organisation}",
    "Dear {name},\n\n\
     On {day} we recorded that {organisation} ({code}) asks to join {service}. You are its contact until it is open.\n\n\
     We now look at the checks, and write to you when something is missing and when it is open. You have nothing to do until then. If you know nothing of this, call the service desk.",
    &[DAY, CODE],
);

pub(in crate::notices) const TURN: Notice = mail(
    "joining.your-turn",
    "It is the organisation's turn",
    Audience::Contact,
    "When the national team waits for something of an organisation on its way into the service or out of it",
    "{organisation}: we wait for you",
    "Dear {name},\n\n\
     For {organisation} ({code}) it is your turn. What we wait for:\n\
     {waits}\n\n\
     Call the service desk or answer the person you have been in touch with. We bring it to mind after 3 and after 7 days.",
    &[CODE, WAITS],
);

pub(in crate::notices) const WAITED: Notice = mail(
    "joining.your-turn-reminder",
    "It is still the organisation's turn",
    Audience::Contact,
    "3 and 7 days after it became the organisation's turn, if it still is",
    "{organisation}: we have waited for you for {waited}",
    "Dear {name},\n\n\
     For {organisation} ({code}) it has been your turn for {waited}. What we wait for:\n\
     {waits}\n\n\
     Nothing goes on until then. If something holds you up, call the service desk.",
    &[CODE, WAITS, WAITED_DAYS],
);

pub(in crate::notices) const WAITED_OURS: Notice = mail(
    "joining.our-turn-reminder",
    "An organisation waits for the national team",
    Audience::Platform,
    "3 and 7 days after it became the turn of the national team, if it still is",
    "{organisation} has waited for us for {waited}",
    "Dear {name},\n\n\
     {organisation} ({code}) has waited for the national team for {waited}. What is to be done:\n\
     {waits}\n\n\
     You find it at {portal}/national/joining/{code}. If it is their turn, hand it over there.",
    &[CODE, WAITS, WAITED_DAYS],
);

pub(in crate::notices) const OPENED: Notice = mail(
    "joining.opened",
    "The organisation is open",
    Audience::Contact,
    "When an organisation became a member; told to its contact and to its primary local administrators",
    "{organisation} has joined {service}",
    "Dear {name},\n\n\
     Since {day} {organisation} ({code}) is a member of {service}. Who administers it: {administrators}.\n\n\
     Its administrators create its people, give roles and look after them, at {portal}. From now on we write to them.",
    &[DAY, CODE, ADMINISTRATORS],
);

pub(in crate::notices) const DECLINED: Notice = mail(
    "joining.declined",
    "Application declined",
    Audience::Contact,
    "When the application of an organisation was declined",
    "The application of {organisation} was declined",
    "Dear {name},\n\n\
     On {day} the application of {organisation} ({code}) to join {service} was declined. The reason:\n\
     {reason}\n\n\
     It can apply again once that has changed. If you have a question, call the service desk.",
    &[DAY, CODE, REASON],
);

pub(in crate::notices) const CLOSING: Notice = mail(
    "closing.begun",
    "The organisation is closing",
    Audience::Contact,
    "When somebody begins to close an organisation",
    "{organisation} leaves {service} on {day}",
    "Dear {name},\n\n\
     {organisation} ({code}) is to be over on {day}. The reason:\n\
     {reason}\n\n\
     Nobody can be added to it any more; everything else goes on. Agree for everybody inside whether they move or leave, at {portal}/o/{code}/closing. Nobody is moved or deleted by themselves.",
    &[DAY, CODE, REASON],
);

pub(in crate::notices) const CLOSING_SOON: Notice = mail(
    "closing.ends-soon",
    "The day of closing comes",
    Audience::Contact,
    "30, 14, 7 and 1 day before an organisation is to be over",
    "{organisation} is to be over in {left}",
    "Dear {name},\n\n\
     {organisation} ({code}) is to be over on {day}, in {left}. See at {portal}/o/{code}/closing who is still inside and for whom nothing is agreed yet.",
    &[DAY, LEFT, CODE],
);

pub(in crate::notices) const CLOSING_OFF: Notice = mail(
    "closing.called-off",
    "The closing was called off",
    Audience::Contact,
    "When somebody calls the closing of an organisation off",
    "{organisation} stays in {service}",
    "Dear {name},\n\n\
     On {day} the closing of {organisation} ({code}) was called off. It is open again, and people can be added to it. What was agreed for people stays as it is; look at it under Transfers and Leavers.",
    &[DAY, CODE],
);

pub(in crate::notices) const CHECK_ENDS: Notice = mail(
    "check.ends-soon",
    "A check is good for a few days only",
    Audience::Contact,
    "30, 14, 7 and 1 day before the last day on which a check of a member is good is over",
    "{organisation}: a check has to be renewed",
    "Dear {name},\n\n\
     Of {organisation} ({code}) this is good until {day} only, for {left}: {checks}.\n\n\
     Renew it and tell the service desk, who record it. Nothing is switched off when it is over, but it shows to both sides. You see all checks at {portal}/o/{code}/joining.",
    &[DAY, LEFT, CODE, CHECKS],
);
