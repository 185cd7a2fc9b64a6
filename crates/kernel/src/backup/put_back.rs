//! Putting a database back: written where none is, verified, and only then a database.

use std::io::{Read, Seek, SeekFrom};

use super::sections::{self, Next};
use super::{Checked, Digests, Heading, Protection, migrations, unfit};
use crate::audit::{self, NodeKey, Report, Witness};
use crate::clock::Clock;
use crate::db::{Closing, Load, Over, Target, WriteTx};
use crate::door::Manifest;
use crate::epoch::{self, Cause, Epoch};
use crate::ids;
use crate::refusal::Fault;

/// What becomes of the life of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Another one begins: what happened after the backup is forgotten.
    Another,
    /// It goes on, because nobody goes on with the database it was taken from.
    Same,
}

/// How to put a database back.
pub struct Restore<'a> {
    /// Where to; there must be no database.
    pub target: &'a Target,
    /// What becomes of one that is there on a server.
    pub over: Over<'a>,
    /// Every slice of this release.
    pub manifests: &'a [Manifest],
    /// The key under which unsealed audit rows are vouched for.
    pub key: &'a NodeKey,
    /// Checkpoints that were kept outside.
    pub witnesses: &'a [Witness],
    /// What becomes of the database's life.
    pub life: Life,
    /// The life that the installation's folder remembers.
    pub remembered: Option<uuid::Uuid>,
    /// Whether a record that does not verify is put back all the same.
    pub despite_problems: bool,
    /// What has to be done once all is loaded and verified and nothing but the commit can fail: if that gets lost,
    /// nobody knows whether there is a database.
    pub before_commit: &'a (dyn Fn() -> Result<(), Fault> + Sync),
}

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the backup says of itself.
    pub heading: Heading,
    /// What it held.
    pub digests: Digests,
    /// What verifying the record found; compared with every checkpoint it reaches.
    pub report: Report,
    /// The life that goes on.
    pub epoch: Option<Epoch>,
    /// Acts that there were, by the newest checkpoint outside.
    pub witnessed: i64,
}

impl Restore<'_> {
    /// Puts a checked backup back: writes it, verifies the record, and only then makes it a database.
    ///
    /// # Errors
    /// If the file is not the one that was checked, there is a database already, or the record does not verify.
    /// Nothing is left behind then.
    pub async fn from_file<R: Read + Seek + Send>(
        &self,
        mut file: R,
        protection: &Protection,
        checked: &Checked,
    ) -> Result<Restored, Fault> {
        let seeking = |error| Fault::outage("reading the backup again").because(error);
        file.seek(SeekFrom::Start(0)).map_err(seeking)?;
        self.from_stream(file, protection, Some(&checked.digests)).await
    }

    /// The same in one reading, from a database that stays where it is.
    pub async fn from_stream<R: Read + Send>(
        &self,
        stream: R,
        protection: &Protection,
        expected: Option<&Digests>,
    ) -> Result<Restored, Fault> {
        let (mut reader, heading) = sections::Reader::begin(stream, protection)?;
        let migrations = migrations(&heading, self.manifests)?;
        let load = Load::begin(self.target, &migrations, self.over).await?;
        let filled = self.fill(load, &mut reader, heading, expected).await;
        if filled.is_err()
            && let Target::Sqlite(path, _) = self.target
        {
            // What the loader made is no database; on a server its transaction has ended with it.
            let _ = std::fs::remove_file(path);
        }
        filled
    }

    async fn fill<R: Read + Send>(
        &self,
        mut load: Load,
        reader: &mut sections::Reader<R>,
        heading: Heading,
        expected: Option<&Digests>,
    ) -> Result<Restored, Fault> {
        let digests = loop {
            match reader.next()? {
                Next::File(..) => {}
                Next::Table(shape) => load.table(&shape, reader).await?,
                Next::End(digests) => break digests,
            }
        };
        if expected.is_some_and(|expected| *expected != digests) {
            return Err(unfit("The backup was changed while it was read"));
        }
        let mut closing = load.close().await?;
        let report = self.verified(&mut closing).await?;
        let witnessed = self.witnesses.iter().map(|witness| witness.size).max().unwrap_or(0);
        let epoch = self.lived(&mut closing.tx, report.rows, witnessed).await?;
        self.seal_rest(&mut closing.tx).await?;
        closing.commit(self.before_commit).await?;
        Ok(Restored { heading, digests, report, epoch, witnessed })
    }

    async fn verified(&self, closing: &mut Closing) -> Result<Report, Fault> {
        let sealed = epoch::sealed(&mut closing.tx).await?;
        // What lies above the backup is lost, which is no fault of it; the caller says so.
        let reached: Vec<Witness> =
            self.witnesses.iter().filter(|witness| witness.size <= sealed).cloned().collect();
        let report = audit::verify(&mut closing.tx, self.key, &reached, None).await?;
        if let Some(problem) = report.problems.first()
            && !self.despite_problems
        {
            return Err(unfit(format!(
                "The record in the backup does not verify ({} problems, the first: {}). Look for an earlier backup, or add --despite-problems",
                report.problems.len(),
                problem.what
            )));
        }
        Ok(report)
    }

    /// Begins another life, unless the one there was goes on.
    async fn lived(
        &self,
        tx: &mut WriteTx,
        sealed: i64,
        witnessed: i64,
    ) -> Result<Option<Epoch>, Fault> {
        let last = epoch::current(tx).await?;
        if self.life == Life::Same {
            return Ok(last);
        }
        let now = Clock::machine().now();
        let begun = Epoch {
            number: last.map_or(1, |last| last.number + 1),
            id: ids::new_at(now),
            cause: Cause::Restored,
            forgot: epoch::forgettable(self.remembered),
            began_at: now,
            sealed,
            witnessed,
            voided_at: None,
        };
        epoch::begin(tx, &begun).await?;
        Ok(Some(begun))
    }

    /// Where rows are sealed in their commit, none may wait for a seal: nobody would give it one.
    async fn seal_rest(&self, tx: &mut WriteTx) -> Result<(), Fault> {
        if matches!(self.target, Target::Sqlite(..)) {
            while audit::seal_waiting(tx, self.key).await?.rows > 0 {}
        }
        Ok(())
    }
}
