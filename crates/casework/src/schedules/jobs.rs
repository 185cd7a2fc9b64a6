//! The job of a schedule: it makes the file that is due, says so, and puts in the job of the next one.
//!
//! A job belongs to one version of its schedule. Whoever changes a schedule puts in a job of the new version; the old one
//! finds that it is old and ends. One that finds no schedule drops its files.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::db::{BoxFuture, WriteTx};
use kernel::door::Door;
use kernel::ids::{self, AccountId};
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::{Fault, Result};
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use super::commands::next;
use super::model::{KEPT, LARGEST, Outcome, Row};
use super::store::{self, Draft, Made};
use crate::notices::tell_of_report;

/// The queue of reports; the subject of a job is the schedule's key.
const QUEUE: &str = "report";
/// Tries after which a list that cannot be read is given up for the day.
const TRIES: i64 = 5;
/// Octets of one MiB.
const MIB: i64 = 1 << 20;

/// The port that asks for a list as a file in the name of an account, as if it had opened the address itself at that
/// moment; the last number is the most octets.
#[derive(Clone, Copy)]
pub struct Render(pub fn(Door, AccountId, String, usize) -> BoxFuture<'static, Result<Rendered>>);

/// What became of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rendered {
    /// The text of the file.
    Made(String),
    /// The account may not see it, or there is no such list.
    Refused,
    /// It is larger than allowed.
    TooLarge,
}

/// What a job is told.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Due {
    version: i64,
    due_at: i64,
}

/// The queue of this slice and who does its jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

/// Puts in the job of a schedule for a moment.
pub(super) async fn arrange(
    tx: &mut WriteTx,
    schedule: Uuid,
    version: i64,
    due_at: Timestamp,
) -> Result<(), Fault> {
    let due = Due { version, due_at: due_at.micros() };
    let due = serde_json::to_string(&due)
        .map_err(|error| Fault::defect("writing when a report is due").because(error))?;
    tx.enqueue(QUEUE, &schedule.to_string(), &due, due_at).await.map(drop)
}

async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    let unreadable = |error: &dyn std::fmt::Display| JobEnd::Parked(error.to_string());
    let schedule: Uuid = match job.subject.parse() {
        Ok(schedule) => schedule,
        Err(error) => return Ok(unreadable(&error)),
    };
    let due: Due = match serde_json::from_str(&job.payload) {
        Ok(due) => due,
        Err(error) => return Ok(unreadable(&error)),
    };
    let Some(row) = store::find(&mut door.reader().await?, schedule).await? else {
        door.upkeep(move |tx| Box::pin(async move { Ok(store::drop_files(tx, schedule).await?) }))
            .await?;
        return Ok(JobEnd::Done);
    };
    if row.version != due.version {
        return Ok(JobEnd::Done);
    }
    let due_at = Timestamp::from_micros(due.due_at);
    let (outcome, contents) = match rendered(&door, &row).await {
        Ok(Rendered::Made(text)) => (Outcome::Made, Some(text)),
        Ok(Rendered::Refused) => (Outcome::Refused, None),
        Ok(Rendered::TooLarge) => (Outcome::TooLarge, None),
        Err(error) if job.attempts + 1 < TRIES => return Err(error),
        Err(error) => {
            tracing::warn!(report = %schedule, %error, "a report could not be made; it is tried on its next day");
            (Outcome::Failed, None)
        }
    };
    let before = store::files(&mut door.reader().await?, schedule, 2).await?;
    let before = before.iter().find(|made| made.due_at < due_at).map(|made| made.outcome);
    let made = keep(&door, &row, due_at, outcome, contents).await?;
    // Trouble that goes on is told once.
    if outcome == Outcome::Made || before != Some(outcome) {
        tell_of_report(&door, row.account, made, &row.name, outcome == Outcome::Made).await?;
    }
    Ok(JobEnd::Done)
}

async fn rendered(door: &Door, row: &Row) -> Result<Rendered> {
    let now = door.clock().now();
    let most = door.reader().await?.dated(&LARGEST, None, now).await? * MIB;
    let render = door.ports().port::<Render>()?.0;
    render(door.clone(), row.account, row.address(), usize::try_from(most).unwrap_or(0)).await
}

/// Keeps the file and puts in the job of the next one, in one transaction, once for each moment; the file's key.
async fn keep(
    door: &Door,
    row: &Row,
    due_at: Timestamp,
    outcome: Outcome,
    contents: Option<String>,
) -> Result<Uuid> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let kept = reader.dated(&KEPT, None, now).await?;
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    // What was missed while nothing ran is not made up for.
    let next_at = next(&mut reader, row.every, now.max(due_at), &zone).await?;
    drop(reader);
    let size = contents.as_ref().map_or(0, String::len) as i64;
    let made = Made { id: ids::new_at(now), due_at, made_at: now, outcome, size };
    let draft = Arc::new(Draft { made, contents });
    let (schedule, version) = (row.id, row.version);
    door.upkeep(move |tx| {
        let draft = Arc::clone(&draft);
        Box::pin(async move {
            let (is_new, key) = store::keep(tx, schedule, &draft, kept).await?;
            if is_new {
                arrange(tx, schedule, version, next_at).await?;
            }
            Ok(key)
        })
    })
    .await
}
