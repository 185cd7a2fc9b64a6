//! Texts: what was asked for, how often, and what came of it.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::texts::For;

/// A text that waits for its job.
const WAITING: &str = "waiting";
/// One whose code was used.
const USED: &str = "used";

/// A text to be sent.
#[derive(Clone, Copy)]
pub(in crate::texts) struct NewMessage {
    pub(in crate::texts) id: Uuid,
    pub(in crate::texts) account: AccountId,
    pub(in crate::texts) number: Option<Uuid>,
    pub(in crate::texts) purpose: For,
    pub(in crate::texts) bound: Uuid,
    pub(in crate::texts) made_at: Timestamp,
    pub(in crate::texts) expires_at: Timestamp,
}

/// A text as it is kept.
pub(in crate::texts) struct Message {
    pub(in crate::texts) number: Uuid,
    pub(in crate::texts) purpose: Option<For>,
    pub(in crate::texts) expires_at: Timestamp,
    pub(in crate::texts) is_waiting: bool,
}

/// Takes the turn of an account, so that whoever asks through another node waits and reads what this one wrote.
pub(in crate::texts) async fn take_turn(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "INSERT INTO text_guard (account, turns) VALUES ($1, 1) ON CONFLICT (account) DO UPDATE SET turns = text_guard.turns + 1";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

/// How many texts an account had since a moment, or how many of those for one purpose.
pub(in crate::texts) async fn count_since(
    reader: &mut Reader,
    account: AccountId,
    purpose: Option<For>,
    since: Timestamp,
) -> Result<i64, Fault> {
    let Some(purpose) = purpose else {
        let sql = "SELECT COUNT(*) FROM text_message WHERE account = $1 AND made_at >= $2";
        return reader.number(sql, &vals![account, since]).await;
    };
    let sql =
        "SELECT COUNT(*) FROM text_message WHERE account = $1 AND made_at >= $2 AND purpose = $3";
    reader.number(sql, &vals![account, since, purpose.name()]).await
}

/// Counts a text of an organisation; says how many that are since the first one of a day.
pub(in crate::texts) async fn spend(
    tx: &mut WriteTx,
    organisation: Uuid,
    now: Timestamp,
    seconds: i64,
) -> Result<i64, Fault> {
    let sql = "INSERT INTO text_budget (organisation, began_at, texts) VALUES ($1, $2, 1) ON CONFLICT (organisation) DO UPDATE SET \
               texts = CASE WHEN text_budget.began_at <= $3 THEN 1 ELSE text_budget.texts + 1 END, \
               began_at = CASE WHEN text_budget.began_at <= $3 THEN excluded.began_at ELSE text_budget.began_at END";
    tx.exec(sql, &vals![organisation, now, now.plus_seconds(-seconds)]).await?;
    let sql = "SELECT texts FROM text_budget WHERE organisation = $1";
    tx.number(sql, &vals![organisation]).await
}

/// Puts a text in.
pub(in crate::texts) async fn insert_message(
    tx: &mut WriteTx,
    new: &NewMessage,
) -> Result<(), Fault> {
    let state = if new.number.is_some() { WAITING } else { "nobody" };
    let sql = "INSERT INTO text_message (id, account, number, purpose, bound, made_at, expires_at, tries, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    let params = vals![
        new.id,
        new.account,
        new.number.unwrap_or(Uuid::nil()),
        new.purpose.name(),
        new.bound,
        new.made_at,
        new.expires_at,
        state
    ];
    tx.exec(sql, &params).await?;
    Ok(())
}

/// A text by its key, and whose it is.
pub(in crate::texts) async fn message(
    reader: &mut Reader,
    id: Uuid,
) -> Result<Option<Message>, Fault> {
    let sql = "SELECT number, purpose, expires_at, state FROM text_message WHERE id = $1";
    let row = reader.row(sql, &vals![id]).await?;
    row.map(|row| {
        Ok(Message {
            number: row.id(0)?,
            purpose: For::kept_as(&row.text(1)?),
            expires_at: row.time(2)?,
            is_waiting: row.text(3)? == WAITING,
        })
    })
    .transpose()
}

/// The number that a text of an account went to.
pub(in crate::texts) async fn number_of(
    reader: &mut Reader,
    account: AccountId,
    id: Uuid,
) -> Result<Option<Uuid>, Fault> {
    let sql = "SELECT number FROM text_message WHERE id = $1 AND account = $2";
    reader.row(sql, &vals![id, account]).await?.map(|row| row.id(0)).transpose()
}

/// The texts of an account whose codes are good for one thing.
pub(in crate::texts) async fn open_messages(
    reader: &mut Reader,
    account: AccountId,
    (purpose, bound): (For, Uuid),
    most_tries: i64,
    now: Timestamp,
) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT id FROM text_message WHERE account = $1 AND purpose = $2 AND bound = $3 AND made_at <= $4 AND expires_at > $4 AND tries <= $5 \
               AND state <> 'used' AND state <> 'nobody'";
    let params = vals![account, purpose.name(), bound, now, most_tries];
    reader.rows(sql, &params).await?.iter().map(|row| row.id(0)).collect()
}

/// Counts a try of the codes that an account has for one thing, before it is looked at.
pub(crate) async fn count_try(
    tx: &mut WriteTx,
    account: AccountId,
    (purpose, bound): (For, Uuid),
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE text_message SET tries = tries + 1 WHERE account = $1 AND expires_at > $2 AND purpose = $3 AND bound = $4";
    tx.exec(sql, &vals![account, now, purpose.name(), bound]).await?;
    Ok(())
}

/// Uses the code of a text up; says no if somebody else did. However many try, one wins.
pub(crate) async fn use_up(tx: &mut WriteTx, id: Uuid, now: Timestamp) -> Result<bool, Fault> {
    let sql =
        "UPDATE text_message SET state = $2 WHERE id = $1 AND state <> $2 AND expires_at > $3";
    Ok(tx.exec(sql, &vals![id, USED, now]).await? == 1)
}

/// Notes what came of sending. One whose code was used stays so.
pub(in crate::texts) async fn settle(
    tx: &mut WriteTx,
    id: Uuid,
    state: &'static str,
) -> Result<(), Fault> {
    let sql = "UPDATE text_message SET state = $2 WHERE id = $1 AND state = 'waiting'";
    tx.exec(sql, &vals![id, state]).await?;
    Ok(())
}

/// Whether texts from before a moment are still kept.
pub(in crate::texts) async fn has_messages_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM text_message WHERE made_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those, and turns of accounts that have none; says how many texts that were.
pub(in crate::texts) async fn clear_old(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM text_message WHERE id IN (SELECT id FROM text_message WHERE made_at < $1 ORDER BY made_at, id LIMIT $2)";
    let cleared = tx.exec(sql, &vals![at, most]).await?;
    let sql = "DELETE FROM text_guard WHERE account IN (SELECT g.account FROM text_guard g \
               WHERE NOT EXISTS (SELECT 1 FROM text_message m WHERE m.account = g.account) LIMIT $1)";
    tx.exec(sql, &vals![most]).await?;
    Ok(cleared)
}
