//! What people are told on the way into an application.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It was not asked for in a browser.
pub(crate) const IN_BROWSER: Code = Code::new(
    Kind::NotAllowed,
    "application.in-browser",
    "Open the application and sign in from there. A program cannot enter one for you.",
);
/// It is gone, or wants to return to somewhere else by now.
pub(crate) const GONE: Code = Code::new(
    Kind::Conflict,
    "application.gone",
    "This application was changed or taken out of use. Open it again and sign in from there.",
);
/// Not for this person.
pub(crate) const NOT_FOR_YOU: Code = Code::new(
    Kind::Conflict,
    "application.not-for-you",
    "Your account may not use this application. Ask one of your administrators.",
);

/// Terms of use wait.
pub(crate) const TERMS: Code = Code::new(
    Kind::Conflict,
    "application.terms",
    "Terms of use wait for you. Accept them under My account, Terms of use, and open the application again.",
);

/// It has ended already.
pub(crate) const ENDED: Code = Code::new(
    Kind::Conflict,
    "application.entry-ended",
    "This sign-in to an application has ended already. There is nothing left to do.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[IN_BROWSER, GONE, NOT_FOR_YOU, TERMS, ENDED];

/// Nobody registered an application of that name here.
pub(crate) const UNKNOWN: &str = "The application that sent you here is not registered with this service, or no longer. Nothing was told to it. Go back to it, and tell those who look after it what this page says.";
/// The application asked to return to an address that was not registered.
pub(crate) const WRONG_ADDRESS: &str = "The application that sent you here wants you to return to an address that is not registered for it. To keep you safe you are not sent there. Tell those who look after the application what this page says.";
/// What was asked for is over, or was asked for in another browser.
pub(crate) const OVER: &str = "What the application asked for took too long, or it was asked for in another browser. Go back to the application and sign in from there again.";
/// What the application pushed counts no more.
pub(crate) const PUSHED_OVER: &str = "What the application asked for was used already, or took too long on its way here. Go back to the application and sign in from there again.";
/// It asks for more than a browser can carry through signing in.
pub(crate) const TOO_LONG: &str = "The application sent more with you than can be passed on. Nothing was told to it. Tell those who look after the application that its request is longer than 4096 bytes.";
/// A short code that stands for nothing, or for nothing any more.
pub(crate) const NO_CODE: &str = "Enter the eight letters that the device shows. If it shows these, begin again on the device: a code counts for a few minutes.";
/// Too many of those.
pub(crate) const TOO_MANY_CODES: &str =
    "You entered too many codes that are none. Try again in an hour, or sign in on another device.";
/// It wants to go somewhere else after signing out.
pub(crate) const WRONG_END: &str = "The application that sent you here wants you to go on to an address that is not registered for it. To keep you safe you are not sent there, and you were not signed out.";
