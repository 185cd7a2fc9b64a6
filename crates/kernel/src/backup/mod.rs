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

mod digest;
mod put_back;
pub(crate) mod rows;
mod sealed;
mod sections;

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

pub use crate::db::Still;
pub use digest::{Digests, TableDigest};
pub(crate) use digest::{Rows, Sink};
pub use put_back::{Life, Restore, Restored};
pub use sealed::Protection;
pub use sections::Heading;

use crate::audit::{self, NodeKey};
use crate::clock::Clock;
use crate::db::{Database, Migration, Reader, Snapshot, Target};
use crate::door::Manifest;
use crate::epoch;
use crate::refusal::{Error, Fault};
use crate::vals;
use digest::Digesting;
use sections::Next;

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
    let known = crate::migrations_of(manifests);
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

/// A fault if somebody else is connected to the database. Who owns the file of the embedded engine is known by the lock
/// of its folder.
pub async fn is_left_alone(target: &Target) -> Result<(), Fault> {
    crate::db::is_left_alone(target).await
}

/// Seals what waits in a database that nobody has open, so that a move leaves nothing behind.
pub async fn seal_all(target: &Target, manifests: &[Manifest], key: &NodeKey) -> Result<(), Error> {
    let database = Database::open(target, &crate::migrations_of(manifests), Arc::default()).await?;
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
