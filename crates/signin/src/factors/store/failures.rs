//! The count of wrong codes: a row for each, over the last day.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::attempts;
use crate::factors::model::DAY_SECONDS;

/// Counts a code as wrong until it is found to be right; says no if there were as many in the last day as there may be.
pub(in crate::factors) async fn count_failure(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    now: Timestamp,
    most: i64,
) -> Result<bool, Fault> {
    // Takes the row, so that a code that comes in through another node waits and reads what this one wrote.
    let take = "INSERT INTO second_factor_guard (account, tries) VALUES ($1, 1) \
                ON CONFLICT (account) DO UPDATE SET tries = second_factor_guard.tries + 1";
    tx.exec(take, &vals![account]).await?;
    if counted(tx, account, now).await? >= most {
        return Ok(false);
    }
    let sql = "INSERT INTO second_factor_failure (id, account, at) VALUES ($1, $2, $3)";
    tx.exec(sql, &vals![id, account, now]).await?;
    Ok(true)
}

/// The code was right after all.
pub(in crate::factors) async fn uncount_failure(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM second_factor_failure WHERE id = $1", &vals![id]).await?;
    Ok(())
}

/// Since when wrong codes count: for a day, or since an administrator unlocked the account.
async fn since(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Timestamp, Fault> {
    let day = Timestamp::from_micros(now.plus_seconds(-DAY_SECONDS).micros() + 1);
    Ok(attempts::released_at(reader, account).await?.map_or(day, |released| released.max(day)))
}

async fn counted(reader: &mut Reader, account: AccountId, now: Timestamp) -> Result<i64, Fault> {
    let since = since(reader, account, now).await?;
    let sql = "SELECT COUNT(*) FROM second_factor_failure WHERE account = $1 AND at >= $2";
    reader.number(sql, &vals![account, since]).await
}

/// When codes are looked at again, if so many were wrong that none is now.
pub(in crate::factors) async fn open_again_at(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
    most: i64,
) -> Result<Option<Timestamp>, Fault> {
    let since = since(reader, account, now).await?;
    let sql = "SELECT at FROM second_factor_failure WHERE account = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT 1 OFFSET $3";
    let row = reader.row(sql, &vals![account, since, most - 1]).await?;
    row.map(|row| Ok(row.time(0)?.plus_seconds(DAY_SECONDS))).transpose()
}

/// Whether wrong codes from before a moment are still kept.
pub(in crate::factors) async fn has_failures_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM second_factor_failure WHERE at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(in crate::factors) async fn clear_failures(
    tx: &mut WriteTx,
    at: Timestamp,
    most: u64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM second_factor_failure WHERE id IN (SELECT id FROM second_factor_failure WHERE at < $1 ORDER BY at LIMIT $2)";
    tx.exec(sql, &vals![at, i64::try_from(most).unwrap_or(i64::MAX)]).await
}
