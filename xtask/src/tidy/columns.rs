//! Every table and column is in `migrations/columns.toml`, with an owner, a kind and a class; and
//! nothing else is.

use super::Finding;
use super::schema::{self, COLUMN_LIST};
use crate::source::Repository;

/// How a table may be written: by commands, by upkeep, by the kernel alone.
const KINDS: &[&str] = &["business", "machine", "spine"];
/// Tables that exist in the kernel's own tests only.
const TESTS_ONLY: &[&str] = &["sample"];
/// How sensitive a column is.
const CLASSES: &[&str] = &["open", "internal", "personal", "secret"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let tables = schema::tables(repository);
    let list = match schema::column_list(repository) {
        Ok(Some(list)) => list,
        Ok(None) if tables.is_empty() => return Vec::new(),
        Ok(None) => return vec![Finding::of(COLUMN_LIST, "the list of columns is missing")],
        Err(words) => return vec![Finding::of(COLUMN_LIST, words)],
    };
    let mut findings = Vec::new();
    let mut refuse = |words: String| findings.push(Finding::of(COLUMN_LIST, words));
    for (name, columns) in &tables {
        let Some(listed) = list.table.get(name) else {
            refuse(format!(
                "the table {name} is missing; say who owns it and how sensitive its columns are"
            ));
            continue;
        };
        for column in columns.iter().filter(|column| !listed.columns.contains_key(&column.name)) {
            refuse(format!(
                "the column {name}.{} is missing; say how sensitive it is",
                column.name
            ));
        }
        for column in listed
            .columns
            .keys()
            .filter(|listed| !columns.iter().any(|column| column.name == **listed))
        {
            refuse(format!("the column {name}.{column} is in no migration; remove the line"));
        }
    }
    let made_by_kernel = schema::made_by_kernel(repository);
    for (name, listed) in &list.table {
        let is_made = tables.contains_key(name) || made_by_kernel.contains(name);
        if !is_made && !TESTS_ONLY.contains(&name.as_str()) {
            refuse(format!("the table {name} is in no migration; remove it"));
        }
        if !KINDS.contains(&listed.kind.as_str()) {
            refuse(format!(
                "the table {name} has the kind {}; known are {}",
                listed.kind,
                KINDS.join(", ")
            ));
        }
        for (column, class) in
            listed.columns.iter().filter(|(_, class)| !CLASSES.contains(&class.as_str()))
        {
            refuse(format!(
                "{name}.{column} has the class {class}; known are {}",
                CLASSES.join(", ")
            ));
        }
        if !owner_may_exist(repository, &listed.owner) {
            refuse(format!(
                "the owner {} of {name} is neither the kernel nor a capability in crates/",
                listed.owner
            ));
        }
    }
    findings
}

/// Whether the owner is the kernel (or a part of it), a context, or a folder of one.
fn owner_may_exist(repository: &Repository, owner: &str) -> bool {
    let (context, capability) = owner.split_once('/').unwrap_or((owner, ""));
    let folder = match (context, capability) {
        ("kernel", _) => return true,
        (context, "") => format!("crates/{context}/src/"),
        (context, capability) => format!("crates/{context}/src/{capability}/"),
    };
    repository.files().any(|file| file.path.starts_with(&folder))
}
