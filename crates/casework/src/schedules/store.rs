//! The rows of schedules and of the files that were made.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row as Stored, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as common};
use kernel::vals;
use uuid::Uuid;

use super::jobs;
use super::model::{Every, Outcome, Row};

const COLUMNS: &str = "id, account, file, query, name, every, version";

fn read(row: &Stored) -> Result<Row, Fault> {
    let every = row.text(5)?;
    let every = Every::named(&every)
        .ok_or_else(|| Fault::defect(format!("reading a report that is made every {every}")))?;
    Ok(Row {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        file: row.text(2)?,
        query: row.text(3)?,
        name: row.text(4)?,
        every,
        version: row.int(6)?,
    })
}

/// A schedule by its key, for the job.
pub(super) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Row>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM report_schedule WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// A schedule of somebody by its key; one of somebody else is as good as none.
pub(super) async fn find_of(
    reader: &mut Reader,
    owner: AccountId,
    id: Uuid,
) -> Result<Option<Row>, Fault> {
    Ok(find(reader, id).await?.filter(|row| row.account == owner))
}

/// The schedules of somebody, the oldest first; somebody has a bounded number of them.
pub(super) async fn of(
    reader: &mut Reader,
    owner: AccountId,
    limit: i64,
) -> Result<Vec<Row>, Fault> {
    let sql =
        format!("SELECT {COLUMNS} FROM report_schedule WHERE account = $1 ORDER BY id LIMIT $2");
    reader.rows(&sql, &vals![owner, limit]).await?.iter().map(read).collect()
}

/// How many schedules somebody has.
pub(super) async fn count(reader: &mut Reader, owner: AccountId) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM report_schedule WHERE account = $1", &vals![owner]).await
}

/// Keeps a schedule.
pub(super) async fn insert(tx: &mut WriteTx, call: &Call, row: &Row) -> Result<(), Fault> {
    let params = vals![
        row.id,
        row.account,
        row.file.as_str(),
        row.query.as_str(),
        row.name.as_str(),
        row.every.name(),
        call.act
    ];
    let sql = "INSERT INTO report_schedule (id, account, file, query, name, every, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, 1, $7)";
    tx.exec(sql, &params).await?;
    tx.subject("report_schedule", row.id, 1);
    tx.effect("report_schedule", row.id, "name", Val::Null, row.name.as_str());
    tx.effect("report_schedule", row.id, "file", Val::Null, row.file.as_str());
    tx.effect("report_schedule", row.id, "every", Val::Null, row.every.name());
    Ok(())
}

/// Changes what it is called and how often it is made.
pub(super) async fn change(tx: &mut WriteTx, call: &Call, before: &Row, after: &Row) -> Result<()> {
    let params =
        vals![before.id, before.version, after.name.as_str(), after.every.name(), call.act];
    let sql = "UPDATE report_schedule SET name = $3, every = $4, version = version + 1, act = $5 \
               WHERE id = $1 AND version = $2";
    if tx.exec(sql, &params).await? != 1 {
        return Err(common::STALE.refuse().into());
    }
    tx.subject("report_schedule", after.id, after.version);
    if before.name != after.name {
        tx.effect("report_schedule", after.id, "name", before.name.as_str(), after.name.as_str());
    }
    if before.every != after.every {
        tx.effect("report_schedule", after.id, "every", before.every.name(), after.every.name());
    }
    Ok(())
}

/// Removes a schedule.
pub(super) async fn remove(tx: &mut WriteTx, before: &Row) -> Result<()> {
    let sql = "DELETE FROM report_schedule WHERE id = $1 AND version = $2";
    if tx.exec(sql, &vals![before.id, before.version]).await? != 1 {
        return Err(common::STALE.refuse().into());
    }
    tx.subject("report_schedule", before.id, before.version + 1);
    tx.effect("report_schedule", before.id, "name", before.name.as_str(), Val::Null);
    Ok(())
}

/// Drops the schedules of an account that is erased; their files go when the jobs put in here find none.
pub(super) async fn forget(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "SELECT id, version FROM report_schedule WHERE account = $1";
    for row in tx.rows(sql, &vals![account]).await? {
        jobs::arrange(tx, row.id(0)?, row.int(1)?, now).await?;
    }
    tx.exec("DELETE FROM report_schedule WHERE account = $1", &vals![account]).await.map(drop)
}

/// A file as it is shown, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) id: Uuid,
    pub(super) due_at: Timestamp,
    pub(super) made_at: Timestamp,
    pub(super) outcome: Outcome,
    pub(super) size: i64,
}

fn read_made(row: &Stored) -> Result<Made, Fault> {
    let outcome = row.text(3)?;
    let outcome = Outcome::named(&outcome)
        .ok_or_else(|| Fault::defect(format!("reading a report with the outcome {outcome}")))?;
    Ok(Made {
        id: row.id(0)?,
        due_at: row.time(1)?,
        made_at: row.time(2)?,
        outcome,
        size: row.int(4)?,
    })
}

/// The files of a schedule, the newest first.
pub(super) async fn files(
    reader: &mut Reader,
    schedule: Uuid,
    limit: i64,
) -> Result<Vec<Made>, Fault> {
    let sql = "SELECT id, due_at, made_at, outcome, size FROM report_file WHERE schedule = $1 \
               ORDER BY due_at DESC LIMIT $2";
    reader.rows(sql, &vals![schedule, limit]).await?.iter().map(read_made).collect()
}

/// What a file of somebody holds, with the name of its schedule; none if nothing was made, or for somebody else.
pub(super) async fn contents(
    reader: &mut Reader,
    owner: AccountId,
    file: Uuid,
) -> Result<Option<(String, String)>, Fault> {
    let sql = "SELECT s.name, f.contents FROM report_file f JOIN report_schedule s ON s.id = f.schedule \
               WHERE f.id = $1 AND s.account = $2 AND f.outcome = 'made'";
    let row = reader.row(sql, &vals![file, owner]).await?;
    row.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
}

/// A file to be kept.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) made: Made,
    pub(super) contents: Option<String>,
}

/// Keeps a file and drops the oldest beyond so many. Whether it is new, and the key of the one that is kept for that
/// moment: there is one.
pub(super) async fn keep(
    tx: &mut WriteTx,
    schedule: Uuid,
    draft: &Draft,
    kept: i64,
) -> Result<(bool, Uuid), Fault> {
    let made = &draft.made;
    let params = vals![
        made.id,
        schedule,
        made.due_at,
        made.made_at,
        made.outcome.name(),
        made.size,
        draft.contents.as_deref()
    ];
    let sql = "INSERT INTO report_file (id, schedule, due_at, made_at, outcome, size, contents) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (schedule, due_at) DO NOTHING";
    let is_new = tx.exec(sql, &params).await? == 1;
    let sql = "DELETE FROM report_file WHERE schedule = $1 AND due_at NOT IN \
               (SELECT f.due_at FROM report_file f WHERE f.schedule = $1 ORDER BY f.due_at DESC LIMIT $2)";
    tx.exec(sql, &vals![schedule, kept]).await?;
    let sql = "SELECT id FROM report_file WHERE schedule = $1 AND due_at = $2";
    let key = tx.row(sql, &vals![schedule, made.due_at]).await?;
    Ok((is_new, key.map_or(Ok(made.id), |row| row.id(0))?))
}

/// Drops the files of a schedule that is gone.
pub(super) async fn drop_files(tx: &mut WriteTx, schedule: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM report_file WHERE schedule = $1", &vals![schedule]).await.map(drop)
}

/// How many files and jobs there are of all schedules, for tests.
#[cfg(test)]
pub(super) async fn left(reader: &mut Reader) -> Result<(i64, i64), Fault> {
    let files = reader.number("SELECT COUNT(*) FROM report_file", &[]).await?;
    let jobs = reader.number("SELECT COUNT(*) FROM job WHERE queue = 'report'", &[]).await?;
    Ok((files, jobs))
}

/// The first job of all schedules, for tests.
#[cfg(test)]
pub(super) async fn first_job(reader: &mut Reader) -> Result<Option<kernel::jobs::Job>, Fault> {
    let sql = "SELECT id, subject, payload FROM job WHERE queue = 'report' ORDER BY id LIMIT 1";
    let row = reader.row(sql, &[]).await?;
    row.map(|row| {
        let (id, subject, payload) = (row.id(0)?, row.text(1)?, row.text(2)?);
        Ok(kernel::jobs::Job { id, subject, payload, attempts: 0 })
    })
    .transpose()
}
