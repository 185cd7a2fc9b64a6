//! The table of what applications used and may not use again. A machine table; what is over is cleared.

use kernel::clock::Timestamp;
use kernel::db::WriteTx;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::KeyHash;

/// Uses something of an application that counts until a moment; says no if it was used. However many try, one wins.
pub(in crate::oidc) async fn use_once(
    tx: &mut WriteTx,
    application: Uuid,
    what: &KeyHash,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO application_once (application, what_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT (application, what_hash) DO NOTHING";
    Ok(tx.exec(sql, &vals![application, what.as_slice(), expires_at]).await? == 1)
}
