//! The notices about the second step of signing in. They go to the person whoever did it: a change that they did not make
//! is the first sign that somebody else is in.

use super::catalogue::{ADDRESS, CODE, DAY, mail};
use crate::notices::model::{Audience, Kind, Notice, Placeholder};

const WHEN: Placeholder = Placeholder::new("when", Kind::Words, "by 5 March 2027");
pub(super) const UNTIL: Placeholder = Placeholder::new("until", Kind::Words, "5 March 2027, 10:04");

const PASSING: Placeholder = Placeholder::new("passing", Kind::Count, "1 person");
const MISSING: Placeholder = Placeholder::new("missing", Kind::Count, "12 people");
const ENDING: Placeholder = Placeholder::new("ending", Kind::Count, "3 people");
const SESSIONS: Placeholder = Placeholder::new("sessions", Kind::Count, "2 browsers");

/// So many people, with their noun.
pub(in crate::notices) fn people(many: i64) -> String {
    if many == 1 { "1 person".to_owned() } else { format!("{many} people") }
}

/// So many browsers, with their noun.
pub(in crate::notices) fn sessions(many: i64) -> String {
    if many == 1 { "1 browser".to_owned() } else { format!("{many} browsers") }
}

/// Until when somebody adds a second step; where the time for that is over, when they are asked.
pub(in crate::notices) fn when(by: Option<String>) -> String {
    by.map_or_else(
        || "now: your next sign-in asks for it first".to_owned(),
        |day| format!("by {day}"),
    )
}

pub(in crate::notices) const ADDED: Notice = mail(
    "authenticator.added",
    "Authenticator app added",
    Audience::Person,
    "Whenever an authenticator app was added to an account",
    "An authenticator app was added to your account",
    "Dear {name},\n\n\
     On {day} an authenticator app was added to your account {address}. From now on signing in asks for a code of it, after your password. If it was the first one, your API tokens were revoked.\n\n\
     Keep your recovery codes where nobody else looks: with one of them you sign in when you do not have the app.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const REMOVED: Notice = mail(
    "authenticator.removed",
    "Authenticator app removed",
    Audience::Person,
    "Whenever an authenticator app was removed from an account",
    "An authenticator app was removed from your account",
    "Dear {name},\n\n\
     On {day} an authenticator app was removed from your account {address}. You see what signing in asks for at {portal}/me/second-step.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const CODES: Notice = mail(
    "recovery-codes.drawn",
    "New recovery codes",
    Audience::Person,
    "Whenever new recovery codes were made for an account",
    "New recovery codes were made for your account",
    "Dear {name},\n\n\
     On {day} new recovery codes were made for your account {address}. The ones before no longer work.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const CODE_USED: Notice = mail(
    "recovery-code.used",
    "Recovery code used",
    Audience::Person,
    "Whenever a recovery code was used",
    "A recovery code of your account was used",
    "Dear {name},\n\n\
     On {day} a recovery code of your account {address} was used. It does not work a second time. You see how many are left, and make new ones, at {portal}/me/second-step.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const RESET: Notice = mail(
    "second-step.reset",
    "Second step reset",
    Audience::Person,
    "When an administrator takes the second step of signing in off an account",
    "The second step of signing in was reset",
    "Dear {name},\n\n\
     On {day} an administrator removed the authenticator apps, passkeys and recovery codes of your account {address}, your API tokens were revoked, and you were signed out everywhere. Signing in asks for your password only. Add your app again at {portal}/me/second-step, or your passkey at {portal}/me/passkeys.\n\n\
     If you did not ask for this, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const ON_PAPER: Notice = mail(
    "second-step.on-paper",
    "Codes on paper",
    Audience::Person,
    "When an administrator hands over codes on paper for the second step of signing in",
    "Codes on paper for signing in",
    "Dear {name},\n\n\
     On {day} an administrator printed a sheet of codes for your account {address}. Signing in asks for your password, and then for one of these codes. Codes that you were given before no longer work.\n\n\
     If you were given no sheet, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const UNUSUAL: Notice = mail(
    "sign-in.unusual",
    "Unusual sign-in",
    Audience::Person,
    "When somebody signs in with an account in a way that it was not used before",
    "Somebody signed in to your account in an unusual way",
    "Dear {name},\n\n\
     On {day} somebody signed in to your account {address} in a way that it is not usually used: from a browser and a network that are new, for example, or from far away. You see where you are signed in, and can end it, at {portal}/me/sessions.\n\n\
     If that was you, there is nothing to do. If it was not, report it at {portal}/me/compromised and call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const WRONG_CODES: Notice = mail(
    "second-step.wrong-codes",
    "Wrong codes after the password",
    Audience::Person,
    "When several wrong codes followed the right password of an account, once in 24 hours at most",
    "Somebody entered your password and then wrong codes",
    "Dear {name},\n\n\
     On {day} somebody entered the right password of your account {address} and after it several codes that were wrong. The wrong codes let nobody in.\n\n\
     If that was you, there is nothing to do. If it was not, somebody knows your password: change it now at {portal}/me/password, and call the service desk.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const NUMBER_ADDED: Notice = mail(
    "text-number.added",
    "Telephone number added",
    Audience::Person,
    "Whenever a telephone number for codes by text message was added to an account",
    "A telephone number was added to your account",
    "Dear {name},\n\n\
     On {day} a telephone number was added to your account {address}, to which codes for signing in are sent by text message. If signing in asked for your password only before, your API tokens were revoked.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const NUMBER_REMOVED: Notice = mail(
    "text-number.removed",
    "Telephone number removed",
    Audience::Person,
    "Whenever a telephone number for codes by text message was removed from an account",
    "A telephone number was removed from your account",
    "Dear {name},\n\n\
     On {day} the telephone number for codes by text message was removed from your account {address}.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const WANTED: Notice = mail(
    "second-step.wanted",
    "Second step of signing in wanted",
    Audience::Person,
    "When an administrator reminds everybody who has to have a second step of signing in and has none",
    "Add a second step of signing in",
    "Dear {name},\n\n\
     Your account {address} has to have a second step of signing in, and has none yet. Add one {when}.\n\n\
     Open {service} as you always do. Under My account, Second step of signing in, add an authenticator app, a passkey or a security key. It takes about two minutes. This letter has no link.",
    &[ADDRESS, WHEN],
);

pub(in crate::notices) const EXCEPTED: Notice = mail(
    "second-step.excepted",
    "Second step left out for a time",
    Audience::Person,
    "When the second step of signing in of an account is left out for a time",
    "The second step of your account is left out for a time",
    "Dear {name},\n\n\
     Signing in to your account {address} asks for the password only until {until}. After that it asks for the second step again; nobody has to do anything for that.\n\n\
     Who did it stands at {portal}/me/history. If you did not ask for it, call the service desk at once.",
    &[ADDRESS, UNTIL],
);

pub(in crate::notices) const EXCEPTION_ENDED: Notice = mail(
    "second-step.exception-ended",
    "Second step asked again",
    Audience::Person,
    "When somebody ends the time in which the second step of signing in of an account is left out",
    "The second step of your account is asked again",
    "Dear {name},\n\n\
     Since {day} signing in to your account {address} asks for the second step again: the time in which it was left out was ended early.\n\n\
     If you cannot sign in, ask one of your administrators.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const EXCEPTION_ENDS: Notice = mail(
    "second-step.exception-ends",
    "Second step soon asked again",
    Audience::Person,
    "Days before the end of a long time in which the second step of signing in of an account is left out, once",
    "The second step of your account is soon asked again",
    "Dear {name},\n\n\
     Signing in to your account {address} asks for the password only until {until}. After that it asks for the second step again.\n\n\
     Make sure that you can give it by then: you see what you have at {portal}/me/second-step. If you cannot use any second step, ask one of your administrators before that day to ask for another exception.",
    &[ADDRESS, UNTIL],
);

pub(in crate::notices) const REPORT: Notice = mail(
    "second-step.report",
    "Second step of signing in: what needs looking at",
    Audience::Administrators,
    "When somebody at the organisation is in without the second step that is asked of them, has none, or has an exception that ends: when that gets worse, once a day at most, and once a week while it stays",
    "Second step of signing in at {organisation}: what needs looking at",
    "Dear {name},\n\n\
     At {organisation}:\n\n\
     Signed in without the second step that is asked of them: {passing}.\n\
     Without a second step that they have to have, or while they hold a role: {missing}.\n\
     With a long exception that ends within days: {ending}.\n\n\
     Who they are, and what to do, stands at {portal}/o/{code}/second-step/report.",
    &[CODE, PASSING, MISSING, ENDING],
);

pub(in crate::notices) const MISSED: Notice = mail(
    "second-step.missed",
    "Sessions without a second step",
    Audience::Platform,
    "When somebody is signed in with a password alone, of whom a second step is asked by now, once a day at most",
    "Somebody is signed in without the second step that is asked of them",
    "Dear {name},\n\n\
     Signed in with a password alone, although a second step is asked by now: {sessions}. The one that has been for longest is at {organisation}.\n\n\
     Right after more is asked there may be some, for a day at most. If one stays, look at why, at {portal}/national/second-step/missed.",
    &[SESSIONS],
);
