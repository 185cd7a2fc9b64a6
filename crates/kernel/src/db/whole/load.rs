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
        let reader = match self {
            Self::Sqlite(load) => load.indexed()?,
            Self::Postgres(load) => load.indexed().await?,
        };
        let mut tx = WriteTx::new(reader);
        tx.begin(May::Spine);
        Ok(Closing { tx })
    }
}

/// The last transaction of a load; until it commits there is no database.
pub(crate) struct Closing {
    /// For the kernel's own rows, and for reading again what was written.
    pub(crate) tx: WriteTx,
}

impl Closing {
    /// Makes it a database.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        let mut reader = self.tx.into_reader();
        match &mut reader.link {
            Link::Sqlite(lease) => lease.session().finish_load(),
            Link::Postgres(lease) => lease.finish_load().await,
        }
    }
}
