//! Recording what was done.

use facts::directory::AccountOf;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages::NOT_FOUND, messages::STALE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Containment, names};
use super::{authority, store};

/// Records what was done in Microsoft 365 about an account that was shut. What was recorded before stays: each moment is the
/// first at which a thing was seen to be done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordContainment {
    /// Whose account.
    pub person: AccountId,
    /// The act that shut it.
    pub containment: Uuid,
    /// Whether there is an account in Microsoft 365.
    pub is_there: bool,
    /// When nobody could sign in there, in microseconds since 1970.
    #[serde(default)]
    pub blocked_at: Option<Timestamp>,
    /// When its sessions were ended.
    #[serde(default)]
    pub sessions_ended_at: Option<Timestamp>,
    /// When no rule of its mailbox ran any more.
    #[serde(default)]
    pub rules_off_at: Option<Timestamp>,
    /// Rules that were switched off, by their names.
    pub rules: Vec<String>,
    /// Rules that cannot be switched off from here.
    pub left: Vec<String>,
}

impl Command for RecordContainment {
    const NAME: &'static str = "tenant.record-containment";
    const ACTION: Action = authority::RECORD;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        match reader.ask(AccountOf(self.person)).await? {
            Some(view) => Ok(Resource::Account(view.account, view.organisation)),
            None => Err(NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let view = tx.ask(AccountOf(self.person)).await?.ok_or_else(|| NOT_FOUND.refuse())?;
        let before = store::find(tx, self.containment).await?;
        let begun = || Containment::begun(self.containment, self.person);
        let kept = before.clone().unwrap_or_else(begun);
        if kept.account != self.person {
            return Err(NOT_FOUND.refuse().into());
        }
        let after = Containment {
            is_there: self.is_there || kept.is_there,
            blocked_at: kept.blocked_at.or(self.blocked_at),
            sessions_ended_at: kept.sessions_ended_at.or(self.sessions_ended_at),
            rules_off_at: kept.rules_off_at.or(self.rules_off_at),
            rules: names(&kept.rules, &self.rules),
            left: names(&kept.left, &self.left),
            ..kept
        };
        if !store::keep(tx, before.as_ref(), &after, call).await? {
            return Err(STALE.refuse().into());
        }
        tx.concerns(view.organisation);
        Ok(())
    }
}
