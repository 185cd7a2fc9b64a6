//! The table of what waits.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::{Call, Proposal};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::{Asked, Decision};

const COLUMNS: &str =
    "proposal, asker, command, reason, asked_at, due_at, decision, decided_by, words, version";

fn read(row: &Row) -> Result<Asked, Fault> {
    Ok(Asked {
        proposal: row.id(0)?,
        asker: AccountId(row.id(1)?),
        command: row.text(2)?,
        reason: row.text(3)?,
        asked_at: row.time(4)?,
        due_at: row.time(5)?,
        decision: Decision::named(&row.text(6)?),
        decided_by: row.id_or_none(7)?.map(AccountId),
        words: row.text(8)?,
        version: row.int(9)?,
    })
}

/// What was asked for under a key.
pub(super) async fn find(reader: &mut Reader, proposal: Uuid) -> Result<Option<Asked>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM second_person WHERE proposal = $1");
    reader.row(&sql, &vals![proposal]).await?.as_ref().map(read).transpose()
}

/// What nobody has decided and can still be decided, the latest first. What lapsed stays as it is and takes no place here.
pub(super) async fn waiting(
    reader: &mut Reader,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Asked>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM second_person WHERE decision = 'waiting' AND due_at > $2 ORDER BY proposal DESC LIMIT $1"
    );
    reader.rows(&sql, &vals![most, now]).await?.iter().map(read).collect()
}

/// What somebody asked for, the latest first.
pub(super) async fn of_asker(
    reader: &mut Reader,
    asker: AccountId,
    most: i64,
) -> Result<Vec<Asked>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM second_person WHERE asker = $1 ORDER BY proposal DESC LIMIT $2"
    );
    reader.rows(&sql, &vals![asker, most]).await?.iter().map(read).collect()
}

/// What somebody asked for that nobody has decided, lapsed or not.
pub(super) async fn waiting_of(reader: &mut Reader, asker: AccountId) -> Result<Vec<Asked>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM second_person WHERE asker = $1 AND decision = 'waiting' ORDER BY proposal"
    );
    reader.rows(&sql, &vals![asker]).await?.iter().map(read).collect()
}

/// Keeps why something is asked for. Says no if that was said before.
pub(super) async fn insert(
    tx: &mut WriteTx,
    proposal: &Proposal,
    reason: &str,
    call: &Call,
) -> Result<bool, Fault> {
    let params = vals![
        proposal.id,
        proposal.asker,
        proposal.command.as_str(),
        reason,
        call.now,
        proposal.due_at,
        Decision::Waiting.name(),
        call.act
    ];
    let sql = "INSERT INTO second_person (proposal, asker, command, reason, asked_at, due_at, decision, words, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, '', 1, $8) ON CONFLICT DO NOTHING";
    let is_new = tx.exec(sql, &params).await? == 1;
    if is_new {
        let id = proposal.id;
        tx.subject("second_person", id, 1);
        tx.effect("second_person", id, "command", None::<&str>, proposal.command.as_str());
        tx.effect("second_person", id, "reason", None::<&str>, reason);
        tx.effect("second_person", id, "decision", None::<&str>, Decision::Waiting.name());
    }
    Ok(is_new)
}

/// Keeps what was decided. Says no if somebody was faster.
pub(super) async fn decide(
    tx: &mut WriteTx,
    asked: &Asked,
    decision: Decision,
    words: &str,
    call: &Call,
) -> Result<bool, Fault> {
    let id = asked.proposal;
    let params = vals![id, decision.name(), call.actor.account(), words, call.act];
    let sql = "UPDATE second_person SET decision = $2, decided_by = $3, words = $4, version = version + 1, act = $5 WHERE proposal = $1 AND decision = 'waiting'";
    let is_first = tx.exec(sql, &params).await? == 1;
    if is_first {
        tx.subject("second_person", id, asked.version + 1);
        tx.effect("second_person", id, "decision", Decision::Waiting.name(), decision.name());
        tx.effect("second_person", id, "words", "", words);
    }
    Ok(is_first)
}

/// Drops what somebody who is erased wrote.
pub(super) async fn forget(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    let sql = "UPDATE second_person SET reason = '', version = version + 1, act = $2 WHERE asker = $1 AND reason <> ''";
    tx.exec(sql, &vals![account, call.act]).await?;
    let sql = "UPDATE second_person SET words = '', version = version + 1, act = $2 WHERE decided_by = $1 AND words <> ''";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}
