//! The count of wrong codes: a row for each, over the last day and over the last minutes.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::attempts;
use crate::factors::model::{DAY_SECONDS, Limits, Purpose, Span, Whence};

/// What a wrong code of somebody is kept as who proved nothing before, and comes from anywhere.
const STRANGER: i64 = 1;
/// The same from a network that the account knows.
const FAMILIAR: i64 = 2;

/// Counts a code as wrong until it is found to be right; says no if there were as many in a span as there may be.
pub(in crate::factors) async fn count_failure(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    purpose: Purpose,
    now: Timestamp,
    limits: &Limits,
) -> Result<bool, Fault> {
    // Takes the row, so that a code that comes in through another node waits and reads what this one wrote.
    let take = "INSERT INTO second_factor_guard (account, tries) VALUES ($1, 1) \
                ON CONFLICT (account) DO UPDATE SET tries = second_factor_guard.tries + 1";
    tx.exec(take, &vals![account]).await?;
    let release = attempts::releases(tx, account).await?;
    for Span { most, seconds } in limits.spans {
        if counted(tx, account, release, since(now, seconds)).await? >= most {
            return Ok(false);
        }
    }
    // Strangers use up a part of what may be wrong; who comes from a network that the account knows still has the rest.
    let (of_strangers, of_all) = ((STRANGER, limits.recovering), (FAMILIAR, limits.unproved));
    let (recovering, bounds) = match purpose {
        Purpose::Recover(_, Whence::Elsewhere) => (STRANGER, vec![of_strangers, of_all]),
        Purpose::Recover(_, Whence::Familiar) => (FAMILIAR, vec![of_all]),
        _ => (0, Vec::new()),
    };
    for (kind, spans) in bounds {
        for Span { most, seconds } in spans {
            let sql = "SELECT COUNT(*) FROM second_factor_failure WHERE account = $1 AND at >= $2 AND release = $3 AND recovering > 0 AND recovering <= $4";
            let params = vals![account, since(now, seconds), release, kind];
            if tx.number(sql, &params).await? >= most {
                return Ok(false);
            }
        }
    }
    let after_password = i64::from(matches!(purpose, Purpose::SignIn(_)));
    let sql = "INSERT INTO second_factor_failure (id, account, at, release, after_password, recovering) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.exec(sql, &vals![id, account, now, release, after_password, recovering]).await?;
    Ok(true)
}

/// The code was right after all.
pub(in crate::factors) async fn uncount_failure(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM second_factor_failure WHERE id = $1", &vals![id]).await?;
    Ok(())
}

/// Since when wrong codes count in a span of so many seconds that ends now.
pub(super) fn since(now: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_micros(now.plus_seconds(-seconds).micros() + 1)
}

/// Those since a moment that no administrator has unlocked since; whatever a clock said then.
async fn counted(
    reader: &mut Reader,
    account: AccountId,
    release: i64,
    since: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM second_factor_failure WHERE account = $1 AND at >= $2 AND release = $3";
    reader.number(sql, &vals![account, since, release]).await
}

/// Those of the last day that followed a right password.
pub(super) async fn after_password(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM second_factor_failure WHERE account = $1 AND at >= $2 AND after_password = 1";
    reader.number(sql, &vals![account, since(now, DAY_SECONDS)]).await
}

/// When codes are looked at again, if so many were wrong that none is now.
pub(in crate::factors) async fn open_again_at(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
    limits: &Limits,
) -> Result<Option<Timestamp>, Fault> {
    let release = attempts::releases(reader, account).await?;
    let sql = "SELECT at FROM second_factor_failure WHERE account = $1 AND at >= $2 AND release = $3 ORDER BY at DESC, id DESC LIMIT 1 OFFSET $4";
    let mut latest = None;
    for Span { most, seconds } in limits.spans {
        let params = vals![account, since(now, seconds), release, most - 1];
        if let Some(row) = reader.row(sql, &params).await? {
            latest = latest.max(Some(row.time(0)?.plus_seconds(seconds)));
        }
    }
    Ok(latest)
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
