//! Who owns each table and how sensitive each column is: the one file `migrations/columns.toml`.
//!
//! The door reads from it which tables are *machine* tables (written only through upkeep), which are *business*
//! tables (written only by commands) and which belong to the *spine* (written only by the kernel itself).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// How a table may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableKind {
    /// By commands, through the door, with an audit row.
    Business,
    /// By upkeep: leases, cursors, session use, counters, the tenant's image.
    Machine,
    /// By the kernel itself: audit, seals, grants, schema.
    Spine,
}

/// How sensitive a column is; exports, logs and directory faces obey it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// May be shown to everyone signed in.
    Open,
    /// May be shown to administrators of the organisation.
    Internal,
    /// About a person; in the audit only as a commitment.
    Personal,
    /// Never shown: hashes, keys, tokens.
    Secret,
}

/// One table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The slice whose `store.rs` may name it.
    pub owner: String,
    /// How it may be written.
    pub kind: TableKind,
    /// Its columns.
    pub columns: BTreeMap<String, Sensitivity>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    table: BTreeMap<String, Table>,
}

static TABLES: LazyLock<BTreeMap<String, Table>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../migrations/columns.toml"))
        .expect("columns.toml is checked by a test");
    file.table
});

/// Every table of the product.
pub fn tables() -> &'static BTreeMap<String, Table> {
    &TABLES
}

/// How the table may be written; a table that is not in the file belongs to the spine, so nobody can write it.
pub(crate) fn kind(table: &str) -> TableKind {
    TABLES.get(table).map_or(TableKind::Spine, |table| table.kind)
}
