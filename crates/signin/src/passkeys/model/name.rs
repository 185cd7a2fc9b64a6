//! What people call their passkeys, and what these are to them.

use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::passkeys::messages;

/// The longest name, in characters.
pub(in crate::passkeys) const LONGEST_NAME: usize = 60;

/// What a passkey is to the person who adds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// On a telephone, a computer or in a password manager: it says itself whose it is.
    #[default]
    Passkey,
    /// A key to plug in or hold close, which may have no room to remember whose it is.
    SecurityKey,
}

impl Kind {
    /// As it is kept, and as forms send it.
    pub(in crate::passkeys) const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security-key",
        }
    }

    /// What is kept under a name.
    pub(in crate::passkeys) fn kept_as(name: &str) -> Self {
        if name == Self::SecurityKey.name() { Self::SecurityKey } else { Self::Passkey }
    }
}

/// A name that may be kept, without blanks around it.
pub(in crate::passkeys) fn named(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(messages::NAME.at("name").with("limit", LONGEST_NAME).into());
    }
    if name.chars().any(char::is_control) {
        return Err(common::TEXT_CONTROL.at("name").into());
    }
    Ok(name)
}
