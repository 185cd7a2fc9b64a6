//! One account, from our records to the tenant and back.

use std::sync::Arc;
use std::time::Duration;

use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::jobs::{Job, JobEnd};
use kernel::refusal::{Error, Fault, Result};

use super::connection;
use super::steps::Journey;
use super::wishes::{Standing, put_in, standing};
use crate::execute::model::Stuck;
use crate::graph::{Connection, Trouble};
use crate::plan::{Presence, plan};
use crate::release::is_held;
use crate::shadow::messages as problems;
use crate::shadow::model::State;
use crate::shadow::store::{self, Ending, Wish};

/// Shorter than the lease of a job, so that nobody else begins while we are still at it.
const LONGEST: Duration = Duration::from_secs(45);

/// When an account is looked at in the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Only if it may differ from our records.
    IfNeeded,
    /// In any case.
    Always,
}

/// A job of the queue.
pub(crate) async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    match job.subject.parse() {
        Ok(account) => send(&door, account, Look::IfNeeded).await.map(|_| JobEnd::Done),
        Err(_) => Ok(JobEnd::Parked(format!("{} is no account", job.subject))),
    }
}

/// Brings one account to the tenant and says how many write calls that took.
pub(crate) async fn send(door: &Door, account: AccountId, look: Look) -> Result<u64> {
    let mut reader = door.reader().await?;
    // After a restore there is a plan only, until people have looked at it.
    let is_paused = store::switch(&mut reader).await?.is_paused || is_held(&mut reader).await?;
    let Some(connection) = connection(door).filter(|_| !is_paused) else {
        drop(reader);
        give_back(door, account).await?;
        return Ok(0);
    };
    let standing = standing(&mut reader, account, connection.shape()).await?;
    drop(reader);
    let Some(standing) = standing else { return Ok(0) };
    let Some(object) = standing.object.clone() else {
        // Only marked accounts are sent; this one needs nothing.
        return Ok(0);
    };
    let is_known = object.shows(&standing.wish.hash);
    if look == Look::IfNeeded && is_known {
        let wish = standing.wish;
        door.upkeep(move |tx| {
            let wish = wish.clone();
            Box::pin(async move { Ok(store::stand(tx, &wish).await?) })
        })
        .await?;
        return Ok(0);
    }
    let mut journey = Journey {
        connection: &connection,
        desired: &standing.desired,
        tenant_id: object.tenant_id.clone(),
        wrote: 0,
        observed: None,
    };
    if look == Look::Always {
        match journey.look().await {
            Ok(observed) if plan(&standing.desired, &observed).is_empty() => {
                if !object.is_settled(&standing.wish.hash, standing.wish.organisation) {
                    let tenant_id = journey.tenant_id.clone();
                    finish(door, &connection, &standing.wish, tenant_id, Ok(()), 0, None).await?;
                }
                return Ok(0);
            }
            Ok(_) => {}
            // A look that failed says nothing about the account; its row stays as it is.
            Err(trouble) => return Err(outage(door, &connection, &trouble).await?),
        }
    }
    begin(door, &standing).await?;
    let outcome = if matches!(standing.desired.presence, Presence::Erased | Presence::Outside) {
        Ok(())
    } else {
        match tokio::time::timeout(LONGEST, journey.travel()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Stuck::from(Trouble::later("too slow"))),
        }
    };
    let Journey { tenant_id, wrote, observed, .. } = journey;
    let observed = observed.map(|observed| observed.to_string());
    let tries = object.tries + 1;
    finish(door, &connection, &standing.wish, tenant_id, outcome, tries, observed).await?;
    Ok(wrote)
}

async fn give_back(door: &Door, account: AccountId) -> Result<()> {
    door.upkeep(move |tx| Box::pin(async move { Ok(store::give_place_back(tx, account).await?) }))
        .await
}

async fn begin(door: &Door, standing: &Standing) -> Result<()> {
    let (wish, now) = (standing.wish.clone(), door.clock().now());
    door.upkeep(move |tx| {
        let wish = wish.clone();
        Box::pin(async move { Ok(store::begin(tx, &wish, now).await?) })
    })
    .await
}

/// Notes what came of it; what is not confirmed is put in again.
async fn finish(
    door: &Door,
    connection: &Connection,
    wish: &Wish,
    tenant_id: Option<String>,
    outcome: Result<(), Stuck>,
    tries: i64,
    observed: Option<String>,
) -> Result<()> {
    let now = door.clock().now();
    let due_at = outcome.as_ref().err().map(|stuck| stuck.due_at(tries, now));
    let (ending, why) = match outcome {
        Ok(()) => (Ending::Confirmed, None),
        Err(Stuck::Refused(problem)) => {
            (Ending::Open { state: State::Refused, problem, observed }, None)
        }
        Err(Stuck::Later { problem, why, .. }) => {
            (Ending::Open { state: State::Sent, problem, observed }, why)
        }
    };
    // A refusal or a change that shows late is an answer too: the connection works.
    let is_better = why.is_none() && connection.turns(false);
    if let Some(why) = &why
        && connection.turns(true)
    {
        tracing::warn!(why, "the tenant does not do as asked");
    }
    let work = Arc::new((wish.clone(), tenant_id, ending, why));
    door.upkeep(move |tx| {
        let work = Arc::clone(&work);
        Box::pin(async move {
            let (wish, tenant_id, ending, why) = &*work;
            store::settle(tx, wish, tenant_id.as_deref(), ending, now).await?;
            if let Some(due_at) = due_at {
                put_in(tx, wish.account, due_at, now).await?;
            }
            match why {
                Some(why) => store::note_trouble(tx, now, why).await?,
                None if is_better => store::clear_trouble(tx).await?,
                None => {}
            }
            Ok(())
        })
    })
    .await
}

/// Notes that the connection works, if that is news.
pub(super) async fn works(door: &Door, connection: &Connection) -> Result<()> {
    if !connection.turns(false) {
        return Ok(());
    }
    door.upkeep(|tx| Box::pin(async move { Ok(store::clear_trouble(tx).await?) })).await
}

/// Notes trouble with the connection and turns it into what the caller gets.
pub(super) async fn outage(
    door: &Door,
    connection: &Connection,
    trouble: &Trouble,
) -> Result<Error> {
    let (now, why) = (door.clock().now(), trouble.why());
    if connection.turns(true) {
        tracing::warn!(why, "the tenant cannot be reached");
    }
    let words = why.clone();
    door.upkeep(move |tx| {
        let words = words.clone();
        Box::pin(async move { Ok(store::note_trouble(tx, now, &words).await?) })
    })
    .await?;
    Ok(Fault::outage(format!("{}: {why}", problems::NOT_ANSWERING.code)).into())
}
