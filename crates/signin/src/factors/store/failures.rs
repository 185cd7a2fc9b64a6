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
    let release = attempts::releases(tx, account).await?;
    if counted(tx, account, release, now).await? >= most {
        return Ok(false);
    }
    let sql =
        "INSERT INTO second_factor_failure (id, account, at, release) VALUES ($1, $2, $3, $4)";
    tx.exec(sql, &vals![id, account, now, release]).await?;
    Ok(true)
}

/// The code was right after all.
pub(in crate::factors) async fn uncount_failure(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM second_factor_failure WHERE id = $1", &vals![id]).await?;
    Ok(())
}

/// Since when wrong codes count: for a day.
fn since(now: Timestamp) -> Timestamp {
    Timestamp::from_micros(now.plus_seconds(-DAY_SECONDS).micros() + 1)
}

/// Those of the last day that no administrator has unlocked since; whatever a clock said then.
async fn counted(
    reader: &mut Reader,
    account: AccountId,
    release: i64,
    now: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM second_factor_failure WHERE account = $1 AND at >= $2 AND release = $3";
    reader.number(sql, &vals![account, since(now), release]).await
}

/// When codes are looked at again, if so many were wrong that none is now.
pub(in crate::factors) async fn open_again_at(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
    most: i64,
) -> Result<Option<Timestamp>, Fault> {
    let release = attempts::releases(reader, account).await?;
    let sql = "SELECT at FROM second_factor_failure WHERE account = $1 AND at >= $2 AND release = $3 ORDER BY at DESC, id DESC LIMIT 1 OFFSET $4";
    let row = reader.row(sql, &vals![account, since(now), release, most - 1]).await?;
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

/// Clears so many rows that hold the turn of an account without wrong codes; says how many that were.
pub(in crate::factors) async fn clear_turns(tx: &mut WriteTx, most: u64) -> Result<u64, Fault> {
    let sql = "DELETE FROM second_factor_guard WHERE account IN (SELECT g.account FROM second_factor_guard g \
               WHERE NOT EXISTS (SELECT 1 FROM second_factor_failure f WHERE f.account = g.account) LIMIT $1)";
    tx.exec(sql, &vals![i64::try_from(most).unwrap_or(i64::MAX)]).await
}
