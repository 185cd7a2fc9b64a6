//! One SQL dialect that SQLite and PostgreSQL understand alike, and an engine across sites too.
//!
//! The files of the kernel that know one engine are free of it; that is what they are for.

use super::{Finding, sql};
use crate::source::Repository;

/// Words that mean different things on the engines, or exist on one only; each with what to write.
const WORDS: &[(&str, &str)] = &[
    ("LIKE", "LIKE folds case on one engine only; compare a folded column by range"),
    ("ILIKE", "ILIKE exists on one engine only; compare a folded column"),
    ("GLOB", "GLOB exists on one engine only; compare a folded column by range"),
    ("SERIAL", "numbers come from the kernel; write {id} or {int}"),
    ("BIGSERIAL", "numbers come from the kernel; write {id} or {int}"),
    ("AUTOINCREMENT", "numbers come from the kernel; write {id} or {int}"),
    ("JSONB", "JSON is stored as {text}"),
    ("DATETIME", "times are {int} milliseconds since 1970"),
    ("TIMESTAMP", "times are {int} milliseconds since 1970"),
    ("TIMESTAMPTZ", "times are {int} milliseconds since 1970"),
    ("NOW", "the time comes from the clock of the call"),
    ("CURRENT_TIMESTAMP", "the time comes from the clock of the call"),
    ("CURRENT_DATE", "the time comes from the clock of the call"),
    ("STRFTIME", "the time comes from the clock of the call"),
    ("RANDOM", "chance comes from kernel::random"),
    ("IFNULL", "IFNULL exists on one engine only; write COALESCE"),
    ("GROUP_CONCAT", "GROUP_CONCAT exists on one engine only; join in Rust"),
    ("STRING_AGG", "STRING_AGG exists on one engine only; join in Rust"),
    ("ROWID", "a row is known by its own key"),
    ("CTID", "a row is known by its own key"),
    ("PRAGMA", "an engine is set up in kernel::db only"),
    ("TRIGGER", "what follows a change is a listener, not a trigger"),
    ("LISTEN", "followers poll the sealed order"),
    ("NOTIFY", "followers poll the sealed order"),
    ("NEXTVAL", "numbers come from the kernel, not from a sequence"),
];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for statement in sql::statements(repository) {
        if sql::knows_an_engine(&statement.file.path) {
            continue;
        }
        for words in problems(&statement.sql) {
            findings.push(Finding::at(statement.file, statement.start, words));
        }
    }
    for file in repository.migrations() {
        let mut start = 0;
        for statement in file.text.split_inclusive(';') {
            for words in problems(statement) {
                let blank = statement.len() - statement.trim_start().len();
                findings.push(Finding::at(file, start + blank, words));
            }
            start += statement.len();
        }
    }
    findings
}

/// What is wrong with a statement, in words.
fn problems(sql: &str) -> Vec<String> {
    let tokens: Vec<String> =
        sql::tokens(sql).iter().map(|token| token.to_ascii_uppercase()).collect();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1).map_or("", String::as_str);
        // `notify` may be a column; `NOW` only matters as a call.
        let needs_call = matches!(
            token.as_str(),
            "NOW" | "RANDOM" | "STRFTIME" | "IFNULL" | "NEXTVAL" | "GROUP_CONCAT" | "STRING_AGG"
        );
        let opens_only = matches!(token.as_str(), "LISTEN" | "NOTIFY");
        if let Some((_, words)) = WORDS.iter().find(|(word, _)| word == token)
            && (!needs_call || next == "(")
            && (!opens_only || index == 0)
        {
            found.push((*words).to_owned());
        }
        if token == "OR" && matches!(next, "REPLACE" | "IGNORE") {
            found.push(format!("OR {next} exists on one engine only; write ON CONFLICT and look at the number of rows"));
        }
        if token == "::" {
            found.push("a cast with :: exists on one engine only; write CAST(… AS …)".to_owned());
        }
        if token.starts_with("PG_ADVISORY") {
            found.push("advisory locks exist on one engine only; use a guard row".to_owned());
        }
        if matches!(token.as_str(), "MAX" | "MIN") && has_two_arguments(&tokens[index + 1..]) {
            found.push(format!("{token} of two values exists on one engine only; write CASE"));
        }
        if token == "SUM"
            && next == "("
            && !tokens.windows(2).any(|pair| pair[0] == "AS" && pair[1] == "BIGINT")
        {
            found.push("SUM is a decimal on one engine; write CAST(SUM(…) AS BIGINT)".to_owned());
        }
    }
    found
}

/// Whether the tokens open a call with a comma at its own depth.
fn has_two_arguments(tokens: &[String]) -> bool {
    if tokens.first().is_none_or(|token| token != "(") {
        return false;
    }
    let mut depth = 0_usize;
    for token in tokens {
        match token.as_str() {
            "(" => depth += 1,
            ")" if depth == 1 => return false,
            ")" => depth -= 1,
            "," if depth == 1 => return true,
            _ => {}
        }
    }
    false
}
