//! What the queries show: figures by product, purchases of the nation, and whether the books balance.

use std::collections::BTreeMap;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

use super::subscriptions::{COLUMNS, Subscription, read};
use crate::keys::{PolicyId, ProductId, SubscriptionId};

/// An organisation's part of one purchase, with the purchase.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) subscription: Subscription,
    pub(crate) organisation: OrganisationId,
    pub(crate) allotted: i64,
    pub(crate) assigned: i64,
}

/// Every part an organisation has, in order of product.
pub(crate) async fn parts(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<Vec<Part>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("a.organisation", &mut params);
    parts_where(
        reader,
        &format!("a.organisation = $1 AND {seen} ORDER BY a.product, s.id LIMIT 500"),
        &params,
    )
    .await
}

/// The parts of one purchase, in order of organisation, after a key. Only for those who see the nation.
pub(crate) async fn parts_of(
    reader: &mut Reader,
    sight: &Sight,
    subscription: SubscriptionId,
    after: OrganisationId,
    limit: i64,
) -> Result<Vec<Part>, Fault> {
    let mut params = vals![subscription, after, limit].to_vec();
    let seen = sight.organisations_clause("a.organisation", &mut params);
    parts_where(reader, &format!("a.subscription = $1 AND a.organisation > $2 AND {seen} ORDER BY a.organisation LIMIT $3"), &params).await
}

async fn parts_where(
    reader: &mut Reader,
    condition: &str,
    params: &[Val],
) -> Result<Vec<Part>, Fault> {
    let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("s.{column}")).collect();
    let sql = format!(
        "SELECT {}, a.organisation, a.allotted, a.assigned FROM allotment a JOIN subscription s ON s.id = a.subscription WHERE {condition}",
        columns.join(", ")
    );
    let rows = reader.rows(&sql, params).await?;
    rows.iter()
        .map(|row| {
            Ok(Part {
                subscription: read(row)?,
                organisation: OrganisationId(row.id(11)?),
                allotted: row.int(12)?,
                assigned: row.int(13)?,
            })
        })
        .collect()
}

/// How many wait in an organisation, by product.
pub(crate) async fn waiting(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<BTreeMap<ProductId, i64>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT product, COUNT(*) FROM licence_queue WHERE organisation = $1 AND {seen} GROUP BY product"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| Ok((ProductId(row.id(0)?), row.int(1)?))).collect()
}

/// How many hold and how many wait for a product under a user policy.
pub(crate) async fn under_policy(
    reader: &mut Reader,
    policy: PolicyId,
    product: ProductId,
) -> Result<(i64, i64), Fault> {
    let held =
        "SELECT COUNT(*) FROM licence_assignment WHERE policy = $1 AND product = $2 AND wanted = 1";
    let waiting = "SELECT COUNT(*) FROM licence_queue WHERE policy = $1 AND product = $2";
    Ok((
        reader.number(held, &vals![policy, product]).await?,
        reader.number(waiting, &vals![policy, product]).await?,
    ))
}

/// One who waits, as shown.
#[derive(Clone, Debug)]
pub(crate) struct InQueue {
    pub(crate) place: i64,
    pub(crate) account: AccountId,
    pub(crate) policy: PolicyId,
    pub(crate) since: Timestamp,
}

/// A queue after a place.
pub(crate) async fn queue(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    product: ProductId,
    after: i64,
    limit: i64,
) -> Result<Vec<InQueue>, Fault> {
    let mut params = vals![organisation, product, after, limit].to_vec();
    let seen = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT place, account, policy, since FROM licence_queue WHERE organisation = $1 AND product = $2 AND place > $3 AND {seen} ORDER BY place LIMIT $4"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            Ok(InQueue {
                place: row.int(0)?,
                account: AccountId(row.id(1)?),
                policy: PolicyId(row.id(2)?),
                since: row.time(3)?,
            })
        })
        .collect()
}

/// Purchases after a key with what is in use of each. Only for those who see the nation.
pub(crate) async fn purchases(
    reader: &mut Reader,
    after: SubscriptionId,
    limit: i64,
) -> Result<Vec<(Subscription, i64)>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT CAST(COALESCE(SUM(a.assigned), 0) AS BIGINT) FROM allotment a WHERE a.subscription = subscription.id) \
         FROM subscription WHERE id > $1 ORDER BY id LIMIT $2"
    );
    let rows = reader.rows(&sql, &vals![after, limit]).await?;
    rows.iter().map(|row| Ok((read(row)?, row.int(11)?))).collect()
}

/// What is in use of one purchase.
pub(crate) async fn used_of(
    reader: &mut Reader,
    subscription: SubscriptionId,
) -> Result<i64, Fault> {
    reader.number("SELECT CAST(COALESCE(SUM(assigned), 0) AS BIGINT) FROM allotment WHERE subscription = $1", &vals![subscription]).await
}

/// Queues that could move on: somebody waits and a licence is free.
pub(crate) async fn servable(
    reader: &mut Reader,
    now: Timestamp,
) -> Result<Vec<(OrganisationId, ProductId)>, Fault> {
    let sql = "SELECT DISTINCT a.organisation, a.product FROM allotment a JOIN subscription s ON s.id = a.subscription \
               WHERE a.assigned < a.allotted AND s.reserved <= s.quantity AND s.starts_at <= $1 AND (s.ends_at IS NULL OR s.ends_at > $1) \
               AND EXISTS (SELECT 1 FROM licence_queue q WHERE q.organisation = a.organisation AND q.product = a.product) LIMIT 200";
    pairs(reader, sql, now).await
}

/// Queues that a national purchase could shorten.
pub(crate) async fn thirsty(
    reader: &mut Reader,
    now: Timestamp,
) -> Result<Vec<(OrganisationId, ProductId)>, Fault> {
    let sql = "SELECT DISTINCT q.organisation, q.product FROM licence_queue q WHERE EXISTS \
               (SELECT 1 FROM subscription s WHERE s.product = q.product AND s.owner IS NULL AND s.tops_up = 1 AND s.reserved < s.quantity \
               AND s.starts_at <= $1 AND (s.ends_at IS NULL OR s.ends_at > $1)) LIMIT 200";
    pairs(reader, sql, now).await
}

async fn pairs(
    reader: &mut Reader,
    sql: &str,
    now: Timestamp,
) -> Result<Vec<(OrganisationId, ProductId)>, Fault> {
    let rows = reader.rows(sql, &vals![now]).await?;
    rows.iter().map(|row| Ok((OrganisationId(row.id(0)?), ProductId(row.id(1)?)))).collect()
}

/// Counts of everything that must never be; each statement counts one kind of broken promise.
const PROMISES: &[(&str, &str)] = &[
    (
        "purchases-unbalanced",
        "SELECT COUNT(*) FROM (SELECT subscription FROM licence_account GROUP BY subscription HAVING CAST(SUM(balance) AS BIGINT) <> 0) broken",
    ),
    (
        "purchases-not-as-booked",
        "SELECT COUNT(*) FROM subscription s JOIN licence_account l ON l.subscription = s.id AND l.kind = 'supplier' WHERE l.balance <> -s.quantity",
    ),
    (
        "balances-not-as-moved",
        "SELECT COUNT(*) FROM licence_account l WHERE l.balance <> \
         (SELECT CAST(COALESCE(SUM(m.amount), 0) AS BIGINT) FROM licence_movement m WHERE m.target = l.id) - \
         (SELECT CAST(COALESCE(SUM(m.amount), 0) AS BIGINT) FROM licence_movement m WHERE m.source = l.id)",
    ),
    (
        "allotments-not-as-booked",
        "SELECT COUNT(*) FROM allotment a JOIN licence_account l ON l.subscription = a.subscription AND l.organisation = a.organisation \
         WHERE (l.kind = 'assigned' AND l.balance <> a.assigned) OR (l.kind = 'allotted' AND l.balance <> a.allotted - a.assigned)",
    ),
    (
        "allotments-not-as-held",
        "SELECT COUNT(*) FROM allotment a WHERE a.assigned <> (SELECT COUNT(*) FROM licence_assignment h \
         WHERE h.subscription = a.subscription AND h.organisation = a.organisation)",
    ),
    (
        "purchases-not-as-reserved",
        "SELECT COUNT(*) FROM subscription s WHERE s.reserved <> (SELECT CAST(COALESCE(SUM(CASE WHEN a.allotted > a.assigned \
         THEN a.allotted ELSE a.assigned END), 0) AS BIGINT) FROM allotment a WHERE a.subscription = s.id)",
    ),
    (
        "held-and-waiting",
        "SELECT COUNT(*) FROM licence_queue q JOIN licence_assignment h ON h.account = q.account AND h.product = q.product",
    ),
    (
        "overtaken",
        "SELECT COUNT(*) FROM licence_queue q WHERE EXISTS (SELECT 1 FROM licence_movement m \
         JOIN licence_account l ON l.id = m.target AND l.kind = 'assigned' JOIN subscription s ON s.id = m.subscription \
         WHERE s.product = q.product AND l.organisation = q.organisation AND m.place > q.place)",
    ),
    (
        "out-of-turn",
        "SELECT COUNT(*) FROM licence_movement later JOIN licence_account l ON l.id = later.target AND l.kind = 'assigned' \
         WHERE EXISTS (SELECT 1 FROM licence_movement earlier WHERE earlier.target = later.target AND earlier.id < later.id AND earlier.place > later.place)",
    ),
];

/// Licences in use beyond what was allotted or bought. No promise is broken by it: a purchase may be made smaller.
const OVER: &str = "SELECT CAST(COALESCE(SUM(assigned - allotted), 0) AS BIGINT) FROM allotment WHERE assigned > allotted";

/// Promises that are broken, by name, with how often; and how many licences are in use beyond the allotments.
pub(crate) async fn broken_promises(
    reader: &mut Reader,
) -> Result<(BTreeMap<&'static str, i64>, i64), Fault> {
    let mut broken = BTreeMap::new();
    for (name, sql) in PROMISES {
        let count = reader.number(sql, &[]).await?;
        if count > 0 {
            broken.insert(*name, count);
        }
    }
    Ok((broken, reader.number(OVER, &[]).await?))
}
