//! The whole database at once: read out as of one moment, or written where there is none.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, BytesMut};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_postgres::types::Type;

use super::super::migrate::{self, HISTORY, Migration};
use super::super::reader::{Link, Reader};
use super::super::whole::{self, Blocks, Over, TableShape};
use super::super::write::May;
use super::lease::{self, Lease};
use super::migrate::{LOCK, WORDS};
use super::{Isolation, Postgres};
use crate::backup::rows::{self, Value};
use crate::backup::{Rows, unfit};
use crate::clock::Clock;
use crate::refusal::Fault;

/// Every table and column, and the column's place in the key.
pub(in crate::db) const TABLES: &str = "SELECT c.relname, a.attname, COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0) \
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid \
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary \
     WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
     ORDER BY c.relname, a.attnum";

/// Bytes sent at once.
const PIECE: usize = 1 << 20;
/// What the binary form of COPY begins with, and two numbers that are 0.
const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
const BEGINNING: usize = 19;

/// A connection that stays at one moment.
pub(in crate::db) async fn snapshot(url: &str) -> Result<Reader, Fault> {
    // It reads everything; no limit of a request fits it.
    let mut lease = Postgres::new(url, Arc::default(), "")?.lease().await?;
    lease.begin_snapshot().await?;
    Ok(Reader::new(Link::Postgres(lease), Arc::default()))
}

impl Lease {
    /// Gives every row of a table on.
    pub(in crate::db) async fn read_out(
        &mut self,
        table: &str,
        sql: &str,
        out: &mut Rows<'_>,
    ) -> Result<(), Fault> {
        let met = |error| lease::fault("reading", sql, error);
        let statement = self.client().prepare(sql).await.map_err(met)?;
        let kinds: Vec<Type> =
            statement.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY ({sql}) TO STDOUT (FORMAT binary)");
        let stream = self.client().copy_out(&copy).await.map_err(met)?;
        let mut stream = std::pin::pin!(stream);
        let mut held = BytesMut::new();
        let mut is_begun = false;
        while let Some(piece) = stream.next().await {
            held.extend_from_slice(&piece.map_err(met)?);
            if !is_begun {
                if held.len() < BEGINNING {
                    continue;
                }
                if held[..SIGNATURE.len()] != SIGNATURE[..] {
                    return Err(strange(table));
                }
                held.advance(BEGINNING);
                is_begun = true;
            }
            while let Some(length) = whole_row(&held, table)? {
                let row = held.split_to(length);
                // The row that says that there are no more holds nothing.
                if length > 2 {
                    put_row(&row[2..], &kinds, table, out)?;
                }
            }
        }
        if held.is_empty() { Ok(()) } else { Err(strange(table)) }
    }

    /// Makes what was loaded a database.
    pub(in crate::db) async fn finish_load(&mut self) -> Result<(), Fault> {
        self.commit().await.map_err(|error| lease::fault("running", "COMMIT", error))
    }
}

fn strange(table: &str) -> Fault {
    Fault::defect(format!("reading out the table {table}, which PostgreSQL gave in a strange form"))
}

/// The length of the first row, if all of it is there.
fn whole_row(held: &[u8], table: &str) -> Result<Option<usize>, Fault> {
    let Some(columns) = held.first_chunk::<2>() else { return Ok(None) };
    let columns = i16::from_be_bytes(*columns);
    let mut length = 2;
    // -1 in place of a number of columns ends the table.
    for _ in 0..columns {
        let Some(octets) = held.get(length..).and_then(<[u8]>::first_chunk::<4>) else {
            return Ok(None);
        };
        length += 4;
        let octets = i32::from_be_bytes(*octets);
        if octets >= 0 {
            length += usize::try_from(octets).map_err(|_| strange(table))?;
        }
    }
    Ok((held.len() >= length).then_some(length))
}

fn put_row(mut row: &[u8], kinds: &[Type], table: &str, out: &mut Rows<'_>) -> Result<(), Fault> {
    for kind in kinds {
        let length = row.split_first_chunk::<4>().map(|(length, rest)| {
            row = rest;
            i32::from_be_bytes(*length)
        });
        let length = length.ok_or_else(|| strange(table))?;
        let Ok(length) = usize::try_from(length) else {
            rows::put(out.block(), Value::Null);
            continue;
        };
        let (octets, rest) = row.split_at_checked(length).ok_or_else(|| strange(table))?;
        row = rest;
        let value = match *kind {
            Type::INT8 => {
                let number = octets.try_into().map_err(|_| strange(table))?;
                Value::Int(i64::from_be_bytes(number))
            }
            Type::UUID | Type::BYTEA => Value::Bytes(octets),
            // Text here is UTF-8 and cannot hold a NUL.
            Type::TEXT => Value::Text(std::str::from_utf8(octets).map_err(|_| strange(table))?),
            _ => return Err(strange(table)),
        };
        rows::put(out.block(), value);
    }
    out.row_end()
}

/// A database that is being written, in one transaction.
pub(crate) struct Load {
    lease: Lease,
    indexes: Vec<String>,
    shapes: Vec<TableShape>,
    replaces: bool,
}

impl Load {
    /// Makes the tables.
    pub(in crate::db) async fn begin(
        url: &str,
        migrations: &[Migration],
        over: Over<'_>,
    ) -> Result<Self, Fault> {
        let mut lease = Postgres::new(url, Arc::default(), "")?.lease().await?;
        super::migrate::check_collation(&mut lease).await?;
        lease.begin(Isolation::ReadCommitted, None).await?;
        let replaces = make_room(&mut lease, over).await?;
        let run = async |lease: &Lease, sql: &str| {
            let done = lease.client().batch_execute(sql).await;
            done.map_err(|error| lease::fault("making", sql, error))
        };
        run(&lease, "SET LOCAL maintenance_work_mem = '256MB'").await?;
        for table in [HISTORY, LOCK] {
            let sql = table.replace("{int}", WORDS.int).replace("{text}", WORDS.text);
            run(&lease, &sql).await?;
        }
        let (tables, indexes) = migrate::parted(migrations, &WORDS);
        for statement in &tables {
            run(&lease, statement).await?;
        }
        let now = Clock::machine().now();
        for migration in migrations {
            let params = crate::vals![i64::from(migration.number), migration.name, now];
            let sql = "INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)";
            lease.exec(sql, &params, May::Spine).await?;
        }
        let columns = lease.rows(TABLES, &[]).await?;
        let columns = columns.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)));
        let shapes = whole::shapes(columns.collect::<Result<Vec<_>, Fault>>()?)?;
        Ok(Self { lease, indexes, shapes, replaces })
    }

    /// Whether it takes the place of tables that were there.
    pub(in crate::db) fn replaces(&self) -> bool {
        self.replaces
    }

    /// Writes the rows of one table.
    pub(in crate::db) async fn table(
        &mut self,
        shape: &TableShape,
        blocks: &mut (dyn Blocks + Send),
    ) -> Result<(), Fault> {
        whole::expected(&mut self.shapes, shape)?;
        let met = |error| lease::fault("loading", &shape.name, error);
        let columns = shape.columns.join(", ");
        let client = self.lease.client();
        // A migration may have put rows in.
        client.batch_execute(&format!("DELETE FROM {}", shape.name)).await.map_err(met)?;
        let statement = client.prepare(&format!("SELECT {columns} FROM {}", shape.name)).await;
        let statement = statement.map_err(met)?;
        let kinds: Vec<Type> =
            statement.columns().iter().map(|column| column.type_().clone()).collect();
        let sql = format!("COPY {} ({columns}) FROM STDIN (FORMAT binary)", shape.name);
        let sink = client.copy_in::<_, bytes::Bytes>(&sql).await.map_err(met)?;
        let mut sink = std::pin::pin!(sink);
        let mut piece = BytesMut::with_capacity(PIECE + PIECE / 4);
        piece.put_slice(SIGNATURE);
        piece.put_i64(0);
        while let Some((count, mut block)) = blocks.next_block()? {
            for _ in 0..count {
                take_row(&mut block, &kinds, &mut piece)?;
                if piece.len() >= PIECE {
                    sink.send(piece.split().freeze()).await.map_err(met)?;
                }
            }
            whole::all_read(block)?;
        }
        piece.put_i16(-1);
        sink.send(piece.freeze()).await.map_err(met)?;
        sink.finish().await.map(drop).map_err(met)
    }

    /// Makes the indexes, and gives the connection with the transaction still open.
    pub(in crate::db) async fn indexed(self) -> Result<Reader, Fault> {
        whole::none_missing(&self.shapes)?;
        for statement in self.indexes.iter().map(String::as_str).chain(["ANALYZE"]) {
            let done = self.lease.client().batch_execute(statement).await;
            done.map_err(|error| lease::fault("making", statement, error))?;
        }
        Ok(Reader::new(Link::Postgres(self.lease), Arc::default()))
    }
}

/// Sees to it that there is no table; those that are there are kept under another name, if that was asked for. Whether
/// there were any.
async fn make_room(lease: &mut Lease, over: Over<'_>) -> Result<bool, Fault> {
    let sql = "SELECT quote_ident(CAST(current_schema() AS TEXT)), COUNT(*) FROM pg_tables WHERE schemaname = current_schema()";
    let found = lease.rows(sql, &[]).await?;
    let Some(found) = found.first().filter(|row| row.int(1).is_ok_and(|tables| tables > 0)) else {
        return Ok(false);
    };
    let Over::SetAside(name) = over else {
        return Err(unfit(
            "The database is not empty. Name an empty one, or say with --replace that what is there is to be set aside",
        ));
    };
    let schema = found.text(0)?;
    // Asked before the locks are taken, too: a service that runs must not stand still for the answer.
    nobody_else(lease).await?;
    // Who comes back while this is loaded neither starts nor does anything.
    lock(lease, "ACCESS EXCLUSIVE").await?;
    nobody_else(lease).await?;
    let sql = format!(
        "ALTER SCHEMA {schema} RENAME TO {name}; CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC"
    );
    let done = lease.client().batch_execute(&sql).await;
    done.map_err(|error| lease::fault("setting aside", &schema, error))?;
    Ok(true)
}

/// Every start changes the first of them, every act the second, every seal the third.
const HELD: &str = "'schema_lock', 'audit', 'audit_head'";

/// Takes the tables without which nobody starts or does anything, until the transaction ends.
async fn lock(lease: &mut Lease, mode: &str) -> Result<(), Fault> {
    let sql = format!(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ({HELD}) ORDER BY tablename"
    );
    let tables = lease.rows(&sql, &[]).await?;
    let tables = tables.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, Fault>>()?;
    if tables.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SET LOCAL lock_timeout = '5s'; LOCK TABLE {} IN {mode} MODE; SET LOCAL lock_timeout = 0",
        tables.join(", ")
    );
    let done = lease.client().batch_execute(&sql).await;
    done.map_err(|error| unfit(SOMEBODY).because(lease::fault("locking", &sql, error)))
}

const SOMEBODY: &str =
    "Somebody else is connected to the database. Stop every process that uses it first";
/// Looks at who is connected, and the time between two: whoever has just ended is connected for a moment yet.
const LOOKS: u32 = 50;
const BETWEEN: Duration = Duration::from_millis(100);

/// Nobody else is connected to the database.
pub(in crate::db) async fn nobody_else(lease: &mut Lease) -> Result<(), Fault> {
    // Within a transaction the server answers like the first time, unless it is told not to. What others do is hidden
    // from a login without rights; that they are there is not.
    let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL";
    for look in 0..LOOKS {
        if look > 0 {
            tokio::time::sleep(BETWEEN).await;
        }
        let anew = lease.client().batch_execute("SELECT pg_stat_clear_snapshot()").await;
        anew.map_err(|error| lease::fault("looking at", "who is connected", error))?;
        let others = lease.rows(sql, &[]).await?;
        if others.first().map_or(Ok(0), |row| row.int(0))? == 0 {
            return Ok(());
        }
    }
    Err(unfit(SOMEBODY))
}

/// A connection that keeps everybody else from starting and from doing anything, and lets them read.
pub(in crate::db) async fn hold(url: &str) -> Result<Reader, Fault> {
    // It waits for hours; the server must not take that for a connection that hangs.
    let session = "-c idle_in_transaction_session_timeout=0 -c statement_timeout=0";
    let mut lease = Postgres::new(url, Arc::default(), session)?.lease().await?;
    lease.begin(Isolation::ReadCommitted, None).await?;
    nobody_else(&mut lease).await?;
    lock(&mut lease, "EXCLUSIVE").await?;
    nobody_else(&mut lease).await?;
    Ok(Reader::new(Link::Postgres(lease), Arc::default()))
}

/// Nobody else is connected to a database that is held.
pub(in crate::db) async fn nobody_waits(holder: &mut Reader) -> Result<(), Fault> {
    match &mut holder.link {
        Link::Postgres(lease) => nobody_else(lease).await,
        Link::Sqlite(_) => Ok(()),
    }
}

/// Nobody is connected to the database but this.
pub(in crate::db) async fn is_left_alone(url: &str) -> Result<(), Fault> {
    let mut lease = Postgres::new(url, Arc::default(), "")?.lease().await?;
    nobody_else(&mut lease).await
}

fn take_row(block: &mut &[u8], kinds: &[Type], piece: &mut BytesMut) -> Result<(), Fault> {
    let columns = i16::try_from(kinds.len()).map_err(|_| Fault::defect("loading a wide table"))?;
    piece.put_i16(columns);
    for kind in kinds {
        let octets = |octets: &[u8], piece: &mut BytesMut| {
            let length = i32::try_from(octets.len())
                .map_err(|_| unfit("The backup is damaged: a value is too long"))?;
            piece.put_i32(length);
            piece.put_slice(octets);
            Ok::<(), Fault>(())
        };
        match (rows::take(block)?, kind) {
            (Value::Null, _) => piece.put_i32(-1),
            (Value::Int(number), &Type::INT8) => octets(&number.to_be_bytes(), piece)?,
            (Value::Text(text), &Type::TEXT) => octets(text.as_bytes(), piece)?,
            (Value::Bytes(bytes), &Type::BYTEA | &Type::UUID) => octets(bytes, piece)?,
            _ => return Err(unfit("The backup is damaged: a value does not fit its column")),
        }
    }
    Ok(())
}
