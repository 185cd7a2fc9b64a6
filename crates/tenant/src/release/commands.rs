//! Releasing, together with somebody else.

use facts::tenant::TenantReleased;
use kernel::authority::{Action, Resource, Role, StandingOf, grants_of};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages::SIGN_IN};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{authority, messages, store};

/// Says that Microsoft 365 may be written to again after a restore. The second of two different people who say so
/// releases it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRestored {}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// Whether it is released; otherwise somebody else has to say so, too.
    pub released: bool,
}

impl Command for ReleaseRestored {
    const NAME: &'static str = "tenant.release-restored";
    const ACTION: Action = authority::RELEASE;
    type Prepared = ();
    type Output = Released;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Released> {
        let account = call.actor.account().ok_or_else(|| SIGN_IN.refuse())?;
        let epoch = store::held(tx).await?.ok_or_else(|| messages::NOT_HELD.refuse())?.id;
        let version = store::guard(tx, epoch, call).await?;
        // The guard may have been waited for while somebody else released it.
        if !store::is_held(tx).await? {
            return Err(messages::NOT_HELD.refuse().into());
        }
        if !store::approve(tx, epoch, account, call).await? {
            return Err(messages::ALREADY_SAID.refuse().into());
        }
        tx.subject("tenant_release", epoch, version);
        tx.effect("tenant_approval", epoch, "account", None::<&str>, account.to_string());
        let mut counting = 0;
        for approver in store::approvals(tx, epoch).await? {
            counting += usize::from(may_release(tx, approver, call.now).await?);
        }
        let released = counting >= 2;
        if released {
            store::release(tx, epoch, call).await?;
            tx.effect("tenant_release", epoch, "released_at", None::<Timestamp>, call.now);
            tx.note(&TenantReleased { epoch })?;
        }
        Ok(Released { released })
    }
}

/// Whether somebody who has said so may still say so.
async fn may_release(tx: &mut WriteTx, account: AccountId, now: Timestamp) -> Result<bool> {
    if !tx.ask(StandingOf(account)).await?.is_some_and(|standing| standing.may_act) {
        return Ok(false);
    }
    let grants = grants_of(tx, account, now).await?;
    Ok(grants.iter().any(|grant| grant.role == Role::PlatformAdministrator && grant.is_live(now)))
}
