//! Loads a nation into an installation whose tables are still empty: millions of rows in minutes.
//!
//! This is the one way into business tables besides the door, and it leads only into tables that hold nothing yet, of
//! an installation that nobody serves. It is all or nothing: what is loaded is seen at the end, whole, or never. What
//! was loaded stands in the audit like everything else: each act drawn up by [`Load::act`] is sealed into the one
//! order and numbered in the organisation it concerns, and the rows it brings name it.
//!
//! Slices draw up the rows of their own tables; they give the tables and nothing else away. Listeners are not told:
//! whoever loads brings what they would have made.

mod spine;

use std::collections::HashMap;

pub use crate::db::{Order, Table};

use self::spine::Spine;
use crate::audit::Act;
use crate::columns::{self, TableKind};
use crate::db::{Bulk, Effect, Target, Val};
use crate::refusal::Fault;

/// Values of a table that are sent on together.
const CHUNK: usize = 40_000;

/// A load in progress; dropped before its end, it leaves everything as it was, a moment later.
pub struct Load {
    bulk: Bulk,
    tables: Vec<Table>,
    places: HashMap<&'static str, usize>,
    chunks: Vec<Vec<Val>>,
    spine: Spine,
    rows: u64,
}

impl Load {
    /// Begins to fill these tables of a database that no process serves.
    ///
    /// # Errors
    /// When a table is no business or machine table, holds rows although it must not, or audit rows wait for their
    /// seals.
    pub async fn begin(target: &Target, tables: &[Table]) -> Result<Self, Fault> {
        for table in tables {
            if columns::kind(table.name) == TableKind::Spine {
                return Err(Fault::defect(format!(
                    "loading the kernel's own table {}",
                    table.name
                )));
            }
        }
        let tables: Vec<Table> = tables.iter().copied().chain(spine::TABLES).collect();
        let places = tables.iter().enumerate().map(|(place, table)| (table.name, place)).collect();
        let mut bulk = Bulk::begin(target, tables.clone());
        let spine = Spine::read(&mut bulk).await?;
        let chunks = tables.iter().map(|_| Vec::new()).collect();
        Ok(Self { bulk, tables, places, chunks, spine, rows: 0 })
    }

    /// Adds a row; the values stand in the order of the table's columns.
    pub async fn put<const WIDTH: usize>(
        &mut self,
        table: &'static str,
        row: [Val; WIDTH],
    ) -> Result<(), Fault> {
        let Some(&place) = self.places.get(table) else {
            return Err(Fault::defect(format!(
                "loading the table {table}, which was not announced"
            )));
        };
        if WIDTH != self.tables[place].columns.len() {
            return Err(Fault::defect(format!("loading a row of {WIDTH} values into {table}")));
        }
        self.rows += 1;
        self.add(place, row).await
    }

    async fn add(&mut self, place: usize, row: impl IntoIterator<Item = Val>) -> Result<(), Fault> {
        let chunk = &mut self.chunks[place];
        chunk.extend(row);
        if chunk.len() >= CHUNK {
            let full = std::mem::replace(chunk, Vec::with_capacity(CHUNK));
            self.bulk.rows(place, full).await?;
        }
        Ok(())
    }

    /// Changes rows of business or machine tables that were there before, and says how many.
    pub async fn exec(&mut self, sql: &str, params: &[Val]) -> Result<u64, Fault> {
        match crate::db::written(sql) {
            Some(table) if columns::kind(&table) != TableKind::Spine => {
                self.bulk.exec(sql, params).await
            }
            _ => Err(Fault::defect("running a statement that writes no table of a slice")),
        }
    }

    /// Leaves an act in the audit, with its effects, sealed and numbered.
    pub async fn act(
        &mut self,
        act: Act<'_>,
        subject: Option<(&'static str, uuid::Uuid, i64)>,
        effects: Vec<Effect>,
    ) -> Result<(), Fault> {
        for (table, row) in self.spine.act(act, subject, effects)? {
            self.add(self.places[table], row).await?;
        }
        Ok(())
    }

    /// How many rows were added so far, those of the audit not counted.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Gives up: returns when everything is as it was.
    pub async fn give_up(self) {
        self.bulk.give_up().await;
    }

    /// Makes the indexes and puts everything in its place; gives the number of rows.
    pub async fn finish(mut self) -> Result<u64, Fault> {
        self.spine.finish(&mut self.bulk).await?;
        for (place, chunk) in self.chunks.into_iter().enumerate() {
            if !chunk.is_empty() {
                self.bulk.rows(place, chunk).await?;
            }
        }
        self.bulk.finish().await?;
        Ok(self.rows)
    }
}
