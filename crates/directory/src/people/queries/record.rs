//! The administrative record of one account.

use facts::directory::{OrganisationOf, UnitOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::model::{Account, AccountKind, AccountState, Cause, INACTIVE_DAYS, LeaverKind};
use crate::people::{authority, store};

/// The administrative record of a person or system account: for administrators of their organisation and for the
/// person themself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonById {
    /// The person.
    pub person: AccountId,
}

/// An administrative record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// The key.
    pub id: AccountId,
    /// The code of the organisation in the register.
    pub organisation: String,
    /// The key of the organisation.
    pub organisation_id: OrganisationId,
    /// The name of the organisation.
    pub organisation_name: String,
    /// The unit of the organisation, if any.
    pub unit: Option<Uuid>,
    /// The name of the unit, if any.
    pub unit_name: Option<String>,
    /// What the account is for.
    pub kind: AccountKind,
    /// Given name, or several.
    pub given_name: String,
    /// Family name, or several.
    pub family_name: String,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// Every other address that still receives, oldest first.
    pub aliases: Vec<String>,
    /// Job title, if any.
    pub job_title: Option<String>,
    /// Department, if any.
    pub department: Option<String>,
    /// Telephone, if any.
    pub telephone: Option<String>,
    /// Mobile number, if any; administrators see a hidden one too.
    pub mobile: Option<String>,
    /// Whether the mobile number is left out of the national directory.
    pub mobile_hidden: bool,
    /// Staff number, if any.
    pub staff_number: Option<String>,
    /// Whether everybody signed in finds the person in the national directory.
    pub listed: bool,
    /// The lifecycle state.
    pub state: AccountState,
    /// Since when it is in this state (RFC 3339).
    pub state_since: String,
    /// Why it was disabled, if somebody said so.
    pub state_reason: Option<String>,
    /// The first day of somebody who has not started yet, such as 2027-03-31.
    pub starts_on: Option<String>,
    /// Until when a deleted account can be restored (RFC 3339).
    pub restorable_until: Option<String>,
    /// What deletes the account by itself, and when, if anything does.
    pub clock: Option<Clock>,
    /// Since when a legal hold stops every clock of the account (RFC 3339). The person themself is not told.
    pub held_since: Option<String>,
    /// How the person leaves, if they were marked as a leaver.
    pub leaver: Option<LeaverKind>,
    /// Since when nobody is known to have used it for too long (RFC 3339). Without an activity feed only sign-ins to
    /// the portal are known.
    pub inactive_since: Option<String>,
    /// The last activity that counts, if any (RFC 3339).
    pub last_activity_at: Option<String>,
    /// Since when nobody reads the mailbox (RFC 3339), if somebody said so.
    pub mailbox_unread_since: Option<String>,
    /// When it was created (RFC 3339).
    pub created_at: String,
    /// The version that the next change has to expect.
    pub version: i64,
}

/// What deletes an account by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clock {
    /// Why.
    pub cause: Cause,
    /// When (RFC 3339); while a hold stands it is stopped, and this is when it would have been.
    pub at: String,
}

impl Record {
    pub(super) async fn of(reader: &mut Reader, call: &Call, account: Account) -> Result<Self> {
        let place = Some(account.organisation);
        // Nobody learns from their own record that a legal hold stands on it.
        let is_own = call.actor.account() == Some(account.id);
        let held_since = account.held_since.filter(|_| !is_own).map(Timestamp::rfc3339);
        let quiet_days = reader.dated(&INACTIVE_DAYS, place, call.now).await?;
        let clock = account.next_deletion().map(|(cause, at)| Clock { cause, at: at.rfc3339() });
        let starts_on = account.starts_at().map(|first| first.day.clone());
        let restorable_until = account.restorable_until().map(Timestamp::rfc3339);
        let inactive_since = account.inactive_since(call.now, quiet_days).map(Timestamp::rfc3339);
        let organisation = reader.ask(OrganisationOf(account.organisation)).await?;
        let (code, name) = organisation
            .map(|organisation| (organisation.code, organisation.name))
            .unwrap_or_default();
        let unit_name = match account.unit {
            Some(unit) => reader.ask(UnitOf(unit)).await?.map(|unit| unit.name),
            None => None,
        };
        let unread_since = store::unread_since(reader, account.id).await?;
        Ok(Self {
            mailbox_unread_since: unread_since.map(Timestamp::rfc3339),
            id: account.id,
            organisation: code,
            organisation_id: account.organisation,
            organisation_name: name,
            unit: account.unit,
            unit_name,
            kind: account.kind,
            aliases: store::aliases(reader, account.id).await?,
            given_name: account.given_name,
            family_name: account.family_name,
            display_name: account.display_name,
            address: account.address,
            job_title: account.job_title,
            department: account.department,
            telephone: account.telephone,
            mobile: account.mobile,
            mobile_hidden: account.mobile_hidden,
            staff_number: account.staff_number,
            listed: account.listed,
            state: account.state,
            state_since: account.state_since.rfc3339(),
            state_reason: account.state_reason,
            starts_on,
            restorable_until,
            clock,
            held_since,
            leaver: account.leaver.map(|leaver| leaver.kind),
            inactive_since,
            last_activity_at: account.last_activity_at.map(Timestamp::rfc3339),
            created_at: account.created_at.rfc3339(),
            version: account.version,
        })
    }
}

impl Query for PersonById {
    const NAME: &'static str = "person.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Record;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Record> {
        match store::seen(reader, sight, self.person).await? {
            Some(account) => Record::of(reader, call, account).await,
            None => Err(messages::NOT_FOUND.refuse().into()),
        }
    }
}

/// The caller's own record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Me {}

impl Query for Me {
    const NAME: &'static str = "person.me";
    const ACTION: Action = authority::ME;
    const VIEW: View = View::Own;
    type Output = Record;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Record> {
        let own = match sight.own() {
            Some(own) => store::seen(reader, sight, own).await?,
            None => None,
        };
        match own {
            Some(account) => Record::of(reader, call, account).await,
            None => Err(messages::NOT_FOUND.refuse().into()),
        }
    }
}

/// The unit that a person is in, for those who may change it.
pub(in crate::people) async fn unit_of(
    reader: &mut Reader,
    person: AccountId,
) -> Result<Option<Uuid>> {
    Ok(store::find(reader, person).await?.and_then(|account| account.unit))
}
