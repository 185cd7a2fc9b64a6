//! Writing a whole database where there is none.

use super::super::migrate::Migration;
use super::super::reader::Link;
use super::super::write::{May, WriteTx};
use super::super::{Target, postgres, sqlite};
use super::{Blocks, TableShape};
use crate::refusal::Fault;

/// What becomes of a database that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'a> {
    /// There must be none.
    Nothing,
    /// On a server its tables are kept under this name; a file must not be there either way.
    SetAside(&'a str),
}

/// A database that is being written and is nobody's yet.
pub(crate) enum Load {
    Sqlite(sqlite::Load),
    Postgres(postgres::Load),
}

impl Load {
    /// Makes the tables these migrations make, without their indexes.
    ///
    /// # Errors
    /// If there is a database already.
    pub(crate) async fn begin(
        target: &Target,
        migrations: &[Migration],
        over: Over<'_>,
    ) -> Result<Self, Fault> {
        Ok(match target {
            Target::Sqlite(path, settings) => {
                Self::Sqlite(sqlite::Load::begin(path, *settings, migrations)?)
            }
            Target::Postgres(url) => {
                Self::Postgres(postgres::Load::begin(url, migrations, over).await?)
            }
        })
    }

    /// Writes the rows of one table.
    pub(crate) async fn table(
        &mut self,
        shape: &TableShape,
        blocks: &mut (dyn Blocks + Send),
    ) -> Result<(), Fault> {
        match self {
            Self::Sqlite(load) => load.table(shape, blocks),
            Self::Postgres(load) => load.table(shape, blocks).await,
        }
    }

    /// Makes the indexes, and gives a transaction for what the kernel itself has to add.
    pub(crate) async fn close(self) -> Result<Closing, Fault> {
        let (reader, replaces) = match self {
            Self::Sqlite(load) => (load.indexed()?, false),
            Self::Postgres(load) => {
                let replaces = load.replaces();
                (load.indexed().await?, replaces)
            }
        };
        let mut tx = WriteTx::new(reader);
        tx.begin(May::Spine);
        Ok(Closing { tx, replaces })
    }
}

/// The last transaction of a load; until it commits there is no database.
pub(crate) struct Closing {
    /// For the kernel's own rows, and for reading again what was written.
    pub(crate) tx: WriteTx,
    /// Whether it takes the place of another one, which nobody may be using.
    replaces: bool,
}

impl Closing {
    /// Makes it a database. `before` is what has to be done once nothing but the commit can fail.
    pub(crate) async fn commit(
        self,
        before: &(dyn Fn() -> Result<(), Fault> + Sync),
    ) -> Result<(), Fault> {
        let mut reader = self.tx.into_reader();
        match &mut reader.link {
            Link::Sqlite(lease) => {
                before()?;
                lease.session().finish_load()
            }
            Link::Postgres(lease) => {
                // Loading takes long enough for somebody to come back who was away when it began.
                if self.replaces {
                    postgres::nobody_else(lease).await?;
                }
                before()?;
                lease.finish_load().await
            }
        }
    }
}
