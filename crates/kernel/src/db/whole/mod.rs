//! The whole database at once: read out as of one moment, or written into an empty one.
//!
//! Both serve backups and moves only. Reading out takes a snapshot of its own and changes nothing. Writing goes past the
//! door and past the engines' second look, because it puts acts back that were done elsewhere; so it works only where
//! there is no database yet, and what it has written becomes one in a single step.

mod load;
mod snapshot;
mod still;

use serde::{Deserialize, Serialize};

pub use load::Over;
pub(crate) use load::{Closing, Load};
pub(crate) use snapshot::Snapshot;
pub use still::Still;

pub(in crate::db) use snapshot::with_nul;

use crate::backup::unfit;
use crate::refusal::Fault;

/// A table as both engines know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TableShape {
    /// Its name.
    pub(crate) name: String,
    /// Its columns, in their order.
    pub(crate) columns: Vec<String>,
    /// The columns of its key, in their order.
    pub(crate) key: Vec<String>,
}

impl TableShape {
    fn columns(&self) -> String {
        self.columns.join(", ")
    }

    /// Reads all rows in the order of the key, which is the same on both engines.
    fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.columns(), self.name, self.key.join(", "))
    }
}

/// Rows that come in blocks.
pub(crate) trait Blocks {
    /// The next rows of the table: how many, and their values. None at its end.
    fn next_block(&mut self) -> Result<Option<(u64, &[u8])>, Fault>;
}

/// Tables that are the engine's own business: which files brought the tables up to date, and the lock over that.
const NOT_DUMPED: [&str; 2] = ["schema_migration", "schema_lock"];

/// Puts columns together to tables. Each row is a table's name, a column's, and its place in the key; 0 or less if it
/// is in none.
pub(in crate::db) fn shapes(
    columns: impl IntoIterator<Item = (String, String, i64)>,
) -> Result<Vec<TableShape>, Fault> {
    let mut shapes: Vec<TableShape> = Vec::new();
    let mut places: Vec<Vec<(i64, String)>> = Vec::new();
    for (name, column, place) in columns {
        if NOT_DUMPED.contains(&name.as_str()) {
            continue;
        }
        if shapes.last().is_none_or(|last| last.name != name) {
            if !crate::columns::tables().contains_key(&name) {
                return Err(Fault::defect(format!(
                    "reading out a database with the table {name}, which this release does not know"
                )));
            }
            shapes.push(TableShape { name, columns: Vec::new(), key: Vec::new() });
            places.push(Vec::new());
        }
        if let (Some(shape), Some(places)) = (shapes.last_mut(), places.last_mut()) {
            if place > 0 {
                places.push((place, column.clone()));
            }
            shape.columns.push(column);
        }
    }
    for (shape, mut places) in shapes.iter_mut().zip(places) {
        places.sort();
        shape.key = places.into_iter().map(|(_, column)| column).collect();
        if shape.key.is_empty() {
            return Err(Fault::defect(format!(
                "reading out the table {}, which has no key",
                shape.name
            )));
        }
    }
    Ok(shapes)
}

/// Takes the table off those that are still to come; a backup may hold no other.
pub(in crate::db) fn expected(left: &mut Vec<TableShape>, shape: &TableShape) -> Result<(), Fault> {
    match left.iter().position(|expected| expected == shape) {
        Some(place) => {
            left.remove(place);
            Ok(())
        }
        None => Err(unfit(format!(
            "The backup holds a table {} that its own release did not have, or has it twice",
            shape.name
        ))),
    }
}

/// Every table has come.
pub(in crate::db) fn none_missing(left: &[TableShape]) -> Result<(), Fault> {
    match left.first() {
        None => Ok(()),
        Some(missing) => Err(unfit(format!("The backup lacks the table {}", missing.name))),
    }
}

/// A block holds as many rows as it says and nothing else.
pub(in crate::db) fn all_read(block: &[u8]) -> Result<(), Fault> {
    if block.is_empty() {
        Ok(())
    } else {
        Err(unfit("The backup is damaged: a block holds more than its rows"))
    }
}
