//! The embedded engine: readers inline from a pool, one writer thread, managed checkpoints.

mod checkpoint;
mod company;
mod fill;
mod guard;
mod session;
mod whole;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::migrate::{self, HISTORY, Migration, Words};
use super::reader::{Link, Reader};
use super::{Attempt, Landed};
use crate::door::Answers;
use crate::refusal::{Error, Fault, messages};
pub(super) use fill::fill;
pub(super) use session::Session;
pub(super) use whole::{Copy, Load, TABLES, snapshot};

/// Acts that may wait for the writer; further ones are told that the service is busy.
const WAITING: usize = 4096;
/// How long a statement waits for a lock of another process.
const BUSY: std::time::Duration = std::time::Duration::from_secs(5);
/// Idle reading connections kept.
const IDLE_READERS: usize = 16;

/// Length of a file up to which the writer keeps few pages. While SQLite puts the pages of a tree in order, it gives one of them a
/// number from behind the first GiB for a moment (`PENDING_BYTE`). In a file that is shorter than that, each commit after it looks
/// through everything that is kept, for pages from behind the end.
const SHORT: u64 = 1 << 30;
/// Memory for pages of the writer of such a file, in MiB: the system keeps the file in memory anyway.
const SHORT_CACHE_MIB: i64 = 16;

/// How the embedded engine is set up.
#[derive(Clone, Copy, Debug)]
pub struct SqliteSettings {
    /// Memory for pages, in MiB, of the writer of a long file; each reader gets a quarter.
    pub cache_mib: i64,
    /// Whether each commit waits for the disk. Only the test of the power cut says no.
    pub synchronous: bool,
    /// Largest size of the file in pages of 4 KiB; for tests of a full disk.
    pub max_pages: Option<i64>,
}

impl Default for SqliteSettings {
    fn default() -> Self {
        Self { cache_mib: 256, synchronous: true, max_pages: None }
    }
}

/// The open file.
pub(super) struct Sqlite {
    pool: Arc<Pool>,
    queue: mpsc::Sender<writer::Job>,
    answers: Arc<Answers>,
}

/// Idle reading connections.
pub(crate) struct Pool {
    path: PathBuf,
    cache_mib: i64,
    /// None once the database is closed: whoever still holds it must not keep its file open.
    idle: Mutex<Option<Vec<Session>>>,
}

/// A connection on loan; a reader's goes back to the pool, the writer's belongs to its thread.
pub(crate) struct Lease {
    session: Option<Session>,
    home: Option<Arc<Pool>>,
    /// Whether its statements share a transaction, which ends with it.
    shares: bool,
}

impl Lease {
    fn own(session: Session) -> Self {
        Self { session: Some(session), home: None, shares: false }
    }

    /// Has all statements from here on share one transaction. It begins with the first of them.
    fn share(&mut self) -> Result<(), Fault> {
        let begun = self.session().control("BEGIN");
        begun.map_err(|error| session::fault("beginning", "BEGIN", error))?;
        self.shares = true;
        Ok(())
    }

    pub(super) fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("a lease holds its session until it is dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let (Some(home), Some(session)) = (self.home.take(), self.session.take())
            // One whose transaction cannot be ended goes with it.
            && (!self.shares || session.control("COMMIT").is_ok())
            && let Some(idle) = home.idle.lock().as_mut()
            && idle.len() < IDLE_READERS
        {
            idle.push(session);
        }
    }
}

/// Tables with a key of several columns are narrow; kept in the order of that key they are one tree instead of two.
const WORDS: Words = Words {
    id: "BLOB",
    int: "INTEGER",
    text: "TEXT",
    bytes: "BLOB",
    table_end: " STRICT",
    keyed_table_end: ", WITHOUT ROWID",
};

impl Sqlite {
    pub(super) fn open(
        path: &Path,
        settings: SqliteSettings,
        migrations: &[Migration],
        answers: Arc<Answers>,
    ) -> Result<Self, Fault> {
        let opening =
            |error: rusqlite::Error| session::fault("opening", &path.display().to_string(), error);
        // One thread uses it, so SQLite need not lock it.
        let flags = OpenFlags::default().difference(OpenFlags::SQLITE_OPEN_FULL_MUTEX)
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(opening)?;
        let synchronous = if settings.synchronous { "FULL" } else { "NORMAL" };
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA wal_autocheckpoint = 0; \
                 PRAGMA cache_size = -{}; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000;",
                writer_cache(path, settings) * 1024
            ))
            .map_err(opening)?;
        migrate(&connection, migrations)?;
        if let Some(pages) = settings.max_pages {
            connection
                .execute_batch(&format!("PRAGMA max_page_count = {pages}"))
                .map_err(opening)?;
        }
        let checkpointer = checkpoint::Checkpointer::start(path.to_owned())?;
        let (queue, waiting) = mpsc::channel(WAITING);
        let writing = Reader::new(
            Link::Sqlite(Lease::own(Session::new(connection)?.guarded()?)),
            Arc::clone(&answers),
        );
        writer::start(writing, waiting, checkpointer)?;
        let pool = Arc::new(Pool {
            path: path.to_owned(),
            cache_mib: settings.cache_mib / 4,
            idle: Mutex::new(Some(Vec::new())),
        });
        Ok(Self { pool, queue, answers })
    }

    pub(super) fn reader(&self) -> Result<Reader, Fault> {
        let idle = self.pool.idle.lock().as_mut().and_then(Vec::pop);
        let session = match idle {
            Some(session) => session,
            None => self.pool.connect()?.limited()?,
        };
        let home = Some(Arc::clone(&self.pool));
        let lease = Lease { session: Some(session), home, shares: false };
        Ok(Reader::new(Link::Sqlite(lease), Arc::clone(&self.answers)))
    }

    pub(super) fn glance(&self) -> Result<Reader, Fault> {
        let mut reader = self.reader()?;
        if let Link::Sqlite(lease) = &mut reader.link {
            lease.share()?;
        }
        Ok(reader)
    }

    pub(super) async fn write(&self, attempt: Arc<dyn Attempt>) -> Result<Landed, Error> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(writer::Job::Write { attempt, answer }).map_err(|full| match full {
            mpsc::error::TrySendError::Full(_) => {
                Error::from(messages::BUSY.refuse().retry_after(2))
            }
            mpsc::error::TrySendError::Closed(_) => {
                Fault::outage("writing after the writer has ended").into()
            }
        })?;
        answered
            .await
            .map_err(|_| Error::from(Fault::outage("waiting for the writer, which ended")))?
    }

    pub(super) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(writer::Job::Close { answer }).await.is_ok() {
            let _ = answered.await;
        }
        *self.pool.idle.lock() = None;
    }
}

/// Memory for pages of the writer of a file as long as this one is, in MiB.
fn writer_cache(path: &Path, settings: SqliteSettings) -> i64 {
    let length = std::fs::metadata(path).map_or(0, |file| file.len());
    if length < SHORT { settings.cache_mib.min(SHORT_CACHE_MIB) } else { settings.cache_mib }
}

/// A reading connection beside whoever owns the file.
pub(super) fn read_only(path: &Path, settings: SqliteSettings) -> Result<Reader, Fault> {
    let pool =
        Pool { path: path.to_owned(), cache_mib: settings.cache_mib / 4, idle: Mutex::default() };
    Ok(Reader::new(Link::Sqlite(Lease::own(pool.connect()?)), Arc::default()))
}

impl Pool {
    fn connect(&self) -> Result<Session, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&self.path, flags)?;
            connection.execute_batch(&format!(
                "PRAGMA query_only = 1; PRAGMA cache_size = -{}; PRAGMA busy_timeout = 5000;",
                self.cache_mib * 1024
            ))?;
            Ok(connection)
        };
        let connection =
            open().map_err(|error| session::fault("opening", "a reading connection", error))?;
        Session::new(connection)
    }
}

fn migrate(connection: &Connection, migrations: &[Migration]) -> Result<(), Fault> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: rusqlite::Error| session::fault("migrating", &what, error)
    };
    connection
        .execute_batch(&HISTORY.replace("{int}", WORDS.int).replace("{text}", WORDS.text))
        .map_err(failed("the history"))?;
    let read = || -> rusqlite::Result<Vec<(u32, String)>> {
        connection
            .prepare("SELECT number, name FROM schema_migration ORDER BY number")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    let applied = read().map_err(failed("the history"))?;
    for migration in migrate::outstanding(migrations, &applied)? {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(failed(migration.name))?;
        for statement in migrate::statements(migration, &WORDS) {
            connection.execute_batch(&statement).map_err(|error| {
                session::fault("migrating", &format!("{}: {statement}", migration.name), error)
            })?;
        }
        let now = crate::clock::Clock::machine().now().micros();
        connection
            .execute(
                "INSERT INTO schema_migration (number, name, applied_at) VALUES (?1, ?2, ?3)",
                (migration.number, migration.name, now),
            )
            .map_err(failed(migration.name))?;
        connection.execute_batch("COMMIT").map_err(failed(migration.name))?;
    }
    Ok(())
}
