//! What was used of entries: codes, and refresh tokens. Machine tables; whoever reads an entry reads them with it.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::devices;
use crate::keys::KeyHash;

/// Redeems the code of an entry that lasts until a moment; says no if it was redeemed. However many try, one wins.
pub(in crate::oidc) async fn redeem(
    tx: &mut WriteTx,
    entry: Uuid,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO application_entry_use (entry, redeemed_at, reused_at, expires_at) VALUES ($1, $2, NULL, $3) ON CONFLICT (entry) DO NOTHING";
    Ok(tx.exec(sql, &vals![entry, now, expires_at]).await? == 1)
}

/// Marks that something of an entry was used twice: from here on nothing of it counts, before the act that ends it is done.
pub(in crate::oidc) async fn mark_reused(
    tx: &mut WriteTx,
    entry: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql =
        "UPDATE application_entry_use SET reused_at = $2 WHERE entry = $1 AND reused_at IS NULL";
    tx.exec(sql, &vals![entry, now]).await?;
    Ok(())
}

/// A refresh token as it is kept.
#[derive(Clone, Copy, Debug)]
pub(in crate::oidc) struct Refresh {
    pub(in crate::oidc) id: Uuid,
    pub(in crate::oidc) entry: Uuid,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) is_used: bool,
}

/// The refresh token of a hash, whether it counts or not.
pub(in crate::oidc) async fn refresh_by_hash(
    reader: &mut Reader,
    hash: &KeyHash,
) -> Result<Option<Refresh>, Fault> {
    let sql = "SELECT id, entry, expires_at, used_at FROM refresh_token WHERE token_hash = $1";
    let row = reader.row(sql, &vals![hash.as_slice()]).await?;
    row.map(|row| {
        Ok(Refresh {
            id: row.id(0)?,
            entry: row.id(1)?,
            expires_at: row.time(2)?,
            is_used: row.time_or_none(3)?.is_some(),
        })
    })
    .transpose()
}

/// Keeps a refresh token of an entry.
pub(in crate::oidc) async fn put_refresh(
    tx: &mut WriteTx,
    id: Uuid,
    hash: &KeyHash,
    entry: Uuid,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO refresh_token (id, token_hash, entry, expires_at, used_at) VALUES ($1, $2, $3, $4, NULL)";
    tx.exec(sql, &vals![id, hash.as_slice(), entry, expires_at]).await?;
    Ok(())
}

/// Uses a refresh token; says no if it was used. However many try, one wins.
pub(in crate::oidc) async fn use_refresh(
    tx: &mut WriteTx,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE refresh_token SET used_at = $2 WHERE id = $1 AND used_at IS NULL";
    Ok(tx.exec(sql, &vals![id, now]).await? == 1)
}

/// Whether a refresh token, or the use of an entry, was over before a moment.
pub(in crate::oidc) async fn has_tokens_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM refresh_token WHERE expires_at < $1 LIMIT 1";
    let is_token = reader.row(sql, &vals![at]).await?.is_some();
    let sql = "SELECT entry FROM application_entry_use WHERE expires_at < $1 LIMIT 1";
    let is_used = reader.row(sql, &vals![at]).await?.is_some();
    let sql = "SELECT application FROM application_once WHERE expires_at < $1 LIMIT 1";
    let is_once = reader.row(sql, &vals![at]).await?.is_some();
    Ok(is_token || is_used || is_once || devices::has_devices_before(reader, at).await?)
}

/// Clears so many of either; says how many that were.
pub(in crate::oidc) async fn clear_uses(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM refresh_token WHERE id IN (SELECT id FROM refresh_token WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    let tokens = tx.exec(sql, &vals![at, most]).await?;
    let sql = "DELETE FROM application_entry_use WHERE entry IN (SELECT entry FROM application_entry_use WHERE expires_at < $1 ORDER BY expires_at, entry LIMIT $2)";
    let entries = tx.exec(sql, &vals![at, most]).await?;
    let sql = "DELETE FROM application_once WHERE (application, what_hash) IN (SELECT application, what_hash FROM application_once WHERE expires_at < $1 ORDER BY expires_at, application, what_hash LIMIT $2)";
    let used = tx.exec(sql, &vals![at, most]).await?;
    Ok(tokens + entries + used + devices::clear_devices(tx, at, most).await?)
}
