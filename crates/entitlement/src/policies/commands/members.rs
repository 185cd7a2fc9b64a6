//! How an account comes into a user policy and gets its licences. Every path goes through here, and every caller has
//! taken the organisation's row first, so user policies, their members and their licences change one after the other.

use facts::directory::AccountOf;
use facts::entitlement::PolicyJoined;
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};

use super::super::model::{Kind, Membership, NATIONAL_NAME, Policy, national_product};
use super::super::store::{members, policies};
use crate::keys::{PolicyId, ProductId};
use crate::licences::commands::desk::{self, Holder, Wish};
use crate::licences::model::Holding;
use crate::organisations;

/// The queue of jobs that bring members up to a changed user policy.
pub(in super::super) const APPLY_JOBS: &str = "policies.apply";

/// What a user policy gives each member.
pub(crate) async fn wishes(tx: &mut WriteTx, policy: &Policy) -> Result<Vec<Wish>> {
    let mut wishes = vec![Wish { product: policy.base_product, is_base: true }];
    for product in policies::addons(tx, policy.id).await? {
        wishes.push(Wish { product, is_base: false });
    }
    Ok(wishes)
}

/// Gives a member what its user policy gives, or the places in the queues.
pub(crate) async fn equip(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
    policy: &Policy,
) -> Result<Vec<(ProductId, Holding)>> {
    let wishes = wishes(tx, policy).await?;
    let holder = Holder {
        account: membership.account,
        organisation: membership.organisation,
        policy: policy.id,
    };
    desk::settle(tx, call, holder, &wishes).await
}

/// Whether somebody waits for their first day: until then they are in a user policy and hold nothing.
pub(crate) async fn is_starting(tx: &mut WriteTx, account: AccountId) -> Result<bool> {
    Ok(tx.ask(AccountOf(account)).await?.is_some_and(|view| view.starts_at.is_some()))
}

/// Takes all licences and places in queues from an account that was deleted.
pub(crate) async fn strip(tx: &mut WriteTx, call: &Call, membership: &Membership) -> Result<()> {
    let holder = Holder {
        account: membership.account,
        organisation: membership.organisation,
        policy: membership.policy,
    };
    desk::settle(tx, call, holder, &[]).await.map(drop)
}

/// Moves an account from one user policy to another of its organisation, licences and all.
pub(crate) async fn transfer(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
    target: &Policy,
) -> Result<Vec<(ProductId, Holding)>> {
    if !members::shift(tx, call, membership, target.id, target.revision).await? {
        return Err(Fault::again("moving somebody who was moved meanwhile").into());
    }
    tx.effect(
        "policy_membership",
        membership.account.0,
        "policy",
        membership.policy.0,
        target.id.0,
    );
    tx.note(&PolicyJoined {
        account: membership.account,
        policy: target.id.0,
        organisation: target.organisation,
    })?;
    if membership.present { equip(tx, call, membership, target).await } else { Ok(Vec::new()) }
}

/// The same as an act that is about the member, and how they stand with the base licence afterwards.
pub(crate) async fn move_over(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
    target: &Policy,
) -> Result<Option<Holding>> {
    let standing = transfer(tx, call, membership, target).await?;
    tx.subject("policy_membership", membership.account.0, membership.version + 1);
    let base = standing.iter().find(|(product, _)| *product == target.base_product);
    Ok(base.map(|(_, holding)| *holding))
}

/// The user policy itself, or where people go instead while it is being removed.
pub(crate) async fn standing_in(tx: &mut WriteTx, call: &Call, policy: Policy) -> Result<Policy> {
    let Some(successor) = policy.successor else { return Ok(policy) };
    // A successor may have been removed meanwhile itself; then newcomers' user policy takes its place.
    match policies::find(tx, successor).await? {
        Some(found) if found.successor.is_none() => Ok(found),
        _ => default_policy(tx, call, policy.organisation).await,
    }
}

/// The national user policy of an organisation, made where there is none; the first one is also the default.
pub(crate) async fn ensure_national(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Policy> {
    if let Some(found) = policies::national(tx, organisation).await? {
        return Ok(found);
    }
    let view = organisations::keyed(tx, organisation).await?;
    let national = Policy {
        id: PolicyId(ids::new_at(call.now)),
        organisation,
        name: NATIONAL_NAME.to_owned(),
        kind: Kind::National,
        base_product: national_product(view.tier.as_deref()),
        description: String::new(),
        switched_off: Vec::new(),
        successor: None,
        revision: 1,
        version: 1,
    };
    if !policies::insert(tx, call, &national).await? {
        return Err(Fault::again("making the national user policy of an organisation").into());
    }
    policies::set_default(tx, call, organisation, national.id).await?;
    tx.effect("user_policy", national.id.0, "name", None::<&str>, &national.name);
    tx.effect("user_policy", national.id.0, "base_product", None::<&str>, national.base_product.0);
    tx.effect("policy_default", organisation.0, "policy", None::<&str>, national.id.0);
    Ok(national)
}

/// The user policy that newcomers of an organisation get.
pub(crate) async fn default_policy(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Policy> {
    let national = ensure_national(tx, call, organisation).await?;
    match policies::default_of(tx, organisation).await? {
        Some(policy) if policy != national.id => {
            Ok(policies::find(tx, policy).await?.unwrap_or(national))
        }
        _ => Ok(national),
    }
}
