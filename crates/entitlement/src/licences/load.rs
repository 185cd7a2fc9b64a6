//! Draws up who holds and who waits for licences, for [`kernel::load`], out of what organisations were allotted before.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::{self, AccountId, ActId, OrganisationId};
use kernel::load::{Load, Order, Table};
use kernel::refusal::Fault;
use kernel::vals;

use super::model::AccountKind;
use super::store::loaded::{self, Given};
use super::store::{people, subscriptions};
use crate::keys::{PolicyId, ProductId, SubscriptionId};

const fn table(name: &'static str, columns: &'static [&'static str], may_hold: bool) -> Table {
    Table { name, columns, order: Order::ByKey, may_hold }
}

/// The tables that are filled. Purchases and allotments have left movements already.
pub const TABLES: [Table; 3] = [
    table(
        "licence_assignment",
        &[
            "id",
            "account",
            "organisation",
            "subscription",
            "product",
            "policy",
            "wanted",
            "since",
            "version",
            "act",
        ],
        false,
    ),
    table(
        "licence_queue",
        &[
            "id",
            "organisation",
            "product",
            "place",
            "account",
            "policy",
            "is_base",
            "since",
            "version",
            "act",
        ],
        false,
    ),
    table(
        "licence_movement",
        &[
            "id",
            "subscription",
            "source",
            "target",
            "amount",
            "holder",
            "place",
            "at",
            "version",
            "act",
        ],
        true,
    ),
];

/// What is left of one allotment, and what was given out of it.
#[derive(Clone, Debug)]
struct Pool {
    subscription: SubscriptionId,
    product: ProductId,
    free: i64,
    given: Given,
}

/// An organisation's licences while they are given out.
#[derive(Clone, Debug)]
pub struct Desk {
    organisation: OrganisationId,
    next_place: i64,
    pools: Vec<Pool>,
}

/// Who asks for a licence.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The account.
    pub account: AccountId,
    /// The user policy that gives the licence.
    pub policy: PolicyId,
    /// The product.
    pub product: ProductId,
    /// Since when.
    pub since: Timestamp,
    /// The act that brings it.
    pub act: ActId,
}

impl Desk {
    /// What the organisation can give out of these products.
    pub async fn read(
        reader: &mut Reader,
        organisation: OrganisationId,
        products: &[ProductId],
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let mut pools: Vec<Pool> = Vec::new();
        for product in products {
            if pools.iter().any(|pool| pool.product == *product) {
                continue;
            }
            for (allotment, _) in subscriptions::usable(reader, organisation, *product, now).await?
            {
                let subscription = allotment.subscription;
                let (from, to) = (AccountKind::Allotted, AccountKind::Assigned);
                let source =
                    subscriptions::account(reader, subscription, from, organisation).await?;
                let target = subscriptions::account(reader, subscription, to, organisation).await?;
                pools.push(Pool {
                    subscription,
                    product: *product,
                    free: allotment.free(),
                    given: Given { allotment: allotment.id, source, target, number: 0 },
                });
            }
        }
        let next_place = people::place_to_come(reader, organisation).await?;
        Ok(Self { organisation, next_place, pools })
    }

    /// Gives a licence, or puts the asker into the queue; says whether it was given.
    pub async fn give(
        &mut self,
        load: &mut Load,
        asker: &Asker,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let place = self.next_place;
        self.next_place += 1;
        let Asker { account, policy, product, since, act } = *asker;
        let pool = self.pools.iter_mut().find(|pool| pool.product == product && pool.free > 0);
        let key = ids::new_at(now);
        let Some(pool) = pool else {
            let row = vals![
                key,
                self.organisation,
                product,
                place,
                account,
                policy,
                true,
                since,
                1_i64,
                act
            ];
            load.put("licence_queue", row).await?;
            return Ok(false);
        };
        pool.free -= 1;
        pool.given.number += 1;
        let row = vals![
            key,
            account,
            self.organisation,
            pool.subscription,
            product,
            policy,
            true,
            since,
            1_i64,
            act
        ];
        load.put("licence_assignment", row).await?;
        let row = vals![
            ids::new_at(now),
            pool.subscription,
            pool.given.source,
            pool.given.target,
            1_i64,
            account,
            place,
            since,
            1_i64,
            act
        ];
        load.put("licence_movement", row).await?;
        Ok(true)
    }

    /// Balances the books of what was given.
    pub async fn close(self, load: &mut Load, act: ActId) -> Result<(), Fault> {
        for pool in self.pools.iter().filter(|pool| pool.given.number > 0) {
            loaded::book(load, &pool.given, act).await?;
        }
        loaded::keep_place(load, self.organisation, self.next_place, act).await
    }
}
