//! The states of an account and the moves between them (domain rules 8).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far an account is in its life. What the tenant shows is another axis and not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountState {
    /// Created ahead of a first day; cannot sign in before it.
    Starting,
    /// May sign in; from creation on, or from the first day.
    Active,
    /// An administrator blocked sign-in; mail still arrives.
    Disabled,
    /// Gone for everybody, and restorable until its time is over.
    Deleted,
    /// Gone for good; nothing about a person is left.
    Erased,
}

/// What can be done to an account's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Let in, because the first day has come.
    Start,
    /// Block sign-in.
    Disable,
    /// Allow sign-in again.
    Enable,
    /// Take the account away, restorable for a while.
    Delete,
    /// Bring it back, as it was before.
    Restore,
    /// Drop what is left when the time to restore is over.
    Erase,
}

impl AccountState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Starting, Self::Active, Self::Disabled, Self::Deleted, Self::Erased];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
            Self::Erased => "erased",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where a move leads, or nothing if it is not allowed from here. `before` is the state before deletion:
    /// restoring must not open what an administrator had blocked, nor let anybody in before their first day.
    pub const fn after(self, step: Move, before: Option<Self>) -> Option<Self> {
        match (self, step) {
            (Self::Starting, Move::Start) => Some(Self::Active),
            (Self::Active, Move::Disable) => Some(Self::Disabled),
            (Self::Disabled, Move::Enable) => Some(Self::Active),
            (Self::Starting | Self::Active | Self::Disabled, Move::Delete) => Some(Self::Deleted),
            (Self::Deleted, Move::Restore) => match before {
                Some(Self::Disabled) => Some(Self::Disabled),
                Some(Self::Starting) => Some(Self::Starting),
                _ => Some(Self::Active),
            },
            (Self::Deleted, Move::Erase) => Some(Self::Erased),
            _ => None,
        }
    }

    /// Whether the account is still somebody's, so that it can be edited and counts for its organisation.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Starting | Self::Active | Self::Disabled)
    }
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 6] =
        [Self::Start, Self::Disable, Self::Enable, Self::Delete, Self::Restore, Self::Erase];

    /// As in "it cannot be …".
    pub const fn done(self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Disable => "disabled",
            Self::Enable => "enabled",
            Self::Delete => "deleted",
            Self::Restore => "restored",
            Self::Erase => "erased",
        }
    }
}
