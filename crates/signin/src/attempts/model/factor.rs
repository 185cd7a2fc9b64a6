//! How somebody showed who they are, as the log of sign-ins tells it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What let somebody in; the last of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// A password and nothing else.
    Password,
    /// A code of an authenticator app, after the password.
    Code,
    /// A recovery code, after the password.
    RecoveryCode,
    /// A passkey, after the password or alone.
    Passkey,
    /// A start code, with which a password was chosen.
    StartCode,
}

impl Factor {
    const ALL: [Self; 5] =
        [Self::Password, Self::Code, Self::RecoveryCode, Self::Passkey, Self::StartCode];

    /// As the log keeps it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::RecoveryCode => "recovery-code",
            Self::Passkey => "passkey",
            Self::StartCode => "start-code",
        }
    }

    /// The one of that name; none for lines from before it was kept.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.name() == name)
    }

    /// In words that follow "Signed in".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Password => "with a password",
            Self::Code => "with a password and a code",
            Self::RecoveryCode => "with a password and a recovery code",
            Self::Passkey => "with a passkey",
            Self::StartCode => "with a start code",
        }
    }
}
