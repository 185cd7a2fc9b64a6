//! The reasons for which somebody is not asked for a time: a closed list for each kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why somebody is not asked for a day; a helper grants it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The telephone is lost or was stolen.
    Lost,
    /// The telephone is somewhere else.
    Mislaid,
    /// There is no signal and no internet where they are.
    NoSignal,
    /// Notifications do not arrive.
    NotArriving,
    /// Something else, which the words say.
    Other,
}

impl Reason {
    /// All of them, in the order in which they are offered.
    pub(in crate::mfa) const ALL: [Self; 5] =
        [Self::Lost, Self::Mislaid, Self::NoSignal, Self::NotArriving, Self::Other];

    /// As it is kept.
    pub(in crate::mfa) const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Mislaid => "mislaid",
            Self::NoSignal => "no-signal",
            Self::NotArriving => "not-arriving",
            Self::Other => "other",
        }
    }

    /// The reason of that name.
    pub(in crate::mfa) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// In words for people.
    pub(in crate::mfa) const fn words(self) -> &'static str {
        match self {
            Self::Lost => "Their telephone is lost or was stolen",
            Self::Mislaid => "Their telephone is mislaid",
            Self::NoSignal => "They work where there is no signal or internet",
            Self::NotArriving => "Notifications do not arrive",
            Self::Other => "Something else",
        }
    }

    /// Whether what they had can no longer be trusted, so that they add a second step anew.
    pub(in crate::mfa) const fn asks_anew(self) -> bool {
        matches!(self, Self::Lost | Self::Mislaid)
    }
}

/// Why somebody is not asked for half a year; somebody else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// They cannot use any second step because of a disability.
    Accessibility,
    /// Patients would come to harm.
    ClinicalRisk,
    /// They work all the time where no device is let in.
    SecureArea,
}

impl Ground {
    /// All of them, in the order in which they are offered.
    pub(in crate::mfa) const ALL: [Self; 3] =
        [Self::Accessibility, Self::ClinicalRisk, Self::SecureArea];

    /// As it is kept.
    pub(in crate::mfa) const fn name(self) -> &'static str {
        match self {
            Self::Accessibility => "accessibility",
            Self::ClinicalRisk => "clinical-risk",
            Self::SecureArea => "secure-area",
        }
    }

    /// The ground of that name.
    pub(in crate::mfa) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.name() == name)
    }

    /// In words for people.
    pub(in crate::mfa) const fn words(self) -> &'static str {
        match self {
            Self::Accessibility => "They cannot use any second step because of a disability",
            Self::ClinicalRisk => "It would put patients at more risk than it takes away",
            Self::SecureArea => "They always work in a secure area, where no device is let in",
        }
    }
}
