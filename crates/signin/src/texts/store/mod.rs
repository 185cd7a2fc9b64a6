//! The tables of numbers and texts.

mod sent;

use std::collections::BTreeSet;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::people::marks;
pub(super) use sent::{
    NewMessage, clear_old, count_since, has_messages_before, insert_message, message, number_of,
    open_messages, settle, spend, take_turn,
};

pub(crate) use sent::{count_try, use_up};

/// A number as it is kept.
pub(super) struct Number {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) sealed: Vec<u8>,
    pub(super) ending: String,
    pub(super) confirmed_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT id, account, sealed, ending, confirmed_at FROM text_number";

fn read(row: &kernel::db::Row) -> Result<Number, Fault> {
    Ok(Number {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        sealed: row.bytes(2)?,
        ending: row.text(3)?,
        confirmed_at: row.time_or_none(4)?,
    })
}

/// A number by its key.
pub(super) async fn number(reader: &mut Reader, id: Uuid) -> Result<Option<Number>, Fault> {
    let row = reader.row(&format!("{SELECT} WHERE id = $1"), &vals![id]).await?;
    row.as_ref().map(read).transpose()
}

/// The confirmed number of an account.
pub(super) async fn confirmed(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Number>, Fault> {
    let sql = format!(
        "{SELECT} WHERE account = $1 AND confirmed_at IS NOT NULL ORDER BY id DESC LIMIT 1"
    );
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// Whether an account has a confirmed number.
pub(crate) async fn has_number(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    Ok(confirmed(reader, account).await?.is_some())
}

/// Which of some accounts have one.
pub(crate) async fn owners_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeSet<AccountId>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!(
        "SELECT DISTINCT account FROM text_number WHERE confirmed_at IS NOT NULL AND account IN ({marks})"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// Begins a number; what was begun before and not confirmed is forgotten.
pub(super) async fn insert(
    tx: &mut WriteTx,
    (account, id): (AccountId, Uuid),
    sealed: &[u8],
    ending: &str,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "DELETE FROM text_number WHERE account = $1 AND confirmed_at IS NULL";
    tx.exec(sql, &vals![account]).await?;
    let sql = "INSERT INTO text_number (id, account, sealed, ending, created_at, confirmed_at, version, act) VALUES ($1, $2, $3, $4, $5, NULL, 1, $6)";
    tx.exec(sql, &vals![id, account, sealed, ending, call.now, call.act]).await?;
    tx.effect("text_number", id, "ending", None::<&str>, ending);
    Ok(())
}

/// Confirms a number, which takes the place of the one before; says no if it is confirmed or gone.
pub(super) async fn confirm(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let before = confirmed(tx, account).await?;
    let sql = "UPDATE text_number SET confirmed_at = $3, version = version + 1, act = $4 WHERE account = $1 AND id = $2 AND confirmed_at IS NULL";
    if tx.exec(sql, &vals![account, id, call.now, call.act]).await? != 1 {
        return Ok(false);
    }
    tx.effect("text_number", id, "confirmed_at", None::<Timestamp>, call.now);
    if let Some(before) = before {
        remove(tx, &before).await?;
    }
    Ok(true)
}

/// Holds the number of a text inside an act that its code leads to; says no if it is gone, or another one.
pub(crate) async fn hold(
    tx: &mut WriteTx,
    account: AccountId,
    message: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let Some(number) = number_of(tx, account, message).await? else { return Ok(false) };
    let sql = "UPDATE text_number SET version = version + 1, act = $3 WHERE account = $1 AND id = $2 AND confirmed_at IS NOT NULL";
    Ok(tx.exec(sql, &vals![account, number, call.act]).await? == 1)
}

async fn remove(tx: &mut WriteTx, number: &Number) -> Result<(), Fault> {
    tx.exec("DELETE FROM text_number WHERE id = $1", &vals![number.id]).await?;
    tx.effect("text_number", number.id, "ending", number.ending.as_str(), None::<&str>);
    Ok(())
}

/// Takes the number off an account; says how many that were.
pub(crate) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<usize, Fault> {
    let there = confirmed(tx, account).await?;
    if let Some(number) = &there {
        remove(tx, number).await?;
    }
    tx.exec("DELETE FROM text_number WHERE account = $1", &vals![account]).await?;
    Ok(usize::from(there.is_some()))
}

/// Deletes whatever there is of an account that is erased. No effect is written: the digits are its owner's.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM text_number WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Whether a number was begun before a moment and never confirmed.
pub(crate) async fn has_unconfirmed_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM text_number WHERE confirmed_at IS NULL AND created_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(crate) async fn clear_unconfirmed(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM text_number WHERE id IN (SELECT id FROM text_number WHERE confirmed_at IS NULL AND created_at < $1 \
               ORDER BY created_at, id LIMIT $2) AND confirmed_at IS NULL";
    tx.exec(sql, &vals![at, most]).await
}
