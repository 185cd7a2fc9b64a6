//! Who holds a licence, who waits for one, and the one row per organisation that puts takers in order.

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::{PolicyId, ProductId, SubscriptionId};

/// Takes the organisation's row: until the end of this act nobody else gives, takes back or queues there.
pub(crate) async fn lock_desk(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<(), Fault> {
    let lock = "UPDATE licence_desk SET version = version + 1, act = $1 WHERE organisation = $2";
    if tx.exec(lock, &vals![call.act, organisation]).await? == 1 {
        return Ok(());
    }
    let open = "INSERT INTO licence_desk (organisation, next_place, version, act) VALUES ($1, 1, 1, $2) ON CONFLICT (organisation) DO NOTHING";
    tx.exec(open, &vals![organisation, call.act]).await?;
    match tx.exec(lock, &vals![call.act, organisation]).await? {
        1 => Ok(()),
        _ => Err(Fault::again("opening the row of an organisation")),
    }
}

/// The next place in the order of those who ask for a licence there. The row is taken already.
pub(crate) async fn next_place(
    tx: &mut WriteTx,
    organisation: OrganisationId,
) -> Result<i64, Fault> {
    let place = tx
        .number("SELECT next_place FROM licence_desk WHERE organisation = $1", &vals![organisation])
        .await?;
    tx.exec(
        "UPDATE licence_desk SET next_place = next_place + 1 WHERE organisation = $1",
        &vals![organisation],
    )
    .await?;
    Ok(place)
}

/// The place that the next one who asks there will get, whoever asks.
pub(crate) async fn place_to_come(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<i64, Fault> {
    let sql = "SELECT next_place FROM licence_desk WHERE organisation = $1";
    let row = reader.row(sql, &vals![organisation]).await?;
    row.map_or(Ok(1), |row| row.int(0))
}

/// A licence somebody holds.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
    pub(crate) subscription: SubscriptionId,
    pub(crate) product: ProductId,
    pub(crate) policy: PolicyId,
    /// Whether the holder's user policy gives it; if not, it is kept until the new one is free.
    pub(crate) wanted: bool,
}

const ASSIGNMENT: &str = "id, account, organisation, subscription, product, policy, wanted";

fn read_assignment(row: &Row) -> Result<Assignment, Fault> {
    Ok(Assignment {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        organisation: OrganisationId(row.id(2)?),
        subscription: SubscriptionId(row.id(3)?),
        product: ProductId(row.id(4)?),
        policy: PolicyId(row.id(5)?),
        wanted: row.flag(6)?,
    })
}

/// The licences an account holds, in order of product.
pub(crate) async fn assignments_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<Assignment>, Fault> {
    let sql = format!(
        "SELECT {ASSIGNMENT} FROM licence_assignment WHERE account = $1 ORDER BY product LIMIT 100"
    );
    reader.rows(&sql, &vals![account]).await?.iter().map(read_assignment).collect()
}

/// Accounts in one statement.
const TOGETHER: usize = 100;

/// The licences of an organisation that some accounts hold, in order of product.
pub(crate) async fn held_by(
    reader: &mut Reader,
    organisation: OrganisationId,
    accounts: &[AccountId],
) -> Result<Vec<Assignment>, Fault> {
    let marks: Vec<String> = (1..=TOGETHER).map(|number| format!("${number}")).collect();
    // By account alone: an index by organisation would lead through everybody who belongs to it.
    let sql = format!(
        "SELECT {ASSIGNMENT} FROM licence_assignment WHERE account IN ({}) ORDER BY product, account",
        marks.join(", ")
    );
    let mut found = Vec::new();
    for part in accounts.chunks(TOGETHER) {
        // Always as many, so that one prepared statement serves: nobody has the key that fills up.
        let filled = part.iter().map(|account| account.0).chain(std::iter::repeat(Uuid::nil()));
        let params: Vec<Val> = filled.take(TOGETHER).map(Into::into).collect();
        for row in reader.rows(&sql, &params).await? {
            found.push(read_assignment(&row)?);
        }
    }
    found.retain(|held| held.organisation == organisation);
    Ok(found)
}

/// Notes that an account holds a licence; it holds one of a product at most.
pub(crate) async fn assign(tx: &mut WriteTx, call: &Call, new: &Assignment) -> Result<(), Fault> {
    let params = vals![
        new.id,
        new.account,
        new.organisation,
        new.subscription,
        new.product,
        new.policy,
        new.wanted,
        call.now,
        call.act
    ];
    let sql = "INSERT INTO licence_assignment (id, account, organisation, subscription, product, policy, wanted, since, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) ON CONFLICT (account, product) DO NOTHING";
    match tx.exec(sql, &params).await? {
        1 => Ok(()),
        _ => Err(Fault::again("giving an account a second licence of a product")),
    }
}

/// Says under which user policy a licence is held and whether that policy gives it.
pub(crate) async fn keep(
    tx: &mut WriteTx,
    call: &Call,
    assignment: &Assignment,
    policy: PolicyId,
    wanted: bool,
) -> Result<(), Fault> {
    let sql = "UPDATE licence_assignment SET policy = $1, wanted = $2, version = version + 1, act = $3 WHERE id = $4";
    tx.exec(sql, &vals![policy, wanted, call.act, assignment.id]).await.map(drop)
}

/// Notes that a licence is no longer held.
pub(crate) async fn unassign(tx: &mut WriteTx, assignment: &Assignment) -> Result<(), Fault> {
    match tx.exec("DELETE FROM licence_assignment WHERE id = $1", &vals![assignment.id]).await? {
        1 => Ok(()),
        _ => Err(Fault::again("taking back a licence that was taken back already")),
    }
}

/// Somebody who waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) id: Uuid,
    pub(crate) organisation: OrganisationId,
    pub(crate) product: ProductId,
    pub(crate) place: i64,
    pub(crate) account: AccountId,
    pub(crate) policy: PolicyId,
    /// Whether it is the base licence of the user policy; with it, what was kept meanwhile is given back.
    pub(crate) is_base: bool,
}

const WAITING: &str = "id, organisation, product, place, account, policy, is_base";

fn read_waiting(row: &Row) -> Result<Waiting, Fault> {
    Ok(Waiting {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        product: ProductId(row.id(2)?),
        place: row.int(3)?,
        account: AccountId(row.id(4)?),
        policy: PolicyId(row.id(5)?),
        is_base: row.flag(6)?,
    })
}

/// What an account waits for.
pub(crate) async fn waits_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<Waiting>, Fault> {
    let sql = format!(
        "SELECT {WAITING} FROM licence_queue WHERE account = $1 ORDER BY product LIMIT 100"
    );
    reader.rows(&sql, &vals![account]).await?.iter().map(read_waiting).collect()
}

/// The first of a queue after a place.
pub(crate) async fn queue(
    reader: &mut Reader,
    organisation: OrganisationId,
    product: ProductId,
    after: i64,
    limit: i64,
) -> Result<Vec<Waiting>, Fault> {
    let sql = format!(
        "SELECT {WAITING} FROM licence_queue WHERE organisation = $1 AND product = $2 AND place > $3 ORDER BY place LIMIT $4"
    );
    reader
        .rows(&sql, &vals![organisation, product, after, limit])
        .await?
        .iter()
        .map(read_waiting)
        .collect()
}

/// How many stand before a place.
pub(crate) async fn ahead(
    reader: &mut Reader,
    organisation: OrganisationId,
    product: ProductId,
    place: i64,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM licence_queue WHERE organisation = $1 AND product = $2 AND place < $3";
    reader.number(sql, &vals![organisation, product, place]).await
}

/// Puts an account at the end of a queue.
pub(crate) async fn wait(tx: &mut WriteTx, call: &Call, new: &Waiting) -> Result<(), Fault> {
    let params = vals![
        new.id,
        new.organisation,
        new.product,
        new.place,
        new.account,
        new.policy,
        new.is_base,
        call.now,
        call.act
    ];
    let sql = "INSERT INTO licence_queue (id, organisation, product, place, account, policy, is_base, since, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) ON CONFLICT (account, product) DO NOTHING";
    match tx.exec(sql, &params).await? {
        1 => Ok(()),
        _ => Err(Fault::again("queueing an account twice for a product")),
    }
}

/// Keeps a place in a queue under another user policy.
pub(crate) async fn wait_under(
    tx: &mut WriteTx,
    call: &Call,
    waiting: &Waiting,
    policy: PolicyId,
    is_base: bool,
) -> Result<(), Fault> {
    let sql = "UPDATE licence_queue SET policy = $1, is_base = $2, version = version + 1, act = $3 WHERE id = $4";
    tx.exec(sql, &vals![policy, is_base, call.act, waiting.id]).await.map(drop)
}

/// Takes somebody out of a queue.
pub(crate) async fn stop_waiting(tx: &mut WriteTx, waiting: &Waiting) -> Result<(), Fault> {
    match tx.exec("DELETE FROM licence_queue WHERE id = $1", &vals![waiting.id]).await? {
        1 => Ok(()),
        _ => Err(Fault::again("taking somebody out of a queue twice")),
    }
}

/// A new key for a row of this capability.
pub(crate) fn key(call: &Call) -> Uuid {
    ids::new_at(call.now)
}
