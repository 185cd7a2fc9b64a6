//! The service's own command: brings members up to a changed user policy, or out of one that is being removed, and has
//! moves that are planned into that one lead elsewhere.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::authority;
use super::super::store::{members as rows, planned, policies};
use super::edit::{enqueue_apply, known};
use super::members;
use super::plan;
use crate::keys::PolicyId;
use crate::licences::commands::desk;

/// How many are brought up by one command: what the writer can do without making others wait.
const AT_ONCE: i64 = 50;

/// Gives the next members of a user policy what it gives now; moves them out if it is being removed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyPolicy {
    /// Which one.
    pub policy: PolicyId,
}

/// How far it came.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    /// Members that were brought up or out.
    pub members: i64,
    /// Whether there are more.
    pub more: bool,
}

impl Command for ApplyPolicy {
    const NAME: &'static str = "policy.apply";
    const ACTION: Action = authority::APPLY;
    type Prepared = ();
    type Output = Applied;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.policy).await?.organisation))
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Applied> {
        let organisation = known(tx, self.policy).await?.organisation;
        desk::lock(tx, call, organisation).await?;
        let policy = known(tx, self.policy).await?;
        let chunk = match policy.successor {
            Some(_) => rows::by_key(tx, policy.id, 0, AccountId(Uuid::nil()), AT_ONCE).await?,
            None => rows::pending(tx, policy.id, policy.revision, AT_ONCE).await?,
        };
        let successor = match policy.successor {
            None => None,
            Some(_) => Some(members::standing_in(tx, call, policy.clone()).await?),
        };
        for membership in &chunk {
            if let Some(successor) = &successor {
                members::transfer(tx, call, membership, successor).await?;
                continue;
            }
            if membership.present {
                members::equip(tx, call, membership, &policy).await?;
            }
            rows::set_applied(tx, call, membership.account, policy.revision).await?;
        }
        // After the members: whoever has just moved to the successor needs no plan that leads there.
        let mut redirected = 0;
        if let Some(successor) = &successor {
            for planned in planned::into_policy(tx, policy.id, AT_ONCE).await? {
                plan::redirect(tx, call, &planned, successor).await?;
                redirected += 1;
            }
        }
        let more = chunk.len() as i64 == AT_ONCE || redirected == AT_ONCE;
        if more {
            enqueue_apply(tx, call, policy.id).await?;
        } else if successor.is_some() {
            policies::delete(tx, policy.id).await?;
        }
        tx.subject("user_policy", policy.id.0, policy.version);
        Ok(Applied { members: chunk.len() as i64, more })
    }
}
