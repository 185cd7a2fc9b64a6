//! The reconciler of requests, and what follows when an account is erased.
//!
//! It takes no input: it looks at what is being carried out and at what has waited too long, in the order in which it
//! began to wait, and does each as an act of its own. What cannot be done is passed over, and looked at again in the
//! next run; only an outage ends one.

use facts::directory::AccountErased;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Command, Door, Face, ProposalState, Within, find_proposal};
use kernel::refusal::{Error, Result, Transience};
use tracing::info;
use uuid::Uuid;

use super::commands::{LapseRequest, RemindRequest, SettleRequest, next_reminder};
use super::model::LAPSE_DAYS;
use super::store::{self, Quiet};

/// Requests read at a time.
const PAGE: i64 = 100;
/// Requests of each sort looked at in one run; the others have their turn in the next.
const LOOKED_AT: usize = 2_000;
/// The service actor in whose name it happens.
const REQUESTS: &str = "requests";
/// How often somebody can have been reminded.
const REMINDED: [i64; 3] = [0, 1, 2];

/// The listeners within the acts of the directory.
pub(crate) fn within() -> Vec<Within> {
    vec![Within::new(&[], |fact: AccountErased, call, tx| {
        Box::pin(async move { Ok(store::forget(tx, fact.account, call).await?) })
    })]
}

/// Does what is due: ends what was carried out, lapses what nobody acted on, reminds. Says how many acts that were.
///
/// # Errors
/// If the database does not answer.
pub async fn run_due(door: &Door) -> Result<usize> {
    let settled = settle(door).await?;
    let lapsed = lapse(door).await?;
    let reminded = remind(door).await?;
    if settled + lapsed + reminded > 0 {
        info!(settled, lapsed, reminded, "requests");
    }
    Ok(settled + lapsed + reminded)
}

/// Performs it, and says whether it was done. What is refused, or fails by a defect that the door has logged, holds up
/// nothing else.
async fn done<C: Command>(door: &Door, command: C) -> Result<bool> {
    match door.perform(door.call(Actor::Service(REQUESTS), Face::Job), command).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(refusal)) if refusal.retry_after.is_some() => {
            Err(Error::Refused(refusal))
        }
        Err(Error::Refused(_)) => Ok(false),
        Err(Error::Fault(fault)) if fault.transience() == Transience::Defect => Ok(false),
        Err(fault) => Err(fault),
    }
}

async fn settle(door: &Door) -> Result<usize> {
    let (mut count, mut looked_at, mut after) = (0, 0, Uuid::nil());
    while looked_at < LOOKED_AT {
        let page = store::running(&mut door.reader().await?, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        (after, looked_at) = (*last, looked_at + page.len());
        for request in page {
            // What still runs is refused as not due, and would leave a line in the record each time.
            if is_carried_out(&mut door.reader().await?, request).await? {
                count += usize::from(done(door, SettleRequest { request }).await?);
            }
        }
    }
    Ok(count)
}

/// Whether the command of a request was done or refused.
async fn is_carried_out(reader: &mut Reader, request: Uuid) -> Result<bool> {
    let proposal = store::find(reader, request).await?.and_then(|request| request.proposal);
    let Some(proposal) = proposal else { return Ok(false) };
    let found = find_proposal(reader, proposal).await?;
    Ok(found.is_some_and(|found| {
        !matches!(found.state, ProposalState::Waiting | ProposalState::Approved)
    }))
}

async fn lapse(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let days = door.reader().await?.dated(&LAPSE_DAYS, None, now).await?;
    let mut count = 0;
    for reminders in REMINDED {
        let due = quiet(door, Quiet::Undecided, reminders, now.plus_days(-days)).await?;
        for request in due {
            count += usize::from(done(door, LapseRequest { request }).await?);
        }
    }
    Ok(count)
}

async fn remind(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let mut count = 0;
    for reminders in REMINDED {
        let Some(rule) = next_reminder(reminders) else { continue };
        let days = door.reader().await?.dated(rule, None, now).await?;
        for request in quiet(door, Quiet::Any, reminders, now.plus_days(-days)).await? {
            count += usize::from(done(door, RemindRequest { request }).await?);
        }
    }
    Ok(count)
}

/// What has waited since that moment, oldest first.
async fn quiet(door: &Door, which: Quiet, reminders: i64, until: Timestamp) -> Result<Vec<Uuid>> {
    let (mut found, mut after) = (Vec::new(), (Timestamp::from_micros(0), Uuid::nil()));
    while found.len() < LOOKED_AT {
        let mut reader = door.reader().await?;
        let page = store::quiet(&mut reader, which, reminders, until, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = *last;
        found.extend(page.into_iter().map(|(_, request)| request));
    }
    Ok(found)
}
