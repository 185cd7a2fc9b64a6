//! The names, numbers and column types of the migrations.
//!
//! `NNNN_owner_title.sql`, numbered from 0001 without a gap. The owner in the name is that of every
//! table the file makes: its context, its capability, or both joined by `_`.

use super::schema::{self, Change, Column};
use super::{Finding, sql};
use crate::source::{File, Repository};

/// The template words that each engine replaces with its own type.
const TYPES: &[&str] = &["{id}", "{int}", "{text}", "{bytes}"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    let list = schema::column_list(repository).ok().flatten().unwrap_or_default();
    for (index, file) in repository.migrations().enumerate() {
        let Some((number, rest)) = parts(file) else {
            findings.push(Finding::of(
                &file.path,
                "a migration is called NNNN_owner_title.sql, in lower case",
            ));
            continue;
        };
        if number != index + 1 {
            findings.push(Finding::of(
                &file.path,
                format!(
                    "the number should be {:04}: numbers run from 0001 without gap or repeat",
                    index + 1
                ),
            ));
        }
        for change in schema::changes(&file.text) {
            let (table, columns) = match &change {
                Change::Create { table, columns } => (table, columns.as_slice()),
                Change::AddColumn { table, column } => (table, std::slice::from_ref(column)),
                _ => continue,
            };
            findings.extend(types(file, table, columns));
            if let Some(listed) = list.table.get(table)
                && !names_owner(rest, &listed.owner)
            {
                findings.push(Finding::of(&file.path, format!("it changes the table {table} of {}, so the owner in its name should say so", listed.owner)));
            }
        }
        findings.extend(braces(file));
    }
    findings
}

/// The number of a migration and what follows it.
fn parts(file: &File) -> Option<(usize, &str)> {
    let stem = file.path.strip_prefix("migrations/")?.strip_suffix(".sql")?;
    let (digits, rest) = stem.split_once('_')?;
    let (owner, title) = rest.split_once('_')?;
    let is_plain = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_'
    };
    let is_number = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_named = !owner.is_empty() && !title.is_empty() && rest.chars().all(is_plain);
    (is_number && is_named).then(|| digits.parse().ok().map(|number| (number, rest)))?
}

/// Whether the name goes on with the owner `context/capability`, in one of its forms.
fn names_owner(rest: &str, owner: &str) -> bool {
    let (context, capability) = owner.split_once('/').unwrap_or((owner, owner));
    [owner.replace('/', "_"), context.to_owned(), capability.to_owned()]
        .iter()
        .any(|form| rest.strip_prefix(form.as_str()).is_some_and(|title| title.starts_with('_')))
}

fn types(file: &File, table: &str, columns: &[Column]) -> Vec<Finding> {
    let is_wrong = |column: &&Column| !TYPES.contains(&column.kind.as_str());
    let finding = |column: &Column| {
        Finding::of(
            &file.path,
            format!(
                "{table}.{} has the type `{}`; use one of {}",
                column.name,
                column.kind,
                TYPES.join(" ")
            ),
        )
    };
    columns.iter().filter(is_wrong).map(finding).collect()
}

/// A word in braces that no engine replaces would reach the database as it stands.
fn braces(file: &File) -> Vec<Finding> {
    let tokens = sql::tokens(&file.text);
    let unknown = |window: &&[String]| {
        window[0] == "{" && !TYPES.contains(&format!("{{{}}}", window[1]).as_str())
    };
    let finding = |window: &[String]| {
        Finding::of(
            &file.path,
            format!("{{{}}} is no template word; known are {}", window[1], TYPES.join(" ")),
        )
    };
    tokens.windows(2).filter(unknown).map(finding).collect()
}
