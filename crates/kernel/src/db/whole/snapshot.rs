//! A database as of one moment.

use std::path::Path;

use super::super::reader::{Link, Reader};
use super::super::{Target, postgres, sqlite};
use super::{TableShape, shapes};
use crate::backup::{Rows, Sink};
use crate::refusal::Fault;

/// One moment of a database; what is done meanwhile is not in it.
pub(crate) struct Snapshot {
    reader: Reader,
    _copy: Option<sqlite::Copy>,
}

impl Snapshot {
    /// Takes it. On SQLite, with somebody else at work, the file is copied to `copy` first, so that a long read does not
    /// keep the write-ahead log from starting over.
    pub(crate) async fn take(target: &Target, copy: Option<&Path>) -> Result<Self, Fault> {
        match target {
            Target::Postgres(url) => {
                Ok(Self { reader: postgres::snapshot(url).await?, _copy: None })
            }
            Target::Sqlite(path, settings) => {
                let copy = copy.map(|copy| sqlite::Copy::take(path, copy)).transpose()?;
                let path = copy.as_ref().map_or(path.as_path(), sqlite::Copy::path);
                Ok(Self { reader: sqlite::snapshot(path, *settings)?, _copy: copy })
            }
        }
    }

    /// Reads of that moment.
    pub(crate) fn reader(&mut self) -> &mut Reader {
        &mut self.reader
    }

    /// Every table, by name.
    pub(crate) async fn tables(&mut self) -> Result<Vec<TableShape>, Fault> {
        let sql = match &self.reader.link {
            Link::Sqlite(_) => sqlite::TABLES,
            Link::Postgres(_) => postgres::TABLES,
        };
        let rows = self.reader.rows(sql, &[]).await?;
        let columns = rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)));
        shapes(columns.collect::<Result<Vec<_>, Fault>>()?)
    }

    /// Gives every row of every table to the sink.
    pub(crate) async fn read_out(&mut self, sink: &mut (dyn Sink + Send)) -> Result<(), Fault> {
        for shape in self.tables().await? {
            sink.table(&shape).map_err(|error| Fault::outage("writing a dump").because(error))?;
            let mut rows = Rows::into(&mut *sink);
            let sql = shape.select();
            match &mut self.reader.link {
                Link::Sqlite(lease) => lease.session().read_out(&shape.name, &sql, &mut rows)?,
                Link::Postgres(lease) => lease.read_out(&shape.name, &sql, &mut rows).await?,
            }
            rows.end()?;
        }
        Ok(())
    }
}

/// Text that one of the engines cannot hold must not get into a dump, where nobody could put it back.
pub(in crate::db) fn with_nul(table: &str) -> Fault {
    Fault::defect(format!("reading out the table {table}, in which a text holds a NUL character"))
}
