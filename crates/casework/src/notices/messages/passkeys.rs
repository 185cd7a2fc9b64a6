//! The notices about passkeys. They go to the person whoever did it: a change that they did not make is the first sign that
//! somebody else is in.

use super::catalogue::{ADDRESS, DAY, mail};
use crate::notices::model::{Audience, Notice};

pub(in crate::notices) const ADDED: Notice = mail(
    "passkey.added",
    "Passkey added",
    Audience::Person,
    "Whenever a passkey or security key was added to an account",
    "A passkey was added to your account",
    "Dear {name},\n\n\
     On {day} a passkey was added to your account {address}. With it somebody signs in without your password. If you had neither a passkey nor an authenticator app before, your API tokens were revoked.\n\n\
     Keep your recovery codes where nobody else looks: with one of them you sign in after your password when you do not have the passkey.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const REMOVED: Notice = mail(
    "passkey.removed",
    "Passkey removed",
    Audience::Person,
    "Whenever a passkey or security key was removed from an account",
    "A passkey was removed from your account",
    "Dear {name},\n\n\
     On {day} a passkey was removed from your account {address}. You see those that are left at {portal}/me/passkeys.\n\n\
     If that was not you and you did not ask for it, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const COUNTER_BACK: Notice = mail(
    "passkey.counter-back",
    "Passkey that may have been copied",
    Audience::Person,
    "When a passkey was refused because it counted fewer uses than the service knows of",
    "A passkey of your account was refused",
    "Dear {name},\n\n\
     On {day} a passkey of your account {address} was refused, because it counted fewer uses than this service knows of. There may be a copy of it.\n\n\
     Remove it at {portal}/me/passkeys and add it again. If you do not know how that could happen, call the service desk.",
    &[ADDRESS, DAY],
);
