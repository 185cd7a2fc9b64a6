//! Fills whole tables of the embedded engine, in a copy of the file that then takes the file's place.
//!
//! The copy needs no log and no waiting for the disk: until it is renamed nobody misses it, and before it is renamed
//! the disk has it. Tables whose rows come in another order than their key's are gathered in a second file first and
//! taken over sorted, because a tree that is filled in order is written once.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::session::{Session, fault};
use crate::db::bulk::{Order, Table, Work};
use crate::db::write::May;
use crate::refusal::Fault;

/// Memory for pages while filling, in KiB.
const CACHE_KIB: i64 = 256 * 1024;

/// The two files beside the database; both are gone at the end, however it ends.
struct Files {
    target: PathBuf,
    copy: PathBuf,
    gathered: PathBuf,
}

impl Files {
    fn beside(target: &Path) -> Self {
        let with = |ending: &str| {
            let mut name = target.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        Self { target: target.to_owned(), copy: with("-filling"), gathered: with("-gathered") }
    }

    fn clear(&self) {
        // Files that are not there need no clearing.
        let _ = fs::remove_file(&self.copy);
        let _ = fs::remove_file(&self.gathered);
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Fills tables with the rows that come, until the end or until nobody sends any more.
pub(in crate::db) fn fill(
    path: &Path,
    tables: &[Table],
    mut waiting: mpsc::Receiver<Work>,
) -> Result<(), Fault> {
    let files = Files::beside(path);
    files.clear();
    let mut filling = Filling::begin(&files, tables)?;
    while let Some(work) = waiting.blocking_recv() {
        match work {
            Work::Rows(table, values) => filling.rows(table, &values)?,
            Work::Exec(sql, params, answer) => {
                let _ = answer.send(filling.session.exec(&sql, &params, May::Spine)?);
            }
            Work::Ask(sql, params, answer) => {
                let _ = answer.send(filling.session.rows(&sql, &params)?);
            }
            Work::Finish => return filling.finish(&files),
        }
    }
    Ok(())
}

struct Filling<'a> {
    session: Session,
    tables: &'a [Table],
    inserts: Vec<String>,
    /// Indexes to make at the end.
    indexes: Vec<String>,
}

fn failed(doing: &'static str) -> impl Fn(rusqlite::Error) -> Fault {
    move |error| fault(doing, "the copy that is filled", error)
}

fn storing(error: std::io::Error) -> Fault {
    Fault::outage("storing the filled copy of the database").because(error)
}

impl<'a> Filling<'a> {
    fn begin(files: &Files, tables: &'a [Table]) -> Result<Self, Fault> {
        alone(&files.target)?;
        fs::copy(&files.target, &files.copy).map_err(storing)?;
        let connection = Connection::open(&files.copy).map_err(failed("opening"))?;
        connection
            .execute_batch(&format!(
                "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; \
                 PRAGMA synchronous = OFF; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA temp_store = FILE; PRAGMA threads = 2;"
            ))
            .map_err(failed("setting up"))?;
        connection
            .execute("ATTACH DATABASE ?1 AS gathered", [files.gathered.to_string_lossy()])
            .map_err(failed("gathering beside"))?;
        connection
            .execute_batch("PRAGMA gathered.journal_mode = OFF; PRAGMA gathered.synchronous = OFF;")
            .map_err(failed("gathering beside"))?;
        let mut indexes = Vec::new();
        let mut inserts = Vec::new();
        for table in tables {
            if !table.may_hold && has_rows(&connection, table)? {
                return Err(Fault::outage(format!(
                    "filling the table {}, which is not empty",
                    table.name
                )));
            }
            indexes.extend(without_indexes(&connection, table)?);
            let place = match table.order {
                Order::ByKey => format!("main.{}", table.name),
                Order::Any => {
                    let sql = format!("CREATE TABLE gathered.{} ({})", table.name, table.listed());
                    connection.execute_batch(&sql).map_err(failed("gathering beside"))?;
                    format!("gathered.{}", table.name)
                }
            };
            let marks = vec!["?"; table.columns.len()].join(", ");
            inserts.push(format!("INSERT INTO {place} ({}) VALUES ({marks})", table.listed()));
        }
        connection.execute_batch("BEGIN").map_err(failed("filling"))?;
        Ok(Self { session: Session::new(connection)?, tables, inserts, indexes })
    }

    fn rows(&self, table: usize, values: &[crate::db::Val]) -> Result<(), Fault> {
        let width = self.tables[table].columns.len();
        let fill = || -> rusqlite::Result<()> {
            let mut insert = self.session.connection().prepare_cached(&self.inserts[table])?;
            for row in values.chunks(width) {
                for (place, value) in row.iter().enumerate() {
                    insert.raw_bind_parameter(place + 1, value)?;
                }
                insert.raw_execute()?;
            }
            Ok(())
        };
        fill().map_err(|error| fault("filling", self.tables[table].name, error))
    }

    fn finish(self, files: &Files) -> Result<(), Fault> {
        let connection = self.session.connection();
        for table in self.tables.iter().filter(|table| table.order == Order::Any) {
            let key = key_of(connection, table)?;
            let (name, columns) = (table.name, table.listed());
            connection
                .execute_batch(&format!(
                    "INSERT INTO main.{name} ({columns}) SELECT {columns} FROM gathered.{name} ORDER BY {key}; \
                     DROP TABLE gathered.{name}"
                ))
                .map_err(|error| fault("sorting", name, error))?;
        }
        for index in &self.indexes {
            connection.execute_batch(index).map_err(|error| fault("making", index, error))?;
        }
        connection.execute_batch("COMMIT").map_err(failed("finishing"))?;
        drop(self);
        let copy = Connection::open(&files.copy).map_err(failed("opening"))?;
        copy.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(failed("giving a log to"))?;
        drop(copy);
        File::open(&files.copy).and_then(|file| file.sync_all()).map_err(storing)?;
        fs::rename(&files.copy, &files.target).map_err(storing)?;
        let folder = files.target.parent().unwrap_or_else(|| Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(storing)
    }
}

/// Times the file is asked for before somebody else is said to have it.
const TRIES: u32 = 200;
/// Time between two.
const PAUSE: Duration = Duration::from_millis(50);

/// Puts the log into the file and does away with it, which works only for whoever is alone with the file. A connection
/// left open elsewhere would take the log of the file that replaces it for its own when it closes.
#[expect(
    clippy::disallowed_methods,
    reason = "SQLite gives nothing to wait on until another connection is closed"
)]
fn alone(target: &Path) -> Result<(), Fault> {
    for _ in 0..TRIES {
        let whole = Connection::open(target).map_err(failed("opening"))?;
        let mode: rusqlite::Result<String> =
            whole.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0));
        if mode.is_ok_and(|mode| mode == "delete") {
            return Ok(());
        }
        drop(whole);
        std::thread::sleep(PAUSE);
    }
    Err(Fault::outage("filling a database that another connection has open"))
}

fn has_rows(connection: &Connection, table: &Table) -> Result<bool, Fault> {
    connection
        .prepare(&format!("SELECT 1 FROM {} LIMIT 1", table.name))
        .and_then(|mut statement| statement.exists([]))
        .map_err(|error| fault("looking into", table.name, error))
}

/// Drops the table's indexes and gives the statements that make them.
fn without_indexes(connection: &Connection, table: &Table) -> Result<Vec<String>, Fault> {
    let read = || -> rusqlite::Result<Vec<(String, String)>> {
        connection
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL ORDER BY name")?
            .query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    let indexes = read().map_err(|error| fault("reading the indexes of", table.name, error))?;
    for (name, _) in &indexes {
        connection
            .execute_batch(&format!("DROP INDEX {name}"))
            .map_err(|error| fault("dropping", name, error))?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}

/// The columns of the table's key, in its order.
fn key_of(connection: &Connection, table: &Table) -> Result<String, Fault> {
    let read = || -> rusqlite::Result<Vec<String>> {
        connection
            .prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?
            .query_map([table.name], |row| row.get(0))?
            .collect()
    };
    read()
        .map(|columns| columns.join(", "))
        .map_err(|error| fault("reading the key of", table.name, error))
}
