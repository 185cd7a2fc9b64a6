//! Fills whole tables of PostgreSQL in one transaction, by its binary COPY, without indexes and keys.

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_postgres::types::{IsNull, ToSql as _, Type};

use super::lease::{self, Lease};
use super::{Isolation, Postgres};
use crate::db::bulk::{Table, Work};
use crate::db::{Val, write::May};
use crate::refusal::Fault;

/// The first bytes of a binary COPY: its signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The last two.
const TRAILER: i16 = -1;

/// Fills tables with the rows that come, until the end or until nobody sends any more.
pub(in crate::db) async fn fill(
    url: &str,
    tables: &[Table],
    mut waiting: mpsc::Receiver<Work>,
) -> Result<(), Fault> {
    // Filling takes minutes; the limits of a request do not fit it.
    let postgres = Postgres::new(url, Arc::default(), "")?;
    let mut filling = Filling::begin(postgres.lease().await?, tables).await?;
    while let Some(work) = waiting.recv().await {
        match work {
            Work::Rows(table, values) => filling.rows(table, &values).await?,
            Work::Exec(sql, params, answer) => {
                let _ = answer.send(filling.lease.exec(&sql, &params, May::Spine).await?);
            }
            Work::Ask(sql, params, answer) => {
                let _ = answer.send(filling.lease.rows(&sql, &params).await?);
            }
            Work::Finish => return filling.finish().await,
        }
    }
    // An open transaction closes the connection with it.
    Ok(())
}

struct Filling<'a> {
    lease: Lease,
    tables: &'a [Table],
    types: Vec<Vec<Type>>,
    /// Keys and indexes to make at the end.
    after: Vec<String>,
}

impl<'a> Filling<'a> {
    async fn begin(mut lease: Lease, tables: &'a [Table]) -> Result<Self, Fault> {
        lease.begin(Isolation::ReadCommitted, None).await?;
        run(&lease, "SET LOCAL maintenance_work_mem = '256MB'").await?;
        let (mut types, mut after) = (Vec::new(), Vec::new());
        for table in tables {
            run(&lease, &format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", table.name)).await?;
            let sql = format!("SELECT {} FROM {} LIMIT 1", table.listed(), table.name);
            if !table.may_hold && !lease.rows(&sql, &[]).await?.is_empty() {
                return Err(Fault::outage(format!(
                    "filling the table {}, which is not empty",
                    table.name
                )));
            }
            let statement = lease.client().prepare(&sql).await;
            let statement = statement.map_err(|error| lease::fault("preparing", &sql, error))?;
            types.push(statement.columns().iter().map(|column| column.type_().clone()).collect());
            after.extend(without_indexes(&mut lease, table.name).await?);
        }
        Ok(Self { lease, tables, types, after })
    }

    async fn rows(&self, table: usize, values: &[Val]) -> Result<(), Fault> {
        let (width, types) = (self.tables[table].columns.len(), &self.types[table]);
        let mut out = BytesMut::with_capacity(values.len() * 24);
        out.extend_from_slice(HEADER);
        for row in values.chunks(width) {
            out.put_i16(
                i16::try_from(width)
                    .map_err(|_| Fault::defect("filling a table that is too wide"))?,
            );
            for (value, kind) in row.iter().zip(types) {
                put(&mut out, value, kind).map_err(|error| {
                    Fault::defect(format!("filling {}", self.tables[table].name)).because(error)
                })?;
            }
        }
        out.put_i16(TRAILER);
        let sql = format!(
            "COPY {} ({}) FROM STDIN BINARY",
            self.tables[table].name,
            self.tables[table].listed()
        );
        let copy = async {
            let sink = self.lease.client().copy_in::<_, Bytes>(&sql).await?;
            let mut sink = pin!(sink);
            sink.send(out.freeze()).await?;
            sink.finish().await
        };
        copy.await.map(drop).map_err(|error| lease::fault("filling", &sql, error))
    }

    async fn finish(mut self) -> Result<(), Fault> {
        for statement in &self.after {
            run(&self.lease, statement).await?;
        }
        self.lease.commit().await.map_err(|error| lease::fault("running", "COMMIT", error))?;
        for table in self.tables {
            run(&self.lease, &format!("VACUUM (ANALYZE) {}", table.name)).await?;
        }
        Ok(())
    }
}

async fn run(lease: &Lease, sql: &str) -> Result<(), Fault> {
    lease.client().batch_execute(sql).await.map_err(|error| lease::fault("running", sql, error))
}

/// Drops the table's keys and indexes and gives the statements that make them.
async fn without_indexes(lease: &mut Lease, table: &str) -> Result<Vec<String>, Fault> {
    let mut after = Vec::new();
    let keys = lease
        .rows(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint \
             WHERE conrelid = to_regclass($1::TEXT) AND contype IN ('p', 'u') ORDER BY conname",
            &crate::vals![table],
        )
        .await?;
    for key in &keys {
        let (name, definition) = (key.text(0)?, key.text(1)?);
        run(lease, &format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        after.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"));
    }
    let indexes = lease
        .rows(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1 AND schemaname = current_schema() ORDER BY indexname",
            &crate::vals![table],
        )
        .await?;
    for index in &indexes {
        run(lease, &format!("DROP INDEX {}", index.text(0)?)).await?;
        after.push(index.text(1)?);
    }
    Ok(after)
}

fn put(
    out: &mut BytesMut,
    value: &Val,
    kind: &Type,
) -> Result<(), Box<dyn std::error::Error + Sync + Send>> {
    // A text as long as a key would pass for one.
    let fits = match value {
        Val::Null => true,
        Val::Int(_) => *kind == Type::INT8,
        Val::Text(_) => *kind == Type::TEXT,
        Val::Bytes(_) => *kind == Type::BYTEA,
        Val::Id(_) => matches!(*kind, Type::UUID | Type::BYTEA),
    };
    if !fits {
        return Err(format!("a value does not fit a column of the type {kind}").into());
    }
    let at = out.len();
    out.put_i32(-1);
    if let IsNull::No = value.to_sql(kind, out)? {
        let length = i32::try_from(out.len() - at - 4)?;
        out[at..at + 4].copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_a_column_goes_into_it() {
        let put = |value: Val, kind: Type| put(&mut BytesMut::new(), &value, &kind).is_ok();
        let key = uuid::Uuid::from_bytes([7; 16]);
        for (value, kind) in [
            (Val::Null, Type::UUID),
            (Val::Int(7), Type::INT8),
            (Val::Text("seven".to_owned()), Type::TEXT),
            (Val::Bytes(vec![7; 16]), Type::BYTEA),
            (Val::Id(key), Type::UUID),
            (Val::Id(key), Type::BYTEA),
        ] {
            assert!(put(value.clone(), kind.clone()), "{value:?} into {kind}");
        }
        for (value, kind) in [
            (Val::Text("sixteen letters.".to_owned()), Type::UUID),
            (Val::Text("eight...".to_owned()), Type::INT8),
            (Val::Text("bytes".to_owned()), Type::BYTEA),
            (Val::Bytes(vec![7; 16]), Type::UUID),
            (Val::Int(7), Type::TEXT),
            (Val::Id(key), Type::TEXT),
        ] {
            assert!(!put(value.clone(), kind.clone()), "{value:?} into {kind}");
        }
    }
}
