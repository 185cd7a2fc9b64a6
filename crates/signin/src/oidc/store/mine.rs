//! What somebody is signed in to, and its end in one application.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{end_rows, visits, wanted};

/// A sign-in to an application that counts.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    pub(crate) application: Uuid,
    pub(crate) scopes: Vec<String>,
    /// Whether it lasts beyond the session it was made in.
    pub(crate) lasts: bool,
    pub(crate) began_at: Timestamp,
    /// When the application last got tokens for it.
    pub(crate) last_used_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<Entered, Fault> {
    let (redeemed, refreshed) = (row.time_or_none(4)?, row.time_or_none(5)?);
    let scopes: Vec<String> = row.text(1)?.split_whitespace().map(str::to_owned).collect();
    Ok(Entered {
        application: row.id(0)?,
        scopes: [scopes, wanted(&row.text(6)?)?.scopes()].concat(),
        lasts: row.flag(2)?,
        began_at: row.time(3)?,
        last_used_at: redeemed.max(refreshed),
    })
}

/// What somebody is signed in to at a moment, the latest first, at most so many.
pub(crate) async fn entered_by(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Entered>, Fault> {
    let sql = "SELECT e.application, e.scopes, e.lasts, e.began_at, u.redeemed_at, \
               (SELECT MAX(t.used_at) FROM refresh_token t WHERE t.entry = e.id), e.claims \
               FROM application_entry e JOIN application_entry_use u ON u.entry = e.id \
               WHERE e.account = $1 AND e.expires_at > $2 AND u.reused_at IS NULL ORDER BY e.id DESC LIMIT $3";
    reader.rows(sql, &vals![account, now, most]).await?.iter().map(read).collect()
}

/// Ends everything that one application was given about somebody, and has it told; says how many entries that were.
pub(crate) async fn end_in_application(
    tx: &mut WriteTx,
    account: AccountId,
    application: Uuid,
    now: Timestamp,
) -> Result<usize, Fault> {
    let sql = "SELECT id, expires_at FROM application_entry WHERE account = $1 AND application = $2 ORDER BY id";
    let rows = tx.rows(sql, &vals![account, application]).await?;
    end_rows(tx, &rows, now).await?;
    visits::leave_application(tx, account, application, now).await?;
    Ok(rows.len())
}
