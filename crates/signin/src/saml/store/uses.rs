//! Requests that were answered, to sign in and to sign out. A machine table, and one that strangers add nothing to: only people
//! who signed in do, and applications by what they signed.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::KeyHash;

/// Takes a request to answer it; says no if it was answered. However many try, one wins.
pub(in crate::saml) async fn take(
    tx: &mut WriteTx,
    application: Uuid,
    request: &KeyHash,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO saml_request_use (application, request_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT (application, request_hash) DO NOTHING";
    Ok(tx.exec(sql, &vals![application, request.as_slice(), expires_at]).await? == 1)
}

/// Whether one was over before a moment.
pub(in crate::saml) async fn has_uses_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT application FROM saml_request_use WHERE expires_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears some of those that were over before a moment; says how many that were.
pub(in crate::saml) async fn clear_uses(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "SELECT application, request_hash FROM saml_request_use WHERE expires_at < $1 ORDER BY expires_at, application, request_hash LIMIT $2";
    let rows = tx.rows(sql, &vals![at, most]).await?;
    for row in &rows {
        let sql = "DELETE FROM saml_request_use WHERE application = $1 AND request_hash = $2";
        tx.exec(sql, &vals![row.id(0)?, row.bytes(1)?.as_slice()]).await?;
    }
    Ok(rows.len() as u64)
}
