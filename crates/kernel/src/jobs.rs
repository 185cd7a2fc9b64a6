//! Durable jobs: what has to happen outside the transaction that asked for it.
//!
//! An act puts a job into the outbox in its own transaction; a worker leases it, does it, and finishes it. A worker
//! that dies loses its lease, and another one takes the job: every job is therefore harmless to repeat. Jobs of one
//! queue about the same subject run one at a time.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{BoxFuture, Row, WriteTx};
use crate::door::Door;
use crate::http::Shutdown;
use crate::ids;
use crate::random;
use crate::refusal::{Fault, Result};
use crate::vals;

/// How long a worker may take over one job before another one may try.
const LEASE_SECONDS: i64 = 60;
/// Attempts after which a job is parked and shown.
const ATTEMPTS: i64 = 10;
/// Time between two looks at an empty queue.
const IDLE: Duration = Duration::from_millis(100);
/// For how long a process leads without being heard of.
const LEAD_SECONDS: i64 = 120;
/// The queue under whose name leads stand; it has no jobs.
const LEAD: &str = "lead";
/// Jobs leased at once.
const BATCH: i64 = 20;

/// A leased job.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its key.
    pub id: Uuid,
    /// What it is about; jobs of one queue with the same subject never run side by side.
    pub subject: String,
    /// What is to be done, as JSON.
    pub payload: String,
    /// Attempts before this one.
    pub attempts: i64,
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEnd {
    /// Done; the job is removed.
    Done,
    /// Try again at this time, for the reason in words.
    Later(Timestamp, String),
    /// Shown to people and not tried again until somebody says so.
    Parked(String),
}

/// Does the jobs of one queue.
pub type Handler = Arc<dyn Fn(Door, Job) -> BoxFuture<'static, Result<JobEnd>> + Send + Sync>;

impl WriteTx {
    /// Puts a job into the outbox, in the transaction of the act that asks for it.
    pub async fn enqueue(
        &mut self,
        queue: &str,
        subject: &str,
        payload: &str,
        due_at: Timestamp,
    ) -> Result<Uuid, Fault> {
        // The key is of now: a key of the day it is due would drag all later keys with it.
        let id = ids::new_at(crate::clock::Clock::machine().now());
        let params = vals![id, queue, subject, payload, due_at];
        let sql = "INSERT INTO job (id, queue, subject, payload, due_at, leased_until, attempts, parked) VALUES ($1, $2, $3, $4, $5, 0, 0, 0)";
        self.exec_spine(sql, &params).await?;
        Ok(id)
    }
}

fn read(row: &Row) -> Result<Job, Fault> {
    Ok(Job { id: row.id(0)?, subject: row.text(1)?, payload: row.text(2)?, attempts: row.int(3)? })
}

const TAKE_SUBJECT: &str = "INSERT INTO job_subject (queue, subject, lease, leased_until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (queue, subject) DO UPDATE SET lease = excluded.lease, leased_until = excluded.leased_until \
     WHERE job_subject.leased_until <= $5";
const FREE_SUBJECT: &str =
    "DELETE FROM job_subject WHERE queue = $1 AND subject = $2 AND lease = $3";
const LEASE_JOB: &str = "UPDATE job SET lease = $2, leased_until = $3 WHERE id = $1 AND leased_until <= $4 AND parked = 0";

const TAKE_LEAD: &str = "INSERT INTO job_subject (queue, subject, lease, leased_until) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (queue, subject) DO UPDATE SET lease = excluded.lease, leased_until = excluded.leased_until \
     WHERE job_subject.leased_until <= $5 OR job_subject.lease = $3";

const IS_DUE: &str = "SELECT id FROM job WHERE queue = $1 AND parked = 0 AND due_at <= $2 AND leased_until <= $2 LIMIT 1";

async fn lease(door: &Door, queue: &'static str, holder: &str) -> Result<Vec<Job>> {
    let (now, holder) = (door.clock().now(), holder.to_owned());
    // Most queues are empty most of the time: the one writer is not asked ten times a second for nothing.
    if door.reader().await?.row(IS_DUE, &vals![queue, now]).await?.is_none() {
        return Ok(Vec::new());
    }
    door.upkeep(move |tx| {
        let holder = holder.clone();
        Box::pin(async move {
            let due = tx
                .rows(
                    "SELECT id, subject, payload, attempts FROM job WHERE queue = $1 AND parked = 0 AND due_at <= $2 AND leased_until <= $2 \
                     ORDER BY due_at, id LIMIT $3",
                    &vals![queue, now, BATCH],
                )
                .await?;
            let mut jobs: Vec<Job> = Vec::new();
            // Subjects whose guard is ours, and whether a job of theirs is leased yet.
            let mut held: HashMap<String, bool> = HashMap::new();
            let until = now.plus_seconds(LEASE_SECONDS);
            for row in &due {
                let job = read(row)?;
                match held.get(&job.subject) {
                    Some(true) => continue,
                    Some(false) => {}
                    None => {
                        // The subject's row is the guard: whoever changes it may work on the subject, on every node.
                        let params = vals![queue, job.subject.as_str(), holder.as_str(), until, now];
                        if tx.exec(TAKE_SUBJECT, &params).await? == 0 {
                            continue;
                        }
                    }
                }
                let params = vals![job.id, holder.as_str(), until, now];
                let leased = tx.exec(LEASE_JOB, &params).await? == 1;
                held.insert(job.subject.clone(), leased);
                if leased {
                    jobs.push(job);
                }
            }
            // The jobs seen may be gone by now; a guard without a job would keep the subject waiting.
            for (subject, _) in held.iter().filter(|(_, leased)| !**leased) {
                tx.exec(FREE_SUBJECT, &vals![queue, subject, holder.as_str()]).await?;
            }
            Ok(jobs)
        })
    })
    .await
}

async fn settle(
    door: &Door,
    queue: &'static str,
    job: &Job,
    end: JobEnd,
    holder: &str,
) -> Result<()> {
    let (id, attempts, holder) = (job.id, job.attempts + 1, holder.to_owned());
    let (queue, subject) = (queue, job.subject.clone());
    door.upkeep(move |tx| {
        let (end, holder, subject) = (end.clone(), holder.clone(), subject.clone());
        Box::pin(async move {
            tx.exec(FREE_SUBJECT, &vals![queue, subject, holder.as_str()]).await?;
            match end {
                JobEnd::Done => tx.exec("DELETE FROM job WHERE id = $1 AND lease = $2", &vals![id, holder]).await?,
                JobEnd::Later(at, problem) => {
                    let parked = attempts >= ATTEMPTS;
                    let params = vals![id, holder, at, attempts, problem, parked];
                    tx.exec("UPDATE job SET due_at = $3, attempts = $4, problem = $5, parked = $6, lease = NULL, leased_until = 0 WHERE id = $1 AND lease = $2", &params).await?
                }
                JobEnd::Parked(problem) => {
                    let params = vals![id, holder, attempts, problem];
                    tx.exec("UPDATE job SET attempts = $3, problem = $4, parked = 1, lease = NULL, leased_until = 0 WHERE id = $1 AND lease = $2", &params).await?
                }
            };
            Ok(())
        })
    })
    .await
}

/// Does what is due in one queue, once, and says how many jobs that were.
pub async fn work_once(
    door: &Door,
    queue: &'static str,
    handler: &Handler,
    holder: &str,
) -> Result<usize> {
    let jobs = lease(door, queue, holder).await?;
    let count = jobs.len();
    let mut running = tokio::task::JoinSet::new();
    for job in jobs {
        let (door, handler, holder) = (door.clone(), Arc::clone(handler), holder.to_owned());
        running.spawn(async move {
            // A handler that panics has failed like any other; its neighbours go on.
            let ended = tokio::spawn(handler(door.clone(), job.clone())).await;
            let ended = ended
                .unwrap_or_else(|panic| Err(Fault::defect("doing a job").because(panic).into()));
            let end = match ended {
                Ok(end) => end,
                // Doubling pauses from one second: a lost network is not hammered, a short hiccup costs little.
                Err(error) => JobEnd::Later(
                    door.clock().now().plus_seconds(1 << job.attempts.min(9)),
                    error.to_string(),
                ),
            };
            settle(&door, queue, &job, end, &holder).await
        });
    }
    let mut settled = Ok(());
    while let Some(ended) = running.join_next().await {
        let ended = ended
            .unwrap_or_else(|panic| Err(Fault::defect("settling a job").because(panic).into()));
        settled = settled.and(ended);
    }
    settled?;
    Ok(count)
}

/// Work that one process at a time does, such as a reconciler of the whole nation: whoever leads goes on until it
/// gives up, or has not been heard of for a while.
pub struct Lead {
    name: &'static str,
    holder: String,
    /// Until when the lead is ours.
    until: Option<Timestamp>,
}

impl Lead {
    /// Nobody's lead yet.
    pub fn new(name: &'static str) -> Self {
        Self { name, holder: random::token(), until: None }
    }

    /// Whether this process may do the work now; takes the lead if nobody has it. Asked for often, it writes twice a
    /// minute where it leads and never where it does not.
    pub async fn is_ours(&mut self, door: &Door) -> Result<bool> {
        let now = door.clock().now();
        let renew_at = now.plus_seconds(LEAD_SECONDS / 2);
        if self.until.is_some_and(|until| until > renew_at) {
            return Ok(true);
        }
        let (name, holder) = (self.name, self.holder.clone());
        let sql = "SELECT lease, leased_until FROM job_subject WHERE queue = $1 AND subject = $2";
        let row = door.reader().await?.row(sql, &vals![LEAD, name]).await?;
        if let Some(row) = row
            && row.text(0)? != holder
            && row.time(1)? > now
        {
            self.until = None;
            return Ok(false);
        }
        let until = now.plus_seconds(LEAD_SECONDS);
        let taken = door
            .upkeep(move |tx| {
                let holder = holder.clone();
                Box::pin(async move {
                    let params = vals![LEAD, name, holder.as_str(), until, now];
                    Ok(tx.exec(TAKE_LEAD, &params).await? == 1)
                })
            })
            .await?;
        self.until = taken.then_some(until);
        Ok(taken)
    }

    /// Lets another process lead at once.
    pub async fn give_up(&mut self, door: &Door) -> Result<()> {
        if self.until.take().is_none() {
            return Ok(());
        }
        let (name, holder) = (self.name, self.holder.clone());
        door.upkeep(move |tx| {
            let holder = holder.clone();
            Box::pin(async move {
                tx.exec(FREE_SUBJECT, &vals![LEAD, name, holder.as_str()]).await?;
                Ok(())
            })
        })
        .await
    }
}

/// Works on all queues until the end is asked for.
pub async fn run_worker(door: Door, handlers: HashMap<&'static str, Handler>, shutdown: Shutdown) {
    let holder = random::token();
    let mut workers = tokio::task::JoinSet::new();
    for (queue, handler) in handlers {
        let (door, shutdown, holder) = (door.clone(), shutdown.clone(), holder.clone());
        workers.spawn(async move {
            while !shutdown.is_begun() {
                match work_once(&door, queue, &handler, &holder).await {
                    Ok(done) if done > 0 => continue,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(queue, %error, "working on a queue failed; trying again")
                    }
                }
                tokio::select! {
                    () = tokio::time::sleep(IDLE) => {}
                    () = shutdown.begun() => {}
                }
            }
        });
    }
    while workers.join_next().await.is_some() {}
}
