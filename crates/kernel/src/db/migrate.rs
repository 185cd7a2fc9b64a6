//! Brings the tables up to date: forward-only files, one statement after another, each file once.

use super::statement::{Effect, effect};
use crate::refusal::Fault;

/// One file of the folder `migrations`.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Dense and growing over all slices.
    pub number: u32,
    /// `NNNN_owner_title`, as in the file's name.
    pub name: &'static str,
    /// The statements, with `{id} {int} {text} {bytes}` for the engine's types.
    pub sql: &'static str,
}

/// The words an engine has for the four types, and what it adds to each table.
pub(super) struct Words {
    pub(super) id: &'static str,
    pub(super) int: &'static str,
    pub(super) text: &'static str,
    pub(super) bytes: &'static str,
    pub(super) table_end: &'static str,
    /// What it adds further to a table whose key is made of several columns.
    pub(super) keyed_table_end: &'static str,
}

/// The statements of a migration in an engine's words.
pub(super) fn statements(migration: &Migration, words: &Words) -> Vec<String> {
    let mut text = String::with_capacity(migration.sql.len());
    for line in migration.sql.lines() {
        let line = line.split_once("--").map_or(line, |(code, _comment)| code);
        text.push_str(line);
        text.push('\n');
    }
    let text = text
        .replace("{id}", words.id)
        .replace("{int}", words.int)
        .replace("{text}", words.text)
        .replace("{bytes}", words.bytes);
    text.split(';')
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
        .map(|statement| {
            let is_table = matches!(effect(statement), Effect::Other)
                && statement.to_ascii_uppercase().starts_with("CREATE TABLE");
            if !is_table {
                return statement.to_owned();
            }
            let is_keyed = statement.contains("PRIMARY KEY (");
            let further = if is_keyed { words.keyed_table_end } else { "" };
            format!("{statement}{}{further}", words.table_end)
        })
        .collect()
}

/// The statements of several migrations, and apart from them those that make indexes, which are made faster once the
/// rows are there.
pub(super) fn parted(migrations: &[Migration], words: &Words) -> (Vec<String>, Vec<String>) {
    let (mut tables, mut indexes) = (Vec::new(), Vec::new());
    for statement in migrations.iter().flat_map(|migration| statements(migration, words)) {
        let upper = statement.to_ascii_uppercase();
        let words: Vec<&str> = upper.split_whitespace().collect();
        if let ["CREATE", "INDEX", ..] | ["CREATE", "UNIQUE", "INDEX", ..] = words[..] {
            indexes.push(statement);
        } else if let ["DROP", "INDEX", "IF", "EXISTS", name] | ["DROP", "INDEX", name] = words[..]
        {
            let is_it = |index: &String| {
                index.split_whitespace().any(|word| word.eq_ignore_ascii_case(name))
            };
            indexes.retain(|index| !is_it(index));
        } else {
            tables.push(statement);
        }
    }
    (tables, indexes)
}

/// The migrations still to run, in order; refuses a database that is newer than this program or has another history.
pub(super) fn outstanding<'a>(
    known: &'a [Migration],
    applied: &[(u32, String)],
) -> Result<Vec<&'a Migration>, Fault> {
    for (number, name) in applied {
        match known.iter().find(|migration| migration.number == *number) {
            Some(migration) if migration.name == name => {}
            Some(migration) => {
                return Err(Fault::defect(format!(
                    "this database applied migration {number} as {name}, this program has it as {}",
                    migration.name
                )));
            }
            None => {
                return Err(Fault::outage(format!(
                    "this database was made by a newer release: it has migration {name}. Start that release instead"
                )));
            }
        }
    }
    let mut waiting: Vec<&Migration> = known
        .iter()
        .filter(|migration| !applied.iter().any(|(number, _)| *number == migration.number))
        .collect();
    waiting.sort_by_key(|migration| migration.number);
    Ok(waiting)
}

/// Where applied migrations are remembered.
pub(super) const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migration (number {int} NOT NULL PRIMARY KEY, name {text} NOT NULL, applied_at {int} NOT NULL)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_dropped_is_not_made() {
        let words =
            Words { id: "", int: "", text: "", bytes: "", table_end: "", keyed_table_end: "" };
        let migration = |number, sql| Migration { number, name: "a test", sql };
        let migrations = [
            migration(1, "CREATE TABLE t (a, b); CREATE INDEX one ON t (a);"),
            migration(2, "CREATE UNIQUE INDEX two ON t (b); CREATE INDEX three ON t (a, b);"),
            migration(3, "DROP INDEX one; drop index IF EXISTS two;"),
        ];
        let (tables, indexes) = parted(&migrations, &words);
        assert_eq!(tables, ["CREATE TABLE t (a, b)"]);
        assert_eq!(indexes, ["CREATE INDEX three ON t (a, b)"]);
    }
}
