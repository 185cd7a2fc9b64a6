//! Passwords that were in use before: their hashes, each with the salt it had, for as long as they are not taken again.

use kernel::db::{Reader, WriteTx};
use kernel::ids::{AccountId, ActId};
use kernel::refusal::Fault;
use kernel::vals;

/// The hashes of the last passwords before the one in use, the latest first.
pub(crate) async fn earlier(
    reader: &mut Reader,
    account: AccountId,
    most: i64,
) -> Result<Vec<String>, Fault> {
    let sql = "SELECT hash FROM password_history WHERE account = $1 ORDER BY version DESC LIMIT $2";
    let rows = reader.rows(sql, &vals![account, most]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// Puts the password in use, if there is one, among those before. The act holds its row.
pub(super) async fn remember(
    tx: &mut WriteTx,
    account: AccountId,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "INSERT INTO password_history (account, version, hash, act) \
               SELECT account, version, hash, $2 FROM credential WHERE account = $1 AND hash <> '' \
               ON CONFLICT (account, version) DO NOTHING";
    tx.exec(sql, &vals![account, act]).await?;
    Ok(())
}

/// Drops all but the latest so many.
pub(super) async fn trim(tx: &mut WriteTx, account: AccountId, most: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM password_history WHERE account = $1 AND version NOT IN \
               (SELECT version FROM password_history WHERE account = $1 ORDER BY version DESC LIMIT $2)";
    tx.exec(sql, &vals![account, most]).await?;
    Ok(())
}

/// Drops all of an account that is erased.
pub(super) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM password_history WHERE account = $1", &vals![account]).await?;
    Ok(())
}
