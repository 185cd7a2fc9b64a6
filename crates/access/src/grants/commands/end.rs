//! Ending a role.

use facts::access::GrantEnded;
use facts::directory::AccountOf;
use kernel::authority::{Action, Grant, GrantSpan, Resource, Role, end_grant};
use kernel::db::{Reader, Val, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::GrantId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::jobs::{end_covers_of, refuse_last};
use super::super::model::{Bounds, Leaving};
use super::super::{authority, messages, store};
use super::{bounds, found, sees_nation};
use crate::forms;

/// Ends a role from now on, and every role that somebody holds only to stand in for it. The last primary local
/// administrator of an organisation stays until somebody else is one, unless a platform administrator ends the role;
/// the last platform administrator always stays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndGrant {
    /// The grant.
    pub grant: GrantId,
    /// Why, up to 500 characters.
    pub reason: String,
}

impl Command for EndGrant {
    const NAME: &'static str = "grant.end";
    const ACTION: Action = authority::END;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        let grant = found(reader, self.grant).await?;
        match grant.span.organisation() {
            Some(organisation) => Ok(Resource::Organisation(organisation)),
            None if sees_nation(reader, call).await? => Ok(Resource::Nation),
            None => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        let place = found(tx, self.grant).await?.span.organisation();
        store::take_guard(tx, place, call.act).await?;
        // As it is now that nobody else can change it.
        let grant = found(tx, self.grant).await?;
        call.expects(grant.version)?;
        if grant.ends_at.is_some_and(|end| end <= call.now) {
            return Err(messages::ENDED.refuse().into());
        }
        let bounds = bounds(tx, call, place).await?;
        let below = matches!(grant.span, GrantSpan::Descendants(_));
        bounds.allow(grant.role, below).map_err(|code| code.refuse())?;
        refuse_ousting(tx, &bounds, &grant).await?;
        if grant.role == Role::PlatformAdministrator || bounds != Bounds::Everything {
            refuse_last(tx, grant.role, place, Leaving::Grant(grant.id), call.now).await?;
        }
        if !end_grant(tx, &grant, call.now, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        store::insert_ending(tx, grant.id, &reason, call.act).await?;
        tx.subject("role_grant", grant.id.0, grant.version + 1);
        tx.effect("role_grant", grant.id.0, "ends_at", grant.ends_at, call.now);
        tx.effect("grant_ending", grant.id.0, "reason", Val::Null, reason);
        if let Some(holder) = tx.ask(AccountOf(grant.account)).await? {
            tx.concerns(holder.organisation);
        }
        let (id, account) = (grant.id, grant.account);
        tx.note(&GrantEnded { grant: id, account, organisation: place })?;
        store::end_cover_role(tx, grant.id, call.now, call.act).await?;
        end_covers_of(tx, grant.id, call).await
    }
}

/// Whoever hands out roles here only because they stand in for somebody takes nothing from that person.
async fn refuse_ousting(tx: &mut WriteTx, bounds: &Bounds, grant: &Grant) -> Result<()> {
    let Bounds::Within(reaches) = bounds else { return Ok(()) };
    let mut is_absent = false;
    for reach in reaches {
        match store::cover_of(tx, reach.grant).await? {
            Some(cover) => is_absent |= cover.absent == grant.account,
            None => return Ok(()),
        }
    }
    if is_absent { Err(messages::OUSTS_ABSENT.refuse().into()) } else { Ok(()) }
}
