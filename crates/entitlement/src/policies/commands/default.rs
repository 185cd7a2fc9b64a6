//! Which user policy newcomers get, and removing one.

use facts::entitlement::PolicyChanged;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{Kind, Policy};
use super::super::store::{members as rows, planned, policies};
use super::super::{authority, messages};
use super::edit::{PolicyChangedTo, enqueue_apply, known};
use super::members;
use crate::keys::PolicyId;
use crate::licences::commands::desk;

/// Makes a user policy the one that new people of its organisation get.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeDefault {
    /// Which one.
    pub policy: PolicyId,
}

impl Command for MakeDefault {
    const NAME: &'static str = "policy.make-default";
    const ACTION: Action = authority::MAKE_DEFAULT;
    type Prepared = ();
    type Output = PolicyChangedTo;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.policy).await?.organisation))
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<PolicyChangedTo> {
        let organisation = known(tx, self.policy).await?.organisation;
        desk::lock(tx, call, organisation).await?;
        let policy = known(tx, self.policy).await?;
        call.expects(policy.version)?;
        if policy.successor.is_some() {
            return Err(messages::CLOSING.refuse().into());
        }
        let before = policies::default_of(tx, organisation).await?;
        policies::set_default(tx, call, organisation, policy.id).await?;
        tx.subject("user_policy", policy.id.0, policy.version);
        tx.effect(
            "policy_default",
            organisation.0,
            "policy",
            before.map(|before| before.0),
            policy.id.0,
        );
        Ok(PolicyChangedTo { id: policy.id, version: policy.version })
    }
}

/// Removes a user policy. Its members, if it has any, move to another one of the organisation; moves that are planned into
/// it lead there too.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePolicy {
    /// Which one.
    pub policy: PolicyId,
    /// Where its members move to, and the moves that are planned into it.
    pub target: Option<PolicyId>,
}

impl Command for RemovePolicy {
    const NAME: &'static str = "policy.remove";
    const ACTION: Action = authority::REMOVE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.policy).await?.organisation))
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let organisation = known(tx, self.policy).await?.organisation;
        desk::lock(tx, call, organisation).await?;
        let policy = known(tx, self.policy).await?;
        call.expects(policy.version)?;
        if policy.kind == Kind::National {
            return Err(messages::NATIONAL.refuse().into());
        }
        if policy.successor.is_some() {
            return Err(messages::CLOSING.refuse().into());
        }
        if policies::default_of(tx, organisation).await? == Some(policy.id) {
            return Err(messages::IS_DEFAULT.refuse().into());
        }
        let target = match self.target {
            Some(target) => Some(target_of(tx, &policy, target).await?),
            None if rows::count(tx, policy.id).await? > 0 => {
                return Err(messages::HAS_MEMBERS.at("target").into());
            }
            None if planned::count_into(tx, policy.id).await? > 0 => {
                return Err(messages::PLANNED_INTO.at("target").into());
            }
            None => None,
        };
        // Deleted people can come back; they move as well, to the default where nobody said otherwise.
        let target = match target {
            Some(target) => target,
            None => members::default_policy(tx, call, organisation).await?,
        };
        let closing = Policy { successor: Some(target.id), ..policy.clone() };
        if !policies::update(tx, call, &closing).await? {
            return Err(common::STALE.refuse().into());
        }
        tx.subject("user_policy", policy.id.0, policy.version + 1);
        tx.effect("user_policy", policy.id.0, "state", "open", "closing");
        tx.effect("user_policy", policy.id.0, "successor", None::<&str>, target.id.0);
        tx.note(&PolicyChanged { policy: policy.id.0, organisation })?;
        let first = kernel::ids::AccountId(uuid::Uuid::nil());
        let is_empty = rows::by_key(tx, policy.id, 0, first, 1).await?.is_empty();
        if is_empty && planned::count_into(tx, policy.id).await? == 0 {
            policies::delete(tx, policy.id).await?;
        } else {
            enqueue_apply(tx, call, policy.id).await?;
        }
        Ok(())
    }
}

async fn target_of(tx: &mut WriteTx, policy: &Policy, target: PolicyId) -> Result<Policy> {
    match policies::find(tx, target).await? {
        Some(found)
            if found.organisation == policy.organisation
                && found.id != policy.id
                && found.successor.is_none() =>
        {
            Ok(found)
        }
        _ => Err(messages::TARGET.at("target").into()),
    }
}
