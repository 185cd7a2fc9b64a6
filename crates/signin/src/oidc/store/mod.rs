//! The tables of what applications were given: entries, and beside them what was used of each.

mod devices;
mod mine;
mod once;
mod uses;
mod visits;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(super) use devices::{
    Device, device_by_code, device_by_id, device_by_user_code, poll, put_device, refuse_device,
    try_code, was_right,
};
pub(crate) use mine::{end_in_application, entered_by};
pub(super) use once::use_once;
pub(super) use uses::{
    clear_uses, has_tokens_before, mark_reused, put_refresh, redeem, refresh_by_hash, use_refresh,
};

pub(crate) use visits::follow;
pub(super) use visits::{QUEUE, Visit, visit};

use super::model::Wanted;
use crate::keys::KeyHash;
use crate::sessions::Proofs;

/// Entries that somebody may have to one application at a time; beyond it the oldest end.
const MOST: i64 = 50;

/// An entry as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) application: Uuid,
    pub(super) account: AccountId,
    pub(super) session: Uuid,
    pub(super) code_expires_at: Timestamp,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: String,
    pub(super) scopes: Vec<String>,
    /// When the person proved who they are.
    pub(super) authenticated_at: Timestamp,
    pub(super) proofs: Proofs,
    /// Whether it lasts beyond the session it was made in.
    pub(super) lasts: bool,
    pub(super) began_at: Timestamp,
    pub(super) expires_at: Timestamp,
    /// When its code was redeemed, if it was.
    pub(super) redeemed_at: Option<Timestamp>,
    /// By what the application knows the sign-in; none where it is not told of its end.
    pub(super) visit: Option<Uuid>,
    /// Whether something of it was used twice.
    pub(super) is_reused: bool,
    /// Single things that it is told.
    pub(super) wanted: Wanted,
}

const SELECT: &str = "SELECT e.id, e.application, e.account, e.session, e.code_expires_at, e.redirect_uri, e.challenge, e.nonce, e.scopes, \
                      e.authenticated_at, e.proofs, e.lasts, e.began_at, e.expires_at, u.redeemed_at, u.reused_at, e.visit, e.claims \
                      FROM application_entry e LEFT JOIN application_entry_use u ON u.entry = e.id";

fn read(row: &Row) -> Result<Entry, Fault> {
    Ok(Entry {
        id: row.id(0)?,
        application: row.id(1)?,
        account: AccountId(row.id(2)?),
        session: row.id(3)?,
        code_expires_at: row.time(4)?,
        redirect_uri: row.text(5)?,
        challenge: row.text(6)?,
        nonce: row.text(7)?,
        scopes: row.text(8)?.split_whitespace().map(str::to_owned).collect(),
        authenticated_at: row.time(9)?,
        proofs: Proofs::kept_as(&row.text(10)?),
        lasts: row.flag(11)?,
        began_at: row.time(12)?,
        expires_at: row.time(13)?,
        redeemed_at: row.time_or_none(14)?,
        is_reused: row.time_or_none(15)?.is_some(),
        visit: row.id_or_none(16)?,
        wanted: wanted(&row.text(17)?)?,
    })
}

fn wanted(text: &str) -> Result<Wanted, Fault> {
    let read = (!text.is_empty()).then(|| serde_json::from_str(text)).transpose();
    let read =
        read.map_err(|error| Fault::defect("reading what an entry is told").because(error))?;
    Ok(read.unwrap_or_default())
}

fn wanted_text(wanted: &Wanted) -> Result<String, Fault> {
    if *wanted == Wanted::default() {
        return Ok(String::new());
    }
    serde_json::to_string(wanted)
        .map_err(|error| Fault::defect("writing what an entry is told").because(error))
}

/// The entry of a key.
pub(super) async fn by_id(reader: &mut Reader, id: Uuid) -> Result<Option<Entry>, Fault> {
    let sql = format!("{SELECT} WHERE e.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// The entry of a code.
pub(super) async fn by_code(reader: &mut Reader, code: &KeyHash) -> Result<Option<Entry>, Fault> {
    let sql = format!("{SELECT} WHERE e.code_hash = $1");
    reader.row(&sql, &vals![code.as_slice()]).await?.as_ref().map(read).transpose()
}

/// Makes an entry with its code; beyond the most of its kind that somebody may have, the oldest end. Says no if there is one
/// of that code.
pub(super) async fn insert(
    tx: &mut WriteTx,
    entry: &Entry,
    code: &KeyHash,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM application_entry WHERE account = $1 AND application = $2 AND lasts = $3 ORDER BY id DESC LIMIT 1 OFFSET $4";
    let params = vals![entry.account, entry.application, entry.lasts, MOST - 1];
    if let Some(row) = tx.row(sql, &params).await? {
        let sql = "SELECT id, expires_at FROM application_entry WHERE account = $1 AND application = $2 AND lasts = $3 AND id <= $4 ORDER BY id";
        let params = vals![entry.account, entry.application, entry.lasts, row.id(0)?];
        let oldest = tx.rows(sql, &params).await?;
        end_rows(tx, &oldest, call.now).await?;
    }
    let sql = "INSERT INTO application_entry (id, application, account, session, code_hash, code_expires_at, redirect_uri, challenge, nonce, \
               scopes, authenticated_at, proofs, lasts, began_at, expires_at, version, act, visit, claims) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17, $18) ON CONFLICT (code_hash) DO NOTHING";
    let scopes = entry.scopes.join(" ");
    let params = vals![
        entry.id,
        entry.application,
        entry.account,
        entry.session,
        code.as_slice(),
        entry.code_expires_at,
        entry.redirect_uri.as_str(),
        entry.challenge.as_str(),
        entry.nonce.as_str(),
        scopes.as_str(),
        entry.authenticated_at,
        entry.proofs.name(),
        entry.lasts,
        entry.began_at,
        entry.expires_at,
        call.act,
        entry.visit,
        wanted_text(&entry.wanted)?
    ];
    if tx.exec(sql, &params).await? != 1 {
        return Ok(false);
    }
    tx.subject("application_entry", entry.id, 1);
    tx.effect("application_entry", entry.id, "application", None::<Uuid>, entry.application);
    tx.effect("application_entry", entry.id, "account", None::<Uuid>, entry.account);
    tx.effect("application_entry", entry.id, "scopes", None::<&str>, scopes);
    Ok(true)
}

async fn end_rows(tx: &mut WriteTx, rows: &[Row], now: Timestamp) -> Result<(), Fault> {
    for row in rows {
        let (id, until) = (row.id(0)?, row.time(1)?);
        tx.exec("DELETE FROM application_entry WHERE id = $1", &vals![id]).await?;
        tx.effect("application_entry", id, "expires_at", until, now);
    }
    Ok(())
}

/// Ends every entry of an account but those of one session, if one is named, that do not last beyond it. Called after its
/// sessions have been ended.
pub(crate) async fn end_all(
    tx: &mut WriteTx,
    account: AccountId,
    kept: Option<Uuid>,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, expires_at FROM application_entry WHERE account = $1 AND (session <> $2 OR lasts = 1) ORDER BY id";
    let rows = tx.rows(sql, &vals![account, kept.unwrap_or(Uuid::nil())]).await?;
    end_rows(tx, &rows, now).await?;
    visits::leave_all(tx, account, kept, now).await
}

/// Ends the entries of an account's session that do not last beyond it.
pub(crate) async fn end_with_session(
    tx: &mut WriteTx,
    account: AccountId,
    session: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, expires_at FROM application_entry WHERE account = $1 AND session = $2 AND lasts = 0 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, session]).await?;
    end_rows(tx, &rows, now).await?;
    visits::leave(tx, session, now).await
}

/// Ends all entries of an account's session: whoever ends one from afar wants nothing of it to go on.
pub(crate) async fn end_of_session(
    tx: &mut WriteTx,
    account: AccountId,
    session: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, expires_at FROM application_entry WHERE account = $1 AND session = $2 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, session]).await?;
    end_rows(tx, &rows, now).await?;
    visits::leave(tx, session, now).await
}

/// Ends so many entries, whosever they are; says how many that were.
pub(crate) async fn void_all(tx: &mut WriteTx, most: i64, now: Timestamp) -> Result<u64, Fault> {
    let sql = "SELECT id, expires_at FROM application_entry ORDER BY id LIMIT $1";
    let rows = tx.rows(sql, &vals![most]).await?;
    end_rows(tx, &rows, now).await?;
    Ok(rows.len() as u64 + visits::void_visits(tx, most).await?)
}

/// Ends one entry; says no if it has ended.
pub(super) async fn end(tx: &mut WriteTx, id: Uuid, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id, expires_at FROM application_entry WHERE id = $1";
    let rows = tx.rows(sql, &vals![id]).await?;
    end_rows(tx, &rows, now).await?;
    Ok(!rows.is_empty())
}

/// Whether an entry was over before a moment.
pub(super) async fn has_entries_before(reader: &mut Reader, at: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT id FROM application_entry WHERE expires_at < $1 LIMIT 1";
    let is_entry = reader.row(sql, &vals![at]).await?.is_some();
    let sql = "SELECT id FROM application_visit WHERE expires_at < $1 LIMIT 1";
    Ok(is_entry || reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(super) async fn clear_entries(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM application_entry WHERE id IN (SELECT id FROM application_entry WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    let entries = tx.exec(sql, &vals![at, most]).await?;
    Ok(entries + visits::clear_visits(tx, at, most).await?)
}
