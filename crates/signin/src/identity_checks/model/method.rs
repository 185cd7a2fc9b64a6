//! The ways of making sure who is asking, and how a check ended.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How somebody made sure who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Three letters of the telephone word, which the service compares.
    TelephoneWord,
    /// A code that the person's authenticator app shows, which the service checks and which is then used.
    Authenticator,
    /// A code that was sent to their number for codes by text message, which the service checks and which is then used.
    TextCode,
    /// A call back to a number that is recorded of the person.
    CallBack,
    /// They stand in front of whoever helps them.
    InPerson,
    /// None of these: whoever asks could not show who they are.
    NotSure,
}

impl Method {
    /// As it is kept.
    pub(in crate::identity_checks) const fn name(self) -> &'static str {
        match self {
            Self::TelephoneWord => "telephone-word",
            Self::Authenticator => "authenticator",
            Self::TextCode => "text-code",
            Self::CallBack => "call-back",
            Self::InPerson => "in-person",
            Self::NotSure => "not-sure",
        }
    }

    /// The way of that name.
    pub(in crate::identity_checks) fn named(name: &str) -> Option<Self> {
        [
            Self::TelephoneWord,
            Self::Authenticator,
            Self::TextCode,
            Self::CallBack,
            Self::InPerson,
            Self::NotSure,
        ]
        .into_iter()
        .find(|method| method.name() == name)
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::identity_checks) enum Outcome {
    Passed,
    Failed,
}

impl Outcome {
    /// As it is kept.
    pub(in crate::identity_checks) const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}
