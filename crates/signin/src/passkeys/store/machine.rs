//! Machine tables of passkeys: challenges that were used, and whose owner is to be told that a counter went back.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Uses a challenge up; says no if it was used. However many try, one wins.
pub(in crate::passkeys) async fn use_up(
    tx: &mut WriteTx,
    id: Uuid,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO passkey_challenge (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    Ok(tx.exec(sql, &vals![id, expires_at]).await? == 1)
}

/// Whether a challenge was used.
pub(in crate::passkeys) async fn is_used_up(reader: &mut Reader, id: Uuid) -> Result<bool, Fault> {
    let sql = "SELECT id FROM passkey_challenge WHERE id = $1";
    Ok(reader.row(sql, &vals![id]).await?.is_some())
}

/// Whether one that was used would have been over before a moment.
pub(in crate::passkeys) async fn has_used_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM passkey_challenge WHERE expires_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(in crate::passkeys) async fn clear_used(
    tx: &mut WriteTx,
    at: Timestamp,
    most: u64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM passkey_challenge WHERE id IN (SELECT id FROM passkey_challenge WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    tx.exec(sql, &vals![at, i64::try_from(most).unwrap_or(i64::MAX)]).await
}

/// Notes that the owner of a passkey is to be told.
pub(in crate::passkeys) async fn ask_to_warn(
    tx: &mut WriteTx,
    passkey: Uuid,
    account: AccountId,
) -> Result<(), Fault> {
    let sql = "INSERT INTO passkey_warning (passkey, account) VALUES ($1, $2) ON CONFLICT (passkey) DO NOTHING";
    tx.exec(sql, &vals![passkey, account]).await?;
    Ok(())
}

/// Some of those of which owners are to be told.
pub(in crate::passkeys) async fn to_warn(
    reader: &mut Reader,
    most: i64,
) -> Result<Vec<(Uuid, AccountId)>, Fault> {
    let sql = "SELECT passkey, account FROM passkey_warning ORDER BY passkey LIMIT $1";
    let rows = reader.rows(sql, &vals![most]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, AccountId(row.id(1)?)))).collect()
}

/// Takes one off that list.
pub(in crate::passkeys) async fn warned(tx: &mut WriteTx, passkey: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM passkey_warning WHERE passkey = $1", &vals![passkey]).await?;
    Ok(())
}
