//! One connection of the embedded engine and its statements.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use rusqlite::config::DbConfig;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};
use uuid::Uuid;

use super::super::statement::for_sqlite;
use super::super::write::May;
use super::super::{Row, Val};
use super::guard::{self, Mode};
use crate::clock::Stopwatch;
use crate::refusal::Fault;

/// A text as it stands in a slice.
type OurText = Arc<str>;
/// The same as SQLite reads it.
type ItsText = Arc<str>;

/// A connection with its prepared statements.
pub(crate) struct Session {
    connection: Connection,
    /// Our text to SQLite's text; the library keeps the prepared statements by the latter.
    texts: HashMap<OurText, ItsText>,
    /// The same by where our text lies in memory, with what lay there: most texts are constants, and comparing one costs less than
    /// hashing it.
    places: Box<[Option<(OurText, ItsText)>]>,
    mode: Mode,
    /// Whether what is on the disk depends on this connection.
    writes: bool,
    /// When the statement that runs on a limited connection began.
    began: Option<Arc<Mutex<Stopwatch>>>,
}

/// How long a read may take. A longer one keeps the log from starting over.
const READING: Duration = Duration::from_secs(2);
/// Steps of SQLite's machine between two looks at the time: some tenths of a millisecond.
const STEPS: i32 = 20_000;

/// Prepared statements kept per connection.
const STATEMENTS: usize = 1024;
/// Texts remembered per connection; beyond this, generated ones are not kept.
const TEXTS: usize = 1024;
/// Texts found by their place per connection.
const PLACES: usize = 1024;

impl Session {
    pub(super) fn new(connection: Connection) -> Result<Self, Fault> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // A plan is made once for a text. Otherwise SQLite looks at the values bound to some statements and plans them
        // anew at every run, which cost a tenth of the writer's time.
        connection
            .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|error| fault("opening", "a connection with stable plans", error))?;
        Ok(Self {
            connection,
            texts: HashMap::new(),
            places: vec![None; PLACES].into(),
            mode: Mode::default(),
            writes: false,
            began: None,
        })
    }

    /// Ends every statement that takes too long; for readers, never for the writer.
    pub(super) fn limited(mut self) -> Result<Self, Fault> {
        let began = Arc::new(Mutex::new(Stopwatch::start()));
        let watched = Arc::clone(&began);
        self.connection
            .progress_handler(STEPS, Some(move || watched.lock().elapsed() > READING))
            .map_err(|error| fault("opening", "a limited connection", error))?;
        self.began = Some(began);
        Ok(self)
    }

    /// Has SQLite itself look at every statement; for the writer, once its tables are up to date.
    pub(super) fn guarded(mut self) -> Result<Self, Fault> {
        guard::install(&mut self.connection, &self.mode)?;
        self.writes = true;
        Ok(self)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    fn text(&mut self, sql: &str) -> Arc<str> {
        let place = (sql.as_ptr().addr() ^ (sql.len() << 4)) % PLACES;
        if let Some((lay, text)) = &self.places[place]
            && **lay == *sql
        {
            return Arc::clone(text);
        }
        if let Some((ours, text)) = self.texts.get_key_value(sql) {
            self.places[place] = Some((Arc::clone(ours), Arc::clone(text)));
            return Arc::clone(text);
        }
        let text: Arc<str> = for_sqlite(sql).into();
        if self.texts.len() < TEXTS {
            self.texts.insert(sql.into(), Arc::clone(&text));
        }
        text
    }

    pub(crate) fn rows(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>, Fault> {
        let text = self.text(sql);
        if let Some(began) = &self.began {
            *began.lock() = Stopwatch::start();
        }
        let run = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.connection.prepare_cached(&text)?;
            let width = statement.column_count();
            let mut rows = statement.query(rusqlite::params_from_iter(params))?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let mut values = Vec::with_capacity(width);
                for column in 0..width {
                    values.push(value(row.get_ref(column)?)?);
                }
                all.push(Row(values));
            }
            Ok(all)
        };
        run().map_err(|error| self.met("reading", sql, error))
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Val], may: May) -> Result<u64, Fault> {
        self.mode.set(may);
        let text = self.text(sql);
        let run = || -> rusqlite::Result<usize> {
            self.connection.prepare_cached(&text)?.execute(rusqlite::params_from_iter(params))
        };
        run().map(|changed| changed as u64).map_err(|error| self.met("writing", sql, error))
    }

    /// Runs a change of the kernel's own that has no values, and keeps the engine's error.
    pub(super) fn change(&self, sql: &str) -> rusqlite::Result<()> {
        self.mode.set(May::Spine);
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }

    /// A fault for an error; the writer does not outlive a disk that fails.
    fn met(&self, doing: &'static str, sql: &str, error: rusqlite::Error) -> Fault {
        if self.writes {
            stop_if_broken(doing, &error);
        }
        fault(doing, sql, error)
    }

    /// Runs a text of transaction control.
    pub(super) fn control(&self, sql: &str) -> rusqlite::Result<()> {
        let run = || self.connection.prepare_cached(sql)?.execute([]).map(drop);
        run().inspect_err(|error| {
            if self.writes {
                stop_if_broken("running", error);
            }
        })
    }
}

fn value(value: ValueRef<'_>) -> rusqlite::Result<Val> {
    Ok(match value {
        ValueRef::Null => Val::Null,
        ValueRef::Integer(number) => Val::Int(number),
        ValueRef::Text(_) => Val::Text(value.as_str()?.to_owned()),
        ValueRef::Blob(bytes) => match <[u8; 16]>::try_from(bytes) {
            Ok(sixteen) => Val::Id(Uuid::from_bytes(sixteen)),
            Err(_) => Val::Bytes(bytes.to_vec()),
        },
        ValueRef::Real(_) => {
            return Err(rusqlite::Error::InvalidColumnType(
                0,
                "a real number".to_owned(),
                value.data_type(),
            ));
        }
    })
}

impl ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
        })
    }
}

/// Ends the process, because nobody knows any more what is on the disk; the next start recovers from the log.
pub(super) fn stop(doing: &'static str, error: &rusqlite::Error) -> ! {
    tracing::error!(doing, %error, "the disk failed; stopping, because what is on it is not known");
    std::process::abort();
}

/// Ends the process if the disk itself reports an error.
pub(super) fn stop_if_broken(doing: &'static str, error: &rusqlite::Error) {
    if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) && !is_unindexed(error) {
        stop(doing, error);
    }
}

/// Whether an error means that storage is full, as opposed to broken.
pub(super) fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull) || is_unindexed(error)
}

/// Whether there was no room for the index of the log (`-shm`), which SQLite does not call a full disk. The log itself
/// may hold the transaction by then.
pub(super) fn is_unindexed(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|told| told.extended_code == SQLITE_IOERR_SHMSIZE)
}

pub(super) fn fault(doing: &'static str, sql: &str, error: rusqlite::Error) -> Fault {
    let head: String = sql.chars().take(80).collect();
    let what = format!("{doing} with: {head}");
    let fault = match error.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseBusy
            | ErrorCode::OperationInterrupted
            | ErrorCode::DatabaseLocked,
        ) => Fault::outage(what),
        _ => Fault::defect(what),
    };
    fault.because(error)
}
