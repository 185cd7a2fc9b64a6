//! One request: whose turn it is, and what can happen to it next.

use kernel::clock::Timestamp;
use kernel::ids::{AccountId, ActId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answers, Desk};

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It waits for those who decide.
    Open,
    /// It waits for its asker, who was asked back.
    Waiting,
    /// It was decided for, and somebody has to do it.
    Approved,
    /// It was decided for, and the service is doing it.
    Running,
    /// It was decided against.
    Declined,
    /// Its asker took it back.
    Withdrawn,
    /// Nobody acted on it in time.
    Lapsed,
    /// What was asked for was done.
    Done,
}

/// For whom a request waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waits {
    /// Those who decide.
    Deciders,
    /// Whoever asked.
    Asker,
    /// Nobody: it is being done, or it is over.
    Nobody,
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Its asker, or whom it is for, writes.
    AskerWrites,
    /// Somebody who decides asks back.
    DeciderAsks,
    /// It is decided for; somebody will do it.
    Approve,
    /// It is decided for; its command does it.
    Run,
    /// It is decided against.
    Decline,
    /// What it asks for has been done.
    Finish,
    /// Its asker takes it back.
    Withdraw,
    /// Nobody acted in time.
    Lapse,
    /// Its command was done.
    Ran,
    /// Its command was refused.
    NotRun,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Waiting,
        Self::Approved,
        Self::Running,
        Self::Declined,
        Self::Withdrawn,
        Self::Lapsed,
        Self::Done,
    ];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Running => "running",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
            Self::Done => "done",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether something can still happen to it.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Open | Self::Waiting | Self::Approved | Self::Running)
    }

    pub(crate) const fn waits(self) -> Waits {
        match self {
            Self::Open | Self::Approved => Waits::Deciders,
            Self::Waiting => Waits::Asker,
            _ => Waits::Nobody,
        }
    }

    /// The state after a move, or nothing if it cannot happen now.
    pub(crate) const fn after(self, next: Move) -> Option<Self> {
        match (self, next) {
            (Self::Open | Self::Waiting, Move::AskerWrites) => Some(Self::Open),
            (Self::Open | Self::Waiting, Move::DeciderAsks) => Some(Self::Waiting),
            // Once it is decided, a message is a word about it and moves nothing.
            (Self::Approved, Move::AskerWrites | Move::DeciderAsks) => Some(Self::Approved),
            (Self::Open | Self::Waiting, Move::Approve) => Some(Self::Approved),
            (Self::Open | Self::Waiting, Move::Run) => Some(Self::Running),
            (Self::Open | Self::Waiting | Self::Approved, Move::Decline) => Some(Self::Declined),
            (Self::Open | Self::Waiting | Self::Approved, Move::Finish)
            | (Self::Running, Move::Ran) => Some(Self::Done),
            (Self::Open | Self::Waiting | Self::Approved, Move::Withdraw) => Some(Self::Withdrawn),
            // What was promised does not vanish.
            (Self::Open | Self::Waiting, Move::Lapse) => Some(Self::Lapsed),
            (Self::Running, Move::NotRun) => Some(Self::Open),
            _ => None,
        }
    }
}

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) id: Uuid,
    /// The key of its kind.
    pub(crate) kind: String,
    pub(crate) organisation: OrganisationId,
    pub(crate) asked_by: AccountId,
    pub(crate) asked_for: AccountId,
    pub(crate) desk: Desk,
    pub(crate) state: State,
    pub(crate) asked_at: Timestamp,
    /// From when it has waited for whomever it waits for.
    pub(crate) since: Timestamp,
    /// By when they should have acted.
    pub(crate) due_at: Timestamp,
    pub(crate) taken_by: Option<AccountId>,
    pub(crate) answers: Answers,
    /// A line of the answers, for lists.
    pub(crate) summary: String,
    pub(crate) decided_by: Option<AccountId>,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) reason: Option<String>,
    /// The command that was to do it.
    pub(crate) command: Option<String>,
    pub(crate) proposal: Option<Uuid>,
    /// The act that did it.
    pub(crate) ran_act: Option<ActId>,
    /// Why the command was refused.
    pub(crate) problem: Option<String>,
    /// How often whomever it waits for was reminded.
    pub(crate) reminders: i64,
    pub(crate) reminded_at: Option<Timestamp>,
    pub(crate) messages: i64,
    pub(crate) version: i64,
}

impl Request {
    /// Whether it is this account's own affair: they asked, or it is for them.
    pub(crate) fn is_own(&self, account: AccountId) -> bool {
        self.asked_by == account || self.asked_for == account
    }

    /// The request after a move. A turn that goes to somebody else begins now and is due then.
    pub(crate) fn moved(&self, next: Move, now: Timestamp, due_at: Timestamp) -> Option<Self> {
        let state = self.state.after(next)?;
        let mut after = Self { state, ..self.clone() };
        if state != self.state {
            after.since = now;
            after.due_at = due_at;
            after.reminders = 0;
            after.reminded_at = None;
        }
        Some(after)
    }
}
