//! One account, as stored.

use kernel::clock::Timestamp;
use kernel::ids::{AccountId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AccountState, Leaver};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// A person.
    User,
    /// A piece of software that signs in: a system account.
    Application,
    /// A mailbox of several people.
    Shared,
    /// A room or a piece of equipment.
    Resource,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::User, Self::Application, Self::Shared, Self::Resource];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Application => "application",
            Self::Shared => "shared",
            Self::Resource => "resource",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A day on which somebody starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FirstDay {
    /// Such as 2027-03-31.
    pub(crate) day: String,
    /// When it begins, in the time zone of the organisation in which it was named.
    pub(crate) begins_at: Timestamp,
}

/// One account, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) organisation: OrganisationId,
    pub(crate) unit: Option<Uuid>,
    pub(crate) kind: AccountKind,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) display_name: String,
    pub(crate) address: String,
    pub(crate) job_title: Option<String>,
    pub(crate) department: Option<String>,
    pub(crate) telephone: Option<String>,
    pub(crate) mobile: Option<String>,
    pub(crate) mobile_hidden: bool,
    pub(crate) staff_number: Option<String>,
    pub(crate) listed: bool,
    pub(crate) state: AccountState,
    pub(crate) state_since: Timestamp,
    /// The state before deletion, while deleted. Of a disabled account `active`, if the clock of a leaver blocked it.
    pub(crate) state_before: Option<AccountState>,
    pub(crate) state_reason: Option<String>,
    /// What becomes due: `erase` of a deleted account, `lapse` of a disabled one.
    pub(crate) due: Option<String>,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) last_activity_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) version: i64,
    pub(crate) leaver: Option<Leaver>,
    /// Since when a legal hold stops every clock.
    pub(crate) held_since: Option<Timestamp>,
    /// From when inactivity is counted, if that is later than creation and activity.
    pub(crate) active_from: Timestamp,
    /// The first day of an account that was created ahead of it; none once it has begun.
    pub(crate) first_day: Option<FirstDay>,
    /// Since when it belongs to its organisation, if it came from another one.
    pub(crate) here_since: Option<Timestamp>,
}

impl Account {
    /// An account that begins at this moment, about which nothing is known yet.
    pub(crate) fn fresh(
        kind: AccountKind,
        id: AccountId,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            organisation,
            unit: None,
            kind,
            given_name: String::new(),
            family_name: String::new(),
            display_name: String::new(),
            address: String::new(),
            job_title: None,
            department: None,
            telephone: None,
            mobile: None,
            mobile_hidden: false,
            staff_number: None,
            listed: false,
            state: AccountState::Active,
            state_since: now,
            state_before: None,
            state_reason: None,
            due: None,
            due_at: None,
            last_activity_at: None,
            created_at: now,
            version: 1,
            leaver: None,
            held_since: None,
            active_from: now,
            first_day: None,
            here_since: None,
        }
    }
}
