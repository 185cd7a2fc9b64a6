//! Migrations on PostgreSQL: one process at a time, by a lock row.

use super::super::migrate::{self, HISTORY, Migration, Words};
use super::super::write::May;
use super::Isolation;
use super::lease::{self, Lease};
use crate::clock::Clock;
use crate::refusal::Fault;

pub(super) const WORDS: Words = Words {
    id: "UUID",
    int: "BIGINT",
    text: "TEXT",
    bytes: "BYTEA",
    table_end: "",
    keyed_table_end: "",
};

/// A row that every migrating process changes first: the second one waits until the first has committed.
pub(super) const LOCK: &str = "CREATE TABLE IF NOT EXISTS schema_lock (one {int} NOT NULL PRIMARY KEY, taken_at {int} NOT NULL)";

pub(super) async fn run(mut lease: Lease, migrations: &[Migration]) -> Result<(), Fault> {
    check_collation(&mut lease).await?;
    for table in [HISTORY, LOCK] {
        let sql = table.replace("{int}", WORDS.int).replace("{text}", WORDS.text);
        create_once(&lease, &sql).await?;
    }
    lease.begin(Isolation::ReadCommitted, None).await?;
    let now = Clock::machine().now();
    lease
        .exec(
            "INSERT INTO schema_lock (one, taken_at) VALUES (1, 0) ON CONFLICT (one) DO NOTHING",
            &[],
            May::Spine,
        )
        .await?;
    lease
        .exec("UPDATE schema_lock SET taken_at = $1 WHERE one = 1", &crate::vals![now], May::Spine)
        .await?;
    let rows = lease.rows("SELECT number, name FROM schema_migration ORDER BY number", &[]).await?;
    let applied = rows
        .iter()
        .map(|row| Ok((u32::try_from(row.int(0)?).unwrap_or(u32::MAX), row.text(1)?)))
        .collect::<Result<Vec<_>, Fault>>()?;
    for migration in migrate::outstanding(migrations, &applied)? {
        for statement in migrate::statements(migration, &WORDS) {
            let migrating = |error| {
                lease::fault("migrating", &format!("{}: {statement}", migration.name), error)
            };
            lease.client().batch_execute(&statement).await.map_err(migrating)?;
        }
        let params = crate::vals![i64::from(migration.number), migration.name, now];
        lease
            .exec(
                "INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)",
                &params,
                May::Spine,
            )
            .await?;
    }
    lease.commit().await.map_err(|error| lease::fault("running", "COMMIT", error))
}

/// Creating a table "if not exists" from two processes at once can still collide; the loser finds it there.
async fn create_once(lease: &Lease, sql: &str) -> Result<(), Fault> {
    if lease.client().batch_execute(sql).await.is_err() {
        lease
            .client()
            .batch_execute(sql)
            .await
            .map_err(|error| lease::fault("migrating", sql, error))?;
    }
    Ok(())
}

/// Ranges over text agree between engines only if PostgreSQL compares bytes.
pub(super) async fn check_collation(lease: &mut Lease) -> Result<(), Fault> {
    let rows = lease
        .rows("SELECT datcollate FROM pg_database WHERE datname = current_database()", &[])
        .await?;
    let found = rows.first().map(|row| row.text(0)).transpose()?.unwrap_or_default();
    if matches!(found.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        return Ok(());
    }
    Err(Fault::outage(format!(
        "using a database with collation {found}: create it with LC_COLLATE 'C' (CREATE DATABASE guildhall LOCALE 'C' TEMPLATE template0)"
    )))
}
