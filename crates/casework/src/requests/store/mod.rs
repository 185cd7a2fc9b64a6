//! The rows of requests and of what was written about them.

mod due;
mod files;
mod lists;

pub(crate) use due::{Quiet, quiet, running};
pub(crate) use files::{FileRow, count_files, files, find_file, insert_file};
pub(crate) use lists::{Filter, count_at, count_waiting_for, list_at, mine, taken_by, waiting_for};

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, ActId, OrganisationId};
use kernel::refusal::{Fault, Result, messages};
use kernel::vals;
use uuid::Uuid;

use super::model::{Answers, Desk, Request, State};

const COLUMNS: &str = "r.id, r.kind, r.organisation, r.asked_by, r.asked_for, r.desk, r.state, r.asked_at, r.since, r.due_at, \
                       r.taken_by, r.answers, r.summary, r.decided_by, r.decided_at, r.reason, r.command, r.proposal, r.ran_act, \
                       r.problem, r.reminders, r.reminded_at, r.messages, r.version";

fn read(row: &Row) -> Result<Request, Fault> {
    let (desk, state) = (row.text(5)?, row.text(6)?);
    let answers: Answers = serde_json::from_str(&row.text(11)?)
        .map_err(|error| Fault::defect("reading the answers of a request").because(error))?;
    Ok(Request {
        id: row.id(0)?,
        kind: row.text(1)?,
        organisation: OrganisationId(row.id(2)?),
        asked_by: AccountId(row.id(3)?),
        asked_for: AccountId(row.id(4)?),
        desk: Desk::named(&desk)
            .ok_or_else(|| Fault::defect(format!("reading a request at the desk {desk}")))?,
        state: State::named(&state)
            .ok_or_else(|| Fault::defect(format!("reading a request that is {state}")))?,
        asked_at: row.time(7)?,
        since: row.time(8)?,
        due_at: row.time(9)?,
        taken_by: row.id_or_none(10)?.map(AccountId),
        answers,
        summary: row.text(12)?,
        decided_by: row.id_or_none(13)?.map(AccountId),
        decided_at: row.time_or_none(14)?,
        reason: row.text_or_none(15)?,
        command: row.text_or_none(16)?,
        proposal: row.id_or_none(17)?,
        ran_act: row.id_or_none(18)?.map(ActId),
        problem: row.text_or_none(19)?,
        reminders: row.int(20)?,
        reminded_at: row.time_or_none(21)?,
        messages: row.int(22)?,
        version: row.int(23)?,
    })
}

/// A request by its key.
pub(crate) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Request>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM request r WHERE r.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

fn written(answers: &Answers) -> Result<String, Fault> {
    serde_json::to_string(answers)
        .map_err(|error| Fault::defect("writing the answers of a request").because(error))
}

/// Adds a request.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, request: &Request) -> Result<()> {
    let answers = written(&request.answers)?;
    let params = vals![
        request.id,
        request.kind.as_str(),
        request.organisation,
        request.asked_by,
        request.asked_for,
        request.desk.name(),
        request.state.name(),
        request.asked_at,
        request.since,
        request.due_at,
        answers.as_str(),
        request.summary.as_str(),
        request.version,
        call.act
    ];
    tx.exec(
        "INSERT INTO request (id, kind, organisation, asked_by, asked_for, desk, state, asked_at, since, due_at, answers, \
         summary, reminders, messages, version, act) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14)",
        &params,
    )
    .await?;
    tx.subject("request", request.id, request.version);
    for (attribute, value) in [
        ("kind", Val::from(request.kind.as_str())),
        ("asked_by", request.asked_by.into()),
        ("asked_for", request.asked_for.into()),
        ("desk", request.desk.name().into()),
        ("answers", answers.into()),
    ] {
        tx.effect("request", request.id, attribute, Val::Null, value);
    }
    tx.concerns(request.organisation);
    Ok(())
}

fn attributes(request: &Request) -> [(&'static str, Val); 9] {
    [
        ("state", request.state.name().into()),
        ("desk", request.desk.name().into()),
        ("taken_by", request.taken_by.into()),
        ("decided_by", request.decided_by.into()),
        ("reason", request.reason.as_deref().into()),
        ("command", request.command.as_deref().into()),
        ("ran_act", request.ran_act.map(|act| act.0).into()),
        ("problem", request.problem.as_deref().into()),
        ("messages", request.messages.into()),
    ]
}

/// Stores a changed request over the version it was read in, leaves its effects, and gives the new version.
pub(crate) async fn save(
    tx: &mut WriteTx,
    call: &Call,
    before: &Request,
    after: &Request,
) -> Result<i64> {
    let params = vals![
        before.id,
        before.version,
        after.desk.name(),
        after.state.name(),
        after.since,
        after.due_at,
        after.taken_by,
        after.decided_by,
        after.decided_at,
        after.reason.as_deref(),
        after.command.as_deref(),
        after.proposal,
        after.ran_act.map(|act| act.0),
        after.problem.as_deref(),
        after.reminders,
        after.reminded_at,
        after.messages,
        call.act
    ];
    let changed = tx
        .exec(
            "UPDATE request SET desk = $3, state = $4, since = $5, due_at = $6, taken_by = $7, decided_by = $8, decided_at = $9, \
             reason = $10, command = $11, proposal = $12, ran_act = $13, problem = $14, reminders = $15, reminded_at = $16, \
             messages = $17, version = version + 1, act = $18 WHERE id = $1 AND version = $2",
            &params,
        )
        .await?;
    if changed != 1 {
        // Whoever looked at a version is told that somebody was faster; whoever did not is served on what is there now.
        return match call.expected {
            Some(_) => Err(messages::STALE.refuse().into()),
            None => Err(Fault::again("saving a request that changed meanwhile").into()),
        };
    }
    tx.subject("request", before.id, before.version + 1);
    for ((attribute, old), (_, new)) in attributes(before).into_iter().zip(attributes(after)) {
        tx.effect("request", before.id, attribute, old, new);
    }
    tx.concerns(before.organisation);
    Ok(before.version + 1)
}

/// Something that was written about a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) author: AccountId,
    /// Whether its author asked, or it was asked for them; otherwise they decide.
    pub(crate) of_asker: bool,
    pub(crate) at: kernel::clock::Timestamp,
    pub(crate) body: String,
}

/// Adds a message under its number. The request's row has been changed, so nobody else takes the number.
pub(crate) async fn insert_message(
    tx: &mut WriteTx,
    call: &Call,
    request: Uuid,
    number: i64,
    message: &Message,
) -> Result<()> {
    let params = vals![
        request,
        number,
        message.author,
        message.of_asker,
        message.at,
        message.body.as_str(),
        call.act
    ];
    tx.exec(
        "INSERT INTO request_message (request, number, author, of_asker, at, body, version, act) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
        &params,
    )
    .await?;
    Ok(())
}

/// What was written about a request, oldest first; a request holds a bounded number of messages.
pub(crate) async fn messages(reader: &mut Reader, request: Uuid) -> Result<Vec<Message>, Fault> {
    let sql =
        "SELECT author, of_asker, at, body FROM request_message WHERE request = $1 ORDER BY number";
    let rows = reader.rows(sql, &vals![request]).await?;
    rows.iter()
        .map(|row| {
            Ok(Message {
                author: AccountId(row.id(0)?),
                of_asker: row.flag(1)?,
                at: row.time(2)?,
                body: row.text(3)?,
            })
        })
        .collect()
}

/// How many requests of an asker are not over.
pub(crate) async fn live_of(reader: &mut Reader, asker: AccountId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM request WHERE asked_by = $1 AND state IN ('open', 'waiting', 'approved', 'running')";
    reader.number(sql, &vals![asker]).await
}

/// Drops what was said by and about an account that is erased: answers, reasons, messages and files of its requests.
/// The requests stay, so that the record of who decided what stays whole.
pub(crate) async fn forget(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    for sql in [
        "UPDATE request_message SET body = '', version = version + 1, act = $2 WHERE request IN \
         (SELECT r.id FROM request r WHERE r.asked_by = $1 OR r.asked_for = $1)",
        "UPDATE request SET answers = '{}', summary = '', reason = NULL, problem = NULL, version = version + 1, act = $2 \
         WHERE asked_by = $1 OR asked_for = $1",
    ] {
        tx.exec(sql, &vals![account, call.act]).await?;
    }
    files::forget(tx, account).await
}
