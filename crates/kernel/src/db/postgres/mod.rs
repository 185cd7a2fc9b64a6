//! PostgreSQL 15 or later: a pool of connections, READ COMMITTED, retries.
//!
//! An act that loses a race inside the engine (SQLSTATE 40001, 40P01) or its connection before COMMIT was sent is
//! run again from the start. If the connection is lost while COMMIT is on its way, nobody knows whether it landed:
//! the act's key is looked up in the audit on a new connection before anything is answered.

mod lease;
mod migrate;
mod roles;
mod write;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime, Timeouts,
};
use tokio_postgres::NoTls;

use super::migrate::Migration;
use super::reader::{Link, Reader};
use super::{Attempt, Landed};
use crate::door::Answers;
use crate::refusal::{Error, Fault};
pub(super) use lease::Lease;

/// Connections of one process.
const CONNECTIONS: usize = 32;
/// How long a request waits for a free connection before it is told that the service is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pool of one process.
pub(super) struct Postgres {
    pool: Pool,
    answers: Arc<Answers>,
    has_roles: bool,
}

/// A reading connection without migrations.
pub(super) async fn read_only(url: &str) -> Result<Reader, Fault> {
    let postgres = Postgres { pool: pool(url)?, answers: Arc::default(), has_roles: false };
    postgres.reader().await
}

/// A full pool is an outage; a server that does not answer may be back for the next run.
fn connecting(error: deadpool_postgres::PoolError) -> Fault {
    match error {
        deadpool_postgres::PoolError::Timeout(_) => {
            Fault::outage("waiting for a connection to PostgreSQL").because(error)
        }
        error => Fault::again("connecting to PostgreSQL").because(error),
    }
}

/// What the server does with a session of ours that hangs: no node that is cut off may hold a guard row for long.
const SESSION: &str =
    "-c idle_in_transaction_session_timeout=10s -c lock_timeout=5s -c statement_timeout=60s";

fn pool(url: &str) -> Result<Pool, Fault> {
    let mut config: tokio_postgres::Config =
        url.parse().map_err(|error| Fault::defect("reading the database URL").because(error))?;
    if config.get_options().is_none() {
        config.options(SESSION);
    }
    config.keepalives_idle(Duration::from_secs(10)).tcp_user_timeout(Duration::from_secs(20));
    let manager = Manager::from_config(
        config,
        NoTls,
        ManagerConfig { recycling_method: RecyclingMethod::Fast },
    );
    let timeouts =
        Timeouts { wait: Some(PATIENCE), create: Some(PATIENCE), recycle: Some(PATIENCE) };
    Pool::builder(manager)
        .config(PoolConfig { max_size: CONNECTIONS, timeouts, ..PoolConfig::default() })
        .runtime(Runtime::Tokio1)
        .build()
        .map_err(|error| Fault::defect("building the connection pool").because(error))
}

impl Postgres {
    pub(super) async fn open(
        url: &str,
        migrations: &[Migration],
        answers: Arc<Answers>,
    ) -> Result<Self, Fault> {
        let mut postgres = Self { pool: pool(url)?, answers, has_roles: false };
        migrate::run(postgres.lease().await?, migrations).await?;
        postgres.has_roles = roles::ensure(postgres.lease().await?).await?;
        Ok(postgres)
    }

    async fn lease(&self) -> Result<Lease, Fault> {
        let client = self.pool.get().await.map_err(connecting)?;
        Ok(Lease::new(client))
    }

    pub(super) async fn reader(&self) -> Result<Reader, Fault> {
        Ok(Reader::new(Link::Postgres(self.lease().await?), Arc::clone(&self.answers)))
    }

    pub(super) async fn write(&self, attempt: &dyn Attempt) -> Result<Landed, Error> {
        write::write(self, attempt).await
    }
}
