//! How the record, its followers and the jobs stand: for those who watch a service, and for `guildhall doctor`.
//!
//! Machine tables only, and cheap at any size: nothing here reads the record itself.

use crate::audit::Checkpoint;
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::refusal::Fault;
use crate::vals;

/// Unsealed acts are counted up to here; more is as bad.
const COUNTED: i64 = 10_000;

/// All of it, read at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Acts in the sealed order.
    pub sealed: i64,
    /// Acts that wait for their seal, counted up to 10,000.
    pub unsealed: i64,
    /// Acts that the newest signed checkpoint covers.
    pub covered: i64,
    /// When it was asked for; none if there is none.
    pub checkpoint_at: Option<Timestamp>,
    /// Followers of the sealed order, by name.
    pub followers: Vec<FollowerStanding>,
    /// Facts that a follower could not take in ten tries.
    pub parked_facts: i64,
    /// Queues that hold jobs, by name.
    pub queues: Vec<QueueStanding>,
}

/// How far a follower is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowerStanding {
    /// Its name.
    pub name: String,
    /// Acts that it has not passed yet.
    pub behind: i64,
    /// Failures in a row at the next one.
    pub failures: i64,
}

/// What a queue holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueStanding {
    /// Its name.
    pub queue: String,
    /// Jobs in it that will be done by themselves.
    pub waiting: i64,
    /// Jobs that were given up after ten tries, and wait for somebody.
    pub parked: i64,
    /// When the oldest that waits was due; none if only parked ones are left.
    pub oldest_due: Option<Timestamp>,
}

impl Standing {
    /// Reads it.
    pub async fn read(reader: &mut Reader) -> Result<Self, Fault> {
        let head = reader.row("SELECT seq FROM audit_head WHERE one = 1", &[]).await?;
        let sealed = head.map_or(Ok(0), |row| row.int(0))?;
        let unsealed = "SELECT COUNT(*) FROM (SELECT audit FROM audit_unsealed LIMIT $1) u";
        let unsealed = reader.number(unsealed, &vals![COUNTED]).await?;
        let newest = Checkpoint::newest(reader).await?;
        let rows =
            reader.rows("SELECT name, seq, failures FROM follower ORDER BY name", &[]).await?;
        let followers = rows
            .iter()
            .map(|row| {
                let behind = (sealed - row.int(1)?).max(0);
                Ok(FollowerStanding { name: row.text(0)?, behind, failures: row.int(2)? })
            })
            .collect::<Result<_, Fault>>()?;
        let parked_facts = reader.number("SELECT COUNT(*) FROM parked_fact", &[]).await?;
        Ok(Self {
            sealed,
            unsealed,
            covered: newest.as_ref().map_or(0, |newest| newest.size),
            checkpoint_at: newest.map(|newest| newest.at),
            followers,
            parked_facts,
            queues: queues(reader).await?,
        })
    }
}

async fn queues(reader: &mut Reader) -> Result<Vec<QueueStanding>, Fault> {
    let sql = "SELECT queue, parked, COUNT(*), MIN(due_at) FROM job GROUP BY queue, parked ORDER BY queue, parked";
    let mut queues: Vec<QueueStanding> = Vec::new();
    for row in reader.rows(sql, &[]).await? {
        let (queue, is_parked, jobs) = (row.text(0)?, row.int(1)? != 0, row.int(2)?);
        if queues.last().is_none_or(|last| last.queue != queue) {
            queues.push(QueueStanding { queue, waiting: 0, parked: 0, oldest_due: None });
        }
        if let Some(last) = queues.last_mut() {
            if is_parked {
                last.parked = jobs;
            } else {
                (last.waiting, last.oldest_due) = (jobs, Some(row.time(3)?));
            }
        }
    }
    Ok(queues)
}
