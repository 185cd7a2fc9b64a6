//! Runs an act until it has landed, was refused, or failed for good.

use std::time::Duration;

use super::super::reader::{Link, Reader};
use super::super::write::{May, WriteTx};
use super::super::{Attempt, Landed};
use super::Postgres;
use crate::random;
use crate::refusal::{Error, Fault, Transience};

/// Times an act is run before its caller is told that the service is busy.
const TRIES: u32 = 10;

/// How one run ended.
enum Ended {
    Landed(Landed),
    Refused(Error),
    /// COMMIT was sent and its answer lost.
    Unknown(Landed, Fault),
}

pub(super) async fn write(postgres: &Postgres, attempt: &dyn Attempt) -> Result<Landed, Error> {
    let mut last = Fault::defect("running an act");
    for run in 0..TRIES {
        if run > 0 {
            let ceiling = 5u64 << run.min(6);
            tokio::time::sleep(Duration::from_millis(1 + random::below(ceiling))).await;
        }
        match once(postgres, attempt).await {
            Ok(Ended::Landed(landed)) => return Ok(landed),
            Ok(Ended::Refused(refusal)) => return Err(refusal),
            Ok(Ended::Unknown(landed, fault)) => {
                if has_landed(postgres, attempt).await? {
                    return Ok(landed);
                }
                last = fault;
            }
            Err(Error::Fault(fault)) if fault.transience() == Transience::Again => last = *fault,
            Err(error) => return Err(error),
        }
    }
    Err(Fault::outage(format!("running an act {TRIES} times")).because(last).into())
}

/// A transaction of this connection, open for `may`.
async fn open(postgres: &Postgres, may: May) -> Result<WriteTx, Fault> {
    let mut lease = postgres.lease().await?;
    lease.begin(may, postgres.has_roles).await?;
    let mut tx =
        WriteTx::new(Reader::new(Link::Postgres(lease), std::sync::Arc::clone(&postgres.answers)));
    tx.begin(may);
    Ok(tx)
}

async fn once(postgres: &Postgres, attempt: &dyn Attempt) -> Result<Ended, Error> {
    let mut tx = open(postgres, attempt.may()).await?;
    let outcome = attempt.attempt(&mut tx).await;
    match outcome {
        Ok(_) if tx.is_poisoned() => {
            Err(Fault::defect("running an act that went on after a database error").into())
        }
        Ok(landed) => Ok(commit(tx, landed).await?),
        Err(Error::Refused(refusal)) => {
            rollback(tx).await?;
            let mut tx = open(postgres, May::Spine).await?;
            attempt.refused(&mut tx, &refusal).await?;
            match commit(tx, Box::new(())).await? {
                Ended::Unknown(_, fault) => Err(fault.into()),
                _ => Ok(Ended::Refused(Error::Refused(refusal))),
            }
        }
        Err(Error::Fault(fault)) => Err(Error::Fault(fault)),
    }
}

fn lease(reader: &mut Reader) -> &mut super::Lease {
    match &mut reader.link {
        Link::Postgres(lease) => lease,
        Link::Sqlite(_) => unreachable!("this transaction was opened on PostgreSQL"),
    }
}

async fn commit(tx: WriteTx, landed: Landed) -> Result<Ended, Fault> {
    let mut reader = tx.into_reader();
    let lease = lease(&mut reader);
    match lease.commit().await {
        Ok(()) => Ok(Ended::Landed(landed)),
        // An answer with a code is the server's: the transaction did not happen. Without one nobody knows.
        Err(error) if error.code().is_some() => {
            Err(super::lease::fault("running", "COMMIT", error))
        }
        Err(error) => Ok(Ended::Unknown(landed, super::lease::fault("running", "COMMIT", error))),
    }
}

async fn rollback(tx: WriteTx) -> Result<(), Fault> {
    let mut reader = tx.into_reader();
    lease(&mut reader).rollback().await
}

async fn has_landed(postgres: &Postgres, attempt: &dyn Attempt) -> Result<bool, Fault> {
    let Some(act) = attempt.act() else { return Ok(false) };
    let mut last = Fault::outage("looking for an act whose commit was not answered");
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
            Err(fault) => last = fault,
        }
    }
    Err(last)
}
