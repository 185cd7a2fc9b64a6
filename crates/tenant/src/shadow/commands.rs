//! Pause, resume, try again.

use facts::directory::AccountOf;
use facts::tenant::{TenantResumed, TenantRetryAsked};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages::NOT_FOUND, messages::STALE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{State, Switch};
use super::{authority, messages, store};
use crate::plan::{Presence, Shape, desired};

/// Characters of a reason.
const REASON: usize = 200;

/// Stop sending anything to Microsoft 365 until somebody resumes. What is saved meanwhile waits and is not lost.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Why, in words for others who wait; 1 to 200 characters.
    pub reason: String,
}

/// Send to Microsoft 365 again, beginning with what waited.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {}

/// Try at once to bring one person's details to Microsoft 365, after a refusal has been seen to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// The person.
    pub person: AccountId,
}

impl Command for Pause {
    const NAME: &'static str = "tenant.pause";
    const ACTION: Action = authority::PAUSE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(messages::REASON_NEEDED.at("reason").into());
        }
        if reason.chars().count() > REASON {
            return Err(messages::REASON_TOO_LONG.at("reason").into());
        }
        if reason.chars().any(char::is_control) {
            return Err(messages::REASON_CONTROL.at("reason").into());
        }
        let before = store::switch(tx).await?;
        if before.is_paused {
            return Err(messages::ALREADY_PAUSED.refuse().into());
        }
        turn(call, tx, &before, true, reason).await
    }
}

impl Command for Resume {
    const NAME: &'static str = "tenant.resume";
    const ACTION: Action = authority::RESUME;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = store::switch(tx).await?;
        if !before.is_paused {
            return Err(messages::NOT_PAUSED.refuse().into());
        }
        turn(call, tx, &before, false, "").await?;
        tx.note(&TenantResumed { switched: before.version + 1 })?;
        Ok(())
    }
}

/// Turns the switch and says so in the audit.
async fn turn(
    call: &Call,
    tx: &mut WriteTx,
    before: &Switch,
    is_paused: bool,
    reason: &str,
) -> Result<()> {
    call.expects(before.version)?;
    let after = Switch { is_paused, reason: reason.to_owned(), ..Switch::default() };
    if !store::turn(tx, before, &after, call.now, call.act).await? {
        return Err(STALE.refuse().into());
    }
    // There is one switch only, so its key is the nil one.
    let key = Uuid::nil();
    tx.subject("tenant_switch", key, before.version + 1);
    tx.effect("tenant_switch", key, "paused", before.is_paused, is_paused);
    tx.effect("tenant_switch", key, "reason", before.reason.as_str(), reason);
    Ok(())
}

impl Command for Retry {
    const NAME: &'static str = "tenant.retry";
    const ACTION: Action = authority::RETRY;
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

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let view = tx.ask(AccountOf(self.person)).await?.ok_or_else(|| NOT_FOUND.refuse())?;
        // Only the presence is asked for, and that depends on neither licences nor settings.
        let shape = Shape { usage_location: String::new() };
        if desired(&view, &[], &shape).presence == Presence::Outside {
            return Err(messages::NOT_IN_MICROSOFT_365.refuse().into());
        }
        let object = store::find(tx, self.person).await?;
        if object.is_some_and(|object| object.state == State::Confirmed) {
            return Err(messages::NOTHING_TO_RETRY.refuse().into());
        }
        // Version 0: asking changes nothing of the account itself.
        tx.subject("account", self.person, 0);
        tx.note(&TenantRetryAsked { account: self.person })?;
        Ok(())
    }
}
