//! Who is asking, through which face, when, and with what proof.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Door;
use crate::authority::Action;
use crate::clock::Timestamp;
use crate::ids::{self, AccountId, ActId};

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// An account, through a session or one of its tokens.
    Account(AccountId),
    /// The operator on the host, by the operating system's user name.
    Operator(String),
    /// One of the service's own reconcilers.
    Service(&'static str),
}

impl Actor {
    /// As written in the audit and as the owner of idempotency keys.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::Account(account) => format!("account:{account}"),
            Self::Operator(name) => format!("operator:{name}"),
            Self::Service(name) => format!("service:{name}"),
        }
    }

    /// The account, if one is asking.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(*account),
            _ => None,
        }
    }
}

/// Through what a call came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// A page of the portal.
    Portal,
    /// The command API.
    Api,
    /// The command line.
    Cli,
    /// A reconciler or another job.
    Job,
    /// A bulk upload.
    Bulk,
}

impl Face {
    /// As written in the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Api => "api",
            Self::Cli => "cli",
            Self::Job => "job",
            Self::Bulk => "bulk",
        }
    }
}

/// What a token may be used for: everything its owner may do, or some actions of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenScope {
    /// Whatever the owner may do.
    All,
    /// These actions, as far as the owner may do them.
    Actions(BTreeSet<String>),
}

impl TokenScope {
    /// Whether the action is covered.
    pub fn covers(&self, action: Action) -> bool {
        match self {
            Self::All => true,
            Self::Actions(actions) => actions.contains(action.0),
        }
    }
}

/// One call at the door.
#[derive(Clone, Debug)]
pub struct Call {
    /// The key of the act, if this call becomes one.
    pub act: ActId,
    /// The request it came with; shown to the caller when something goes wrong.
    pub request: Uuid,
    /// Who.
    pub actor: Actor,
    /// Through what.
    pub face: Face,
    /// When; the same in every run of the act.
    pub now: Timestamp,
    /// What the token covers; none for a session or the host.
    pub scope: Option<TokenScope>,
    /// The hash of the session's key, if a browser asks.
    pub session: Option<[u8; 32]>,
    /// The Idempotency-Key, if the caller sent one.
    pub key: Option<String>,
    /// The version of the thing the caller looked at, if it said so.
    pub expected: Option<i64>,
    /// The proposal this call carries out.
    pub proposal: Option<Uuid>,
}

impl Call {
    /// The given expected version fits; otherwise somebody was faster. Forms always send one, the API may.
    pub fn expects(&self, version: i64) -> Result<(), crate::refusal::Refusal> {
        match self.expected {
            Some(expected) if expected != version => Err(crate::refusal::messages::STALE.refuse()),
            _ => Ok(()),
        }
    }

    /// With the version the caller looked at.
    pub fn expecting(mut self, version: Option<i64>) -> Self {
        self.expected = version;
        self
    }

    /// The same caller and request, as a further act.
    pub fn again(&self) -> Self {
        Self {
            act: ActId(ids::new_at(self.now)),
            key: None,
            expected: None,
            proposal: None,
            ..self.clone()
        }
    }
}

impl Door {
    /// A call of now. Faces add scope, key and expected version.
    pub fn call(&self, actor: Actor, face: Face) -> Call {
        let now = self.clock().now();
        Call {
            act: ActId(ids::new_at(now)),
            request: ids::new_at(now),
            actor,
            face,
            now,
            scope: None,
            session: None,
            key: None,
            expected: None,
            proposal: None,
        }
    }
}
