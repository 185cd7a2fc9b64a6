//! Whose mailbox nobody reads.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use kernel::vals;

/// Since when nobody reads the mailbox of an account; none if somebody does, as far as is known.
pub(crate) async fn unread_since(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT since FROM unread_mailbox WHERE account = $1";
    match reader.row(sql, &vals![account]).await? {
        Some(row) => row.time_or_none(0),
        None => Ok(None),
    }
}

/// Keeps since when nobody reads it.
pub(crate) async fn mark_mailbox(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    before: Option<Timestamp>,
    since: Option<Timestamp>,
) -> Result<()> {
    let sql = "INSERT INTO unread_mailbox (account, since, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (account) DO UPDATE SET since = excluded.since, version = unread_mailbox.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, since, call.act]).await?;
    let sql = "SELECT version FROM unread_mailbox WHERE account = $1";
    let version = tx.number(sql, &vals![account]).await?;
    tx.subject("unread_mailbox", account, version);
    tx.effect("unread_mailbox", account, "since", before, since);
    Ok(())
}

/// Forgets what was said of the mailbox of an account that is erased.
pub(crate) async fn forget_mailbox(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM unread_mailbox WHERE account = $1", &vals![account]).await.map(drop)
}
