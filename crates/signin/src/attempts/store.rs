//! The tables of attempts: the counter that locks, releases from a lock, and the log.

use kernel::audit::not_kept;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::ids::{AccountId, ActId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::Outcome;
use super::model::username_key;
use super::queries::LoggedAttempt;
use crate::origin::Origin;

/// What is known of an attempt when it begins.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(super) id: Uuid,
    pub(super) at: Timestamp,
    pub(super) account: Option<AccountId>,
    pub(super) username_key: String,
    pub(super) peer: String,
    pub(super) device: String,
}

impl Line {
    /// A line about somebody who is known, beside the slices' own attempts.
    pub(crate) fn of(
        id: Uuid,
        at: Timestamp,
        account: AccountId,
        username: &str,
        origin: &Origin,
    ) -> Self {
        Self {
            id,
            at,
            account: Some(account),
            username_key: username_key(username, true),
            peer: origin.peer().to_owned(),
            device: origin.device().to_owned(),
        }
    }
}

struct Counter {
    failures: i64,
    locked_until: Timestamp,
    release: i64,
}

const NEVER: Timestamp = Timestamp::from_micros(0);

/// Counts an attempt as a failure until it is found to be right; says no if the account is locked.
pub(super) async fn count(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
    most: i64,
    lock_seconds: i64,
) -> Result<bool, Fault> {
    // Takes the row, so that an attempt that comes in through another node waits and reads what this one wrote.
    let take = "INSERT INTO sign_in_guard (account, failures, locked_until, release) VALUES ($1, 0, 0, 0) \
                ON CONFLICT (account) DO UPDATE SET failures = sign_in_guard.failures";
    tx.exec(take, &vals![account]).await?;
    let released = releases(tx, account).await?;
    let mut counter = counter(tx, account).await?;
    let lock_is_over = counter.locked_until != NEVER && counter.locked_until <= now;
    if counter.release != released || lock_is_over {
        counter = Counter { failures: 0, locked_until: NEVER, release: released };
    }
    if counter.locked_until > now {
        return Ok(false);
    }
    counter.failures += 1;
    if counter.failures >= most {
        counter.locked_until = now.plus_seconds(lock_seconds);
    }
    let params = vals![account, counter.failures, counter.locked_until, counter.release];
    let sql = "UPDATE sign_in_guard SET failures = $2, locked_until = $3, release = $4 WHERE account = $1";
    tx.exec(sql, &params).await?;
    Ok(true)
}

/// The attempt was right: what failed before it is forgotten.
pub(super) async fn forget_failures(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_guard SET failures = 0, locked_until = 0 WHERE account = $1";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

/// The attempt was no guess: it is taken out of the count, and the lock it may have closed is open again.
pub(super) async fn uncount(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_guard SET failures = failures - 1, locked_until = 0 WHERE account = $1 AND failures > 0";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

async fn counter(reader: &mut Reader, account: AccountId) -> Result<Counter, Fault> {
    let sql = "SELECT failures, locked_until, release FROM sign_in_guard WHERE account = $1";
    match reader.row(sql, &vals![account]).await? {
        None => Ok(Counter { failures: 0, locked_until: NEVER, release: 0 }),
        Some(row) => {
            Ok(Counter { failures: row.int(0)?, locked_until: row.time(1)?, release: row.int(2)? })
        }
    }
}

/// How often an administrator has unlocked the account.
pub(crate) async fn releases(reader: &mut Reader, account: AccountId) -> Result<i64, Fault> {
    let row = reader
        .row("SELECT version FROM sign_in_release WHERE account = $1", &vals![account])
        .await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Until when the account is locked, if it is.
pub(super) async fn locked_until(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let counter = counter(reader, account).await?;
    let is_locked =
        counter.locked_until > now && counter.release == releases(reader, account).await?;
    Ok(is_locked.then_some(counter.locked_until))
}

/// Ends a lock and voids the count, by a version the counter has not yet counted under.
pub(crate) async fn release(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
    act: ActId,
) -> Result<i64, Fault> {
    let sql = "INSERT INTO sign_in_release (account, released_at, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (account) DO UPDATE SET released_at = excluded.released_at, version = sign_in_release.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, now, act]).await?;
    tx.effect("sign_in_release", account, "released_at", None::<Timestamp>, now);
    releases(tx, account).await
}

/// Writes an attempt into the log, as refused until it is found to be right.
pub(crate) async fn log(tx: &mut WriteTx, line: &Line, reason: &str) -> Result<(), Fault> {
    let params = vals![
        line.id,
        line.at,
        line.account,
        line.username_key.as_str(),
        line.peer.as_str(),
        Outcome::Refused.name(),
        reason,
        line.device.as_str()
    ];
    let sql = "INSERT INTO sign_in_log (id, at, account, username_key, peer, outcome, reason, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Says in the log that an attempt was right.
pub(crate) async fn accept(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    conclude(tx, id, Outcome::Accepted, "").await
}

/// Takes a line back out of the log: what it told of was no attempt to sign in.
pub(crate) async fn take_back(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM sign_in_log WHERE id = $1", &vals![id]).await?;
    Ok(())
}

/// Says in the log what came of an attempt.
pub(super) async fn conclude(
    tx: &mut WriteTx,
    id: Uuid,
    outcome: Outcome,
    reason: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_log SET outcome = $2, reason = $3 WHERE id = $1";
    tx.exec(sql, &vals![id, outcome.name(), reason]).await?;
    Ok(())
}

/// Attempts on one account since a moment, the latest first, from before a key on.
pub(super) async fn attempts(
    reader: &mut Reader,
    account: AccountId,
    since: Timestamp,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LoggedAttempt>, Fault> {
    let mut params: Vec<Val> = vals![account, limit, since].to_vec();
    let mut clause = "";
    if let Some(before) = before {
        params.push(before.into());
        clause = " AND id < $4";
    }
    let sql = format!(
        "SELECT id, at, peer, outcome, reason, device FROM sign_in_log WHERE account = $1 AND at >= $3{clause} ORDER BY id DESC LIMIT $2"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Whether the log has lines from before a moment that no legal hold keeps.
pub(super) async fn has_lines_before(reader: &mut Reader, at: Timestamp) -> Result<bool, Fault> {
    let kept = not_kept("sign_in_log.account");
    let sql = format!("SELECT id FROM sign_in_log WHERE at < $1 AND {kept} LIMIT 1");
    Ok(reader.row(&sql, &vals![at]).await?.is_some())
}

/// Clears lines from before a moment, the oldest first, and says how many that were. A legal hold keeps those of its
/// account.
pub(super) async fn clear_lines(tx: &mut WriteTx, at: Timestamp, most: u64) -> Result<u64, Fault> {
    let kept = not_kept("l.account");
    let sql = format!(
        "DELETE FROM sign_in_log WHERE id IN (SELECT l.id FROM sign_in_log l WHERE l.at < $1 AND {kept} ORDER BY l.at LIMIT $2)"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    tx.exec(&sql, &vals![at, most]).await
}

fn read(row: &Row) -> Result<LoggedAttempt, Fault> {
    let accepted = row.text(3)? == Outcome::Accepted.name();
    Ok(LoggedAttempt {
        id: row.id(0)?,
        at: row.time(1)?,
        peer: row.text(2)?,
        outcome: if accepted { Outcome::Accepted } else { Outcome::Refused },
        reason: row.text(4)?,
        device: row.text(5)?,
    })
}
