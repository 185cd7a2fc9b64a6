//! The notices about making sure who is asking, which go to the person, because somebody who calls in their name does not tell
//! them; and about accounts that somebody else got into.

use super::catalogue::{ADDRESS, DAY, PERSON, TITLE, mail};
use super::second_step::UNTIL;
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

pub(in crate::notices) const CONTAINED: Notice = mail(
    "compromise.contained",
    "Account shut: somebody else may use it",
    Audience::Administrators,
    "At once, when an account of the organisation is shut because somebody else may use it",
    "The account of {person} was shut: somebody else may use it",
    "Dear {name},\n\n\
     On {day} the account of {person} ({address}) at {organisation} was shut, because somebody else may have got into it. Nobody can use it, here or in Microsoft 365.\n\n\
     Have the devices checked that {person} used lately. When you have made sure that it is {person} who asks, let them begin again: you find the case under Administrators, Compromised accounts, at {portal}. Tell your security team.",
    &[PERSON, ADDRESS, DAY],
);

pub(in crate::notices) const CLOSED: Notice = mail(
    "compromise.closed",
    "Account safe again",
    Audience::Person,
    "When the case of an account that somebody else had got into is closed",
    "Your account is safe again",
    "Dear {name},\n\n\
     Somebody else may have used your account {address}. Since {day} everything that had to be put right is done, and the case is closed.\n\n\
     The rules of your mailbox were switched off where that was possible. Switch on again only those that you made yourself, and look over its forwarding. Look at what was sent and deleted in your name. If anything is strange, call the service desk.",
    &[ADDRESS, DAY],
);

pub(in crate::notices) const LIFTED: Notice = mail(
    "compromise.lifted",
    "Second step left out after an account was shut",
    Audience::Administrators,
    "At once, when the second step is left out for somebody whose account was shut",
    "The second step is left out for {person}",
    "Dear {name},\n\n\
     The account of {person} ({address}) at {organisation} was shut because somebody else may have got into it. They begin again, and the second step of signing in is left out for them until {until}. Then it is asked for again by itself.\n\n\
     Have them add an app, a passkey or a security key before that. If nobody knows why it is left out, ask for it again now: you find the case under Administrators, Compromised accounts, at {portal}.",
    &[PERSON, ADDRESS, UNTIL],
);

pub(in crate::notices) const LIFT_ENDED: Notice = mail(
    "compromise.lift-ended",
    "Second step asked for again after an account was shut",
    Audience::Administrators,
    "When the second step is asked for again that was left out for somebody whose account was shut",
    "The second step is asked for again: {person}",
    "Dear {name},\n\n\
     Since {day} {person} ({address}) at {organisation} is asked for a second step of signing in again. Whoever was signed in with a password alone was signed out.\n\n\
     If they cannot add one, meet them and give them a security key. The case stands under Administrators, Compromised accounts, at {portal}.",
    &[PERSON, ADDRESS, DAY],
);

pub(in crate::notices) const DRILL: Notice = mail(
    "break-glass.drill-due",
    "Emergency account to be tried",
    Audience::Platform,
    "When an emergency account was not tried for as long as a rule says, and again after as many days as another says until it is",
    "An emergency account has to be tried: {person}",
    "Dear {name},\n\n\
     The emergency account of {person} ({address}) was not tried for too long. An account that nobody tries may not work on the day on which nobody else gets in.\n\n\
     Take its key out of the envelope, sign in with it, look at the home page, sign out, and seal the key again. Then somebody else closes the alarm as a drill at {portal}/national/break-glass.",
    &[PERSON, ADDRESS],
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

pub(in crate::notices) const BREAK_GLASS: Notice = mail(
    "break-glass.alarm",
    "Emergency account used",
    Audience::Platform,
    "Whenever an emergency account was used, or the operator let somebody in from the host",
    "An emergency account was used",
    "Dear {name},\n\n\
     On {day} the account of {person} ({address}) was used: it is an emergency account that signed in or was shut, or the operator let it in from the host.\n\n\
     Find out at once who it was and why. If it was planned, somebody other than whoever used it closes the alarm at {portal}/national/break-glass. If nobody knows of it, somebody has taken the service over: call the service desk.",
    &[PERSON, ADDRESS, DAY],
);

pub(in crate::notices) const GUESSING: Notice = mail(
    "sign-in.guessing",
    "Passwords guessed from many networks",
    Audience::Platform,
    "When so many networks try one account in vain, or so many accounts are tried in vain, that somebody guesses together; once in 24 hours at most for each",
    "Somebody guesses passwords from many networks",
    "Dear {name},\n\n\
     On {day} passwords were tried in vain at {title}, within an hour and so often that it looks as if many computers guess together. How often an account can be tried, and how often one network can try, is bounded, so nobody has to do anything at once.\n\n\
     The page Sign-ins of each organisation shows what was tried and from where. Look at it, make sure that accounts which matter have a second step, and tell those who watch over the network.",
    &[TITLE, DAY],
);
