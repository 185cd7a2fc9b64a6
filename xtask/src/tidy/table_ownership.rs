//! Only the owner of a table names it in SQL; every other capability asks a query, issues a
//! command, or listens to a fact.

use super::{Finding, schema, sql};
use crate::source::{File, Repository};

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    // Where the list cannot be read, the check of the columns says so.
    let Ok(Some(list)) = schema::column_list(repository) else { return Vec::new() };
    let mut findings = Vec::new();
    for statement in sql::statements(repository) {
        for table in sql::tables(&statement.sql) {
            if let Some(listed) = list.table.get(&table)
                && !belongs_to(statement.file, &listed.owner)
            {
                let words = format!(
                    "the table {table} belongs to {}; ask a query of its owner, or listen to a fact",
                    listed.owner
                );
                findings.push(Finding::at(statement.file, statement.start, words));
            }
        }
    }
    findings
}

fn belongs_to(file: &File, owner: &str) -> bool {
    let (context, capability) = owner.split_once('/').unwrap_or((owner, ""));
    if file.crate_name() != Some(context) {
        return false;
    }
    context == "kernel"
        || capability.is_empty()
        || file.slice().is_some_and(|(_, found, _)| found == capability)
}
