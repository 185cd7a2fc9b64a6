//! Backups: everything a database holds, as one stream that means the same on both engines.
//!
//! A *dump* is every table, its rows in the order of the key, its values without an engine's form; two databases with
//! equal digests hold the same. A *backup* is a dump with the installation's own files, compressed and sealed
//! ([`sealed`]); it is taken as of one moment beside a service that goes on. A restore reads it twice: once to compare
//! every seal, count and digest, and only then to write, where nothing is; what it has written is verified against the
//! checkpoints outside before it becomes a database. A move is a dump from one database into another.
//!
//! Used by the command line only. Invariants: nothing is written before the whole file has proved to be what was
//! written; whatever fails later leaves no database; nothing goes past the door into a database that is there.

pub(crate) mod rows;
mod sealed;
mod sections;

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

pub use sealed::Protection;
pub use sections::{Digests, Heading, TableDigest};
pub(crate) use sections::{Rows, Sink};

use crate::audit::{self, NodeKey, Report, Witness};
use crate::clock::Clock;
use crate::db::{Closing, Database, Load, Migration, Over, Reader, Snapshot, Target, WriteTx};
use crate::door::Manifest;
use crate::epoch::{self, Cause, Epoch};
use crate::ids;
use crate::refusal::{Error, Fault};
use crate::vals;
use sections::{Digesting, Next};

/// A file of the installation that goes with its database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFile {
    /// Its path within the folder.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// A backup that cannot be used, in words for whoever wants to.
pub(crate) fn unfit(words: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::defect(words)
}

/// Every migration this release knows, in order.
fn known(manifests: &[Manifest]) -> Vec<Migration> {
    let mut known = crate::MIGRATIONS.to_vec();
    known.extend(manifests.iter().flat_map(|manifest| manifest.migrations));
    known.sort_by_key(|migration| migration.number);
    known
}

/// Takes a backup as of now. `copy` is where the file of the embedded engine is copied to first if another process
/// may be at work on it.
pub async fn take<W: Write + Send>(
    target: &Target,
    copy: Option<&Path>,
    own: &[OwnFile],
    protection: &Protection,
    out: W,
) -> Result<(W, Heading, Digests), Fault> {
    let mut snapshot = Snapshot::take(target, copy).await?;
    let heading = heading(snapshot.reader(), own).await?;
    let mut writer = sections::Writer::begin(out, protection, &heading)?;
    for file in own {
        writer.file(&file.name, &file.content)?;
    }
    snapshot.read_out(&mut writer).await?;
    let (out, digests) = writer.finish()?;
    Ok((out, heading, digests))
}

async fn heading(reader: &mut Reader, own: &[OwnFile]) -> Result<Heading, Fault> {
    let rows = reader.rows("SELECT name FROM schema_migration ORDER BY number", &[]).await?;
    let migrations = rows.iter().map(|row| row.text(0)).collect::<Result<_, Fault>>()?;
    let head = reader.row("SELECT chain FROM audit_head WHERE one = 1", &[]).await?;
    Ok(Heading {
        taken_at: Clock::machine().now().rfc3339(),
        migrations,
        epoch: epoch::current(reader).await?.map(|epoch| epoch.id),
        sealed: epoch::sealed(reader).await?,
        head: head
            .map(|row| row.bytes(0))
            .transpose()?
            .map_or_else(String::new, |end| audit::hex(&end)),
        checkpoint: audit::Checkpoint::newest(reader).await?.map(|newest| newest.note),
        has_keys: own.iter().any(|file| file.name.starts_with("keys/")),
    })
}

/// The digest of every table as of now.
pub async fn digest(target: &Target, copy: Option<&Path>) -> Result<Digests, Fault> {
    let mut snapshot = Snapshot::take(target, copy).await?;
    let mut digesting = Digesting::default();
    snapshot.read_out(&mut digesting).await?;
    Ok(digesting.digests)
}

/// A backup of which every seal, count and digest was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it says of itself.
    pub heading: Heading,
    /// The installation's files in it.
    pub own: Vec<OwnFile>,
    /// What its tables hold.
    pub digests: Digests,
}

impl Checked {
    /// A file of the installation.
    pub fn own(&self, name: &str) -> Option<&[u8]> {
        let found = self.own.iter().find(|file| file.name == name);
        found.map(|file| file.content.as_slice())
    }
}

/// Reads a backup wholly and compares every seal, count and digest; changes nothing.
///
/// # Errors
/// If anything about it is not as it was written, the passphrase is another one, or this release is too old for it.
pub fn check<R: Read>(
    file: R,
    protection: &Protection,
    manifests: &[Manifest],
) -> Result<Checked, Fault> {
    let (mut reader, heading) = sections::Reader::begin(file, protection)?;
    migrations(&heading, manifests)?;
    let mut own = Vec::new();
    loop {
        match reader.next()? {
            Next::File(name, content) => own.push(OwnFile { name, content }),
            Next::Table(_) => {}
            Next::End(digests) => return Ok(Checked { heading, own, digests }),
        }
    }
}

/// The migrations of a backup; this release has to know all of them.
fn migrations(heading: &Heading, manifests: &[Manifest]) -> Result<Vec<Migration>, Fault> {
    let known = known(manifests);
    let find = |name: &String| known.iter().find(|migration| migration.name == name).copied();
    let found = heading.migrations.iter().map(|name| {
        find(name).ok_or_else(|| {
            unfit(format!(
                "The backup was made by a newer release: it has the migration {name}. Start that release instead"
            ))
        })
    });
    found.collect()
}

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
        let filled = self.fill(load, &mut reader, heading, &migrations, expected).await;
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
        migrations: &[Migration],
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
        let epoch = self.lived(&mut closing.tx, report.rows, witnessed, migrations).await?;
        self.seal_rest(&mut closing.tx).await?;
        closing.commit().await?;
        Ok(Restored { heading, digests, report, epoch, witnessed })
    }

    async fn verified(&self, closing: &mut Closing) -> Result<Report, Fault> {
        let sealed = epoch::sealed(&mut closing.tx).await?;
        // What lies above the backup is lost, which is no fault of it; the caller says so.
        let reached: Vec<Witness> =
            self.witnesses.iter().filter(|witness| witness.size <= sealed).cloned().collect();
        let report = audit::verify(&mut closing.tx, self.key, &reached).await?;
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

    /// Begins another life, if the tables of the backup's release have room for one; otherwise the next start does.
    async fn lived(
        &self,
        tx: &mut WriteTx,
        sealed: i64,
        witnessed: i64,
        migrations: &[Migration],
    ) -> Result<Option<Epoch>, Fault> {
        if !migrations.iter().any(|migration| migration.name.ends_with("_kernel_epoch")) {
            return Ok(None);
        }
        let last = epoch::current(tx).await?;
        if self.life == Life::Same {
            return Ok(last);
        }
        let now = Clock::machine().now();
        let begun = Epoch {
            number: last.map_or(1, |last| last.number + 1),
            id: ids::new_at(now),
            cause: Cause::Restored,
            forgot: self.remembered,
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
            while audit::seal_waiting(tx, self.key).await? > 0 {}
        }
        Ok(())
    }
}

/// A fault if somebody else is connected to the database. Who owns the file of the embedded engine is known by the lock
/// of its folder.
pub async fn is_left_alone(target: &Target) -> Result<(), Fault> {
    crate::db::is_left_alone(target).await
}

/// Seals what waits in a database that nobody has open, so that a move leaves nothing behind.
pub async fn seal_all(target: &Target, manifests: &[Manifest], key: &NodeKey) -> Result<(), Error> {
    let database = Database::open(target, &known(manifests), Arc::default()).await?;
    while audit::seal_once(&database, key).await? > 0 {}
    let mut reader = database.reader().await?;
    let waiting = reader.number("SELECT COUNT(*) FROM audit_unsealed", &vals![]).await?;
    drop(reader);
    database.close().await;
    if waiting == 0 {
        return Ok(());
    }
    Err(Fault::defect(format!("sealing {waiting} acts that do not carry this service's code"))
        .into())
}
