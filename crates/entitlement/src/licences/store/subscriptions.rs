//! Purchases, their guard, the allotments, and the accounts between which licences move.

use facts::entitlement::{EndingLicences, LicencesEnding};
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::super::model::AccountKind;
use crate::keys::{ProductId, SubscriptionId};

/// Where no organisation is meant.
const NOBODY: OrganisationId = OrganisationId(Uuid::nil());

/// A purchase as stored.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: SubscriptionId,
    /// Who bought it; the nation if nobody else.
    pub(crate) owner: Option<OrganisationId>,
    pub(crate) product: ProductId,
    pub(crate) label: String,
    pub(crate) quantity: i64,
    /// What the allotments keep back: the greater of allotted and assigned in each.
    pub(crate) reserved: i64,
    /// Whether organisations are topped up from it as they need.
    pub(crate) tops_up: bool,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) predecessor: Option<SubscriptionId>,
    pub(crate) version: i64,
}

/// The columns of [`read`], in its order.
pub(super) const COLUMNS: &str = "id, owner, product, label, quantity, reserved, tops_up, starts_at, ends_at, predecessor, version";

pub(super) fn read(row: &Row) -> Result<Subscription, Fault> {
    Ok(Subscription {
        id: SubscriptionId(row.id(0)?),
        owner: row.id_or_none(1)?.map(OrganisationId),
        product: ProductId(row.id(2)?),
        label: row.text(3)?,
        quantity: row.int(4)?,
        reserved: row.int(5)?,
        tops_up: row.flag(6)?,
        starts_at: row.time(7)?,
        ends_at: row.time_or_none(8)?,
        predecessor: row.id_or_none(9)?.map(SubscriptionId),
        version: row.int(10)?,
    })
}

/// The purchase of that key.
pub(crate) async fn find(
    reader: &mut Reader,
    id: SubscriptionId,
) -> Result<Option<Subscription>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM subscription WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// Adds a purchase with its two national accounts.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, new: &Subscription) -> Result<(), Fault> {
    let params = vals![
        new.id,
        new.owner.map(|owner| owner.0),
        new.product,
        &new.label,
        new.quantity,
        new.tops_up,
        new.starts_at,
        new.ends_at,
        new.predecessor.map(|predecessor| predecessor.0),
        call.act
    ];
    let sql = "INSERT INTO subscription (id, owner, product, label, quantity, reserved, tops_up, starts_at, ends_at, predecessor, version, act) \
               VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, 1, $10)";
    tx.exec(sql, &params).await?;
    open_account(tx, call, new.id, AccountKind::Supplier, NOBODY).await?;
    open_account(tx, call, new.id, AccountKind::Purchased, NOBODY).await
}

/// Changes how many were bought, if nobody was faster.
pub(crate) async fn set_quantity(
    tx: &mut WriteTx,
    call: &Call,
    old: &Subscription,
    quantity: i64,
) -> Result<bool, Fault> {
    let sql = "UPDATE subscription SET quantity = $1, version = version + 1, act = $2 WHERE id = $3 AND version = $4";
    Ok(tx.exec(sql, &vals![quantity, call.act, old.id, old.version]).await? == 1)
}

/// The guard of a purchase: keeps back more, if so many are left. The number of rows is the verdict.
pub(crate) async fn reserve(
    tx: &mut WriteTx,
    call: &Call,
    id: SubscriptionId,
    more: i64,
) -> Result<bool, Fault> {
    let sql = "UPDATE subscription SET reserved = reserved + $1, act = $2 WHERE id = $3 AND reserved + $1 <= quantity";
    Ok(tx.exec(sql, &vals![more, call.act, id]).await? == 1)
}

/// Keeps back less. With 0 it only takes the row, so that nobody else changes what is kept back.
pub(crate) async fn unreserve(
    tx: &mut WriteTx,
    call: &Call,
    id: SubscriptionId,
    fewer: i64,
) -> Result<(), Fault> {
    let sql = "UPDATE subscription SET reserved = reserved - $1, act = $2 WHERE id = $3";
    tx.exec(sql, &vals![fewer, call.act, id]).await.map(drop)
}

/// An organisation's part of a purchase.
#[derive(Clone, Debug)]
pub(crate) struct Allotment {
    pub(crate) id: Uuid,
    pub(crate) subscription: SubscriptionId,
    pub(crate) organisation: OrganisationId,
    pub(crate) allotted: i64,
    pub(crate) assigned: i64,
    pub(crate) version: i64,
}

impl Allotment {
    /// What the purchase keeps back for it.
    pub(crate) fn reserved(&self, allotted: i64) -> i64 {
        allotted.max(self.assigned)
    }

    /// Licences that can be given out; none while more are in use than allotted.
    pub(crate) fn free(&self) -> i64 {
        (self.allotted - self.assigned).max(0)
    }
}

const ALLOTMENT: &str = "id, subscription, organisation, allotted, assigned, version";

fn read_allotment(row: &Row) -> Result<Allotment, Fault> {
    Ok(Allotment {
        id: row.id(0)?,
        subscription: SubscriptionId(row.id(1)?),
        organisation: OrganisationId(row.id(2)?),
        allotted: row.int(3)?,
        assigned: row.int(4)?,
        version: row.int(5)?,
    })
}

/// The organisation's part of a purchase.
pub(crate) async fn find_allotment(
    reader: &mut Reader,
    subscription: SubscriptionId,
    organisation: OrganisationId,
) -> Result<Option<Allotment>, Fault> {
    let sql =
        format!("SELECT {ALLOTMENT} FROM allotment WHERE subscription = $1 AND organisation = $2");
    reader
        .row(&sql, &vals![subscription, organisation])
        .await?
        .as_ref()
        .map(read_allotment)
        .transpose()
}

/// The same, made empty where there is none yet.
pub(crate) async fn open_allotment(
    tx: &mut WriteTx,
    call: &Call,
    subscription: &Subscription,
    organisation: OrganisationId,
) -> Result<Allotment, Fault> {
    if let Some(found) = find_allotment(tx, subscription.id, organisation).await? {
        return Ok(found);
    }
    let params =
        vals![ids::new_at(call.now), subscription.id, organisation, subscription.product, call.act];
    let sql = "INSERT INTO allotment (id, subscription, organisation, product, allotted, assigned, version, act) \
               VALUES ($1, $2, $3, $4, 0, 0, 1, $5) ON CONFLICT (subscription, organisation) DO NOTHING";
    tx.exec(sql, &params).await?;
    open_account(tx, call, subscription.id, AccountKind::Allotted, organisation).await?;
    open_account(tx, call, subscription.id, AccountKind::Assigned, organisation).await?;
    find_allotment(tx, subscription.id, organisation)
        .await?
        .ok_or_else(|| Fault::again("opening an allotment"))
}

/// Changes how many an organisation may use, if the row is still as it was read.
pub(crate) async fn set_allotted(
    tx: &mut WriteTx,
    call: &Call,
    old: &Allotment,
    allotted: i64,
) -> Result<bool, Fault> {
    let params = vals![allotted, call.act, old.id, old.allotted, old.assigned];
    let sql = "UPDATE allotment SET allotted = $1, version = version + 1, act = $2 WHERE id = $3 AND allotted = $4 AND assigned = $5";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Takes one licence out of an allotment, if one is free. The number of rows is the verdict.
pub(crate) async fn take(tx: &mut WriteTx, call: &Call, allotment: Uuid) -> Result<bool, Fault> {
    let sql = "UPDATE allotment SET assigned = assigned + 1, version = version + 1, act = $1 WHERE id = $2 AND assigned < allotted";
    Ok(tx.exec(sql, &vals![call.act, allotment]).await? == 1)
}

/// Gives one licence back, if the allotment is (not) over as it was when it was read.
pub(crate) async fn give_back(
    tx: &mut WriteTx,
    call: &Call,
    allotment: &Allotment,
) -> Result<bool, Fault> {
    let still = if allotment.assigned > allotment.allotted {
        "assigned > allotted"
    } else {
        "assigned <= allotted"
    };
    let sql = format!(
        "UPDATE allotment SET assigned = assigned - 1, version = version + 1, act = $1 WHERE id = $2 AND assigned > 0 AND {still}"
    );
    Ok(tx.exec(&sql, &vals![call.act, allotment.id]).await? == 1)
}

/// Allotments of the product out of which a licence could be taken now, the one that ends first in front. A purchase
/// that keeps back more than was bought gives nothing out until that is put right.
pub(crate) async fn usable(
    reader: &mut Reader,
    organisation: OrganisationId,
    product: ProductId,
    now: Timestamp,
) -> Result<Vec<(Allotment, bool)>, Fault> {
    let sql = "SELECT a.id, a.subscription, a.organisation, a.allotted, a.assigned, a.version, s.tops_up \
               FROM allotment a JOIN subscription s ON s.id = a.subscription \
               WHERE a.organisation = $1 AND a.product = $2 AND a.assigned < a.allotted AND s.reserved <= s.quantity \
               AND s.starts_at <= $3 AND (s.ends_at IS NULL OR s.ends_at > $3) \
               ORDER BY COALESCE(s.ends_at, 9223372036854775807), a.id LIMIT 50";
    let rows = reader.rows(sql, &vals![organisation, product, now]).await?;
    rows.iter().map(|row| Ok((read_allotment(row)?, row.flag(6)?))).collect()
}

/// National purchases of the product that top organisations up and have some left, the one that ends first in front.
pub(crate) async fn pools(
    reader: &mut Reader,
    product: ProductId,
    now: Timestamp,
) -> Result<Vec<Subscription>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM subscription WHERE product = $1 AND owner IS NULL AND tops_up = 1 AND reserved < quantity \
         AND starts_at <= $2 AND (ends_at IS NULL OR ends_at > $2) ORDER BY COALESCE(ends_at, 9223372036854775807), id LIMIT 20"
    );
    reader.rows(&sql, &vals![product, now]).await?.iter().map(read).collect()
}

/// Whether any national purchase of the product tops organisations up, empty or not.
pub(crate) async fn has_pool(reader: &mut Reader, product: ProductId) -> Result<bool, Fault> {
    let sql =
        "SELECT id FROM subscription WHERE product = $1 AND owner IS NULL AND tops_up = 1 LIMIT 1";
    Ok(reader.row(sql, &vals![product]).await?.is_some())
}

/// Allotments of a purchase with licences nobody holds, most first, so that few rows are enough.
pub(crate) async fn with_free(
    reader: &mut Reader,
    subscription: SubscriptionId,
    limit: i64,
) -> Result<Vec<Allotment>, Fault> {
    let sql = format!(
        "SELECT {ALLOTMENT} FROM allotment WHERE subscription = $1 AND allotted > assigned ORDER BY allotted - assigned DESC, id LIMIT $2"
    );
    reader.rows(&sql, &vals![subscription, limit]).await?.iter().map(read_allotment).collect()
}

/// Purchases that keep back more than was bought while some of it is free.
pub(crate) async fn reclaimable(reader: &mut Reader) -> Result<Vec<SubscriptionId>, Fault> {
    let sql = "SELECT id FROM subscription WHERE reserved > quantity AND EXISTS \
               (SELECT 1 FROM allotment WHERE allotment.subscription = subscription.id AND allotment.allotted > allotment.assigned) ORDER BY id LIMIT 200";
    reader.rows(sql, &[]).await?.iter().map(|row| row.id(0).map(SubscriptionId)).collect()
}

async fn open_account(
    tx: &mut WriteTx,
    call: &Call,
    subscription: SubscriptionId,
    kind: AccountKind,
    organisation: OrganisationId,
) -> Result<(), Fault> {
    let params = vals![ids::new_at(call.now), subscription, kind.name(), organisation, call.act];
    let sql = "INSERT INTO licence_account (id, subscription, kind, organisation, balance, version, act) \
               VALUES ($1, $2, $3, $4, 0, 1, $5) ON CONFLICT (subscription, kind, organisation) DO NOTHING";
    tx.exec(sql, &params).await.map(drop)
}

/// One movement of licences of a purchase; a negative amount goes the other way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Movement {
    pub(crate) subscription: SubscriptionId,
    pub(crate) from: AccountKind,
    pub(crate) to: AccountKind,
    /// Whose accounts, where an organisation has its own.
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) amount: i64,
    /// Who got or gave it.
    pub(crate) holder: Option<AccountId>,
    /// The holder's place in the order of those who asked.
    pub(crate) place: Option<i64>,
}

/// Moves licences between two accounts: what one loses the other gains.
pub(crate) async fn post(tx: &mut WriteTx, call: &Call, movement: Movement) -> Result<(), Fault> {
    let (from, to, amount) = match movement.amount {
        0 => return Ok(()),
        amount if amount < 0 => (movement.to, movement.from, -amount),
        amount => (movement.from, movement.to, amount),
    };
    let organisation = movement.organisation.unwrap_or(NOBODY);
    let source = account(tx, movement.subscription, from, organisation).await?;
    let target = account(tx, movement.subscription, to, organisation).await?;
    for (account, change) in [(source, -amount), (target, amount)] {
        let sql = "UPDATE licence_account SET balance = balance + $1, version = version + 1, act = $2 WHERE id = $3";
        if tx.exec(sql, &vals![change, call.act, account]).await? != 1 {
            return Err(Fault::defect("moving licences between accounts, one of which is gone"));
        }
    }
    let holder = movement.holder.map(|holder| holder.0);
    let place = movement.place.map_or(kernel::db::Val::Null, kernel::db::Val::Int);
    let params = vals![
        ids::new_at(call.now),
        movement.subscription,
        source,
        target,
        amount,
        holder,
        place,
        call.now,
        call.act
    ];
    let sql = "INSERT INTO licence_movement (id, subscription, source, target, amount, holder, place, at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)";
    tx.exec(sql, &params).await.map(drop)
}

/// The account of a purchase, of one organisation where each has its own.
pub(crate) async fn account(
    reader: &mut Reader,
    subscription: SubscriptionId,
    kind: AccountKind,
    organisation: OrganisationId,
) -> Result<Uuid, Fault> {
    let organisation = if matches!(kind, AccountKind::Supplier | AccountKind::Purchased) {
        NOBODY
    } else {
        organisation
    };
    let sql = "SELECT id FROM licence_account WHERE subscription = $1 AND kind = $2 AND organisation = $3";
    let row = reader.row(sql, &vals![subscription, kind.name(), organisation]).await?;
    row.ok_or_else(|| Fault::defect("finding the account of an allotment"))?.id(0)
}

/// Products of which an organisation has a part of any purchase, however small.
pub(crate) async fn products_of(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<ProductId>, Fault> {
    let sql = "SELECT DISTINCT product FROM allotment WHERE organisation = $1 LIMIT 1000";
    reader
        .rows(sql, &vals![organisation])
        .await?
        .iter()
        .map(|row| row.id(0).map(ProductId))
        .collect()
}

/// Parts of purchases that end after one moment and by another, by key.
pub(crate) async fn ending(
    reader: &mut Reader,
    asked: LicencesEnding,
) -> Result<Vec<EndingLicences>, Fault> {
    let after = asked.after.unwrap_or(Uuid::nil());
    let sql = "SELECT a.id, a.organisation, a.product, a.allotted, s.ends_at FROM allotment a JOIN subscription s ON s.id = a.subscription \
               WHERE a.id > $1 AND a.allotted > 0 AND s.ends_at > $2 AND s.ends_at <= $3 ORDER BY a.id LIMIT $4";
    let rows = reader.rows(sql, &vals![after, asked.from, asked.by, asked.limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(EndingLicences {
                allotment: row.id(0)?,
                organisation: OrganisationId(row.id(1)?),
                sku: row.id(2)?,
                count: row.int(3)?,
                ends_at: row.time(4)?,
            })
        })
        .collect()
}
