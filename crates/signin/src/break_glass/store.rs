//! The tables of emergency accounts and their alarms.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::{Alarm, Cause, Kept};

fn read(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept {
        account: AccountId(row.id(0)?),
        enrolled_at: row.time(1)?,
        drilled_at: row.time(2)?,
        reminded_at: row.time(3)?,
    })
}

/// All accounts; there are few.
pub(super) async fn all(reader: &mut Reader) -> Result<Vec<Kept>, Fault> {
    let sql =
        "SELECT account, enrolled_at, drilled_at, reminded_at FROM break_glass ORDER BY account";
    reader.rows(sql, &[]).await?.iter().map(read).collect()
}

/// Takes the first of them, on which hangs what spans all: whoever takes it at once waits, and then reads what the other wrote.
pub(super) async fn hold_still(tx: &mut WriteTx) -> Result<(), Fault> {
    loop {
        let sql = "SELECT account FROM break_glass ORDER BY account LIMIT 1";
        let Some(row) = tx.row(sql, &[]).await? else { return Ok(()) };
        let sql = "UPDATE break_glass SET enrolled_at = enrolled_at WHERE account = $1";
        // None is changed where it has become an ordinary account meanwhile: then another one is the first.
        if tx.exec(sql, &vals![row.id(0)?]).await? == 1 {
            return Ok(());
        }
    }
}

/// Whether an account is one of them.
pub(crate) async fn is_one(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM break_glass WHERE account = $1";
    Ok(reader.row(sql, &vals![account]).await?.is_some())
}

/// Enrols an account. Says no if it is one already.
pub(super) async fn enrol(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO break_glass (account, enrolled_at, drilled_at, version, act) VALUES ($1, $2, $2, 1, $3) ON CONFLICT DO NOTHING";
    let is_new = tx.exec(sql, &vals![account, call.now, call.act]).await? == 1;
    if is_new {
        tx.subject("break_glass", account, 1);
        tx.effect("break_glass", account, "enrolled_at", None::<Timestamp>, call.now);
    }
    Ok(is_new)
}

/// Makes an account an ordinary one again. Says no if it is none of them.
pub(super) async fn end(tx: &mut WriteTx, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT enrolled_at FROM break_glass WHERE account = $1";
    let Some(row) = tx.row(sql, &vals![account]).await? else { return Ok(false) };
    let since = row.time(0)?;
    let was = tx.exec("DELETE FROM break_glass WHERE account = $1", &vals![account]).await? == 1;
    if was {
        tx.effect("break_glass", account, "enrolled_at", since, None::<Timestamp>);
    }
    Ok(was)
}

/// Notes that people were reminded of an account, unless that was after a moment.
pub(super) async fn remind(
    tx: &mut WriteTx,
    account: AccountId,
    not_since: Timestamp,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE break_glass SET reminded_at = $2, version = version + 1, act = $3 WHERE account = $1 AND reminded_at <= $4";
    let is_due = tx.exec(sql, &vals![account, call.now, call.act, not_since]).await? == 1;
    if is_due {
        tx.effect("break_glass", account, "reminded_at", None::<Timestamp>, call.now);
    }
    Ok(is_due)
}

/// Notes when an account was last tried.
pub(super) async fn drilled(
    tx: &mut WriteTx,
    account: AccountId,
    at: Timestamp,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE break_glass SET drilled_at = $2, version = version + 1, act = $3 WHERE account = $1 AND drilled_at < $2";
    if tx.exec(sql, &vals![account, at, call.act]).await? == 1 {
        tx.effect("break_glass", account, "drilled_at", None::<Timestamp>, at);
    }
    Ok(())
}

const ALARM: &str = "SELECT id, account, kind, raised_at, reason, closed_at, closed_by, words, version FROM break_glass_alarm";

fn read_alarm(row: &Row) -> Result<Alarm, Fault> {
    Ok(Alarm {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        cause: Cause::named(&row.text(2)?),
        raised_at: row.time(3)?,
        reason: row.text(4)?,
        closed_at: row.time_or_none(5)?,
        closed_by: row.id_or_none(6)?.map(AccountId),
        words: row.text(7)?,
        version: row.int(8)?,
    })
}

/// Alarms that nobody has closed, up to a hundred.
pub(super) async fn open_alarms(reader: &mut Reader) -> Result<Vec<Alarm>, Fault> {
    let sql = format!("{ALARM} WHERE closed_at IS NULL ORDER BY raised_at, id LIMIT 100");
    reader.rows(&sql, &[]).await?.iter().map(read_alarm).collect()
}

/// The last alarms, closed or not.
pub(super) async fn last_alarms(reader: &mut Reader) -> Result<Vec<Alarm>, Fault> {
    let sql = format!("{ALARM} ORDER BY id DESC LIMIT 50");
    reader.rows(&sql, &[]).await?.iter().map(read_alarm).collect()
}

/// One alarm.
pub(super) async fn alarm(reader: &mut Reader, id: Uuid) -> Result<Option<Alarm>, Fault> {
    let sql = format!("{ALARM} WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read_alarm).transpose()
}

/// Raises an alarm.
pub(super) async fn raise(
    tx: &mut WriteTx,
    id: Uuid,
    account: AccountId,
    cause: Cause,
    reason: &str,
    call: &Call,
) -> Result<(), Fault> {
    let params = vals![id, account, cause.name(), call.now, reason, call.act];
    let sql = "INSERT INTO break_glass_alarm (id, account, kind, raised_at, reason, words, version, act) VALUES ($1, $2, $3, $4, $5, '', 1, $6)";
    tx.exec(sql, &params).await?;
    tx.effect("break_glass_alarm", id, "kind", None::<&str>, cause.name());
    tx.effect("break_glass_alarm", id, "reason", "", reason);
    Ok(())
}

/// Closes an alarm. Says no if somebody was faster.
pub(super) async fn close(
    tx: &mut WriteTx,
    alarm: &Alarm,
    words: &str,
    call: &Call,
) -> Result<bool, Fault> {
    let params = vals![alarm.id, call.now, call.actor.account(), words, call.act];
    let sql = "UPDATE break_glass_alarm SET closed_at = $2, closed_by = $3, words = $4, version = version + 1, act = $5 WHERE id = $1 AND closed_at IS NULL";
    let is_first = tx.exec(sql, &params).await? == 1;
    if is_first {
        tx.subject("break_glass_alarm", alarm.id, alarm.version + 1);
        tx.effect("break_glass_alarm", alarm.id, "closed_at", None::<Timestamp>, call.now);
        tx.effect("break_glass_alarm", alarm.id, "words", "", words);
    }
    Ok(is_first)
}
