//! What people are told about codes by text, and the words of the texts.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

use super::For;

/// Nothing carries texts here.
pub(crate) const NONE: Code = Code::new(
    Kind::Conflict,
    "text-number.none-sent",
    "This service sends no text messages. Use an authenticator app or a passkey.",
);
/// No number that texts reach.
pub(crate) const MOBILE: Code = Code::new(
    Kind::Invalid,
    "text-number.mobile",
    "Enter a mobile number: one of the United Kingdom such as 07700 900123, or one that begins with + and the code of the country.",
);
/// Whoever holds a role.
pub(crate) const ROLE: Code = Code::new(
    Kind::Conflict,
    "text-number.role",
    "You hold a role, and codes by text message are not enough for that: a number can be taken over. Use an authenticator app or a passkey.",
);
/// Too soon after the last one.
pub(crate) const TOO_SOON: Code = Code::new(
    Kind::Conflict,
    "text-number.too-soon",
    "A text message was sent a moment ago. If it has not come after 2 minutes, ask for another one.",
);
/// As many as there may be.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Conflict,
    "text-number.too-many",
    "No more text messages are sent to you today. Use your app, a passkey or a recovery code, or ask one of your administrators.",
);
/// There is none.
pub(crate) const NO_NUMBER: Code = Code::new(
    Kind::Conflict,
    "text-number.no-number",
    "There is no number to which a code can be sent. Use your app, a passkey or a recovery code.",
);
/// What was begun is no longer there.
pub(crate) const NOT_BEGUN: Code = Code::new(
    Kind::Conflict,
    "text-number.not-begun",
    "Adding this number took too long, or was begun again in another window. Add it again.",
);

/// All of them.
pub(crate) const ALL: RefusalList = &[NONE, MOBILE, ROLE, TOO_SOON, TOO_MANY, NO_NUMBER, NOT_BEGUN];

/// What a text says. There is never a link in it.
pub(super) fn words(product: &str, purpose: For, code: &str, minutes: i64) -> String {
    // The one code that is to be read out, and only by whoever called: others are told what it would mean.
    if purpose == For::Check {
        return format!(
            "{product}: {code} is your code to show a help desk who you are. It is good for {minutes} minutes. Read it out only if you called them yourself. If you did not, somebody may be pretending to be you: call your service desk."
        );
    }
    let what = match purpose {
        For::Number => "to add this telephone number",
        For::SignIn => "to sign in",
        For::Change => "to change how you sign in",
        For::Recovery => "to choose a new password",
        For::Check => "to show who you are",
    };
    format!(
        "{product}: {code} is your code {what}. It is good for {minutes} minutes. Tell it to nobody. If you did not ask for it, call your service desk."
    )
}
