//! Runs an act until it has landed, was refused, or failed for good.

use std::time::Duration;

use super::super::reader::{Link, Reader};
use super::super::write::{May, WriteTx};
use super::super::{Attempt, Landed};
use super::Postgres;
use crate::random;
use crate::refusal::{Error, Fault, Refusal, Transience, messages};

/// Times an act is run before its caller is told that the service is busy.
const TRIES: u32 = 10;

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
    for run in 0..TRIES {
        pause(run).await;
        match once(postgres, attempt).await {
            Ok(Ended::Landed(landed)) => return Ok(landed),
            Ok(Ended::Refused(refusal)) => return Err(record(postgres, attempt, refusal).await),
            Ok(Ended::Unknown(landed)) => {
                if has_landed(postgres, attempt).await? {
                    return Ok(landed);
                }
                doubted = Some(landed);
                last = Fault::again("running COMMIT, whose answer was lost");
            }
            Err(Error::Fault(fault)) if fault.transience() == Transience::Again => last = *fault,
            // The commit that was in doubt may have landed after it was looked for; the act's key then stands twice.
            Err(error) => {
                if let Some(landed) = doubted.take()
                    && has_landed(postgres, attempt).await?
                {
                    return Ok(landed);
                }
                return Err(error);
            }
        }
    }
    Err(Fault::outage(format!("running an act {TRIES} times")).because(last).into())
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
    lease.begin(may, postgres.has_roles).await?;
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
    for run in 0..TRIES {
        pause(run).await;
        let recorded = async {
            let mut tx = open(postgres, May::Spine).await?;
            attempt.refused(&mut tx, &refusal).await?;
            commit(tx, Box::new(())).await
        };
        match recorded.await {
            Ok(Ended::Unknown(_)) => match has_landed(postgres, attempt).await {
                Ok(false) => {}
                Ok(true) => return Error::Refused(refusal),
                Err(unknown) => return unknown,
            },
            Ok(_) => return Error::Refused(refusal),
            Err(fault) if fault.transience() == Transience::Again => {}
            Err(fault) => return fault.into(),
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

/// Looks for the act on a new connection; if that cannot be done either, the caller is told that nobody knows.
async fn has_landed(postgres: &Postgres, attempt: &dyn Attempt) -> Result<bool, Error> {
    let Some(act) = attempt.act() else { return Ok(false) };
    for run in 0..TRIES {
        tokio::time::sleep(Duration::from_millis(20 << run.min(7))).await;
        let looked = async {
            postgres
                .reader()
                .await?
                .row("SELECT at FROM audit WHERE id = $1", &crate::vals![act])
                .await
        };
        match looked.await {
            Ok(row) => return Ok(row.is_some()),
            Err(fault) => tracing::warn!(
                fault = fault.chain(),
                "looking for an act whose commit was not answered"
            ),
        }
    }
    Err(messages::UNKNOWN_OUTCOME.refuse().with("act", act).into())
}
