//! The table of what devices asked for, and the count of codes that nobody knows. Machine tables; what is over is cleared.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::KeyHash;
use crate::oidc::model::{LONGEST_PAUSE, PAUSE, TRY_SECONDS};

/// What a device asked for.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Device {
    pub(in crate::oidc) id: Uuid,
    pub(in crate::oidc) application: Uuid,
    pub(in crate::oidc) device_hash: Vec<u8>,
    pub(in crate::oidc) scopes: Vec<String>,
    /// From where it asked.
    pub(in crate::oidc) peer: String,
    /// What it says of itself.
    pub(in crate::oidc) user_agent: String,
    pub(in crate::oidc) begun_at: Timestamp,
    pub(in crate::oidc) expires_at: Timestamp,
    pub(in crate::oidc) is_refused: bool,
}

const SELECT: &str = "SELECT id, application, device_hash, scopes, peer, user_agent, begun_at, expires_at, refused_at FROM application_device";

fn read(row: &Row) -> Result<Device, Fault> {
    Ok(Device {
        id: row.id(0)?,
        application: row.id(1)?,
        device_hash: row.bytes(2)?,
        scopes: row.text(3)?.split_whitespace().map(str::to_owned).collect(),
        peer: row.text(4)?,
        user_agent: row.text(5)?,
        begun_at: row.time(6)?,
        expires_at: row.time(7)?,
        is_refused: row.time_or_none(8)?.is_some(),
    })
}

/// The device of a code that it was given.
pub(in crate::oidc) async fn device_by_code(
    reader: &mut Reader,
    code: &KeyHash,
) -> Result<Option<Device>, Fault> {
    let sql = format!("{SELECT} WHERE device_hash = $1");
    reader.row(&sql, &vals![code.as_slice()]).await?.as_ref().map(read).transpose()
}

/// The device that shows a short code.
pub(in crate::oidc) async fn device_by_user_code(
    reader: &mut Reader,
    code: &KeyHash,
) -> Result<Option<Device>, Fault> {
    let sql = format!("{SELECT} WHERE user_hash = $1");
    reader.row(&sql, &vals![code.as_slice()]).await?.as_ref().map(read).transpose()
}

/// The device of a key.
pub(in crate::oidc) async fn device_by_id(
    reader: &mut Reader,
    id: Uuid,
) -> Result<Option<Device>, Fault> {
    let sql = format!("{SELECT} WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// Keeps what a device asks for; says no if so many of the application count already, or one of its codes is another's.
pub(in crate::oidc) async fn put_device(
    tx: &mut WriteTx,
    device: &Device,
    user_code: &KeyHash,
    most: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT COUNT(*) FROM (SELECT id FROM application_device WHERE application = $1 AND expires_at > $2 LIMIT $3) live";
    let row = tx.row(sql, &vals![device.application, device.begun_at, most]).await?;
    if row.map(|row| row.int(0)).transpose()?.unwrap_or(0) >= most {
        return Ok(false);
    }
    let sql = "INSERT INTO application_device (id, application, device_hash, user_hash, scopes, peer, user_agent, begun_at, expires_at, polled_at, pause_seconds, refused_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, NULL) ON CONFLICT DO NOTHING";
    let params = vals![
        device.id,
        device.application,
        device.device_hash.as_slice(),
        user_code.as_slice(),
        device.scopes.join(" "),
        device.peer.as_str(),
        device.user_agent.as_str(),
        device.begun_at,
        device.expires_at,
        PAUSE
    ];
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Notes that a device asks whether it may go on; says no if it asked too soon, and then it has to wait longer.
pub(in crate::oidc) async fn poll(
    tx: &mut WriteTx,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE application_device SET polled_at = $2 WHERE id = $1 AND polled_at + pause_seconds * 1000000 <= $2";
    if tx.exec(sql, &vals![id, now]).await? == 1 {
        return Ok(true);
    }
    let sql = "UPDATE application_device SET polled_at = $2, pause_seconds = CASE WHEN pause_seconds + $3 > $4 THEN $4 ELSE pause_seconds + $3 END WHERE id = $1";
    tx.exec(sql, &vals![id, now, PAUSE, LONGEST_PAUSE]).await?;
    Ok(false)
}

/// Nobody lets the device in by its code any more: somebody said no, or it has been in.
pub(in crate::oidc) async fn refuse_device(
    tx: &mut WriteTx,
    id: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE application_device SET refused_at = $2 WHERE id = $1 AND refused_at IS NULL";
    tx.exec(sql, &vals![id, now]).await?;
    Ok(())
}

/// Counts that somebody types a code, before it is looked at; says no if that were too many.
pub(in crate::oidc) async fn try_code(
    tx: &mut WriteTx,
    account: AccountId,
    most: i64,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO application_device_try (account, since, tries) VALUES ($1, $2, 0) ON CONFLICT (account) DO NOTHING";
    tx.exec(sql, &vals![account, now]).await?;
    let sql = "UPDATE application_device_try SET since = $2, tries = 0 WHERE account = $1 AND since <= $3";
    tx.exec(sql, &vals![account, now, now.plus_seconds(-TRY_SECONDS)]).await?;
    let sql =
        "UPDATE application_device_try SET tries = tries + 1 WHERE account = $1 AND tries < $2";
    Ok(tx.exec(sql, &vals![account, most]).await? == 1)
}

/// Takes the count back: the code was one.
pub(in crate::oidc) async fn was_right(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql =
        "UPDATE application_device_try SET tries = tries - 1 WHERE account = $1 AND tries > 0";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

/// Whether something of this was over before a moment.
pub(super) async fn has_devices_before(reader: &mut Reader, at: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM application_device WHERE expires_at < $1 LIMIT 1";
    let is_device = reader.row(sql, &vals![at]).await?.is_some();
    let sql = "SELECT account FROM application_device_try WHERE since < $1 LIMIT 1";
    Ok(is_device || reader.row(sql, &vals![at.plus_seconds(-TRY_SECONDS)]).await?.is_some())
}

/// Clears so many of either; says how many that were.
pub(super) async fn clear_devices(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM application_device WHERE id IN (SELECT id FROM application_device WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    let devices = tx.exec(sql, &vals![at, most]).await?;
    let sql = "DELETE FROM application_device_try WHERE account IN (SELECT account FROM application_device_try WHERE since < $1 ORDER BY since, account LIMIT $2)";
    let tries = tx.exec(sql, &vals![at.plus_seconds(-TRY_SECONDS), most]).await?;
    Ok(devices + tries)
}
