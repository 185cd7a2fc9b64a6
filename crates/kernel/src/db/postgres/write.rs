//! Runs an act until it has landed, was refused, or failed for good.

use std::time::Duration;

use super::super::reader::{Link, Reader};
use super::super::write::{May, WriteTx};
use super::super::{Attempt, Landed};
use super::Postgres;
use crate::random;
use crate::refusal::{Error, Fault, Refusal, Transience, messages};

/// Times an act whose commit was not answered is looked for.
const LOOKS: u32 = 10;

/// How one run ended.
enum Ended {
    Landed(Landed),
    Refused(Box<Refusal>),
    /// COMMIT was sent and its answer lost.
    Unknown(Landed),
}

pub(super) async fn write(postgres: &Postgres, attempt: &dyn Attempt) -> Result<Landed, Error> {
    let mut last = Fault::defect("running an act");
    // What an earlier run gave back, if nobody knows whether its commit landed.
    let mut doubted: Option<Landed> = None;
    let tries = postgres.isolation.tries();
    for run in 0..tries {
        pause(run).await;
        match once(postgres, attempt).await {
            Ok(Ended::Landed(landed)) => return Ok(landed),
            // The commit that was in doubt may have landed after it was looked for; a further run then meets its own
            // traces: the act's key stands twice, or what it asks for is already so.
            Ok(Ended::Refused(refusal)) => {
                return match landed_late(postgres, attempt, doubted).await? {
                    Some(landed) => Ok(landed),
                    None => Err(record(postgres, attempt, refusal).await),
                };
            }
            Ok(Ended::Unknown(landed)) => {
                if has_landed(postgres, attempt).await? {
                    return Ok(landed);
                }
                doubted = Some(landed);
                last = Fault::again("running COMMIT, whose answer was lost");
            }
            Err(Error::Fault(fault)) if fault.transience() == Transience::Again => last = *fault,
            Err(error) => {
                return landed_late(postgres, attempt, doubted).await?.ok_or(error);
            }
        }
    }
    // An earlier commit may have landed after it was looked for, or land yet.
    if doubted.is_some() {
        return match landed_late(postgres, attempt, doubted).await? {
            Some(landed) => Ok(landed),
            None => Err(unknown(attempt)),
        };
    }
    Err(Fault::outage(format!("running an act {tries} times")).because(last).into())
}

/// Nobody knows whether the act was done.
fn unknown(attempt: &dyn Attempt) -> Error {
    match attempt.act() {
        Some(act) => messages::UNKNOWN_OUTCOME.refuse().with("act", act).into(),
        None => Fault::outage("committing what is harmless to repeat").into(),
    }
}

/// What an earlier run gave back, if its commit was in doubt and has landed after all.
async fn landed_late(
    postgres: &Postgres,
    attempt: &dyn Attempt,
    doubted: Option<Landed>,
) -> Result<Option<Landed>, Error> {
    let Some(landed) = doubted else { return Ok(None) };
    Ok(has_landed(postgres, attempt).await?.then_some(landed))
}

/// Pauses before a further run, longer each time and never alike.
async fn pause(run: u32) {
    if run > 0 {
        let ceiling = 5_u64 << run.min(6);
        tokio::time::sleep(Duration::from_millis(1 + random::below(ceiling))).await;
    }
}

/// A transaction of this connection, open for `may`.
async fn open(postgres: &Postgres, may: May) -> Result<WriteTx, Fault> {
    let mut lease = postgres.lease().await?;
    lease.begin(postgres.isolation, postgres.has_roles.then_some(may)).await?;
    let reader = Reader::new(Link::Postgres(lease), std::sync::Arc::clone(&postgres.answers));
    let mut tx = WriteTx::new(reader);
    tx.begin(may);
    Ok(tx)
}

async fn once(postgres: &Postgres, attempt: &dyn Attempt) -> Result<Ended, Error> {
    let mut tx = open(postgres, attempt.may()).await?;
    match attempt.attempt(&mut tx).await {
        Ok(_) if tx.is_poisoned() => {
            Err(Fault::defect("running an act that went on after a database error").into())
        }
        Ok(landed) => Ok(commit(tx, landed).await?),
        Err(Error::Refused(refusal)) => {
            // If even this fails the connection is closed, which undoes the act as well.
            let _ = rollback(tx).await;
            Ok(Ended::Refused(refusal))
        }
        Err(fault) => Err(fault),
    }
}

/// Records a refusal in a transaction of its own, and gives the refusal back: a refusal is an answer even if the
/// record of it takes several runs.
async fn record(postgres: &Postgres, attempt: &dyn Attempt, refusal: Box<Refusal>) -> Error {
    let mut is_doubted = false;
    for run in 0..postgres.isolation.tries() {
        pause(run).await;
        let recorded = async {
            let mut tx = open(postgres, May::Spine).await?;
            attempt.refused(&mut tx, &refusal).await?;
            commit(tx, Box::new(())).await
        };
        let fault = match recorded.await {
            Ok(Ended::Unknown(_)) => {
                is_doubted = true;
                None
            }
            Ok(_) => return Error::Refused(refusal),
            Err(fault) if fault.transience() == Transience::Again => continue,
            Err(fault) => Some(fault),
        };
        // The record in doubt may have landed after it was looked for, too.
        match has_landed(postgres, attempt).await {
            Ok(true) if is_doubted => return Error::Refused(refusal),
            Ok(_) => {}
            Err(unknown) => return unknown,
        }
        if let Some(fault) = fault {
            return fault.into();
        }
    }
    Fault::outage("recording a refusal").into()
}

fn lease(reader: &mut Reader) -> &mut super::Lease {
    match &mut reader.link {
        Link::Postgres(lease) => lease,
        Link::Sqlite(_) => unreachable!("this transaction was opened on PostgreSQL"),
    }
}

async fn commit(tx: WriteTx, landed: Landed) -> Result<Ended, Fault> {
    let mut reader = tx.into_reader();
    match lease(&mut reader).commit().await {
        Ok(()) => Ok(Ended::Landed(landed)),
        Err(error) if super::lease::was_told(&error) => {
            Err(super::lease::fault("running", "COMMIT", error))
        }
        Err(_) => Ok(Ended::Unknown(landed)),
    }
}

async fn rollback(tx: WriteTx) -> Result<(), Fault> {
    let mut reader = tx.into_reader();
    lease(&mut reader).rollback().await
}

/// Returns once the standby has everything that can be seen here.
///
/// A primary that recovers from a crash shows commits that its standby never got; whoever answers because of what they
/// read, and not because of their own commit, would acknowledge what a failover loses. A commit of one's own waits for
/// the standby, and with it for everything before.
pub(super) async fn confirm(postgres: &Postgres) -> Result<(), Fault> {
    let mut last = Fault::defect("confirming what was read");
    for run in 0..postgres.isolation.tries() {
        pause(run).await;
        match confirm_once(postgres).await {
            Err(fault) if fault.transience() == Transience::Again => last = fault,
            ended => return ended,
        }
    }
    Err(Fault::outage("confirming what was read").because(last.chain()))
}

async fn confirm_once(postgres: &Postgres) -> Result<(), Fault> {
    let mut tx = open(postgres, May::Spine).await?;
    // Nothing but a change of a row makes a commit wait; this row is always there.
    tx.exec_spine("UPDATE schema_lock SET taken_at = taken_at WHERE one = 1", &[]).await?;
    match commit(tx, Box::new(())).await? {
        Ended::Unknown(_) => Err(Fault::again("confirming what was read")),
        Ended::Landed(_) | Ended::Refused(_) => Ok(()),
    }
}

/// Looks for the act on a new connection; if that cannot be done either, the caller is told that nobody knows.
async fn has_landed(postgres: &Postgres, attempt: &dyn Attempt) -> Result<bool, Error> {
    let Some(act) = attempt.act() else { return Ok(false) };
    for run in 0..LOOKS {
        tokio::time::sleep(Duration::from_millis(20 << run.min(7))).await;
        let looked = async {
            let sql = "SELECT at FROM audit WHERE id = $1";
            let row = postgres.reader().await?.row(sql, &crate::vals![act]).await?;
            if row.is_some() {
                confirm_once(postgres).await?;
            }
            Ok::<_, Fault>(row.is_some())
        };
        match looked.await {
            Ok(is_there) => return Ok(is_there),
            Err(fault) => tracing::warn!(
                fault = fault.chain(),
                "looking for an act whose commit was not answered"
            ),
        }
    }
    Err(unknown(attempt))
}
