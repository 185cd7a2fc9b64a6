//! What this capability adds to other acts, and the job that brings members up.
//!
//! Within the act that opens an organisation it gets its national user policy; within the act that creates an account
//! the account comes into a user policy and gets, or waits for, its licences. A full pool refuses nobody.

use std::collections::HashMap;
use std::sync::Arc;

use facts::directory::{
    AccountChanged, AccountCreated, AccountDeleted, AccountErased, AccountMoved, AccountOf,
    AccountRestored, AccountStarted, OrganisationOpened,
};
use facts::entitlement::PolicyJoined;
use kernel::db::{BoxFuture, WriteTx};
use kernel::door::{Actor, Call, Door, Face, Within};
use kernel::ids::{AccountId, OrganisationId};
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::{Error, Fault, Kind, Result};
use uuid::Uuid;

use super::commands::members::{
    APPLY_JOBS, default_policy, ensure_national, equip, is_starting, strip,
};
use super::commands::{ApplyPolicy, plan};
use super::messages;
use super::model::{Membership, Policy, name_key};
use super::store::{members, policies};
use crate::keys::PolicyId;
use crate::licences::commands::desk;

/// As the reconciler is written in the audit.
const SERVICE: &str = "user policies";

/// The listeners within.
pub(super) fn within() -> Vec<Within> {
    vec![
        Within::new(&[], |fact: OrganisationOpened, call, tx| Box::pin(opened(fact, call, tx))),
        Within::new(&["policy.joined", "licence.moved"], |fact: AccountCreated, call, tx| {
            Box::pin(created(fact, call, tx))
        }),
        Within::new(&[], |fact: AccountChanged, call, tx| Box::pin(changed(fact, call, tx))),
        Within::new(&["licence.moved"], |fact: AccountDeleted, call, tx| {
            Box::pin(deleted(fact.account, call, tx))
        }),
        Within::new(&["licence.moved"], |fact: AccountRestored, call, tx| {
            Box::pin(back(fact.account, call, tx))
        }),
        Within::new(&["licence.moved"], |fact: AccountStarted, call, tx| {
            Box::pin(back(fact.account, call, tx))
        }),
        Within::new(&["policy.joined", "licence.moved"], |fact: AccountMoved, call, tx| {
            Box::pin(moved(fact, call, tx))
        }),
        Within::new(&["licence.moved"], |fact: AccountErased, call, tx| {
            Box::pin(erased(fact.account, call, tx))
        }),
    ]
}

async fn opened(fact: OrganisationOpened, call: &Call, tx: &mut WriteTx) -> Result<()> {
    desk::lock(tx, call, fact.organisation).await?;
    ensure_national(tx, call, fact.organisation).await.map(drop)
}

async fn created(fact: AccountCreated, call: &Call, tx: &mut WriteTx) -> Result<()> {
    if !matches!(fact.kind.as_str(), "user" | "application") {
        return Ok(());
    }
    desk::lock(tx, call, fact.organisation).await?;
    let policy = match fact.policy {
        Some(asked) => asked_policy(tx, asked, fact.organisation).await?,
        None => default_policy(tx, call, fact.organisation).await?,
    };
    let membership = Membership {
        account: fact.account,
        policy: policy.id,
        organisation: fact.organisation,
        present: !is_starting(tx, fact.account).await?,
        applied: policy.revision,
        version: 1,
    };
    let name = name_of(tx, fact.account).await?;
    if !members::insert(tx, call, &membership, &name).await? {
        return Err(Fault::defect(
            "putting a new account into a user policy when it is in one already",
        )
        .into());
    }
    tx.effect("policy_membership", fact.account.0, "policy", None::<&str>, policy.id.0);
    tx.note(&PolicyJoined {
        account: fact.account,
        policy: policy.id.0,
        organisation: fact.organisation,
    })?;
    if membership.present {
        equip(tx, call, &membership, &policy).await?;
    }
    Ok(())
}

async fn asked_policy(
    tx: &mut WriteTx,
    asked: Uuid,
    organisation: OrganisationId,
) -> Result<Policy> {
    match policies::find(tx, PolicyId(asked)).await? {
        Some(policy) if policy.organisation != organisation => {
            Err(messages::NOT_OF_ORGANISATION.at("policy").into())
        }
        Some(policy) if policy.successor.is_some() => Err(messages::CLOSING.at("policy").into()),
        Some(policy) => Ok(policy),
        None => Err(messages::NOT_OF_ORGANISATION.at("policy").into()),
    }
}

async fn changed(fact: AccountChanged, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let name = name_of(tx, fact.account).await?;
    Ok(members::set_name(tx, call, fact.account, &name).await?)
}

/// The name by which members are found and sorted.
async fn name_of(tx: &mut WriteTx, account: AccountId) -> Result<String> {
    let account = tx.ask(AccountOf(account)).await?;
    Ok(account.map(|account| name_key(&account.display_name)).unwrap_or_default())
}

async fn deleted(account: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let Some(membership) = locked(tx, call, account).await? else { return Ok(()) };
    members::set_present(tx, call, account, false).await?;
    plan::end(tx, call, &membership).await?;
    strip(tx, call, &membership).await
}

/// Gives what the user policy gives to somebody who was restored, or whose first day has come.
async fn back(account: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let Some(membership) = locked(tx, call, account).await? else { return Ok(()) };
    if is_starting(tx, account).await? {
        return Ok(());
    }
    let policy = match policies::find(tx, membership.policy).await? {
        Some(policy) => policy,
        None => {
            return Err(Fault::defect("finding the user policy of an account that is back").into());
        }
    };
    members::set_present(tx, call, account, true).await?;
    members::set_applied(tx, call, account, policy.revision).await?;
    equip(tx, call, &membership, &policy).await.map(drop)
}

/// The licences of the old organisation stay there; the default user policy of the new one gives its own.
async fn moved(fact: AccountMoved, call: &Call, tx: &mut WriteTx) -> Result<()> {
    // Two who move the opposite way at once take the rows of both organisations in the same order.
    let mut places = [fact.from, fact.organisation];
    places.sort_unstable();
    for place in places {
        desk::lock(tx, call, place).await?;
    }
    let Some(membership) = members::find(tx, fact.account).await? else { return Ok(()) };
    plan::end(tx, call, &membership).await?;
    strip(tx, call, &membership).await?;
    let target = default_policy(tx, call, fact.organisation).await?;
    let moved = Membership {
        policy: target.id,
        organisation: fact.organisation,
        applied: target.revision,
        version: membership.version + 1,
        ..membership.clone()
    };
    if !members::move_to(tx, call, &membership, &moved).await? {
        return Err(Fault::again("moving somebody who was moved meanwhile").into());
    }
    let (old, new) = (membership.policy.0, target.id.0);
    tx.effect("policy_membership", fact.account.0, "policy", old, new);
    tx.note(&PolicyJoined {
        account: fact.account,
        policy: target.id.0,
        organisation: fact.organisation,
    })?;
    if moved.present {
        equip(tx, call, &moved, &target).await?;
    }
    Ok(())
}

async fn erased(account: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let Some(membership) = locked(tx, call, account).await? else { return Ok(()) };
    plan::end(tx, call, &membership).await?;
    strip(tx, call, &membership).await?;
    Ok(members::delete(tx, account).await?)
}

/// The membership of an account, read after its organisation's row was taken.
async fn locked(tx: &mut WriteTx, call: &Call, account: AccountId) -> Result<Option<Membership>> {
    let Some(found) = members::find(tx, account).await? else { return Ok(None) };
    desk::lock(tx, call, found.organisation).await?;
    Ok(members::find(tx, account).await?)
}

/// Who does the jobs of which queue.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let apply: Handler = Arc::new(|door, job| Box::pin(apply(door, job)) as BoxFuture<'static, _>);
    HashMap::from([(APPLY_JOBS, apply)])
}

async fn apply(door: Door, job: Job) -> Result<JobEnd> {
    let policy: PolicyId = job
        .payload
        .parse()
        .map_err(|error| Fault::defect("reading a job about a user policy").because(error))?;
    apply_one(&door, policy).await?;
    Ok(JobEnd::Done)
}

async fn apply_one(door: &Door, policy: PolicyId) -> Result<()> {
    match door.perform(door.call(Actor::Service(SERVICE), Face::Job), ApplyPolicy { policy }).await
    {
        // Removed meanwhile: there is nothing left to do.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// Looks for user policies with members to bring up or out, and does it.
pub async fn sweep(door: &Door) -> Result<()> {
    let mut reader = door.reader().await?;
    let unfinished = policies::unfinished(&mut reader).await?;
    drop(reader);
    for policy in unfinished {
        apply_one(door, policy).await?;
    }
    Ok(())
}
