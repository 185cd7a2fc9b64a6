//! The only place that knows an engine: SQLite through its bundled library, PostgreSQL through its wire protocol.
//!
//! One dialect for both: one statement a text, parameters `$1`, `$2` …, the types of [`Val`], and the rules of
//! `ARCHITECTURE.md` ("Data"). Reads go through a [`Reader`]; writes go through a [`WriteTx`], which only the
//! door, upkeep and migrations can open. A write is an [`Attempt`] that may be run again from the start: the
//! engine decides how several share one commit (SQLite) and when one has to be repeated (PostgreSQL).

mod attempt;
mod bulk;
mod inspection;
mod migrate;
mod postgres;
mod reader;
mod rows;
mod sqlite;
mod statement;
mod val;
mod whole;
mod write;

use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use attempt::{Attempt, Landed};
pub(crate) use bulk::Bulk;
pub use bulk::{Order, Table};
pub use inspection::{Inspection, examine, inspect};
pub use migrate::Migration;
pub use reader::Reader;
pub(crate) use rows::{marks, widths};
pub use sqlite::SqliteSettings;
pub use val::{Row, Val};
pub use write::{Effect, EffectValue, WriteTx};

use crate::door::Answers;
use crate::refusal::{Error, Fault};

pub(crate) use whole::{Blocks, Closing, Load, Snapshot, TableShape};
pub use whole::{Over, Still};
pub(crate) use write::{ActState, May};

/// A future in a box, as returned by everything that is stored as a function.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The table that a statement writes, if it is one that writes.
pub(crate) fn written(sql: &str) -> Option<String> {
    match statement::effect(sql) {
        statement::Effect::Insert(table) | statement::Effect::Change(table) => Some(table),
        statement::Effect::Read | statement::Effect::Other => None,
    }
}

/// Which engine, and where.
#[derive(Clone, Debug)]
pub enum Target {
    /// A file of the embedded engine.
    Sqlite(PathBuf, SqliteSettings),
    /// A connection string of PostgreSQL 15 or later.
    Postgres(String),
}

/// A connection that can only read, to a database that another process may own; it migrates nothing.
pub async fn read_only(target: &Target) -> Result<Reader, Fault> {
    match target {
        Target::Sqlite(path, settings) => sqlite::read_only(path, *settings),
        Target::Postgres(url) => postgres::read_only(url).await,
    }
}

/// A fault if somebody else is connected to the database. Who owns the file of the embedded engine is known by the lock
/// of its folder.
pub(crate) async fn is_left_alone(target: &Target) -> Result<(), Fault> {
    match target {
        Target::Sqlite(..) => Ok(()),
        Target::Postgres(url) => postgres::is_left_alone(url).await,
    }
}

/// The open database of one process.
#[derive(Clone)]
pub struct Database(Arc<Engine>);

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

impl Database {
    /// Opens the database and brings its tables up to date.
    pub(crate) async fn open(
        target: &Target,
        migrations: &[Migration],
        answers: Arc<Answers>,
    ) -> Result<Self, Fault> {
        let engine = match target {
            Target::Sqlite(path, settings) => {
                Engine::Sqlite(sqlite::Sqlite::open(path, *settings, migrations, answers)?)
            }
            Target::Postgres(url) => {
                Engine::Postgres(postgres::Postgres::open(url, migrations, answers).await?)
            }
        };
        Ok(Self(Arc::new(engine)))
    }

    /// A connection for reading. Statements see each committed state; none lives longer than its statement.
    pub async fn reader(&self) -> Result<Reader, Fault> {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.reader(),
            Engine::Postgres(postgres) => postgres.reader().await,
        }
    }

    /// A connection for a few statements that follow each other at once. On the embedded engine they share one transaction, which
    /// is much of what a short statement costs, and see one state; the log cannot start over before it is dropped, so nothing
    /// else is waited for meanwhile.
    pub async fn glance(&self) -> Result<Reader, Fault> {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.glance(),
            Engine::Postgres(postgres) => postgres.reader().await,
        }
    }

    /// Runs a write until it has landed, was refused, or failed for good.
    pub(crate) async fn write(&self, attempt: Arc<dyn Attempt>) -> Result<Landed, Error> {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.write(attempt).await,
            Engine::Postgres(postgres) => postgres.write(&*attempt).await,
        }
    }

    /// Returns once everything that can be read now outlives this database's machine: for answers that rest on what
    /// was read, not on a commit of their own.
    pub(crate) async fn confirm(&self) -> Result<(), Fault> {
        match &*self.0 {
            // What can be read was committed, and no commit is answered or seen before it is on the disk.
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.confirm().await,
        }
    }

    /// Reads one row, to find out whether the database answers.
    pub async fn answers(&self) -> Result<(), Fault> {
        let sql = "SELECT number FROM schema_migration LIMIT 1";
        self.reader().await?.row(sql, &[]).await.map(drop)
    }

    /// Whether audit rows are sealed by the writer itself (SQLite) or by a sealer that follows (PostgreSQL).
    pub fn seals_in_commit(&self) -> bool {
        matches!(&*self.0, Engine::Sqlite(_))
    }

    /// Ends the writer after everything that waits has been written, or gives the connections up: whoever has to know
    /// that nobody uses the database must not take a process for somebody that is done with it.
    pub async fn close(&self) {
        match &*self.0 {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close(),
        }
    }
}
