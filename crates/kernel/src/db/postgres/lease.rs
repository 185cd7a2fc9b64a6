//! One connection on loan and its statements.

use bytes::BytesMut;
use deadpool_postgres::Object;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::super::write::May;
use super::super::{Row, Val};
use super::{Isolation, roles};
use crate::refusal::Fault;

/// A connection; one with an open transaction is closed instead of going back to the pool.
pub(crate) struct Lease {
    client: Option<Object>,
    in_transaction: bool,
    /// The database role of the open transaction; none where the login cannot take one on.
    role: Option<May>,
}

impl Lease {
    pub(super) fn new(client: Object) -> Self {
        Self { client: Some(client), in_transaction: false, role: None }
    }

    pub(super) fn client(&self) -> &Object {
        self.client.as_ref().expect("a lease holds its connection until it is dropped")
    }

    pub(crate) async fn rows(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>, Fault> {
        let run = async {
            let statement = self.client().prepare_cached(sql).await?;
            self.client().query(&statement, &by_reference(params)).await
        };
        let rows = run.await.map_err(|error| fault("reading", sql, error))?;
        rows.iter().map(row).collect()
    }

    /// Changes rows, in the database role of whoever writes.
    pub(crate) async fn exec(&mut self, sql: &str, params: &[Val], may: May) -> Result<u64, Fault> {
        let switch = (self.role.is_some() && self.role != Some(may)).then(|| set_role(may));
        let run = async {
            let statement = self.client().prepare_cached(sql).await?;
            let params = by_reference(params);
            let execute = self.client().execute(&statement, &params);
            let Some(switch) = &switch else { return execute.await };
            // Both are on their way before either is answered.
            let (switched, done) = tokio::join!(self.client().batch_execute(switch), execute);
            switched?;
            done
        };
        let done = run.await.map_err(|error| fault("writing", sql, error))?;
        if switch.is_some() {
            self.role = Some(may);
        }
        Ok(done)
    }

    /// Opens a transaction, in the database role of whoever opens it if this login may take it on.
    pub(super) async fn begin(
        &mut self,
        isolation: Isolation,
        role: Option<May>,
    ) -> Result<(), Fault> {
        (self.in_transaction, self.role) = (true, role);
        let mut sql = format!("BEGIN ISOLATION LEVEL {}", isolation.name());
        if let Some(may) = role {
            sql.push_str("; ");
            sql.push_str(&set_role(may));
        }
        self.client().batch_execute(&sql).await.map_err(|error| fault("running", &sql, error))
    }

    /// Opens a transaction that reads one moment and writes nothing.
    pub(super) async fn begin_snapshot(&mut self) -> Result<(), Fault> {
        (self.in_transaction, self.role) = (true, None);
        let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        self.client().batch_execute(sql).await.map_err(|error| fault("running", sql, error))
    }

    pub(super) async fn rollback(&mut self) -> Result<(), Fault> {
        self.client()
            .batch_execute("ROLLBACK")
            .await
            .map_err(|error| fault("running", "ROLLBACK", error))?;
        (self.in_transaction, self.role) = (false, None);
        Ok(())
    }

    pub(super) async fn commit(&mut self) -> Result<(), tokio_postgres::Error> {
        self.client().batch_execute("COMMIT").await?;
        (self.in_transaction, self.role) = (false, None);
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.in_transaction
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

fn set_role(may: May) -> String {
    format!("SET LOCAL ROLE {}", roles::name(may))
}

fn by_reference(params: &[Val]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row, Fault> {
    let read = |column: usize| {
        row.try_get::<_, Val>(column)
            .map_err(|error| Fault::defect(format!("reading column {column}")).because(error))
    };
    (0..row.len()).map(read).collect::<Result<Vec<Val>, Fault>>().map(Row)
}

/// Whether the server itself said that the transaction did not happen. Shutting down (class 57) and lost connections
/// (class 08) say nothing about it.
pub(super) fn was_told(error: &tokio_postgres::Error) -> bool {
    error
        .code()
        .is_some_and(|code| !code.code().starts_with("57") && !code.code().starts_with("08"))
}

pub(super) fn fault(doing: &'static str, sql: &str, error: tokio_postgres::Error) -> Fault {
    let head: String = sql.chars().take(80).collect();
    let what = format!("{doing} with: {head}");
    let fault = match error.code() {
        Some(code) => match code.code() {
            // Lost a race, waited too long for a lock, asked a server that only reads since a failover, or one that
            // slept while the transaction was open and ended it when it woke up.
            "40001" | "40P01" | "55P03" | "25006" | "25P03" => Fault::again(what),
            // Ended by its time limit: another run would take as long.
            "57014" => Fault::outage(what),
            // Shut down by an administrator or a crash; the connection is gone.
            code if code.starts_with("57") || code.starts_with("08") => Fault::again(what),
            // Out of disk, memory or connections.
            code if code.starts_with("53") => Fault::outage(what),
            _ => Fault::defect(what),
        },
        None if error.is_closed() || is_io(&error) => Fault::again(what),
        None => Fault::defect(what),
    };
    match error.as_db_error() {
        // The server's detail line shows whole rows; only what names no value is kept.
        Some(said) => fault.because(format!(
            "{} {} ({})",
            said.code().code(),
            said.message(),
            said.constraint().unwrap_or("no constraint")
        )),
        None => fault.because(error),
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

impl<'a> FromSql<'a> for Val {
    fn from_sql(
        kind: &Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Self::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Int(i64::from(i32::from_sql(kind, raw)?)),
            Type::BOOL => Self::Int(i64::from(bool::from_sql(kind, raw)?)),
            Type::UUID => Self::Id(uuid::Uuid::from_sql(kind, raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => Self::Text(String::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8
                | Type::INT4
                | Type::BOOL
                | Type::UUID
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
        )
    }
}

impl ToSql for Val {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Int(number) => number.to_sql(&Type::INT8, out),
            Self::Text(text) => text.to_sql(&Type::TEXT, out),
            Self::Bytes(bytes) => bytes.to_sql(&Type::BYTEA, out),
            Self::Id(id) if *kind == Type::BYTEA => id.as_bytes().as_slice().to_sql(kind, out),
            Self::Id(id) => id.to_sql(&Type::UUID, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <Self as FromSql>::accepts(kind)
    }

    to_sql_checked!();
}
