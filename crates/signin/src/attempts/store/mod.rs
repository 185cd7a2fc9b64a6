//! The tables of attempts: the counter that locks and releases from a lock; the log and what is counted by network have files of
//! their own.

mod log;
mod network;
mod search;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::{AccountId, ActId};
use kernel::refusal::Fault;
use kernel::vals;

#[cfg(test)]
pub(super) use log::NEAR;
pub(crate) use log::{
    Line, accept, accept_after, accept_as, is_unusual, log, on_the_way, take_back,
};
pub(super) use log::{
    before, clear_lines, conclude, conclude_as, has_lines_before, let_in, log_application, near,
    place_of, refused_near,
};
pub(super) use network::{
    clear_networks, count_network, forget_vain, has_networks_before, let_in_from, mark_told,
    names_in_vain, networks_of, note_vain, surrounded, take_network, uncount_network, was_told,
};
#[cfg(test)]
pub(super) use search::{APPLICATION_AFTER, statement};
pub(super) use search::{Wanted, Where, applications, attempts, search};

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

/// The same work for a name that nobody has, of which nothing is left: the time an answer takes must not say that there is
/// nothing to count.
pub(super) async fn count_nobody(tx: &mut WriteTx, nobody: AccountId) -> Result<(), Fault> {
    let take = "INSERT INTO sign_in_guard (account, failures, locked_until, release) SELECT account, failures, locked_until, release \
                FROM sign_in_guard WHERE account = $1 ON CONFLICT (account) DO UPDATE SET failures = sign_in_guard.failures";
    tx.exec(take, &vals![nobody]).await?;
    releases(tx, nobody).await?;
    counter(tx, nobody).await?;
    let sql = "UPDATE sign_in_guard SET failures = 0 WHERE account = $1";
    tx.exec(sql, &vals![nobody]).await?;
    Ok(())
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
