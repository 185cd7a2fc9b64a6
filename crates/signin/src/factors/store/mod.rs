//! The tables of the second step: apps, recovery codes, steps that wait for a code, and the count of wrong codes.

mod failures;
#[cfg(test)]
pub(super) mod looks;
mod recovery;
mod steps;
mod warnings;

use std::collections::BTreeSet;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::people::marks;

pub(super) use failures::{
    clear_failures, clear_turns, count_failure, has_failures_before, open_again_at, uncount_failure,
};
pub(super) use recovery::{codes_left, drop_codes, put_codes, unused_codes, use_code, void_codes};
pub(super) use steps::{
    NewStep, Step, begin_step, clear_steps, drop_steps, end_step, has_steps_before, step_by_key,
};
pub(super) use warnings::{ask_to_warn, mark_warned, to_warn, warned};

/// Says that an act is about the second step of an account as a whole, and gives it the next version.
pub(crate) async fn touch(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    let sql = "INSERT INTO second_factor (account, version, act) VALUES ($1, 1, $2) \
               ON CONFLICT (account) DO UPDATE SET version = second_factor.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, call.act]).await?;
    let sql = "SELECT version FROM second_factor WHERE account = $1";
    let version = tx.number(sql, &vals![account]).await?;
    tx.subject("second_factor", account, version);
    Ok(())
}

/// Remembers who took the second step off an account, and when.
pub(crate) async fn mark_reset(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE second_factor SET reset_by = $2, reset_at = $3 WHERE account = $1";
    tx.exec(sql, &vals![account, call.actor.label(), call.now]).await?;
    Ok(())
}

/// Whether somebody did, after a moment.
pub(super) async fn was_reset_by(
    reader: &mut Reader,
    account: AccountId,
    label: &str,
    since: Timestamp,
) -> Result<bool, Fault> {
    let sql =
        "SELECT account FROM second_factor WHERE account = $1 AND reset_by = $2 AND reset_at > $3";
    Ok(reader.row(sql, &vals![account, label, since]).await?.is_some())
}

/// An app as it is kept.
pub(super) struct App {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) sealed: Vec<u8>,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) last_step: i64,
}

const SELECT: &str = "SELECT id, account, name, sealed, confirmed_at, last_step FROM authenticator";

fn read(row: &Row) -> Result<App, Fault> {
    Ok(App {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        name: row.text(2)?,
        sealed: row.bytes(3)?,
        confirmed_at: row.time_or_none(4)?,
        last_step: row.int(5)?,
    })
}

/// The confirmed apps of an account, the first one first.
pub(super) async fn confirmed(reader: &mut Reader, account: AccountId) -> Result<Vec<App>, Fault> {
    let sql = format!("{SELECT} WHERE account = $1 AND confirmed_at IS NOT NULL ORDER BY id");
    reader.rows(&sql, &vals![account]).await?.iter().map(read).collect()
}

/// Those of some accounts that have a confirmed app.
pub(crate) async fn with_app_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeSet<AccountId>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!(
        "SELECT DISTINCT account FROM authenticator WHERE confirmed_at IS NOT NULL AND account IN ({marks})"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// One app of an account, confirmed or not.
pub(super) async fn app(
    reader: &mut Reader,
    account: AccountId,
    id: Uuid,
) -> Result<Option<App>, Fault> {
    let sql = format!("{SELECT} WHERE account = $1 AND id = $2");
    reader.row(&sql, &vals![account, id]).await?.as_ref().map(read).transpose()
}

/// How many confirmed apps there are.
pub(super) async fn count(reader: &mut Reader) -> Result<u64, Fault> {
    let sql = "SELECT COUNT(*) FROM authenticator WHERE confirmed_at IS NOT NULL";
    Ok(u64::try_from(reader.number(sql, &[]).await?).unwrap_or(0))
}

/// Some of the confirmed apps there are, to see whether they can be read.
pub(super) async fn some(reader: &mut Reader, most: i64) -> Result<Vec<App>, Fault> {
    let sql = format!("{SELECT} WHERE confirmed_at IS NOT NULL ORDER BY id LIMIT $1");
    reader.rows(&sql, &vals![most]).await?.iter().map(read).collect()
}

/// Begins an app that is still to be confirmed; one that was begun before and never confirmed goes.
pub(super) async fn insert(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    name: &str,
    sealed: &[u8],
    call: &Call,
) -> Result<(), Fault> {
    let sql = "DELETE FROM authenticator WHERE account = $1 AND confirmed_at IS NULL";
    tx.exec(sql, &vals![account]).await?;
    let sql = "INSERT INTO authenticator (id, account, name, sealed, created_at, confirmed_at, last_step, version, act) \
               VALUES ($1, $2, $3, $4, $5, NULL, 0, 1, $6)";
    tx.exec(sql, &vals![id, account, name, sealed, call.now, call.act]).await?;
    tx.effect("authenticator", id, "name", None::<&str>, name);
    Ok(())
}

/// Confirms an app by the first code it showed, which counts as used; says no if it is confirmed or gone.
pub(super) async fn confirm(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    step: i64,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator SET confirmed_at = $3, last_step = $4, version = version + 1, act = $5 \
               WHERE account = $1 AND id = $2 AND confirmed_at IS NULL";
    let is_confirmed = tx.exec(sql, &vals![account, id, call.now, step, call.act]).await? == 1;
    if is_confirmed {
        tx.effect("authenticator", id, "confirmed_at", None::<Timestamp>, call.now);
    }
    Ok(is_confirmed)
}

/// Uses the code of a step; says no if that step or a later one was used. However many try, and however the clock goes,
/// one wins.
pub(super) async fn use_step(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    step: i64,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE authenticator SET last_step = $3, version = version + 1, act = $4 \
               WHERE account = $1 AND id = $2 AND confirmed_at IS NOT NULL AND last_step < $3";
    Ok(tx.exec(sql, &vals![account, id, step, call.act]).await? == 1)
}

/// Removes an app of an account; says no if it is gone.
pub(super) async fn remove(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    name: &str,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM authenticator WHERE account = $1 AND id = $2";
    let is_removed = tx.exec(sql, &vals![account, id]).await? == 1;
    if is_removed {
        tx.effect("authenticator", id, "name", name, None::<&str>);
    }
    Ok(is_removed)
}

/// Takes everything off an account: apps, recovery codes, steps that wait. Says how many apps that were.
pub(super) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<usize, Fault> {
    let apps = confirmed(tx, account).await?;
    for app in &apps {
        remove(tx, account, app.id, &app.name).await?;
    }
    tx.exec("DELETE FROM authenticator WHERE account = $1", &vals![account]).await?;
    drop_codes(tx, account).await?;
    drop_steps(tx, account).await?;
    Ok(apps.len())
}

/// Whether an app was begun before a moment and never confirmed.
pub(super) async fn has_unconfirmed_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM authenticator WHERE confirmed_at IS NULL AND created_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(super) async fn clear_unconfirmed(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM authenticator WHERE id IN (SELECT id FROM authenticator WHERE confirmed_at IS NULL AND created_at < $1 \
               ORDER BY created_at, id LIMIT $2) AND confirmed_at IS NULL";
    tx.exec(sql, &vals![at, most]).await
}

/// Makes the codes of some apps void up to a step, in the order of their ids after a place; says how many that were and
/// where the last one was.
pub(super) async fn void_up_to(
    tx: &mut WriteTx,
    step: i64,
    after: Uuid,
    most: i64,
    call: &Call,
) -> Result<(u64, Option<Uuid>), Fault> {
    let sql = "SELECT id FROM authenticator WHERE id > $1 AND last_step < $2 ORDER BY id LIMIT $3";
    let rows = tx.rows(sql, &vals![after, step, most]).await?;
    for row in &rows {
        let sql = "UPDATE authenticator SET last_step = $2, version = version + 1, act = $3 WHERE id = $1";
        tx.exec(sql, &vals![row.id(0)?, step, call.act]).await?;
    }
    let last = rows.last().map(|row| row.id(0)).transpose()?;
    Ok((rows.len() as u64, last))
}

/// Deletes whatever there is of an account that is erased. No effect is written: the name of an app is its owner's word.
/// Wrong codes go with the next days.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM authenticator WHERE account = $1", &vals![account]).await?;
    tx.exec("DELETE FROM second_factor WHERE account = $1", &vals![account]).await?;
    drop_codes(tx, account).await?;
    drop_steps(tx, account).await
}
