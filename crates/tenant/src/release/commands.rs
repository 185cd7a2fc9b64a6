//! Releasing, together with somebody else.

use facts::access::IsGivenByOperator;
use facts::signin::WaysInGiven;
use facts::tenant::TenantReleased;
use kernel::authority::{Action, Resource, Role, StandingOf, grants_of};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::epoch::Epoch;
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages::SIGN_IN};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{authority, messages, store};

/// Says that Microsoft 365 may be written to again after a restore. The second of two different people who say so
/// releases it. Whoever got the role from a colleague since the restore, or a way in from anybody, does not count.
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
        let held = store::held(tx).await?.ok_or_else(|| messages::NOT_HELD.refuse())?;
        let epoch = held.id;
        let version = store::guard(tx, epoch, call).await?;
        // The guard may have been waited for while somebody else released it.
        if !store::is_held(tx).await? {
            return Err(messages::NOT_HELD.refuse().into());
        }
        match counts(tx, account, &held, call.now).await? {
            Counts::Yes => {}
            Counts::NotAllowed => return Err(messages::NOT_COUNTED.refuse().into()),
            Counts::GrantedSince => return Err(messages::GRANTED_SINCE.refuse().into()),
            Counts::WayInGiven => return Err(messages::WAY_IN_GIVEN.refuse().into()),
        }
        let is_new = store::approve(tx, epoch, account, call).await?;
        let mut counting = 0;
        for approver in store::approvals(tx, epoch).await? {
            counting += usize::from(counts(tx, approver, &held, call.now).await? == Counts::Yes);
        }
        let released = counting >= 2;
        // Somebody who did not count when the other one came may count by now.
        if !is_new && !released {
            return Err(messages::ALREADY_SAID.refuse().into());
        }
        tx.subject("tenant_release", epoch, version);
        if is_new {
            tx.effect("tenant_approval", epoch, "account", None::<&str>, account.to_string());
        }
        if released {
            store::release(tx, epoch, call).await?;
            tx.effect("tenant_release", epoch, "released_at", None::<Timestamp>, call.now);
            tx.note(&TenantReleased { epoch })?;
        }
        Ok(Released { released })
    }
}

/// Whether somebody's word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    Yes,
    /// They may not act, or do not have the role.
    NotAllowed,
    /// Nobody but a colleague made them a platform administrator, after the restore.
    GrantedSince,
    /// Somebody else knows, or knew, a way to sign in as them.
    WayInGiven,
}

/// Two who count have to be two people: nobody may make the other one, or sign in as them. So the role has to be older
/// than the restore or from the operator, who cannot release; and nobody, the operator included, may have given them a
/// start code or a password since.
pub(super) async fn counts(
    reader: &mut Reader,
    account: AccountId,
    held: &Epoch,
    now: Timestamp,
) -> Result<Counts> {
    if !reader.ask(StandingOf(account)).await?.is_some_and(|standing| standing.may_act) {
        return Ok(Counts::NotAllowed);
    }
    let grants = grants_of(reader, account, now).await?;
    let mut counts = Counts::NotAllowed;
    for grant in grants {
        if grant.role != Role::PlatformAdministrator || !grant.is_live(now) {
            continue;
        }
        if grant.starts_at < held.began_at || reader.ask(IsGivenByOperator(grant.id)).await? {
            counts = Counts::Yes;
            break;
        }
        counts = Counts::GrantedSince;
    }
    let since = held.began_at;
    if counts == Counts::Yes && !reader.ask(WaysInGiven { account, since }).await?.is_empty() {
        counts = Counts::WayInGiven;
    }
    Ok(counts)
}
