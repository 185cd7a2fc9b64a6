//! The table of sheets: one row for whoever has one. The codes are recovery codes, kept by `factors`.

use std::collections::BTreeSet;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;

use crate::people::marks;

/// When the sheet of an account was handed over, if it has one.
async fn handed_at(reader: &mut Reader, account: AccountId) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT handed_at FROM code_sheet WHERE account = $1";
    reader.row(sql, &vals![account]).await?.map(|row| row.time(0)).transpose()
}

/// Whether an account has a sheet, with codes left or without.
pub(crate) async fn has_sheet(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    Ok(handed_at(reader, account).await?.is_some())
}

/// Which of some accounts have one.
pub(crate) async fn owners_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeSet<AccountId>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!("SELECT account FROM code_sheet WHERE account IN ({marks})");
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// Gives an account a sheet, in place of the one that it had.
pub(super) async fn put(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    let before = handed_at(tx, account).await?;
    let sql = "INSERT INTO code_sheet (account, handed_at, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (account) DO UPDATE SET handed_at = excluded.handed_at, version = code_sheet.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, call.now, call.act]).await?;
    tx.effect("code_sheet", account.0, "handed_at", before, call.now);
    Ok(())
}

/// Takes the sheet of an account away; says how many there were.
pub(crate) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<usize, Fault> {
    let Some(before) = handed_at(tx, account).await? else { return Ok(0) };
    erase(tx, account).await?;
    tx.effect("code_sheet", account.0, "handed_at", before, None::<Timestamp>);
    Ok(1)
}

/// Deletes the row of an account that is erased.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM code_sheet WHERE account = $1", &vals![account]).await?;
    Ok(())
}
