//! What applications asked for while whoever it concerns was still signing in. A machine table: nobody has done anything.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::KeyHash;

/// Requests that are kept at a time: many more than people sign in for within the minutes for which each counts.
const MOST: i64 = 50_000;

/// A request to be kept.
#[derive(Clone)]
pub(in crate::oidc) struct NewRequest {
    pub(in crate::oidc) id: Uuid,
    pub(in crate::oidc) key: KeyHash,
    /// Its parameters, as they were sent.
    pub(in crate::oidc) query: String,
    pub(in crate::oidc) made_at: Timestamp,
    pub(in crate::oidc) expires_at: Timestamp,
}

/// Keeps a request.
pub(in crate::oidc) async fn put_request(tx: &mut WriteTx, new: &NewRequest) -> Result<(), Fault> {
    let sql = "INSERT INTO sign_in_request (id, key_hash, query, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    let params = vals![new.id, new.key.as_slice(), new.query.as_str(), new.made_at, new.expires_at];
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Whether so many requests are kept that no more may be: anybody can send one.
pub(in crate::oidc) async fn is_full(reader: &mut Reader, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM sign_in_request WHERE expires_at > $1 ORDER BY expires_at, id LIMIT 1 OFFSET $2";
    Ok(reader.row(sql, &vals![now, MOST]).await?.is_some())
}

/// The parameters of a request that still counts, and when it was made.
pub(in crate::oidc) async fn request_by_key(
    reader: &mut Reader,
    key: &KeyHash,
    now: Timestamp,
) -> Result<Option<(String, Timestamp)>, Fault> {
    let sql = "SELECT query, made_at FROM sign_in_request WHERE key_hash = $1 AND expires_at > $2";
    let row = reader.row(sql, &vals![key.as_slice(), now]).await?;
    row.map(|row| Ok((row.text(0)?, row.time(1)?))).transpose()
}

/// Takes a request off the table; says no if somebody has.
pub(in crate::oidc) async fn take_request(tx: &mut WriteTx, key: &KeyHash) -> Result<bool, Fault> {
    let sql = "DELETE FROM sign_in_request WHERE key_hash = $1";
    Ok(tx.exec(sql, &vals![key.as_slice()]).await? == 1)
}

/// Whether a request was over before a moment.
pub(in crate::oidc) async fn has_requests_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM sign_in_request WHERE expires_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(in crate::oidc) async fn clear_requests(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM sign_in_request WHERE id IN (SELECT id FROM sign_in_request WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    tx.exec(sql, &vals![at, most]).await
}
