//! What an engine says of itself, for `guildhall doctor`: read only, and nothing is brought up to date.

use std::path::Path;

use super::migrate::outstanding;
use super::{Reader, Target, read_only};
use crate::clock::Timestamp;
use crate::door::Manifest;
use crate::refusal::Fault;
use crate::vals;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The engine with its version.
    pub engine: String,
    /// Size of the database in bytes.
    pub bytes: u64,
    /// Size in bytes of the embedded engine's log file.
    pub log_bytes: Option<u64>,
    /// Migrations that this program will run at its next start.
    pub waiting: usize,
    /// Why this program cannot start on the database, if it cannot: a newer release made it, or another history.
    pub unfit: Option<String>,
    /// Settings of the server on which durability and order rest, with their values: name, value, what they should be.
    pub unsafe_settings: Vec<(String, String, &'static str)>,
    /// The server's clock; the embedded engine has none of its own.
    pub clock: Option<Timestamp>,
    /// Standbys that have every acknowledged commit; none for the embedded engine.
    pub standbys: Option<i64>,
}

/// Settings of the server, and the values with which an acknowledged act is on the disk.
const DURABLE: [(&str, &[&str], &str); 3] = [
    ("fsync", &["on"], "on"),
    ("full_page_writes", &["on"], "on"),
    ("synchronous_commit", &["on", "remote_apply", "remote_write", "local"], "on"),
];

/// Looks at a database that another process may own.
pub async fn inspect(target: &Target, manifests: &[Manifest]) -> Result<Inspection, Fault> {
    let mut reader = read_only(target).await?;
    let rows =
        reader.rows("SELECT number, name FROM schema_migration ORDER BY number", &[]).await?;
    let applied = rows
        .iter()
        .map(|row| Ok((u32::try_from(row.int(0)?).unwrap_or(u32::MAX), row.text(1)?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let (waiting, unfit) = match outstanding(&crate::migrations_of(manifests), &applied) {
        Ok(waiting) => (waiting.len(), None),
        Err(fault) => (0, Some(fault.chain())),
    };
    let found = Inspection {
        engine: String::new(),
        bytes: 0,
        log_bytes: None,
        waiting,
        unfit,
        unsafe_settings: Vec::new(),
        clock: None,
        standbys: None,
    };
    match target {
        Target::Sqlite(path, _) => sqlite(&mut reader, path, found).await,
        Target::Postgres(_) => postgres(&mut reader, found).await,
    }
}

async fn sqlite(reader: &mut Reader, path: &Path, found: Inspection) -> Result<Inspection, Fault> {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Ok(Inspection {
        engine: format!("SQLite {}", text(reader, "SELECT sqlite_version()").await?),
        bytes: size(path),
        log_bytes: Some(size(Path::new(&log))),
        ..found
    })
}

async fn postgres(reader: &mut Reader, found: Inspection) -> Result<Inspection, Fault> {
    let version = text(reader, "SELECT current_setting('server_version')").await?;
    let bytes = reader.number("SELECT pg_database_size(current_database())", &[]).await?;
    let now = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    let now = reader.number(now, &[]).await?;
    // Only a superuser, or who may monitor, sees the state of standbys; others see that there are some.
    let standbys =
        "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')";
    let standbys = reader.number(standbys, &[]).await?;
    let mut unsafe_settings = Vec::new();
    for (name, right, advice) in DURABLE {
        let sql = "SELECT current_setting($1)";
        let value = reader.row(sql, &vals![name]).await?.map(|row| row.text(0)).transpose()?;
        let value = value.unwrap_or_default();
        if !right.contains(&value.as_str()) {
            unsafe_settings.push((name.to_owned(), value, advice));
        }
    }
    Ok(Inspection {
        engine: format!("PostgreSQL {version}"),
        bytes: u64::try_from(bytes).unwrap_or(0),
        unsafe_settings,
        clock: Some(Timestamp::from_micros(now)),
        standbys: Some(standbys),
        ..found
    })
}

/// Reads the whole file of the embedded engine and says what is broken in it; nothing for a server, which has tools of
/// its own. Takes minutes for a large file.
pub async fn examine(target: &Target) -> Result<Vec<String>, Fault> {
    let Target::Sqlite(..) = target else { return Ok(Vec::new()) };
    let mut reader = read_only(target).await?;
    let found = reader.rows("SELECT quick_check FROM pragma_quick_check(20)", &[]).await?;
    let lines = found.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, Fault>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

async fn text(reader: &mut Reader, sql: &str) -> Result<String, Fault> {
    let row = reader.row(sql, &[]).await?;
    row.ok_or_else(|| Fault::defect("reading a text from an answer without rows"))?.text(0)
}
