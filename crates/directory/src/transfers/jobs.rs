//! The reconciler of transfers: reminds, lapses and moves what is due, each as an act of its own.
//!
//! It takes no input: it pages through the transfers at which the clocks have to look, in the order in which it became so.
//! What is refused or fails by a defect is looked at again after a day and holds up nobody; only an outage ends a run.

use kernel::door::{Actor, Call, Command, Door, Face};
use kernel::refusal::{Error, Result, Transience};
use tracing::info;

use super::commands::{
    EndTransfer, LapseTransfer, MoveDue, Obstacle, PostponeTransfer, RemindTransfer, obstacle,
    waits,
};
use super::model::{Due, Transfer};
use super::store;

/// Transfers looked at in one read.
const PAGE: i64 = 200;
/// Acts of one run at most; the rest is for the next one.
const ACTS: usize = 5_000;
/// The service actor in whose name it happens.
const TRANSFERS: &str = "transfers";

/// Does what is due, and says how many acts that were.
pub async fn run_due(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let (mut after, mut done) = (store::FIRST, 0);
    while done < ACTS {
        let mut reader = door.reader().await?;
        let page = store::due(&mut reader, now, after, PAGE).await?;
        drop(reader);
        let Some(last) = page.last() else { break };
        after = (last.next_at.unwrap_or(now), last.id);
        for transfer in &page {
            done += usize::from(look(door, transfer).await?);
        }
    }
    if done > 0 {
        info!(done, "the clocks of transfers");
    }
    Ok(done)
}

/// Does what one transfer needs; whether anything was done.
async fn look(door: &Door, transfer: &Transfer) -> Result<bool> {
    let id = transfer.id;
    let mut reader = door.reader().await?;
    let now = door.clock().now();
    let obstacle = obstacle(&mut reader, transfer, now).await?;
    let due = transfer.due(&waits(&mut reader, transfer.from, now).await?, now);
    drop(reader);
    let is_done = match (obstacle, due) {
        (Some(Obstacle::Gone), _) => perform(door, EndTransfer { transfer: id }).await?,
        (_, Some(Due::Lapse)) => perform(door, LapseTransfer { transfer: id }).await?,
        (None, Some(Due::Move)) => perform(door, MoveDue { transfer: id }).await?,
        (_, Some(Due::Remind)) => perform(door, RemindTransfer { transfer: id }).await?,
        (Some(_), Some(Due::Move)) | (_, None) => false,
    };
    Ok(is_done || perform(door, PostponeTransfer { transfer: id }).await?)
}

fn call(door: &Door) -> Call {
    door.call(Actor::Service(TRANSFERS), Face::Job)
}

/// Performs it; whether it was done. An outage, and a refusal that passes by itself, end the run.
async fn perform<C: Command>(door: &Door, command: C) -> Result<bool> {
    match door.perform(call(door), command).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(refusal)) if refusal.retry_after.is_some() => {
            Err(Error::Refused(refusal))
        }
        Err(Error::Refused(_)) => Ok(false),
        Err(Error::Fault(fault)) if fault.transience() == Transience::Defect => Ok(false),
        Err(fault) => Err(fault),
    }
}
