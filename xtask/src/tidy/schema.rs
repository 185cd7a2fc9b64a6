//! The tables and columns that the migrations leave behind, read from their text.
//!
//! It understands the few statements a migration holds: creating, renaming and dropping tables and
//! columns. Types are kept as written, so that the check of the migrations can judge them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::sql;
use crate::source::{File, Repository};

/// Tables by name; each with its columns in order.
pub(crate) type Tables = BTreeMap<String, Vec<Column>>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As written, template braces included: `{text}`.
    pub(crate) kind: String,
}

/// One change a migration makes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Create { table: String, columns: Vec<Column> },
    AddColumn { table: String, column: Column },
    RenameTable { table: String, to: String },
    RenameColumn { table: String, column: String, to: String },
    DropTable { table: String },
    DropColumn { table: String, column: String },
}

/// The list of columns, `migrations/columns.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ColumnList {
    #[serde(default)]
    pub(crate) table: BTreeMap<String, Listed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Listed {
    /// `context/capability`, or `kernel`.
    pub(crate) owner: String,
    pub(crate) kind: String,
    pub(crate) columns: BTreeMap<String, String>,
}

/// Where the list of columns lies.
pub(crate) const COLUMN_LIST: &str = "migrations/columns.toml";

/// The list of columns; nothing where there is none yet.
pub(crate) fn column_list(repository: &Repository) -> Result<Option<ColumnList>, String> {
    let Some(file) = repository.find(COLUMN_LIST) else { return Ok(None) };
    toml::from_str(&file.text).map(Some).map_err(|error| error.to_string().trim().to_owned())
}

/// The tables after all migrations.
pub(crate) fn tables(repository: &Repository) -> Tables {
    let mut tables = Tables::new();
    for file in repository.migrations() {
        for change in changes(&file.text) {
            apply(&mut tables, change);
        }
    }
    tables
}

/// The names of the tables a file of the kernel makes by itself, such as the list of migrations.
pub(crate) fn made_by_kernel(repository: &Repository) -> Vec<String> {
    let is_kernel = |file: &&File| file.path.starts_with("crates/kernel/");
    let literals = repository.rust_files().filter(is_kernel).flat_map(File::literals);
    let created = |change| match change {
        Change::Create { table, .. } => Some(table),
        _ => None,
    };
    literals.flat_map(|literal| changes(&literal.value)).filter_map(created).collect()
}

fn apply(tables: &mut Tables, change: Change) {
    match change {
        Change::Create { table, columns } => {
            tables.insert(table, columns);
        }
        Change::AddColumn { table, column } => tables.entry(table).or_default().push(column),
        Change::RenameTable { table, to } => {
            if let Some(columns) = tables.remove(&table) {
                tables.insert(to, columns);
            }
        }
        Change::RenameColumn { table, column, to } => {
            let columns = tables.entry(table).or_default();
            if let Some(found) = columns.iter_mut().find(|found| found.name == column) {
                found.name = to;
            }
        }
        Change::DropTable { table } => {
            tables.remove(&table);
        }
        Change::DropColumn { table, column } => {
            tables.entry(table).or_default().retain(|kept| kept.name != column)
        }
    }
}

/// The changes of one migration, in order.
pub(crate) fn changes(text: &str) -> Vec<Change> {
    let tokens = sql::tokens(text);
    tokens.split(|token| token == ";").filter_map(change).collect()
}

fn change(statement: &[String]) -> Option<Change> {
    let words: Vec<String> = statement
        .iter()
        .filter(|token| {
            !matches!(token.to_ascii_uppercase().as_str(), "IF" | "EXISTS" | "TEMPORARY" | "COLUMN")
        })
        .cloned()
        .collect();
    let upper: Vec<String> = words.iter().map(|word| word.to_ascii_uppercase()).collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    let lower = |index: usize| words.get(index).map(|word| word.to_ascii_lowercase());
    match upper.as_slice() {
        // `IF NOT EXISTS` leaves its NOT behind, and only there.
        ["CREATE", "TABLE", "NOT", _, ..] => created(&words[3..]),
        ["CREATE", "TABLE", _, ..] => created(&words[2..]),
        ["ALTER", "TABLE", _, "ADD", ..] => {
            Some(Change::AddColumn { table: lower(2)?, column: column(words.get(4..)?)? })
        }
        ["ALTER", "TABLE", _, "RENAME", "TO", _] => {
            Some(Change::RenameTable { table: lower(2)?, to: lower(5)? })
        }
        ["ALTER", "TABLE", _, "RENAME", _, "TO", _] => {
            Some(Change::RenameColumn { table: lower(2)?, column: lower(4)?, to: lower(6)? })
        }
        ["ALTER", "TABLE", _, "DROP", _] => {
            Some(Change::DropColumn { table: lower(2)?, column: lower(4)? })
        }
        ["DROP", "TABLE", _] => Some(Change::DropTable { table: lower(2)? }),
        _ => None,
    }
}

/// `name ( column, column, constraint )`.
fn created(words: &[String]) -> Option<Change> {
    let table = words.first()?.to_ascii_lowercase();
    let mut columns = Vec::new();
    let mut depth = 0_usize;
    let mut item: Vec<String> = Vec::new();
    for word in &words[1..] {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends_item = (word == "," && depth == 1) || (word == ")" && depth == 0);
        if ends_item {
            columns.extend(column(&item));
            item.clear();
        } else if !(word == "(" && depth == 1) {
            item.push(word.clone());
        }
        if word == ")" && depth == 0 {
            break;
        }
    }
    Some(Change::Create { table, columns })
}

/// `name {type} …`; nothing for a constraint of the table.
fn column(item: &[String]) -> Option<Column> {
    let name = item.first()?;
    if matches!(
        name.to_ascii_uppercase().as_str(),
        "PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN" | "CONSTRAINT"
    ) {
        return None;
    }
    let kind = match item.get(1).map(String::as_str) {
        Some("{") => format!("{{{}}}", item.get(2).map_or("", String::as_str)),
        Some(other) => other.to_owned(),
        None => String::new(),
    };
    Some(Column { name: name.to_ascii_lowercase(), kind })
}
