//! Owners who are to be told of wrong codes that followed their right password: a row until they are, and the moment of
//! the last letter beside the account's second step.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;

use super::failures::{after_password, since};
use super::touch;
use crate::factors::model::DAY_SECONDS;

/// Notes that the owner is to be told, if there were so many wrong codes in a day and there was no letter in it yet.
pub(in crate::factors) async fn ask_to_warn(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
    failures: i64,
) -> Result<(), Fault> {
    if after_password(tx, account, now).await? < failures
        || was_warned(tx, account, since(now, DAY_SECONDS)).await?
    {
        return Ok(());
    }
    let sql =
        "INSERT INTO second_factor_warning (account) VALUES ($1) ON CONFLICT (account) DO NOTHING";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

async fn was_warned(
    reader: &mut Reader,
    account: AccountId,
    since: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT account FROM second_factor WHERE account = $1 AND warned_at >= $2";
    Ok(reader.row(sql, &vals![account, since]).await?.is_some())
}

/// Some of those who are to be told.
pub(in crate::factors) async fn to_warn(
    reader: &mut Reader,
    most: i64,
) -> Result<Vec<AccountId>, Fault> {
    let sql = "SELECT account FROM second_factor_warning ORDER BY account LIMIT $1";
    let rows = reader.rows(sql, &vals![most]).await?;
    rows.iter().map(|row| Ok(AccountId(row.id(0)?))).collect()
}

/// Takes somebody off that list.
pub(in crate::factors) async fn warned(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM second_factor_warning WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Remembers that the owner is told now; says no if they were within a day, or have no second step any more.
pub(in crate::factors) async fn mark_warned(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE second_factor SET warned_at = $2 WHERE account = $1 AND (warned_at IS NULL OR warned_at < $3)";
    let before = since(call.now, DAY_SECONDS);
    let is_new = tx.exec(sql, &vals![account, call.now, before]).await? == 1;
    if is_new {
        touch(tx, account, call).await?;
    }
    Ok(is_new)
}
