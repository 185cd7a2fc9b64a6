//! The table of applications that were entered in a session and want to be told when it ends. What ends a session puts in
//! the job that tells them, in the same act.

use kernel::clock::Timestamp;
use kernel::db::{Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::oidc::model::Leaving;

/// The queue of what has to be told.
pub(in crate::oidc) const QUEUE: &str = "application-logout";

/// A visit to be noted.
#[derive(Clone, Copy)]
pub(in crate::oidc) struct Visit {
    pub(in crate::oidc) id: Uuid,
    pub(in crate::oidc) session: Uuid,
    pub(in crate::oidc) application: Uuid,
    pub(in crate::oidc) account: AccountId,
    pub(in crate::oidc) expires_at: Timestamp,
}

/// Notes that an application was entered in a session; the key of what was noted first, which it knows already.
pub(in crate::oidc) async fn visit(
    tx: &mut WriteTx,
    new: Visit,
    call: &Call,
) -> Result<Uuid, Fault> {
    let sql = "INSERT INTO application_visit (id, session, application, account, expires_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT (session, application) DO NOTHING";
    let params = vals![new.id, new.session, new.application, new.account, new.expires_at, call.act];
    if tx.exec(sql, &params).await? == 1 {
        return Ok(new.id);
    }
    let sql = "SELECT id FROM application_visit WHERE session = $1 AND application = $2";
    let row = tx.row(sql, &vals![new.session, new.application]).await?;
    let row = row.ok_or_else(|| Fault::again("noting a visit beside another node"))?;
    row.id(0)
}

/// The browser goes on in another session of the same person: what it entered goes with it, so that whatever ends that one ends
/// all of it.
pub(crate) async fn follow(
    tx: &mut WriteTx,
    account: AccountId,
    (before, after): (Uuid, Uuid),
    expires_at: Timestamp,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE application_visit SET session = $2, expires_at = $3, version = version + 1, act = $4 WHERE session = $1";
    tx.exec(sql, &vals![before, after, expires_at, call.act]).await?;
    let sql = "UPDATE application_entry SET session = $2, version = version + 1, act = $3 WHERE session = $1 AND account = $4";
    tx.exec(sql, &vals![before, after, call.act, account]).await?;
    Ok(())
}

async fn tell_of(tx: &mut WriteTx, rows: &[Row], now: Timestamp) -> Result<(), Fault> {
    for row in rows {
        let leaving =
            Leaving { visit: row.id(0)?, application: row.id(1)?, account: AccountId(row.id(2)?) };
        let payload = serde_json::to_string(&leaving)
            .map_err(|error| Fault::defect("writing what an application is told").because(error))?;
        tx.exec("DELETE FROM application_visit WHERE id = $1", &vals![leaving.visit]).await?;
        tx.enqueue(QUEUE, &leaving.visit.to_string(), &payload, now).await?;
    }
    Ok(())
}

/// A session ended: whatever was entered in it is told.
pub(super) async fn leave(tx: &mut WriteTx, session: Uuid, now: Timestamp) -> Result<(), Fault> {
    let sql =
        "SELECT id, application, account FROM application_visit WHERE session = $1 ORDER BY id";
    let rows = tx.rows(sql, &vals![session]).await?;
    tell_of(tx, &rows, now).await
}

/// All sessions of an account ended but one, if one is named.
pub(super) async fn leave_all(
    tx: &mut WriteTx,
    account: AccountId,
    kept: Option<Uuid>,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, application, account FROM application_visit WHERE account = $1 AND session <> $2 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, kept.unwrap_or(Uuid::nil())]).await?;
    tell_of(tx, &rows, now).await
}

/// Somebody ended what one application was given about them.
pub(super) async fn leave_application(
    tx: &mut WriteTx,
    account: AccountId,
    application: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, application, account FROM application_visit WHERE account = $1 AND application = $2 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, application]).await?;
    tell_of(tx, &rows, now).await
}

/// Forgets so many without a word, whosever they are: after a restore nothing is told to anybody. Says how many.
pub(super) async fn void_visits(tx: &mut WriteTx, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM application_visit WHERE id IN (SELECT id FROM application_visit ORDER BY id LIMIT $1)";
    tx.exec(sql, &vals![most]).await
}

/// Forgets so many whose sessions were over before a moment; says how many.
pub(super) async fn clear_visits(tx: &mut WriteTx, at: Timestamp, most: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM application_visit WHERE id IN (SELECT id FROM application_visit WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    tx.exec(sql, &vals![at, most]).await
}
