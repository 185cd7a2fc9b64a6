//! The notices about the second step of signing in. They go to the person whoever did it: a change that they did not make
//! is the first sign that somebody else is in.

use super::catalogue::{ADDRESS, DAY, mail};
use crate::notices::model::{Audience, Notice};

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
