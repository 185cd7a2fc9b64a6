//! The notices about making sure who is asking. They go to the person: somebody who calls in their name does not tell them.

use super::catalogue::{ADDRESS, DAY, mail};
use crate::notices::model::{Audience, Notice};

pub(in crate::notices) const WORD: Notice = mail(
    "telephone-word.set",
    "Telephone word chosen",
    Audience::Person,
    "Whenever a telephone word was chosen for an account",
    "A telephone word was chosen for your account",
    "Dear {name},\n\n\
     On {day} a telephone word was chosen for your account {address}. When you call for help with signing in, you are asked for three letters of it. Nobody ever asks for the whole word.\n\n\
     If that was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const FAILED: Notice = mail(
    "identity-check.failed",
    "Somebody could not show who they are",
    Audience::Person,
    "When somebody who asks for help in a person's name cannot show that they are that person",
    "Somebody asked for help in your name",
    "Dear {name},\n\n\
     On {day} somebody asked for help with signing in to your account {address} and could not show that they are you. Nothing was changed because of it. Who helped, and how they asked, stands at {portal}/me/history.\n\n\
     If that was you, ask again and have your telephone word ready; you choose one at {portal}/me/telephone-word. If it was not you, call the service desk at once.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const TERMS: Notice = mail(
    "terms.reminded",
    "Terms of use wait",
    Audience::Person,
    "When an administrator reminds everybody who has not accepted the terms of use",
    "Terms of use wait for you",
    "Dear {name},\n\n\
     The terms of use of {service} wait for you, and you have not accepted them yet. Until you do, no application lets you in with your account {address}.\n\n\
     Open {service} as you always do. Signing in shows you what matters most in ten sentences; choose I accept. It takes about a minute. This letter has no link.",
    &[ADDRESS],
);
