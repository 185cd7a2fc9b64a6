//! What an attempt is: what is tried, what comes of it, and the numbers that bound it.

mod factor;
mod network;
mod reason;
mod risk;
mod underway;
mod went;

use kernel::dated::{NumberRule, Stricter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use factor::Factor;
pub(in crate::attempts) use network::{HOUR, told_since};
pub use network::{MANY_ACCOUNTS, MANY_NETWORKS, NETWORK_FAILURES, OWN_NETWORK_FAILURES};
pub(crate) use reason::Risk;
pub use reason::{Level, Reason};
pub(in crate::attempts) use risk::Before;
pub use risk::{FAMILIAR_DAYS, SPRAY_ACCOUNTS, TRAVEL_SPEED};
pub(crate) use risk::{let_in_from, look};
pub(crate) use underway::{Settlement, Tried, begin};
pub(crate) use went::{Going, NO_SECOND_STEP, NOT_FOR_THEM, Reasons, TERMS_WAIT, Went};

use crate::origin::kept;

/// Failures in a row after which an account is locked.
pub const LOCK_FAILURES: NumberRule = NumberRule::new(
    "sign-in.lock-failures",
    10,
    3..=100,
    "failures in a row",
    "Domain rules, unlocking and lock-out",
)
.may_be(Stricter::Lower);

/// How long a lock lasts.
pub const LOCK_MINUTES: NumberRule = NumberRule::new(
    "sign-in.lock-minutes",
    15,
    1..=1440,
    "minutes",
    "Domain rules, unlocking and lock-out",
)
.may_be(Stricter::Higher);

/// Days for which the log of sign-ins is kept.
pub const LOG_DAYS: NumberRule = NumberRule::new(
    "sign-in.log-days",
    730,
    30..=3650,
    "days",
    "Security decisions, sign-in log: two years",
)
.of_the_nation();

/// Longest username kept in the log, in characters.
const LONGEST_KEY: usize = 320;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password, to sign in.
    Password,
    /// A start code, to set a password.
    StartCode,
    /// The password in use, to change it.
    OwnPassword,
    /// The password in use, to add an authenticator app.
    OwnSecondStep,
    /// The password in use, to choose a telephone word.
    OwnTelephoneWord,
    /// The password in use, to add a passkey.
    OwnPasskey,
    /// The password in use, to add a telephone number.
    OwnTextNumber,
}

impl Kind {
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Password => "wrong password",
            Self::StartCode => "wrong start code",
            Self::OwnPassword => "wrong password on changing it",
            Self::OwnSecondStep => "wrong password on adding an authenticator app",
            Self::OwnTelephoneWord => "wrong password on choosing a telephone word",
            Self::OwnTextNumber => "wrong password on adding a telephone number",
            Self::OwnPasskey => "wrong password on adding a passkey",
        }
    }
}

/// How an attempt ended, as people see it in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The password or code was right.
    Accepted,
    /// It was not, or was not looked at.
    Refused,
}

impl Outcome {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    /// The outcome of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Accepted, Self::Refused].into_iter().find(|outcome| outcome.name() == name)
    }
}

/// What an attempt that was judged turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Right.
    Right,
    /// A guess that failed.
    Wrong,
    /// Not right, but no guess either: a start code that was right once.
    Over,
    /// Right, but before the first day.
    Early,
    /// Right, and a code is still to come: whoever tries is not in yet.
    HalfWay,
    /// Right, but the password has ended, and a new one is still to come.
    Ended,
    /// Right, but a second step is to be added first.
    Unregistered,
    /// A start code that is right, with a password that was in use before. It counts like a wrong one: otherwise whoever has a
    /// start code could try out passwords without end.
    Repeated,
}

impl Verdict {
    /// Why an attempt that was no guess was refused, for the log.
    pub(super) const fn reason(self) -> &'static str {
        match self {
            Self::Early => "before the first day",
            Self::HalfWay => "right so far, but no code was given",
            Self::Unregistered => "right so far, but no second step was added",
            Self::Ended => "right so far, but no new password was chosen",
            Self::Repeated => "a password that was in use before",
            _ => "start code no longer in force",
        }
    }
}

/// The username as the log keeps it. What nobody is called and does not look like an address may be a password that
/// was typed into the wrong field, so it is left out.
pub(super) fn username_key(typed: &str, is_known: bool) -> String {
    if is_known || typed.contains('@') {
        kept(typed.trim(), LONGEST_KEY).to_lowercase()
    } else {
        String::new()
    }
}
