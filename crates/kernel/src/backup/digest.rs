//! A dump as it passes: rows in blocks, and a digest for each table.

use std::io;

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;

use super::sections::writing;
use crate::audit::Hash;
use crate::db::TableShape;
use crate::refusal::Fault;

/// A block is closed once it is this long; one row may make it longer.
const BLOCK: usize = 256 * 1024;

/// One table of a dump: how many rows, and the digest over its shape and all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableDigest {
    /// Its name.
    pub table: String,
    /// How many.
    pub rows: u64,
    /// SHA-256, in hexadecimal.
    pub digest: String,
}

/// Every table's digest, by name: equal for two databases that hold the same, whatever their engines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Digests {
    /// One for each table.
    pub tables: Vec<TableDigest>,
}

impl Digests {
    /// The rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// SHA-256 over all tables, in hexadecimal.
    pub fn total(&self) -> String {
        crate::audit::hex(&self.hash())
    }

    pub(super) fn hash(&self) -> Hash {
        let lines: String = self
            .tables
            .iter()
            .map(|table| format!("{} {} {}\n", table.table, table.rows, table.digest))
            .collect();
        crate::audit::hash(&[lines.as_bytes()])
    }
}

/// The digest of one table, as its rows pass.
pub(super) struct Counting {
    pub(super) table: String,
    pub(super) rows: u64,
    pub(super) digest: Context,
}

impl Counting {
    pub(super) fn of(shape: &TableShape) -> Self {
        let mut digest = Context::new(&SHA256);
        digest.update(format!("{} {}\n", shape.name, shape.columns.join(" ")).as_bytes());
        Self { table: shape.name.clone(), rows: 0, digest }
    }

    pub(super) fn end(self) -> TableDigest {
        let digest = crate::audit::hex(self.digest.finish().as_ref());
        TableDigest { table: self.table, rows: self.rows, digest }
    }
}

/// Takes in a dump.
pub(crate) trait Sink {
    /// A table begins.
    fn table(&mut self, shape: &TableShape) -> io::Result<()>;
    /// So many further rows of it.
    fn rows(&mut self, rows: u64, block: &[u8]) -> io::Result<()>;
    /// The table ends.
    fn table_end(&mut self) -> io::Result<()>;
}

/// Only computes the digests.
#[derive(Default)]
pub(super) struct Digesting {
    counting: Option<Counting>,
    pub(super) digests: Digests,
}

impl Sink for Digesting {
    fn table(&mut self, shape: &TableShape) -> io::Result<()> {
        self.counting = Some(Counting::of(shape));
        Ok(())
    }

    fn rows(&mut self, rows: u64, block: &[u8]) -> io::Result<()> {
        if let Some(counting) = &mut self.counting {
            counting.rows += rows;
            counting.digest.update(block);
        }
        Ok(())
    }

    fn table_end(&mut self) -> io::Result<()> {
        self.digests.tables.extend(self.counting.take().map(Counting::end));
        Ok(())
    }
}

/// Gathers rows into blocks for a sink.
pub(crate) struct Rows<'a> {
    sink: &'a mut (dyn Sink + Send),
    block: Vec<u8>,
    rows: u64,
}

impl<'a> Rows<'a> {
    pub(crate) fn into(sink: &'a mut (dyn Sink + Send)) -> Self {
        Self { sink, block: Vec::with_capacity(BLOCK + BLOCK / 4), rows: 0 }
    }

    /// Where the values of the row that is being written go.
    pub(crate) fn block(&mut self) -> &mut Vec<u8> {
        &mut self.block
    }

    /// The row is complete.
    pub(crate) fn row_end(&mut self) -> Result<(), Fault> {
        self.rows += 1;
        if self.block.len() >= BLOCK { self.pass_on() } else { Ok(()) }
    }

    /// The table is complete.
    pub(crate) fn end(mut self) -> Result<(), Fault> {
        if self.rows > 0 {
            self.pass_on()?;
        }
        self.sink.table_end().map_err(writing)
    }

    fn pass_on(&mut self) -> Result<(), Fault> {
        self.sink.rows(self.rows, &self.block).map_err(writing)?;
        self.block.clear();
        self.rows = 0;
        Ok(())
    }
}
