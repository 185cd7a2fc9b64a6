//! The service's own commands: serving those who wait, topping up, taking unused parts back. Each looks at what is
//! stored and closes the gap; doing it once more than needed is harmless.

use facts::entitlement::AllotmentChanged;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::authority;
use super::super::model::{AccountKind, BLOCK, LOW_WATER, top_up_of};
use super::super::store::people;
use super::super::store::subscriptions::{self, Movement};
use super::desk::{self, Holder, Pool, SERVE_JOBS};
use super::subscriptions::allot;
use crate::keys::{ProductId, SubscriptionId};

/// How many are served by one command: what the writer can do without making others wait.
const SERVED_AT_ONCE: i64 = 50;
/// Allotments that are looked at for one with unused parts; somebody may be quicker at the first.
const LOOKED_AT: i64 = 20;

/// What a command of the service moved.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// Licences that went somewhere else.
    pub licences: i64,
    /// Who got one, in the order of their places.
    pub served: Vec<AccountId>,
}

/// Gives free licences of a product to those who wait for it in an organisation, first come first served.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServeLicences {
    /// Where.
    pub organisation: OrganisationId,
    /// Of which product.
    pub product: ProductId,
}

impl Command for ServeLicences {
    const NAME: &'static str = "licence.serve";
    const ACTION: Action = authority::SERVE;
    type Prepared = ();
    type Output = Moved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(self.organisation))
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Moved> {
        desk::lock(tx, call, self.organisation).await?;
        let mut moved = Moved::default();
        let queue = people::queue(tx, self.organisation, self.product, 0, SERVED_AT_ONCE).await?;
        for waiting in &queue {
            let Some(allotment) = desk::take_any(tx, call, self.organisation, self.product).await?
            else {
                return Ok(moved);
            };
            people::stop_waiting(tx, waiting).await?;
            let holder = Holder {
                account: waiting.account,
                organisation: self.organisation,
                policy: waiting.policy,
            };
            desk::give(tx, call, holder, self.product, &allotment, waiting.place).await?;
            if waiting.is_base {
                // The new base licence is here; what was kept until then is given back.
                for kept in people::assignments_of(tx, waiting.account)
                    .await?
                    .iter()
                    .filter(|held| !held.wanted)
                {
                    desk::release(tx, call, kept).await?;
                }
            }
            moved.licences += 1;
            moved.served.push(waiting.account);
        }
        if queue.len() as i64 == SERVED_AT_ONCE {
            desk::enqueue(
                tx,
                call,
                SERVE_JOBS,
                Pool { organisation: self.organisation, product: self.product },
            )
            .await?;
        }
        Ok(moved)
    }
}

/// Gives an organisation a further block of a national purchase when its free licences fall below the low-water mark.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopUpLicences {
    /// Where.
    pub organisation: OrganisationId,
    /// Of which product.
    pub product: ProductId,
}

impl Command for TopUpLicences {
    const NAME: &'static str = "licence.top-up";
    const ACTION: Action = authority::TOP_UP;
    type Prepared = ();
    type Output = Moved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(self.organisation))
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Moved> {
        desk::lock(tx, call, self.organisation).await?;
        let block = tx.dated(&BLOCK, Some(self.organisation), call.now).await?;
        let low_water = tx.dated(&LOW_WATER, Some(self.organisation), call.now).await?;
        let waiting = people::ahead(tx, self.organisation, self.product, i64::MAX).await?;
        let usable = subscriptions::usable(tx, self.organisation, self.product, call.now).await?;
        let free: i64 = usable.iter().map(|(allotment, _)| allotment.free()).sum();
        let mut missing = top_up_of(waiting, free, low_water, block);
        let mut moved = Moved::default();
        for pool in subscriptions::pools(tx, self.product, call.now).await? {
            let part = missing.min(pool.quantity - pool.reserved);
            if part <= 0 {
                continue;
            }
            let allotment =
                subscriptions::open_allotment(tx, call, &pool, self.organisation).await?;
            // Who has more in use than allotted needs that made good first; only what lies above it is free.
            let least = allotment.reserved(allotment.allotted);
            allot(tx, call, &pool, self.organisation, least + part).await.map_err(|error| {
                match error {
                    // Another organisation took the last ones since the look: look again.
                    kernel::refusal::Error::Refused(_) => {
                        Fault::again("topping up from a purchase that ran out meanwhile").into()
                    }
                    fault => fault,
                }
            })?;
            missing -= part;
            moved.licences += part;
        }
        Ok(moved)
    }
}

/// Takes unused parts back from the allotments of a purchase that became smaller than what it keeps back for them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReclaimLicences {
    /// Which purchase.
    pub subscription: SubscriptionId,
}

impl Command for ReclaimLicences {
    const NAME: &'static str = "licence.reclaim";
    const ACTION: Action = authority::RECLAIM;
    type Prepared = ();
    type Output = Moved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Moved> {
        // The purchase's row first: while it is taken nobody changes what is kept back.
        subscriptions::unreserve(tx, call, self.subscription, 0).await?;
        let found = subscriptions::find(tx, self.subscription).await?;
        let purchase = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        let excess = purchase.reserved - purchase.quantity;
        let mut moved = Moved::default();
        for allotment in subscriptions::with_free(tx, purchase.id, LOOKED_AT).await? {
            let part = excess.min(allotment.free());
            if part <= 0 {
                break;
            }
            if !subscriptions::set_allotted(tx, call, &allotment, allotment.allotted - part).await?
            {
                // Somebody took or gave one there since the look; the job comes again.
                continue;
            }
            let movement = Movement {
                subscription: purchase.id,
                from: AccountKind::Allotted,
                to: AccountKind::Purchased,
                organisation: Some(allotment.organisation),
                amount: part,
                holder: None,
                place: None,
            };
            subscriptions::post(tx, call, movement).await?;
            tx.effect(
                "allotment",
                allotment.id,
                "allotted",
                allotment.allotted,
                allotment.allotted - part,
            );
            tx.concerns(allotment.organisation);
            tx.note(&AllotmentChanged {
                subscription: purchase.id.0,
                organisation: allotment.organisation,
            })?;
            moved.licences += part;
            // One organisation an act: what happens to one's part stands in nobody else's history.
            break;
        }
        subscriptions::unreserve(tx, call, purchase.id, moved.licences).await?;
        tx.subject("subscription", purchase.id.0, purchase.version);
        Ok(moved)
    }
}
