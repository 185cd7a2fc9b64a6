//! The states of a case, how it was found, and what has to be proved before it is closed.

use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::refusal::{Code, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::messages;
use crate::typed;

/// Longest text that is kept with a case, in characters.
pub(super) const LONGEST: usize = 1000;

/// Longest text of a case whose account was shut more than once.
const LONGEST_OF_ALL: usize = 4 * LONGEST;

/// How long the second step can be left out for somebody who begins again and cannot add one yet.
pub const LIFT_HOURS: NumberRule = NumberRule::new(
    "compromise.lift-hours",
    48,
    1..=48,
    "hours",
    "Domain rules, compromised accounts: lifted for 48 hours, and then asked for again",
)
.may_be(Stricter::Lower);

/// How long the words about a closed case are kept.
pub const WORDS_DAYS: NumberRule = NumberRule::new(
    "compromise.words-days",
    730,
    30..=3650,
    "days",
    "Product decision on accounts that somebody else got into",
)
.of_the_nation();

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody gets in, here and in the tenant.
    Contained,
    /// The person was made sure of and begins again.
    Recovering,
    /// Everything is proved.
    Closed,
}

impl State {
    const ALL: [Self; 3] = [Self::Contained, Self::Recovering, Self::Closed];

    /// As it is kept, and as it stands in addresses.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Contained => "contained",
            Self::Recovering => "recovering",
            Self::Closed => "closed",
        }
    }

    /// The state of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// In words for people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Contained => "Shut",
            Self::Recovering => "Beginning again",
            Self::Closed => "Closed",
        }
    }
}

/// How it was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// The person said so, to somebody who helps them.
    Told,
    /// The person reported it themselves, signed in.
    Reported,
    /// Sign-ins that cannot be theirs.
    SignIns,
    /// Mail that they did not write.
    Mail,
    /// The security team, or a national alert.
    Alert,
    /// In another way, which the words say.
    Other,
}

impl Found {
    /// What somebody who helps may choose.
    pub(super) const CHOICES: [Self; 5] =
        [Self::Told, Self::SignIns, Self::Mail, Self::Alert, Self::Other];

    /// As it is kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Reported => "reported",
            Self::SignIns => "sign-ins",
            Self::Mail => "mail",
            Self::Alert => "alert",
            Self::Other => "other",
        }
    }

    /// The way of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::CHOICES.into_iter().chain([Self::Reported]).find(|found| found.name() == name)
    }

    /// In words for people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Told => "They said so",
            Self::Reported => "They reported it themselves",
            Self::SignIns => "Sign-ins that cannot be theirs",
            Self::Mail => "Mail that they did not write",
            Self::Alert => "The security team or an alert",
            Self::Other => "In another way",
        }
    }
}

/// Words that somebody typed, without blanks around them.
pub(super) fn words(typed: &str, field: &'static str, missing: Code) -> Result<String, Refusal> {
    typed::words(typed, field, LONGEST, (missing, messages::LONG))
}

/// Until when the second step is left out in a case, while it is. By the clock alone: nothing has to run for it to end.
pub(super) fn lift_at(
    state: State,
    (until, ended_at): (Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> Option<Timestamp> {
    let is_there = state == State::Recovering && ended_at.is_none();
    until.filter(|until| is_there && now < *until)
}

/// The words of a case whose account is shut once more: those before, and the new ones.
pub(super) fn and_again(before: &str, words: &str) -> String {
    let all = format!("{before}\n\nShut again: {words}");
    let over = all.chars().count().saturating_sub(LONGEST_OF_ALL);
    all.chars().skip(over).collect()
}

/// What is there of what has to be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proofs {
    /// A password that was chosen since.
    pub password: bool,
    /// A second step that was added since; nobody asks a system account for one.
    pub second_step: bool,
    /// What counts of the terms of use was accepted since.
    pub terms: bool,
    /// The devices were checked.
    pub devices: bool,
    /// Microsoft 365 did what was asked of it, or there is nothing of the account there.
    pub tenant: bool,
}

impl Proofs {
    /// What is missing, in words; empty if nothing is.
    pub(super) fn missing(self) -> String {
        let all = [
            (self.password, "a new password"),
            (self.second_step, "a second step of signing in"),
            (self.terms, "a yes to the terms of use"),
            (self.devices, "the check of the devices"),
            (self.tenant, "the end of sessions and mailbox rules in Microsoft 365"),
        ];
        let missing: Vec<&str> =
            all.into_iter().filter(|(is_there, _)| !is_there).map(|(_, words)| words).collect();
        missing.join(", ")
    }
}
