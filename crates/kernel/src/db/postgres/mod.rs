//! PostgreSQL 15 or later: a pool of connections, READ COMMITTED, retries.
//!
//! An address whose `options` set `default_transaction_isolation=serializable` gets that level and many more retries:
//! the race tests run there too, as an oracle that no guard row is missing.
//!
//! An act that loses a race inside the engine (SQLSTATE 40001, 40P01) or its connection before COMMIT was sent is
//! run again from the start. If the connection is lost while COMMIT is on its way, nobody knows whether it landed:
//! the act's key is looked up in the audit on a new connection before anything is answered.

mod fill;
mod lease;
mod migrate;
mod roles;
mod whole;
mod write;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Pool, PoolConfig, RecyclingMethod, Runtime, Timeouts,
};
use tokio_postgres::{Config, NoTls};

use super::migrate::Migration;
use super::reader::{Link, Reader};
use super::{Attempt, Landed};
use crate::door::Answers;
use crate::refusal::{Error, Fault};
pub(super) use fill::fill;
pub(super) use lease::Lease;
pub(super) use whole::{Load, TABLES, hold, is_left_alone, nobody_else, nobody_waits, snapshot};

/// Connections of one process.
const CONNECTIONS: usize = 32;
/// How long a request waits for a free connection before it is told that the service is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// The pool of one process.
pub(super) struct Postgres {
    pool: Pool,
    answers: Arc<Answers>,
    has_roles: bool,
    isolation: Isolation,
}

/// What the server promises transactions that run side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Isolation {
    ReadCommitted,
    Serializable,
}

impl Isolation {
    /// Reads the session options of an address.
    fn of(options: &str) -> Self {
        let spelt = options.to_ascii_lowercase().replace(['\'', '"', '\\'], "");
        if spelt.contains("default_transaction_isolation=serializable") {
            Self::Serializable
        } else {
            Self::ReadCommitted
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::ReadCommitted => "READ COMMITTED",
            Self::Serializable => "SERIALIZABLE",
        }
    }

    /// Times an act is run before its caller is told that the service is busy.
    const fn tries(self) -> u32 {
        match self {
            Self::ReadCommitted => 10,
            Self::Serializable => 200,
        }
    }
}

/// A reading connection without migrations.
pub(super) async fn read_only(url: &str) -> Result<Reader, Fault> {
    // Verifying reads everything; no limit of a request fits it.
    Postgres::new(url, Arc::default(), "")?.reader().await
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

fn pool(mut config: Config, session: &str) -> Result<Pool, Fault> {
    // What the operator says comes last, and so wins.
    config.options(format!("{session} {}", config.get_options().unwrap_or_default()));
    // A server that is gone without a word is noticed after 10 s, by whoever waits for its answer too.
    config
        .keepalives_idle(Duration::from_secs(4))
        .keepalives_interval(Duration::from_secs(2))
        .keepalives_retries(3)
        .tcp_user_timeout(Duration::from_secs(10));
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
    fn new(url: &str, answers: Arc<Answers>, session: &str) -> Result<Self, Fault> {
        let config: Config = url
            .parse()
            .map_err(|error| Fault::defect("reading the database URL").because(error))?;
        let isolation = Isolation::of(config.get_options().unwrap_or_default());
        Ok(Self { pool: pool(config, session)?, answers, has_roles: false, isolation })
    }

    pub(super) async fn open(
        url: &str,
        migrations: &[Migration],
        answers: Arc<Answers>,
    ) -> Result<Self, Fault> {
        // The second of two nodes waits for the first one's migrations, however long they take.
        let migrating = Self::new(url, Arc::default(), "")?;
        migrate::run(migrating.lease().await?, migrations).await?;
        drop(migrating);
        let mut postgres = Self::new(url, answers, SESSION)?;
        postgres.has_roles = roles::ensure(postgres.lease().await?).await?;
        Ok(postgres)
    }

    /// Gives idle connections up now and the others when they come back; there are no further ones.
    pub(super) fn close(&self) {
        self.pool.close();
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

    pub(super) async fn confirm(&self) -> Result<(), Fault> {
        write::confirm(self).await
    }
}
