//! The writer thread: several acts share one commit, and no answer leaves before that commit has returned.
//!
//! A refusal or a fault undoes its own rows only. Most acts are neither, and a savepoint for each of them costs more than
//! being wrong now and then: a group is run without any, and once more with one for each act if an act that is not its first is
//! refused or fails. If SQLite itself ends the transaction (a full disk, an I/O error), nothing of the group has been answered yet: every
//! act is run again alone, and only the culprit gets the fault. If there was room for the log but none for its index, the log holds a
//! whole commit that has failed; it is written over before anybody is answered. A commit that fails for any other reason than a full disk, a rollback
//! that fails and a disk that reports an error leave it unknown what is on the disk, so the process stops and recovers
//! from the log at its next start.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::super::reader::{Link, Reader};
use super::super::write::{May, WriteTx};
use super::super::{Attempt, Landed};
use super::checkpoint::{Checkpointer, checkpoint};
use super::company::Company;
use super::session::{self, Session};
use crate::audit::Head;
use crate::clock::Stopwatch;
use crate::refusal::{Error, Fault};

/// Acts that share one commit at most.
const GROUP: usize = 64;
/// Time after which a group takes in no further act.
const GROUP_TIME: Duration = Duration::from_millis(5);

/// Time for which one act may hold up all others; longer ones are logged, because they are cut too large.
const HOLDING: Duration = Duration::from_millis(20);

/// It writes a page that no act writes, so that no frame of an act's is left as it was.
const CHANGE_OF_NOTHING: &str = "UPDATE schema_migration SET number = number WHERE number = 1";

/// What the writer is asked to do.
pub(super) enum Job {
    Write { attempt: Arc<dyn Attempt>, answer: oneshot::Sender<Result<Landed, Error>> },
    Close { answer: oneshot::Sender<()> },
}

struct Waiting {
    attempt: Arc<dyn Attempt>,
    answer: oneshot::Sender<Result<Landed, Error>>,
}

/// The group's transaction is gone, or has to go; nothing of it was kept.
enum Lost {
    /// Something that concerns the whole group failed.
    To(Fault),
    /// An act that ran without a savepoint has to be undone alone.
    ToUndo,
}

/// How the acts of a group run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    /// Without savepoints: what has to be undone takes those before it with it.
    Plain,
    /// Each in a savepoint.
    Apart,
}

struct Writer {
    tx: WriteTx,
    head: Head,
    checkpointer: Checkpointer,
    /// The log holds a whole transaction that is not in its index: it is undone here, and a crash would bring it back.
    is_left_in_log: bool,
    /// How the next group runs: apart after one in which an act had to be undone, so that whoever is refused again and again
    /// does not have every group run twice.
    next: Run,
    company: Company,
}

pub(super) fn start(
    reader: Reader,
    mut jobs: mpsc::Receiver<Job>,
    checkpointer: Checkpointer,
) -> Result<(), Fault> {
    let mut tx = WriteTx::new(reader);
    tx.unsealed = Some(Vec::new());
    tx.begin(May::Spine);
    let head = once(crate::audit::read_head(&mut tx))??;
    let (next, company) = (Run::Plain, Company::new());
    let mut writer = Writer { tx, head, checkpointer, is_left_in_log: false, next, company };
    let run = move || {
        let mut pending = VecDeque::new();
        loop {
            if pending.is_empty() {
                match jobs.blocking_recv() {
                    Some(job) => pending.push_back(job),
                    None => break,
                }
            }
            take_in(&mut jobs, &mut pending);
            if let Some(wait) = writer.company.awaited(pending.len()) {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "whoever comes meanwhile is what is waited for"
                )]
                std::thread::sleep(wait);
                take_in(&mut jobs, &mut pending);
            }
            writer.company.came(pending.len());
            // Acts are guarded one by one; a panic outside them leaves it unknown what was written.
            let taken = catch_unwind(AssertUnwindSafe(|| writer.take_group(&mut pending)));
            let Ok(taken) = taken else {
                tracing::error!("the writer failed outside an act; stopping");
                std::process::abort();
            };
            if let Some(closed) = taken {
                jobs.close();
                let _ = checkpoint(writer.session().connection(), "TRUNCATE");
                let _ = closed.send(());
                break;
            }
        }
    };
    std::thread::Builder::new()
        .name("writer".to_owned())
        .spawn(run)
        .map_err(|error| Fault::outage("starting the writer thread").because(error))?;
    Ok(())
}

/// Takes in what came meanwhile.
fn take_in(jobs: &mut mpsc::Receiver<Job>, pending: &mut VecDeque<Job>) {
    while pending.len() < GROUP
        && let Ok(job) = jobs.try_recv()
    {
        pending.push_back(job);
    }
}

impl Lost {
    fn fault(self) -> Fault {
        match self {
            Self::To(fault) => fault,
            Self::ToUndo => Fault::defect("undoing an act that ran in a savepoint"),
        }
    }
}

impl Writer {
    fn session(&mut self) -> &mut Session {
        match &mut self.tx.link {
            Link::Sqlite(lease) => lease.session(),
            Link::Postgres(_) => {
                unreachable!("the writer of the embedded engine holds its connection")
            }
        }
    }

    fn control(&mut self, sql: &'static str) -> Result<(), Lost> {
        self.session().control(sql).map_err(|error| Lost::To(session::fault("running", sql, error)))
    }

    /// Runs and answers what waits, up to the size and time of a group. Gives back who asked for the end, if
    /// everything before that request has been written.
    fn take_group(&mut self, pending: &mut VecDeque<Job>) -> Option<oneshot::Sender<()>> {
        let mut group = Vec::new();
        while let Some(job) = pending.pop_front() {
            match job {
                Job::Write { attempt, answer } => group.push(Waiting { attempt, answer }),
                Job::Close { answer } if group.is_empty() => return Some(answer),
                close => {
                    pending.push_front(close);
                    break;
                }
            }
        }
        let rest = self.run_group(group);
        for waiting in rest.into_iter().rev() {
            pending.push_front(Job::Write { attempt: waiting.attempt, answer: waiting.answer });
        }
        let Self { tx, checkpointer, .. } = self;
        if let Link::Sqlite(lease) = &mut tx.link {
            checkpointer.restart_if_long(lease.session().connection());
        }
        None
    }

    /// Answers the acts it had time for and gives back the others.
    fn run_group(&mut self, mut group: Vec<Waiting>) -> Vec<Waiting> {
        let mut tried = self.try_group(&group, self.next);
        if matches!(tried, Err(Lost::ToUndo)) {
            tried = self.try_group(&group, Run::Apart);
        }
        match tried {
            Ok(outcomes) => {
                let rest = group.split_off(outcomes.len());
                for (waiting, outcome) in group.into_iter().zip(outcomes) {
                    let _ = waiting.answer.send(outcome);
                }
                rest
            }
            Err(_) if group.len() > 1 => {
                for waiting in group {
                    let outcome = match self.try_group(std::slice::from_ref(&waiting), Run::Apart) {
                        Ok(mut outcomes) => outcomes
                            .pop()
                            .unwrap_or_else(|| Err(Fault::defect("running an act alone").into())),
                        Err(lost) => Err(lost.fault().into()),
                    };
                    let _ = waiting.answer.send(outcome);
                }
                Vec::new()
            }
            Err(lost) => {
                let waiting = group.remove(0);
                let _ = waiting.answer.send(Err(lost.fault().into()));
                group
            }
        }
    }

    /// One transaction over as many acts of the group as fit the time; their outcomes, once it is durable.
    fn try_group(
        &mut self,
        group: &[Waiting],
        run: Run,
    ) -> Result<Vec<Result<Landed, Error>>, Lost> {
        let watch = Stopwatch::start();
        let head = self.head.clone();
        self.tx.unsealed = Some(Vec::new());
        let tried = self.fill_group(group, run, watch);
        self.next = match &tried {
            Ok(outcomes) if outcomes.iter().all(Result::is_ok) => Run::Plain,
            _ => Run::Apart,
        };
        if tried.is_err() {
            self.head = head;
            // SQLite may have ended the transaction by itself; then there is nothing to roll back.
            if !self.session().connection().is_autocommit()
                && let Err(error) = self.session().control("ROLLBACK")
            {
                session::stop("rolling back", &error);
            }
            if std::mem::take(&mut self.is_left_in_log) {
                self.overwrite();
            }
        }
        tried
    }

    /// Writes a change of nothing to where the log goes on: what a crash would bring back is then nothing, whether or
    /// not there is room for its index.
    fn overwrite(&mut self) {
        let session = self.session();
        let write = || -> Result<(), rusqlite::Error> {
            session.control("BEGIN IMMEDIATE")?;
            session.change(CHANGE_OF_NOTHING)?;
            session.control("COMMIT")
        };
        match write() {
            Err(error) if !session::is_unindexed(&error) => session::stop("overwriting", &error),
            _ => {}
        }
        if !session.connection().is_autocommit()
            && let Err(error) = session.control("ROLLBACK")
        {
            session::stop("rolling back", &error);
        }
    }

    fn fill_group(
        &mut self,
        group: &[Waiting],
        mut run: Run,
        watch: Stopwatch,
    ) -> Result<Vec<Result<Landed, Error>>, Lost> {
        self.control("BEGIN IMMEDIATE")?;
        let mut outcomes = Vec::with_capacity(group.len());
        for waiting in group {
            let held = Stopwatch::start();
            outcomes.push(match run {
                Run::Plain => self.run_plain(&*waiting.attempt, outcomes.is_empty())?,
                Run::Apart => self.run_apart(&*waiting.attempt)?,
            });
            if matches!(outcomes.last(), Some(Err(_))) {
                run = Run::Apart;
            }
            if held.elapsed() > HOLDING {
                let milliseconds = held.elapsed().as_millis();
                tracing::warn!(
                    act = waiting.attempt.name(),
                    milliseconds,
                    "held the writer too long"
                );
            }
            if watch.elapsed() > GROUP_TIME {
                break;
            }
        }
        self.tx.begin(May::Spine);
        let unsealed = self.tx.unsealed.replace(Vec::new()).unwrap_or_default();
        once(crate::audit::seal(&mut self.tx, &mut self.head, &unsealed))
            .and_then(|sealed| sealed)
            .map_err(Lost::To)?;
        match self.session().control("COMMIT") {
            Ok(()) => Ok(outcomes),
            Err(error) if session::is_full(&error) => {
                self.is_left_in_log = session::is_unindexed(&error);
                Err(Lost::To(session::fault("committing", "COMMIT", error)))
            }
            Err(error) => session::stop("committing", &error),
        }
    }

    /// One act without a savepoint. If it has to be undone, the transaction begins anew where it is the first one, and is lost
    /// where others went before it.
    fn run_plain(
        &mut self,
        attempt: &dyn Attempt,
        is_first: bool,
    ) -> Result<Result<Landed, Error>, Lost> {
        self.tx.begin(attempt.may());
        match self.guarded(|tx| once(attempt.attempt(tx))) {
            Ok(landed) => Ok(Ok(landed)),
            Err(_) if !is_first => Err(Lost::ToUndo),
            Err(error) => {
                self.still_open(&error)?;
                self.control("ROLLBACK")?;
                self.control("BEGIN IMMEDIATE")?;
                self.tx.unsealed = Some(Vec::new());
                self.record(attempt, error)
            }
        }
    }

    /// One act in its savepoint. An error of this function means that the whole transaction is gone.
    fn run_apart(&mut self, attempt: &dyn Attempt) -> Result<Result<Landed, Error>, Lost> {
        let sealed_before = self.tx.unsealed.as_ref().map_or(0, Vec::len);
        self.control("SAVEPOINT act")?;
        self.tx.begin(attempt.may());
        match self.guarded(|tx| once(attempt.attempt(tx))) {
            Ok(landed) => {
                self.control("RELEASE act")?;
                Ok(Ok(landed))
            }
            Err(error) => {
                self.undo(sealed_before, &error)?;
                self.record(attempt, error)
            }
        }
    }

    /// Writes down that an act was refused, once nothing is left of it. What it answers.
    fn record(
        &mut self,
        attempt: &dyn Attempt,
        error: Error,
    ) -> Result<Result<Landed, Error>, Lost> {
        let Error::Refused(refusal) = error else { return Ok(Err(error)) };
        let sealed_before = self.tx.unsealed.as_ref().map_or(0, Vec::len);
        self.control("SAVEPOINT act")?;
        self.tx.begin(May::Spine);
        match self.guarded(|tx| {
            once(attempt.refused(tx, &refusal)).map(|recorded| recorded.map_err(Error::from))
        }) {
            Ok(()) => {
                self.control("RELEASE act")?;
                Ok(Err(Error::Refused(refusal)))
            }
            Err(error) => {
                self.undo(sealed_before, &error)?;
                Ok(Err(error))
            }
        }
    }

    fn still_open(&mut self, error: &Error) -> Result<(), Lost> {
        if self.session().connection().is_autocommit() {
            return Err(Lost::To(Fault::outage(format!(
                "keeping a transaction that SQLite ended: {error}"
            ))));
        }
        Ok(())
    }

    fn undo(&mut self, sealed_before: usize, error: &Error) -> Result<(), Lost> {
        self.still_open(error)?;
        self.control("ROLLBACK TO act")?;
        self.control("RELEASE act")?;
        if let Some(unsealed) = &mut self.tx.unsealed {
            unsealed.truncate(sealed_before);
        }
        Ok(())
    }

    fn guarded<T>(
        &mut self,
        run: impl FnOnce(&mut WriteTx) -> Result<Result<T, Error>, Fault>,
    ) -> Result<T, Error> {
        let tx = &mut self.tx;
        let outcome = catch_unwind(AssertUnwindSafe(|| run(tx))).unwrap_or_else(|panic| {
            let words = panic
                .downcast_ref::<&str>()
                .map(|s| (*s).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Fault::defect(format!(
                "running an act, which panicked: {}",
                words.unwrap_or_default()
            )))
        });
        match outcome {
            Ok(Ok(_)) if self.tx.is_poisoned() => {
                Err(Fault::defect("running an act that went on after a database error").into())
            }
            Ok(outcome) => outcome,
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Polls once. Every database future of this engine is ready at once, so a future that waits has waited for
/// something an act must not wait for.
fn once<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(Fault::defect(
            "running an act that waited for something other than its transaction",
        )),
    }
}
