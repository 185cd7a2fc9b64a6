//! How far an account is, and how moments are said.

use kernel::clock::Timestamp;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;

/// How far an account is; stored by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Saved here; nobody has begun to send it.
    Waiting,
    /// Being sent, or to be sent again after trouble on the way.
    Sent,
    /// Seen in the tenant as it should be.
    Confirmed,
    /// The tenant said no.
    Refused,
}

impl State {
    /// As stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }

    /// The state of that name.
    pub(crate) fn named(name: &str) -> Result<Self, Fault> {
        let all = [Self::Waiting, Self::Sent, Self::Confirmed, Self::Refused];
        all.into_iter().find(|state| state.name() == name).ok_or_else(|| {
            Fault::defect(format!("reading the state {name} of an account in the tenant"))
        })
    }
}

/// One row: an account as the tenant is known to show it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object {
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
    /// The tenant's own key of the user, once it is known.
    pub(crate) tenant_id: Option<String>,
    pub(crate) desired_hash: Vec<u8>,
    pub(crate) state: State,
    /// The wish that was last seen fulfilled; none once anything has been sent after that.
    pub(crate) confirmed_hash: Option<Vec<u8>>,
    pub(crate) confirmed_at: Option<Timestamp>,
    pub(crate) saved_at: Timestamp,
    pub(crate) sent_at: Option<Timestamp>,
    pub(crate) problem_code: Option<String>,
    pub(crate) problem: Option<String>,
    /// Attempts since the wish last changed.
    pub(crate) tries: i64,
}

impl Object {
    /// Whether this is the wish that is noted.
    pub(crate) fn wishes(&self, hash: &[u8], organisation: OrganisationId) -> bool {
        self.desired_hash == hash && self.organisation == organisation
    }

    /// Whether the tenant was last seen to show exactly this wish, and nothing was sent since.
    pub(crate) fn shows(&self, hash: &[u8]) -> bool {
        self.confirmed_hash.as_deref() == Some(hash)
    }

    /// The same, and the row says so.
    pub(crate) fn is_settled(&self, hash: &[u8], organisation: OrganisationId) -> bool {
        self.state == State::Confirmed && self.shows(hash) && self.organisation == organisation
    }
}

/// Whether people have stopped all sending.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Switch {
    pub(crate) is_paused: bool,
    pub(crate) reason: String,
    pub(crate) since: Option<Timestamp>,
    /// 0 if it was never switched.
    pub(crate) version: i64,
}
