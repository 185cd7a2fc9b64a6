//! Where the start code of an account went, if it went by letter. The code is made again from the key of the link and
//! is in no table; whether it can still be used is the row of the start code's to say.

use facts::signin::{EndingLink, StartLinksEnding};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// A link that can be used.
pub(in crate::codes) struct Outside {
    /// Its key, from which the code is made.
    pub(in crate::codes) link: Uuid,
    /// The address outside the service.
    pub(in crate::codes) address: String,
    /// Until when it can be used.
    pub(in crate::codes) until: Timestamp,
}

/// Notes where the code goes that the same act has put in. The caller says what the act is about.
pub(in crate::codes) async fn put_link(
    tx: &mut WriteTx,
    account: AccountId,
    link: Uuid,
    address: &str,
    call: &Call,
) -> Result<(), Fault> {
    let sql =
        "INSERT INTO start_link (account, link, address, version, act) VALUES ($1, $2, $3, 1, $4)";
    tx.exec(sql, &vals![account, link, address, call.act]).await?;
    tx.effect("start_link", account, "address", None::<&str>, address);
    Ok(())
}

/// The link of an account that can be used at a moment.
pub(in crate::codes) async fn open_link(
    reader: &mut Reader,
    account: AccountId,
    at: Timestamp,
) -> Result<Option<Outside>, Fault> {
    let sql = "SELECT start_link.link, start_link.address, start_code.expires_at FROM start_link \
               JOIN start_code ON start_code.account = start_link.account \
               WHERE start_link.account = $1 AND start_code.used_at IS NULL AND start_code.expires_at > $2";
    let Some(row) = reader.row(sql, &vals![account, at]).await? else { return Ok(None) };
    Ok(Some(Outside { link: row.id(0)?, address: row.text(1)?, until: row.time(2)? }))
}

/// The address that a link which can still be used went to.
pub(crate) async fn link_waiting(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<String>, Fault> {
    Ok(open_link(reader, account, now).await?.map(|open| open.address))
}

/// The links that nobody has used and that end by a moment, in the order of their accounts. The table holds only those
/// that were not used, so it is read through.
pub(in crate::codes) async fn links_ending(
    reader: &mut Reader,
    asked: StartLinksEnding,
) -> Result<Vec<EndingLink>, Fault> {
    let after = asked.after.map_or(Uuid::nil(), |after| after.0);
    let sql = "SELECT start_link.account, start_link.address, start_code.issued_at, start_code.expires_at FROM start_link \
               JOIN start_code ON start_code.account = start_link.account \
               WHERE start_link.account > $1 AND start_code.used_at IS NULL \
               AND start_code.expires_at > $2 AND start_code.expires_at <= $3 ORDER BY start_link.account LIMIT $4";
    let rows = reader.rows(sql, &vals![after, asked.from, asked.by, asked.limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(EndingLink {
                account: AccountId(row.id(0)?),
                address: row.text(1)?,
                sent_at: row.time(2)?,
                until: row.time(3)?,
            })
        })
        .collect()
}

/// Forgets where the code went: it was used, or another one takes its place.
pub(in crate::codes) async fn drop_link(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM start_link WHERE account = $1", &vals![account]).await?;
    Ok(())
}
