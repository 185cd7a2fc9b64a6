//! Licences: what was bought, what organisations may use of it, who holds one and who waits.
//!
//! Used by platform administrators (purchases, parts of organisations), by local administrators (figures, queues), and
//! by the user policies beside it, which say what each account should hold and call `desk::settle`.
//!
//! What always holds:
//! - no more licences are given out than an organisation was allotted, nor allotted than were bought: each is decided
//!   by one conditional statement on one row, whose number of rows is the verdict;
//! - every licence that moves is a balanced movement between accounts (supplier, purchased, allotted, assigned), and
//!   the accounts of a purchase together hold nothing;
//! - who asks first is served first, and nobody newer is given one while somebody waits;
//! - a purchase that becomes smaller takes nothing away from anybody: "n more in use than you own" is shown, and
//!   nobody new gets one until the numbers fit.
//!
//! It does not decide who should hold what, and does not talk to Microsoft.

mod authority;
pub(crate) mod commands;
mod jobs;
pub mod load;
mod messages;
pub mod model;
mod portal;
pub(crate) mod queries;
mod store;

use std::collections::BTreeMap;

use facts::entitlement::LicencesEnding;
use kernel::clock::Timestamp;
use kernel::db::{Migration, Reader};
use kernel::door::{Guard, Manifest};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::{commands, queries};
use uuid::Uuid;

pub use commands::{
    AddSubscription, ChangeQuantity, EnsureProducts, ImportProducts, Imported, Moved,
    ReclaimLicences, ServeLicences, SetAllotment, SubscriptionChanged, TopUpLicences,
};
pub use jobs::{ensure, handlers, serve_queue, sweep};
pub use portal::{organisation_card, routes, steps};
pub use queries::{
    AllotmentLine, CheckLicences, Checked, LicenceOverview, LicenceQueue, NationalLicences,
    Overview, PartLine, ProductFigures, ProductLine, ProductList, Products, Purchase,
    PurchaseParts, Purchases, Queue, QueueLine, SubscriptionById, UnusedLicences, UnusedLine,
    UnusedPage,
};

use crate::keys::{PolicyId, ProductId};
use model::Holding;

#[cfg(test)]
mod tests;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "entitlement/licences",
        commands: commands![
            ImportProducts,
            EnsureProducts,
            AddSubscription,
            ChangeQuantity,
            SetAllotment,
            TopUpLicences,
            ServeLicences,
            ReclaimLicences
        ],
        queries: queries![
            ProductList,
            LicenceOverview,
            LicenceQueue,
            NationalLicences,
            SubscriptionById,
            CheckLicences,
            UnusedLicences
        ],
        rules: authority::RULES,
        dated: &[&model::BLOCK, &model::LOW_WATER, &model::EXPIRING, &model::UNUSED],
        guards: const {
            &[
                Guard::new(
                    "licence_desk",
                    "the organisation",
                    "an account has one user policy, an organisation one default, and who asked first is served first",
                ),
                Guard::new(
                    "allotment",
                    "the subscription's allotment to an organisation",
                    "no more is assigned than allotted",
                ),
                Guard::new(
                    "subscription",
                    "the subscription",
                    "no more is allotted than purchased",
                ),
            ]
        },
        answers: vec![|answers| {
            answers.add(|asked: LicencesEnding, reader| {
                Box::pin(async move { Ok(store::subscriptions::ending(reader, asked).await?) })
            })
        }],
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 6,
            name: "0006_entitlement_licences",
            sql: include_str!("../../../../migrations/0006_entitlement_licences.sql"),
        }],
        ..Manifest::default()
    }
}

/// The names of all products.
pub(crate) async fn product_names(
    reader: &mut Reader,
) -> Result<BTreeMap<ProductId, String>, Fault> {
    store::products::names(reader).await
}

/// The short names and keys of a product's service plans.
pub(crate) async fn plans_of(
    reader: &mut Reader,
    product: ProductId,
) -> Result<Vec<(String, Uuid)>, Fault> {
    store::products::plans_of(reader, product).await
}

/// What an account holds and waits for, by product; what it only keeps until its new licence is free is marked.
pub(crate) async fn standing_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<(ProductId, Holding, Kept)>, Fault> {
    // The queue first: whoever gets a licence between the two looks is seen twice rather than not at all.
    let waits = store::people::waits_of(reader, account).await?;
    let mut standing = Vec::new();
    for held in store::people::assignments_of(reader, account).await? {
        standing.push((
            held.product,
            Holding::Held,
            if held.wanted { Kept::ForGood } else { Kept::UntilTheNewOne },
        ));
    }
    for waiting in waits {
        if standing.iter().any(|(product, ..)| *product == waiting.product) {
            continue;
        }
        let ahead =
            store::people::ahead(reader, waiting.organisation, waiting.product, waiting.place)
                .await?;
        standing.push((waiting.product, Holding::Waiting { ahead }, Kept::ForGood));
    }
    Ok(standing)
}

/// Whether a licence belongs to the holder's user policy or is kept until that policy's own is free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The user policy gives it.
    ForGood,
    /// Until the base licence of the user policy is free.
    UntilTheNewOne,
}

/// How many hold and how many wait for a product under a user policy.
pub(crate) async fn under_policy(
    reader: &mut Reader,
    policy: PolicyId,
    product: ProductId,
) -> Result<(i64, i64), Fault> {
    store::figures::under_policy(reader, policy, product).await
}

/// Licences of a product that an organisation can give out now. While somebody waits, what looks free is on its way to
/// them.
pub(crate) async fn free_of(
    reader: &mut Reader,
    organisation: OrganisationId,
    product: ProductId,
    now: Timestamp,
) -> Result<i64, Fault> {
    let usable = store::subscriptions::usable(reader, organisation, product, now).await?;
    let free: i64 = usable.iter().map(|(allotment, _)| allotment.free()).sum();
    let waiting = store::people::ahead(reader, organisation, product, i64::MAX).await?;
    Ok((free - waiting).max(0))
}

/// Products of which an organisation has a part of any purchase.
pub(crate) async fn products_of(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<ProductId>, Fault> {
    store::subscriptions::products_of(reader, organisation).await
}

/// The starter set, product by product.
pub(crate) fn starter_products() -> Vec<crate::StarterProduct> {
    let mut products: Vec<crate::StarterProduct> = Vec::new();
    for row in model::starter() {
        let plan = (row.plan, row.plan_name);
        match products.iter_mut().find(|product| product.sku == row.product) {
            Some(product) => product.plans.push(plan),
            None => products.push(crate::StarterProduct {
                sku: row.product,
                part_number: row.string_id,
                plans: vec![plan],
            }),
        }
    }
    products
}
