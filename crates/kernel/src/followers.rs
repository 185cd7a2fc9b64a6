//! Followers of the sealed order: every listener *after* keeps its place and is told each fact it wants.
//!
//! A follower is idempotent and re-reads the state, because it may be told twice: the place is stored after the
//! work. After ten failures a fact is parked and shown, and the place goes on.

use std::time::Duration;

use serde_json::Value;

use crate::audit::{AuditRow, read_sealed};
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

/// Tells one follower what is new, and says how many rows it has passed.
pub async fn follow_once(door: &Door, after: &After) -> Result<usize> {
    let name = after.name;
    let mut reader = door.reader().await?;
    let stored =
        reader.row("SELECT seq, failures FROM follower WHERE name = $1", &vals![name]).await?;
    let (place, failures) = match &stored {
        Some(row) => (row.int(0)?, row.int(1)?),
        None => (0, 0),
    };
    let rows = read_sealed(&mut reader, place, PAGE).await?;
    drop(reader);
    let (mut reached, mut failures) = (place, failures);
    for (seq, row) in &rows {
        if let Err(error) = tell(door, after, row).await {
            failures += 1;
            // What is refused because something is out of service says nothing about the fact.
            let is_outage = match &error {
                Error::Refused(refusal) => refusal.retry_after.is_some(),
                Error::Fault(fault) => fault.transience() != Transience::Defect,
            };
            if is_outage || failures < FAILURES {
                note(door, name, reached, if is_outage { failures - 1 } else { failures }).await?;
                return Err(error);
            }
            park(door, name, *seq, error.to_string()).await?;
        }
        (reached, failures) = (*seq, 0);
    }
    if reached > place {
        note(door, name, reached, 0).await?;
    }
    Ok(rows.len())
}

async fn tell(door: &Door, after: &After, row: &AuditRow) -> Result<()> {
    let facts: Vec<(String, Value)> = serde_json::from_str(&row.facts)
        .map_err(|error| Fault::defect("reading the facts of an act").because(error))?;
    for (name, payload) in facts {
        if let Some(fact) = after.facts.iter().copied().find(|wanted| *wanted == name) {
            // A listener that panics has failed like any other; it must not end the follower.
            let told = Told {
                act: ActId(row.id),
                at: row.at,
                actor: row.actor.clone(),
                command: row.command.clone(),
                fact,
                payload,
            };
            let heard = tokio::spawn((after.run)(door.clone(), told)).await;
            heard.map_err(|panic| {
                Fault::defect(format!("telling {} of {fact}", after.name)).because(panic)
            })??;
        }
    }
    Ok(())
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

/// Follows for all listeners until the end is asked for.
pub async fn run_followers(door: Door, shutdown: Shutdown) {
    let mut followers = tokio::task::JoinSet::new();
    for after in door.after().to_vec() {
        let (door, shutdown) = (door.clone(), shutdown.clone());
        followers.spawn(async move {
            let mut pause = EVERY;
            while !shutdown.is_begun() {
                match follow_once(&door, &after).await {
                    Ok(passed) if passed as i64 == PAGE => continue,
                    Ok(_) => pause = EVERY,
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
