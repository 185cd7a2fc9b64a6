//! The states of a case, how it was found, and what has to be proved before it is closed.

use kernel::refusal::{Code, Refusal};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::messages;

/// Longest text that is kept with a case, in characters.
pub(super) const LONGEST: usize = 1000;

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
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(missing.at(field));
    }
    if typed.chars().count() > LONGEST {
        return Err(messages::LONG.at(field).with("limit", LONGEST));
    }
    let is_plain =
        typed.chars().all(|letter| !letter.is_control() || letter == '\n' || letter == '\r');
    if !is_plain {
        return Err(kernel::refusal::messages::TEXT_CONTROL.at(field));
    }
    Ok(typed.replace("\r\n", "\n"))
}

/// What is there of what has to be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proofs {
    /// A password that was chosen since.
    pub password: bool,
    /// A second step that was added since; nobody asks a system account for one.
    pub second_step: bool,
    /// The devices were checked.
    pub devices: bool,
}

impl Proofs {
    /// What is missing, in words; empty if nothing is.
    pub(super) fn missing(self) -> String {
        let all = [
            (self.password, "a new password"),
            (self.second_step, "a second step of signing in"),
            (self.devices, "the check of the devices"),
        ];
        let missing: Vec<&str> =
            all.into_iter().filter(|(is_there, _)| !is_there).map(|(_, words)| words).collect();
        missing.join(", ")
    }
}
