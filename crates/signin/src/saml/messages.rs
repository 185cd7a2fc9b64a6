//! What people are told on the way into an application that speaks SAML, and out of it.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// It was not asked for in a browser.
pub(crate) const IN_BROWSER: Code = Code::new(
    Kind::NotAllowed,
    "saml.in-browser",
    "Open the application and sign in from there. A program cannot enter one for you.",
);
/// It is gone, or wants to return to somewhere else by now.
pub(crate) const GONE: Code = Code::new(
    Kind::Conflict,
    "saml.gone",
    "This application was changed or taken out of use. Open it again and sign in from there.",
);
/// Not for this person.
pub(crate) const NOT_FOR_YOU: Code = Code::new(
    Kind::Conflict,
    "saml.not-for-you",
    "Your account may not use this application. Ask one of your administrators.",
);

/// Terms of use wait.
pub(crate) const TERMS: Code = Code::new(
    Kind::Conflict,
    "saml.terms",
    "Terms of use wait for you. Accept them under My account, Terms of use, and open the application again.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[IN_BROWSER, GONE, NOT_FOR_YOU, TERMS];

/// Nothing that can be read.
pub(crate) const UNREADABLE: &str = "The application that sent you here asked in a way that this service does not understand. Nothing was told to it. Go back to it, and tell those who look after it what this page says.";
/// Nobody registered an application of that name here.
pub(crate) const UNKNOWN: &str = "The application that sent you here is not registered with this service, or no longer. Nothing was told to it. Go back to it, and tell those who look after it what this page says.";
/// The application asked to return to an address that was not registered.
pub(crate) const WRONG_ADDRESS: &str = "The application that sent you here wants you to return to an address that is not registered for it. To keep you safe you are not sent there. Tell those who look after the application what this page says.";
/// The signature is missing or not right.
pub(crate) const UNSIGNED: &str = "Nothing proves that the application sent you here: its signature is missing or was not made with a key that is registered for it. Go back to it, and tell those who look after it what this page says.";
/// It was meant for somebody else.
pub(crate) const ELSEWHERE: &str = "What the application asked for was meant for another service. Go back to it, and tell those who look after it what this page says.";
/// What was asked for is over.
pub(crate) const OVER: &str = "What the application asked for was answered already, or it took too long. Go back to the application and sign in from there again.";
/// More was asked for than a browser keeps.
pub(crate) const TOO_LONG: &str = "The application that sent you here asked for more at a time than this service takes. Nothing was told to it. Go back to it, and tell those who look after it what this page says.";
/// Nobody can be told.
pub(crate) const NO_LOGOUT: &str = "The application that sent you here has no registered address for signing out. Close the browser to sign out of it.";
