//! The rows of bulk changes and of their entries.

mod items;

pub(crate) use items::{
    add, counts, drop_items, items, looked_at, next_waiting, settle, stands_before,
};

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages as common};
use kernel::vals;
use uuid::Uuid;

use super::messages;
use super::model::{Bulk, Move, State};

const COLUMNS: &str = "b.id, b.organisation, b.kind, b.answer, b.says, b.asked_by, b.asked_at, b.state, b.since, b.entry_count, b.version";

/// Drafts of one asker in one organisation that are looked at: there is never more than one, but for two at once.
const DRAFTS: i64 = 20;

fn read(row: &Row) -> Result<Bulk, Fault> {
    let state = row.text(7)?;
    Ok(Bulk {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        kind: row.text(2)?,
        answer: row.text(3)?,
        says: row.text(4)?,
        asked_by: AccountId(row.id(5)?),
        asked_at: row.time(6)?,
        state: State::named(&state)
            .ok_or_else(|| Fault::defect(format!("reading a bulk change that is {state}")))?,
        since: row.time(8)?,
        count: row.int(9)?,
        version: row.int(10)?,
    })
}

fn read_all(rows: &[Row]) -> Result<Vec<Bulk>, Fault> {
    rows.iter().map(read).collect()
}

/// A bulk change by its key.
pub(crate) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Bulk>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM bulk b WHERE b.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// What was written, one entry on a line.
pub(crate) async fn entries(reader: &mut Reader, id: Uuid) -> Result<String, Fault> {
    let row = reader.row("SELECT entries FROM bulk WHERE id = $1", &vals![id]).await?;
    row.map_or(Ok(String::new()), |row| row.text(0))
}

/// Adds a draft.
pub(crate) async fn insert(
    tx: &mut WriteTx,
    call: &Call,
    bulk: &Bulk,
    entries: &str,
) -> Result<()> {
    let params = vals![
        bulk.id,
        bulk.organisation,
        bulk.kind.as_str(),
        bulk.answer.as_str(),
        bulk.says.as_str(),
        bulk.asked_by,
        bulk.asked_at,
        bulk.state.name(),
        bulk.since,
        entries,
        bulk.count,
        call.act
    ];
    tx.exec(
        "INSERT INTO bulk (id, organisation, kind, answer, says, asked_by, asked_at, state, since, entries, entry_count, version, act) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)",
        &params,
    )
    .await?;
    tx.subject("bulk", bulk.id, 1);
    for (attribute, value) in [
        ("kind", Val::from(bulk.kind.as_str())),
        ("says", bulk.says.as_str().into()),
        ("entry_count", bulk.count.into()),
    ] {
        tx.effect("bulk", bulk.id, attribute, Val::Null, value);
    }
    Ok(())
}

/// Takes a legal step over the version that was read, and gives the new version. Once a draft is run or thrown away,
/// what was written is of no more use; once it is forgotten, neither is the answer.
pub(crate) async fn save(tx: &mut WriteTx, call: &Call, before: &Bulk, step: Move) -> Result<i64> {
    let state = before.state.after(step).ok_or_else(|| messages::STATE.refuse())?;
    let forgets = match step {
        Move::Stop | Move::End => "",
        Move::Run | Move::Drop => ", entries = ''",
        Move::Forget => ", entries = '', answer = '', says = ''",
    };
    let params = vals![before.id, before.version, state.name(), call.now, call.act];
    let sql = format!(
        "UPDATE bulk SET state = $3, since = $4, version = version + 1, act = $5{forgets} WHERE id = $1 AND version = $2"
    );
    if tx.exec(&sql, &params).await? != 1 {
        // Whoever looked at a version is told that somebody was faster; whoever did not is served on what is there now.
        return match call.expected {
            Some(_) => Err(common::STALE.refuse().into()),
            None => Err(Fault::again("saving a bulk change that went on meanwhile").into()),
        };
    }
    tx.subject("bulk", before.id, before.version + 1);
    tx.effect("bulk", before.id, "state", before.state.name(), state.name());
    Ok(before.version + 1)
}

/// The drafts that somebody has in an organisation.
pub(crate) async fn drafts_of(
    reader: &mut Reader,
    asker: AccountId,
    organisation: OrganisationId,
) -> Result<Vec<Bulk>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk b WHERE b.asked_by = $1 AND b.organisation = $2 AND b.state = 'draft' \
         AND b.state NOT IN ('dropped', 'forgotten') ORDER BY b.since, b.id LIMIT {DRAFTS}"
    );
    read_all(&reader.rows(&sql, &vals![asker, organisation]).await?)
}

/// A page of the bulk changes of an organisation, newest first, before a key.
pub(crate) async fn list(
    reader: &mut Reader,
    organisation: OrganisationId,
    before: Uuid,
    limit: i64,
) -> Result<Vec<Bulk>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk b WHERE b.organisation = $1 AND b.id < $2 AND b.state NOT IN ('dropped', 'forgotten') \
         ORDER BY b.id DESC LIMIT $3"
    );
    read_all(&reader.rows(&sql, &vals![organisation, before, limit]).await?)
}

/// What somebody had done and that went on since a moment, latest first.
pub(crate) async fn mine(
    reader: &mut Reader,
    asker: AccountId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Bulk>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk b WHERE b.asked_by = $1 AND b.since >= $2 AND b.state NOT IN ('dropped', 'forgotten') \
         ORDER BY b.since DESC, b.id DESC LIMIT $3"
    );
    read_all(&reader.rows(&sql, &vals![asker, since, limit]).await?)
}

/// What is in a state in which the service has something to do, by key, after one of them.
pub(crate) async fn live(
    reader: &mut Reader,
    state: State,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Bulk>, Fault> {
    // The states stand in the statement so that the index over them serves it.
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk b WHERE b.state IN ('draft', 'running') AND b.state = $1 AND b.id > $2 ORDER BY b.id LIMIT $3"
    );
    read_all(&reader.rows(&sql, &vals![state.name(), after, limit]).await?)
}

/// What has been over, or only looked at, since that moment or longer, oldest first, after one of them.
pub(crate) async fn old(
    reader: &mut Reader,
    until: Timestamp,
    after: (Timestamp, Uuid),
    limit: i64,
) -> Result<Vec<Bulk>, Fault> {
    let (since, id) = after;
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk b WHERE b.state <> 'forgotten' AND b.state <> 'running' AND b.since <= $1 \
         AND (b.since, b.id) > ($2, $3) ORDER BY b.since, b.id LIMIT $4"
    );
    read_all(&reader.rows(&sql, &vals![until, since, id, limit]).await?)
}
