//! How an account gets, keeps, waits for and gives back licences.
//!
//! Whoever does any of this takes the organisation's row first, so everybody there comes one after the other. Each
//! who asks draws the next place number, whether a licence is free or not; while somebody waits nobody newer is given
//! one, so places only ever rise in the order in which licences are given. Whether one is free is decided by the
//! allotment's row, in one conditional statement.
//!
//! Somebody whose base licence changes keeps the old one until the new one is free: a move never takes a mailbox away.

use facts::entitlement::LicenceMoved;
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use serde::{Deserialize, Serialize};

use super::super::model::{AccountKind, Holding, LOW_WATER};
use super::super::store::people::{self, Assignment, Waiting};
use super::super::store::subscriptions::{self, Allotment, Movement};
use crate::keys::{PolicyId, ProductId};

/// The queue of jobs that serve those who wait.
pub(in super::super) const SERVE_JOBS: &str = "licences.serve";
/// The queue of jobs that top organisations up.
pub(in super::super) const TOP_UP_JOBS: &str = "licences.top-up";
/// The queue of jobs that take unused parts back.
pub(in super::super) const RECLAIM_JOBS: &str = "licences.reclaim";

/// What a job about one product in one organisation is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(in super::super) struct Pool {
    pub(in super::super) organisation: OrganisationId,
    pub(in super::super) product: ProductId,
}

/// For whom licences are settled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder {
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
    pub(crate) policy: PolicyId,
}

/// One product that a user policy gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wish {
    pub(crate) product: ProductId,
    /// The base licence, not an add-on.
    pub(crate) is_base: bool,
}

/// Takes the organisation's row. The first thing every act does that touches licences or user policies there.
pub(crate) async fn lock(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<()> {
    Ok(people::lock_desk(tx, call, organisation).await?)
}

/// Makes an account hold, or wait for, what its user policy gives, and nothing else. The organisation's row is taken.
pub(crate) async fn settle(
    tx: &mut WriteTx,
    call: &Call,
    holder: Holder,
    wishes: &[Wish],
) -> Result<Vec<(ProductId, Holding)>> {
    let held = people::assignments_of(tx, holder.account).await?;
    let waits = people::waits_of(tx, holder.account).await?;
    for waiting in
        waits.iter().filter(|waiting| !wishes.iter().any(|wish| wish.product == waiting.product))
    {
        people::stop_waiting(tx, waiting).await?;
        tx.effect("licence_queue", waiting.id, "account", waiting.account.0, None::<&str>);
    }
    let mut standing = Vec::new();
    for wish in wishes {
        let holding = if let Some(assignment) =
            held.iter().find(|held| held.product == wish.product)
        {
            people::keep(tx, call, assignment, holder.policy, true).await?;
            Holding::Held
        } else if let Some(waiting) = waits.iter().find(|waiting| waiting.product == wish.product) {
            people::wait_under(tx, call, waiting, holder.policy, wish.is_base).await?;
            Holding::Waiting {
                ahead: people::ahead(tx, holder.organisation, wish.product, waiting.place).await?,
            }
        } else {
            draw(tx, call, holder, *wish).await?
        };
        standing.push((wish.product, holding));
    }
    let base_waits = wishes.iter().any(|wish| {
        wish.is_base
            && standing
                .iter()
                .any(|(product, holding)| *product == wish.product && *holding != Holding::Held)
    });
    for assignment in
        held.iter().filter(|held| !wishes.iter().any(|wish| wish.product == held.product))
    {
        if base_waits {
            people::keep(tx, call, assignment, holder.policy, false).await?;
        } else {
            release(tx, call, assignment).await?;
        }
    }
    Ok(standing)
}

/// Takes a licence, or the next place in the queue.
async fn draw(tx: &mut WriteTx, call: &Call, holder: Holder, wish: Wish) -> Result<Holding> {
    let place = people::next_place(tx, holder.organisation).await?;
    let somebody_waits =
        !people::queue(tx, holder.organisation, wish.product, 0, 1).await?.is_empty();
    if !somebody_waits
        && let Some(allotment) = take_any(tx, call, holder.organisation, wish.product).await?
    {
        give(tx, call, holder, wish.product, &allotment, place).await?;
        return Ok(Holding::Held);
    }
    let waiting = Waiting {
        id: people::key(call),
        organisation: holder.organisation,
        product: wish.product,
        place,
        account: holder.account,
        policy: holder.policy,
        is_base: wish.is_base,
    };
    people::wait(tx, call, &waiting).await?;
    tx.effect("licence_queue", waiting.id, "account", None::<&str>, waiting.account.0);
    let pool = Pool { organisation: holder.organisation, product: wish.product };
    if subscriptions::has_pool(tx, wish.product).await? {
        enqueue(tx, call, TOP_UP_JOBS, pool).await?;
    }
    Ok(Holding::Waiting {
        ahead: people::ahead(tx, holder.organisation, wish.product, place).await?,
    })
}

/// Takes one licence of the product out of the first allotment that has one.
pub(super) async fn take_any(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
    product: ProductId,
) -> Result<Option<Allotment>> {
    for (allotment, tops_up) in subscriptions::usable(tx, organisation, product, call.now).await? {
        if !subscriptions::take(tx, call, allotment.id).await? {
            continue;
        }
        let low_water =
            if tops_up { tx.dated(&LOW_WATER, Some(organisation), call.now).await? } else { 0 };
        // Exactly at the mark, because everybody passes it one by one: one job, not one for each further licence.
        if low_water > 0 && allotment.free() == low_water {
            enqueue(tx, call, TOP_UP_JOBS, Pool { organisation, product }).await?;
        }
        return Ok(Some(allotment));
    }
    Ok(None)
}

/// Books a licence that was taken out of an allotment to its holder.
pub(super) async fn give(
    tx: &mut WriteTx,
    call: &Call,
    holder: Holder,
    product: ProductId,
    allotment: &Allotment,
    place: i64,
) -> Result<()> {
    let assignment = Assignment {
        id: people::key(call),
        account: holder.account,
        organisation: holder.organisation,
        subscription: allotment.subscription,
        product,
        policy: holder.policy,
        wanted: true,
    };
    people::assign(tx, call, &assignment).await?;
    let movement = Movement {
        subscription: allotment.subscription,
        from: AccountKind::Allotted,
        to: AccountKind::Assigned,
        organisation: Some(holder.organisation),
        amount: 1,
        holder: Some(holder.account),
        place: Some(place),
    };
    subscriptions::post(tx, call, movement).await?;
    tx.effect("licence_assignment", assignment.id, "account", None::<&str>, holder.account.0);
    tx.effect("licence_assignment", assignment.id, "product", None::<&str>, product.0);
    tx.note(&LicenceMoved {
        account: holder.account,
        organisation: holder.organisation,
        sku: product.0,
    })?;
    Ok(())
}

/// Gives a licence back; who waits for it is served by a job. The organisation's row is taken.
pub(super) async fn release(tx: &mut WriteTx, call: &Call, assignment: &Assignment) -> Result<()> {
    let (organisation, product) = (assignment.organisation, assignment.product);
    let gone = || Fault::again("giving a licence back to an allotment that changed meanwhile");
    let allotment = subscriptions::find_allotment(tx, assignment.subscription, organisation)
        .await?
        .ok_or_else(gone)?;
    if allotment.assigned > allotment.allotted {
        // More in use than allotted: the licence goes back to the purchase, whose row comes before the allotment's.
        subscriptions::unreserve(tx, call, assignment.subscription, 1).await?;
    }
    if !subscriptions::give_back(tx, call, &allotment).await? {
        return Err(gone().into());
    }
    people::unassign(tx, assignment).await?;
    let movement = Movement {
        subscription: assignment.subscription,
        from: AccountKind::Assigned,
        to: AccountKind::Allotted,
        organisation: Some(organisation),
        amount: 1,
        holder: Some(assignment.account),
        place: None,
    };
    subscriptions::post(tx, call, movement).await?;
    tx.effect("licence_assignment", assignment.id, "account", assignment.account.0, None::<&str>);
    tx.effect("licence_assignment", assignment.id, "product", product.0, None::<&str>);
    tx.note(&LicenceMoved { account: assignment.account, organisation, sku: product.0 })?;
    if !people::queue(tx, organisation, product, 0, 1).await?.is_empty() {
        enqueue(tx, call, SERVE_JOBS, Pool { organisation, product }).await?;
    }
    let purchase = subscriptions::find(tx, assignment.subscription).await?;
    if purchase.is_some_and(|purchase| purchase.reserved > purchase.quantity) {
        let subscription = assignment.subscription.to_string();
        tx.enqueue(RECLAIM_JOBS, &subscription, &subscription, call.now).await?;
    }
    Ok(())
}

/// Asks for a job about one product in one organisation.
pub(super) async fn enqueue(tx: &mut WriteTx, call: &Call, queue: &str, pool: Pool) -> Result<()> {
    let subject = format!("{}:{}", pool.organisation, pool.product);
    let payload = serde_json::to_string(&pool)
        .map_err(|error| Fault::defect("writing a job about licences").because(error))?;
    tx.enqueue(queue, &subject, &payload, call.now).await?;
    Ok(())
}
