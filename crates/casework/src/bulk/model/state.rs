//! How far a bulk change and each of its entries are, and the legal moves.

use kernel::clock::Timestamp;
use kernel::ids::{AccountId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a bulk change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Looked at; nothing has happened.
    Draft,
    /// Being done.
    Running,
    /// Stopped by somebody; what is left can be gone on with.
    Stopped,
    /// Everything was tried.
    Done,
    /// Thrown away before anything happened.
    Dropped,
    /// Over for so long that nothing about people is kept of it.
    Forgotten,
}

/// What happens to a bulk change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    Run,
    Stop,
    Drop,
    End,
    Forget,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Running, Self::Stopped, Self::Done, Self::Dropped, Self::Forgotten];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Forgotten => "forgotten",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Where a move leads; none where it is not legal.
    pub(crate) const fn after(self, step: Move) -> Option<Self> {
        match (self, step) {
            (Self::Draft | Self::Stopped, Move::Run) => Some(Self::Running),
            (Self::Running, Move::Stop) => Some(Self::Stopped),
            (Self::Draft, Move::Drop) => Some(Self::Dropped),
            (Self::Running, Move::End) => Some(Self::Done),
            (Self::Draft | Self::Stopped | Self::Done | Self::Dropped, Move::Forget) => {
                Some(Self::Forgotten)
            }
            _ => None,
        }
    }
}

/// A bulk change without its entries.
#[derive(Clone, Debug)]
pub(crate) struct Bulk {
    pub(crate) id: Uuid,
    pub(crate) organisation: OrganisationId,
    /// The key of the act.
    pub(crate) kind: String,
    pub(crate) answer: String,
    pub(crate) says: String,
    pub(crate) asked_by: AccountId,
    pub(crate) asked_at: Timestamp,
    pub(crate) state: State,
    pub(crate) since: Timestamp,
    pub(crate) count: i64,
    pub(crate) version: i64,
}

/// How far one entry is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// It would change something.
    Waiting,
    /// It was done.
    Done,
    /// It is or was so already.
    Same,
    /// It was refused.
    Refused,
    /// It would be refused.
    Barred,
    /// Nobody of the organisation is meant.
    Unknown,
    /// Several people are meant.
    Several,
    /// The same person is in the list before.
    Twice,
}

impl ItemState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Done,
        Self::Same,
        Self::Refused,
        Self::Barred,
        Self::Unknown,
        Self::Several,
        Self::Twice,
    ];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Same => "same",
            Self::Refused => "refused",
            Self::Barred => "barred",
            Self::Unknown => "unknown",
            Self::Several => "several",
            Self::Twice => "twice",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// One entry with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its place in the list, from 1.
    pub(crate) number: i64,
    pub(crate) written: String,
    pub(crate) account: Option<AccountId>,
    pub(crate) state: ItemState,
    pub(crate) words: String,
}
