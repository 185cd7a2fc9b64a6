//! The tables of who signed in to applications that speak SAML, and of requests that were answered.

mod uses;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(super) use uses::{clear_uses, has_uses_before, take};

/// Entries that somebody may have to one application at a time; beyond it the oldest end.
const MOST: i64 = 50;

/// An entry as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) application: Uuid,
    pub(super) account: AccountId,
    pub(super) session: Uuid,
    /// The name by which the application knows the person.
    pub(super) name_id: String,
    pub(super) name_format: String,
    pub(super) expires_at: Timestamp,
}

fn read(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry {
        id: row.id(0)?,
        application: row.id(1)?,
        account: AccountId(row.id(2)?),
        session: row.id(3)?,
        name_id: row.text(4)?,
        name_format: row.text(5)?,
        expires_at: row.time(6)?,
    })
}

/// The entries of a session that are not over, the earliest first.
pub(super) async fn of_session(
    reader: &mut Reader,
    session: Uuid,
    now: Timestamp,
) -> Result<Vec<Entry>, Fault> {
    let sql = "SELECT id, application, account, session, name_id, name_format, expires_at FROM saml_entry \
               WHERE session = $1 AND expires_at > $2 ORDER BY id";
    reader.rows(sql, &vals![session, now]).await?.iter().map(read).collect()
}

/// Makes an entry; beyond the most that somebody may have to one application, the oldest end.
pub(super) async fn insert(tx: &mut WriteTx, entry: &Entry, call: &Call) -> Result<(), Fault> {
    let sql = "SELECT id FROM saml_entry WHERE account = $1 AND application = $2 ORDER BY id DESC LIMIT 1 OFFSET $3";
    let params = vals![entry.account, entry.application, MOST - 1];
    if let Some(row) = tx.row(sql, &params).await? {
        let sql = "SELECT id, expires_at FROM saml_entry WHERE account = $1 AND application = $2 AND id <= $3 ORDER BY id";
        let oldest = tx.rows(sql, &vals![entry.account, entry.application, row.id(0)?]).await?;
        end_rows(tx, &oldest, call.now).await?;
    }
    let sql = "INSERT INTO saml_entry (id, application, account, session, name_id, name_format, began_at, expires_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)";
    let params = vals![
        entry.id,
        entry.application,
        entry.account,
        entry.session,
        entry.name_id.as_str(),
        entry.name_format.as_str(),
        call.now,
        entry.expires_at,
        call.act
    ];
    tx.exec(sql, &params).await?;
    tx.subject("saml_entry", entry.id, 1);
    tx.effect("saml_entry", entry.id, "application", None::<Uuid>, entry.application);
    tx.effect("saml_entry", entry.id, "account", None::<Uuid>, entry.account);
    tx.effect("saml_entry", entry.id, "name_id", None::<&str>, entry.name_id.as_str());
    Ok(())
}

async fn end_rows(tx: &mut WriteTx, rows: &[Row], now: Timestamp) -> Result<(), Fault> {
    for row in rows {
        let (id, until) = (row.id(0)?, row.time(1)?);
        tx.exec("DELETE FROM saml_entry WHERE id = $1", &vals![id]).await?;
        tx.effect("saml_entry", id, "expires_at", until, now);
    }
    Ok(())
}

/// Ends every entry of an account but those of one session, if one is named. Called after its sessions have been ended.
pub(crate) async fn end_all(
    tx: &mut WriteTx,
    account: AccountId,
    kept: Option<Uuid>,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql =
        "SELECT id, expires_at FROM saml_entry WHERE account = $1 AND session <> $2 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, kept.unwrap_or(Uuid::nil())]).await?;
    end_rows(tx, &rows, now).await
}

/// Whether an application knows somebody by a name who is still in.
pub(in crate::saml) async fn is_entered(
    reader: &mut Reader,
    application: Uuid,
    name_id: &str,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM saml_entry WHERE application = $1 AND name_id = $2 AND expires_at > $3 LIMIT 1";
    Ok(reader.row(sql, &vals![application, name_id, now]).await?.is_some())
}

/// The browser goes on in another session of the same person: what it entered goes with it.
pub(crate) async fn follow(
    tx: &mut WriteTx,
    before: Uuid,
    after: Uuid,
    call: &Call,
) -> Result<(), Fault> {
    let sql =
        "UPDATE saml_entry SET session = $2, version = version + 1, act = $3 WHERE session = $1";
    tx.exec(sql, &vals![before, after, call.act]).await?;
    Ok(())
}

/// Ends all entries of a session.
pub(crate) async fn end_of_session(
    tx: &mut WriteTx,
    session: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, expires_at FROM saml_entry WHERE session = $1 ORDER BY id";
    let rows = tx.rows(sql, &vals![session]).await?;
    end_rows(tx, &rows, now).await
}

/// Ends so many entries, whosever they are; says how many that were.
pub(crate) async fn void_all(tx: &mut WriteTx, most: i64, now: Timestamp) -> Result<u64, Fault> {
    let sql = "SELECT id, expires_at FROM saml_entry ORDER BY id LIMIT $1";
    let rows = tx.rows(sql, &vals![most]).await?;
    end_rows(tx, &rows, now).await?;
    Ok(rows.len() as u64)
}

/// Whether an entry was over before a moment.
pub(super) async fn has_entries_before(reader: &mut Reader, at: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM saml_entry WHERE expires_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(super) async fn clear_entries(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM saml_entry WHERE id IN (SELECT id FROM saml_entry WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    tx.exec(sql, &vals![at, most]).await
}
