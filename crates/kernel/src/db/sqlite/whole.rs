//! The whole file at once: copied aside, read out, or written anew.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::{Null, ValueRef};
use rusqlite::{Connection, OpenFlags};

use super::super::migrate::{self, HISTORY, Migration};
use super::super::reader::{Link, Reader};
use super::super::whole::{self, Blocks, TableShape};
use super::session::{self, Session};
use super::{Lease, Pool, SqliteSettings, WORDS};
use crate::backup::rows::{self, Value};
use crate::backup::{Rows, unfit};
use crate::refusal::Fault;

/// Every table and column, and the column's place in the key.
pub(in crate::db) const TABLES: &str = "SELECT m.name, c.name, c.pk FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON 1 = 1 \
     WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid";

/// Pages of 4 KiB copied between two looks.
const PAGES: i32 = 4096;
/// Memory for pages while a file is written, in KiB.
const LOAD_CACHE: i64 = 256 * 1024;

/// A copy of the file as of one moment; it goes away with this value.
pub(crate) struct Copy(PathBuf);

impl Copy {
    /// Copies the file while others work on it. The log cannot start over until the copy is there, which takes as long
    /// as the disk takes for so many pages, and no longer.
    pub(in crate::db) fn take(source: &Path, copy: &Path) -> Result<Self, Fault> {
        let taken = Self(copy.to_owned());
        taken.remove();
        // Closed to others before there is anything in it.
        OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(copy)
            .map_err(|error| Fault::outage(format!("making {}", copy.display())).because(error))?;
        let work = || -> rusqlite::Result<()> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let source = Connection::open_with_flags(source, flags)?;
            source.busy_timeout(super::BUSY)?;
            let mut copy = Connection::open(copy)?;
            // It is thrown away whatever happens.
            copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")?;
            // One reading transaction around all steps: otherwise each write of somebody else would start it over.
            source.execute_batch("BEGIN")?;
            source.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
            let backup = Backup::new(&source, &mut copy)?;
            while backup.step(PAGES)? != StepResult::Done {}
            Ok(())
        };
        work().map_err(|error| session::fault("copying", "the database", error))?;
        Ok(taken)
    }

    pub(in crate::db) fn path(&self) -> &Path {
        &self.0
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let mut name = self.0.as_os_str().to_owned();
            name.push(ending);
            // What is not there need not be removed.
            let _ = std::fs::remove_file(name);
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.remove();
    }
}

/// A reading connection that stays at one moment.
pub(in crate::db) fn snapshot(path: &Path, settings: SqliteSettings) -> Result<Reader, Fault> {
    let pool =
        Pool { path: path.to_owned(), cache_mib: settings.cache_mib, idle: Default::default() };
    let session = pool.connect()?;
    session.control("BEGIN").map_err(|error| session::fault("running", "BEGIN", error))?;
    Ok(Reader::new(Link::Sqlite(Lease::own(session)), Arc::default()))
}

impl Session {
    /// Gives every row of a table on.
    pub(in crate::db) fn read_out(
        &mut self,
        table: &str,
        sql: &str,
        out: &mut Rows<'_>,
    ) -> Result<(), Fault> {
        let met = |error| session::fault("reading", sql, error);
        let mut statement = self.connection().prepare(sql).map_err(met)?;
        let width = statement.column_count();
        let mut found = statement.query([]).map_err(met)?;
        while let Some(row) = found.next().map_err(met)? {
            for column in 0..width {
                let value = match row.get_ref(column).map_err(met)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => Value::Int(number),
                    ValueRef::Blob(bytes) => Value::Bytes(bytes),
                    ValueRef::Text(text) => {
                        let text = std::str::from_utf8(text).map_err(|error| {
                            Fault::defect(format!("reading out the table {table}")).because(error)
                        })?;
                        if text.contains('\0') {
                            return Err(whole::with_nul(table));
                        }
                        Value::Text(text)
                    }
                    ValueRef::Real(_) => {
                        return Err(Fault::defect(format!(
                            "reading out the table {table}, which holds a fraction"
                        )));
                    }
                };
                rows::put(out.block(), value);
            }
            out.row_end()?;
        }
        Ok(())
    }

    /// Ends the writing of a file: what is in it is on the disk.
    pub(in crate::db) fn finish_load(&mut self) -> Result<(), Fault> {
        self.control("COMMIT").map_err(|error| session::fault("running", "COMMIT", error))?;
        let path = self.connection().path().unwrap_or_default().to_owned();
        File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(|error| Fault::outage(format!("bringing {path} to the disk")).because(error))
    }
}

/// A file that is being written.
pub(crate) struct Load {
    connection: Connection,
    indexes: Vec<String>,
    shapes: Vec<TableShape>,
}

impl Load {
    /// Makes the file and its tables.
    pub(in crate::db) fn begin(
        path: &Path,
        settings: SqliteSettings,
        migrations: &[Migration],
    ) -> Result<Self, Fault> {
        OpenOptions::new().create_new(true).write(true).mode(0o600).open(path).map_err(
            |error| {
                unfit(format!("The file {} could not be made anew", path.display())).because(error)
            },
        )?;
        let met = |error| session::fault("making", "a database", error);
        let connection = Connection::open(path).map_err(met)?;
        // Whatever ends this early leaves a file that nobody takes for a database; so nothing is journalled.
        connection
            .execute_batch(&format!(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA threads = 2; \
                 PRAGMA cache_size = -{}; BEGIN",
                LOAD_CACHE.min(settings.cache_mib * 1024)
            ))
            .map_err(met)?;
        let words = |text: &str| text.replace("{int}", WORDS.int).replace("{text}", WORDS.text);
        connection.execute_batch(&words(HISTORY)).map_err(met)?;
        let (tables, indexes) = migrate::parted(migrations, &WORDS);
        for statement in &tables {
            connection.execute_batch(statement).map_err(met)?;
        }
        let now = crate::clock::Clock::machine().now().micros();
        for migration in migrations {
            let sql = "INSERT INTO schema_migration (number, name, applied_at) VALUES (?1, ?2, ?3)";
            connection.execute(sql, (migration.number, migration.name, now)).map_err(met)?;
        }
        let columns = || -> rusqlite::Result<Vec<(String, String, i64)>> {
            connection
                .prepare(TABLES)?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        };
        let shapes = whole::shapes(columns().map_err(met)?)?;
        Ok(Self { connection, indexes, shapes })
    }

    /// Writes the rows of one table.
    pub(in crate::db) fn table(
        &mut self,
        shape: &TableShape,
        blocks: &mut (dyn Blocks + Send),
    ) -> Result<(), Fault> {
        whole::expected(&mut self.shapes, shape)?;
        let met = |error| session::fault("loading", &shape.name, error);
        // A migration may have put rows in.
        self.connection.execute(&format!("DELETE FROM {}", shape.name), []).map_err(met)?;
        let places: Vec<String> = (1..=shape.columns.len()).map(|at| format!("?{at}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            shape.name,
            shape.columns.join(", "),
            places.join(", ")
        );
        let mut statement = self.connection.prepare(&sql).map_err(met)?;
        while let Some((count, mut block)) = blocks.next_block()? {
            for _ in 0..count {
                for place in 1..=shape.columns.len() {
                    match rows::take(&mut block)? {
                        Value::Null => statement.raw_bind_parameter(place, Null),
                        Value::Int(number) => statement.raw_bind_parameter(place, number),
                        Value::Text(text) => statement.raw_bind_parameter(place, text),
                        Value::Bytes(bytes) => statement.raw_bind_parameter(place, bytes),
                    }
                    .map_err(met)?;
                }
                statement.raw_execute().map_err(met)?;
            }
            whole::all_read(block)?;
        }
        Ok(())
    }

    /// Makes the indexes, and gives the connection with a further transaction open.
    pub(in crate::db) fn indexed(self) -> Result<Reader, Fault> {
        whole::none_missing(&self.shapes)?;
        let met = |error| session::fault("making", "an index", error);
        for index in &self.indexes {
            self.connection.execute_batch(index).map_err(met)?;
        }
        self.connection.execute_batch("COMMIT; BEGIN IMMEDIATE").map_err(met)?;
        Ok(Reader::new(Link::Sqlite(Lease::own(Session::new(self.connection)?)), Arc::default()))
    }
}
