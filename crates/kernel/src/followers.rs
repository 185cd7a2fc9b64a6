//! Followers of the sealed order: every listener *after* keeps its place and is told each fact it wants.
//!
//! A follower is idempotent and re-reads the state, because it may be told twice: the place is stored after the
//! work. After ten failures a fact is parked and shown, and the place goes on. A place that passed only what nobody wanted to
//! hear is stored once in a while: storing it at each look would cost a commit for nothing.

use std::time::Duration;

use serde_json::Value;

use crate::audit::{Heard, read_facts};
use crate::clock::Stopwatch;
use crate::door::{After, Door, Told};
use crate::http::Shutdown;
use crate::ids::ActId;
use crate::refusal::{Error, Fault, Result, Transience};
use crate::vals;

/// Rows read at once.
const PAGE: i64 = 200;
/// Time between two looks.
const EVERY: Duration = Duration::from_millis(100);
/// The longest pause after failures.
const LONGEST: Duration = Duration::from_secs(10);
/// Failures after which a fact is parked.
const FAILURES: i64 = 10;
/// Time after which a place is stored that passed only what its follower did not want to hear.
const STORED: Duration = Duration::from_secs(1);

/// Where a follower got.
struct Reached {
    /// Its place.
    place: i64,
    /// The place that is stored.
    stored: i64,
    /// Rows it passed.
    passed: usize,
}

/// Tells one follower what is new, stores its place, and says how many rows it has passed.
pub async fn follow_once(door: &Door, after: &After) -> Result<usize> {
    let reached = follow(door, after, 0).await?;
    reached.store(door, after).await?;
    Ok(reached.passed)
}

impl Reached {
    /// Whether something is not stored.
    const fn is_ahead(&self) -> bool {
        self.place > self.stored
    }

    async fn store(&self, door: &Door, after: &After) -> Result<()> {
        if self.is_ahead() { note(door, after.name, self.place, 0).await } else { Ok(()) }
    }
}

/// Tells one follower what is new behind its stored place, and behind the one it remembers.
async fn follow(door: &Door, after: &After, remembered: i64) -> Result<Reached> {
    let name = after.name;
    let mut reader = door.glance().await?;
    let stored =
        reader.row("SELECT seq, failures FROM follower WHERE name = $1", &vals![name]).await?;
    let (stored, mut failures) = match &stored {
        Some(row) => (row.int(0)?, row.int(1)?),
        None => (0, 0),
    };
    let mut reached = Reached { place: stored.max(remembered), stored, passed: 0 };
    let rows = read_facts(&mut reader, reached.place, PAGE).await?;
    drop(reader);
    let mut is_told = false;
    for row in &rows {
        match tell(door, after, row).await {
            Ok(told) => is_told |= told,
            Err(error) => {
                failures += 1;
                // What is refused because something is out of service says nothing about the fact.
                let is_outage = match &error {
                    Error::Refused(refusal) => refusal.retry_after.is_some(),
                    Error::Fault(fault) => fault.transience() != Transience::Defect,
                };
                if is_outage || failures < FAILURES {
                    let failures = if is_outage { failures - 1 } else { failures };
                    note(door, name, reached.place, failures).await?;
                    return Err(error);
                }
                park(door, name, row.seq, error.to_string()).await?;
                is_told = true;
            }
        }
        (reached.place, failures) = (row.seq, 0);
    }
    reached.passed = rows.len();
    if is_told {
        reached.store(door, after).await?;
        reached.stored = reached.place;
    }
    Ok(reached)
}

/// Tells the facts of an act that are wanted, and says whether there was one.
async fn tell(door: &Door, after: &After, row: &Heard) -> Result<bool> {
    // Most acts have none that this one wants; a name stands in the text as it is.
    if !after.facts.iter().any(|fact| row.facts.contains(fact)) {
        return Ok(false);
    }
    let facts: Vec<(String, Value)> = serde_json::from_str(&row.facts)
        .map_err(|error| Fault::defect("reading the facts of an act").because(error))?;
    let mut is_told = false;
    for (name, payload) in facts {
        if let Some(fact) = after.facts.iter().copied().find(|wanted| *wanted == name) {
            // A listener that panics has failed like any other; it must not end the follower.
            let told = Told {
                act: ActId(row.act),
                at: row.at,
                actor: row.actor.clone(),
                command: row.command.clone(),
                fact,
                payload,
            };
            is_told = true;
            let heard = tokio::spawn((after.run)(door.clone(), told)).await;
            heard.map_err(|panic| {
                Fault::defect(format!("telling {} of {fact}", after.name)).because(panic)
            })??;
        }
    }
    Ok(is_told)
}

async fn note(door: &Door, name: &'static str, seq: i64, failures: i64) -> Result<()> {
    let now = door.clock().now();
    door.upkeep(move |tx| {
        Box::pin(async move {
            // Two nodes may follow at once; the place never goes back.
            tx.exec(
                "INSERT INTO follower (name, seq, failures, moved_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, failures = excluded.failures, moved_at = excluded.moved_at WHERE follower.seq <= excluded.seq",
                &vals![name, seq, failures, now],
            )
            .await?;
            Ok(())
        })
    })
    .await
}

async fn park(door: &Door, name: &'static str, seq: i64, problem: String) -> Result<()> {
    let now = door.clock().now();
    tracing::error!(follower = name, seq, problem, "a fact was parked");
    door.upkeep(move |tx| {
        let problem = problem.clone();
        Box::pin(async move {
            let params = vals![name, seq, problem, now];
            tx.exec("INSERT INTO parked_fact (follower, seq, problem, at) VALUES ($1, $2, $3, $4) ON CONFLICT (follower, seq) DO NOTHING", &params).await?;
            Ok(())
        })
    })
    .await
}

/// Tells one follower what is new, and stores its place if that was not done for a while.
async fn go_on(door: &Door, after: &After, place: i64, stored: &mut Stopwatch) -> Result<Reached> {
    let reached = follow(door, after, place).await?;
    if !reached.is_ahead() {
        *stored = Stopwatch::start();
    } else if stored.elapsed() > STORED {
        reached.store(door, after).await?;
        *stored = Stopwatch::start();
    }
    Ok(reached)
}

/// Follows for all listeners until the end is asked for.
pub async fn run_followers(door: Door, shutdown: Shutdown) {
    let mut followers = tokio::task::JoinSet::new();
    for after in door.after().to_vec() {
        let (door, shutdown) = (door.clone(), shutdown.clone());
        followers.spawn(async move {
            let (mut pause, mut place, mut watch) = (EVERY, 0, Stopwatch::start());
            while !shutdown.is_begun() {
                match go_on(&door, &after, place, &mut watch).await {
                    Ok(reached) => {
                        (pause, place) = (EVERY, reached.place);
                        if reached.passed as i64 == PAGE {
                            continue;
                        }
                    }
                    Err(error) => {
                        tracing::warn!(follower = after.name, %error, "following failed; trying again");
                        pause = (pause * 2).min(LONGEST);
                    }
                }
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = shutdown.begun() => {}
                }
            }
        });
    }
    while followers.join_next().await.is_some() {}
}
