//! The tables of who has released sending, and of what is released.

use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::epoch::{self, Epoch};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// The life of the database that waits to be released, if one does.
pub(super) async fn held(reader: &mut Reader) -> Result<Option<Epoch>, Fault> {
    let restored = epoch::current(reader).await?.filter(Epoch::is_restored);
    let Some(epoch) = restored else { return Ok(None) };
    let sql = "SELECT version FROM tenant_release WHERE epoch = $1 AND released_at IS NOT NULL";
    let is_released = reader.row(sql, &vals![epoch.id]).await?.is_some();
    Ok(Some(epoch).filter(|_| !is_released))
}

/// Whether the database was put back from a backup and nothing may be sent yet.
///
/// # Errors
/// If the database does not answer.
pub async fn is_held(reader: &mut Reader) -> Result<bool, Fault> {
    Ok(held(reader).await?.is_some())
}

/// Takes the guard of a life's release; its version.
pub(super) async fn guard(tx: &mut WriteTx, epoch: Uuid, call: &Call) -> Result<i64, Fault> {
    let sql = "INSERT INTO tenant_release (epoch, released_at, version, act) VALUES ($1, NULL, 0, $2) ON CONFLICT (epoch) DO NOTHING";
    tx.exec(sql, &vals![epoch, call.act]).await?;
    let sql = "UPDATE tenant_release SET version = version + 1, act = $2 WHERE epoch = $1";
    tx.exec(sql, &vals![epoch, call.act]).await?;
    tx.number("SELECT version FROM tenant_release WHERE epoch = $1", &vals![epoch]).await
}

/// Notes that somebody releases it; whether they had not yet.
pub(super) async fn approve(
    tx: &mut WriteTx,
    epoch: Uuid,
    account: AccountId,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO tenant_approval (epoch, account, at, version, act) VALUES ($1, $2, $3, 1, $4) ON CONFLICT (epoch, account) DO NOTHING";
    Ok(tx.exec(sql, &vals![epoch, account, call.now, call.act]).await? == 1)
}

/// Who has released it.
pub(super) async fn approvals(reader: &mut Reader, epoch: Uuid) -> Result<Vec<AccountId>, Fault> {
    let sql = "SELECT account FROM tenant_approval WHERE epoch = $1 ORDER BY account";
    let rows = reader.rows(sql, &vals![epoch]).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// Releases it.
pub(super) async fn release(tx: &mut WriteTx, epoch: Uuid, call: &Call) -> Result<(), Fault> {
    let sql = "UPDATE tenant_release SET released_at = $2 WHERE epoch = $1";
    tx.exec(sql, &vals![epoch, call.now]).await.map(drop)
}
