//! The notices about what waits for a second person.

use super::catalogue::{DAY, PERSON, TITLE, mail};
use crate::notices::model::{Audience, Notice};

pub(in crate::notices) const ASKED: Notice = mail(
    "second-person.asked",
    "Second person asked for",
    Audience::Platform,
    "When somebody asks for what one person alone must not do, to those who may approve it",
    "{person} asks you to look at a change: {title}",
    "Dear {name},\n\n\
     On {day} {person} asked for this: {title}. It is not done before somebody else who may do it approves it.\n\n\
     Look at it at {portal}/second-person. Approve it only if you know why it is needed. If you do not know {person}, or did not expect this, decline it and call the service desk.",
    &[PERSON, TITLE, DAY],
);

pub(in crate::notices) const DECIDED: Notice = mail(
    "second-person.decided",
    "Second person decided",
    Audience::Person,
    "When somebody decided what a person must not do alone",
    "It was decided: {title}",
    "Dear {name},\n\n\
     On {day} somebody decided what you asked for: {title}. What was decided, by whom and why stands at {portal}/second-person.\n\n\
     If you did not ask for it, call the service desk at once: somebody else may use your account.",
    &[TITLE, DAY],
);
