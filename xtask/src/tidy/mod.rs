//! The rules of this repository that no compiler checks, one file each.
//!
//! Used by `cargo xtask tidy`, and as a suite of `cargo xtask ci`. Every check takes the text of
//! the files and answers with findings; none changes anything, and none needs the code to build.
//! What is not there yet (a slice, the migrations, the column list) breaks no rule.
//!
//! A rule has no switch. Where an exception is right, it stands in a list beside this package with
//! its reason (`tidy-extra-files.txt`, `tidy-screen-words.txt`), and an exception that is no
//! longer needed is itself refused, so the lists only grow for a reason and shrink by themselves.

mod columns;
mod crate_edges;
mod essays;
mod exceptions;
mod file_length;
mod leftovers;
mod machine_paths;
mod migrations;
mod purity;
mod schema;
mod screen_words;
mod slice_files;
mod sql;
mod sql_dialect;
mod sql_place;
mod table_ownership;

use std::path::Path;

use anyhow::Result;

use crate::say;
use crate::source::{File, Repository};

/// Something a check has to say about a place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    weight: Weight,
    path: String,
    /// Counted from 1; 0 where the finding is about the whole file.
    line: usize,
    words: String,
}

/// Whether a finding fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Refused,
    Warned,
}

impl Finding {
    /// Refuses the line of `file` in which the byte `offset` lies.
    fn at(file: &File, offset: usize, words: impl Into<String>) -> Self {
        let line = file.line_of(offset);
        Self { weight: Weight::Refused, path: file.path.clone(), line, words: words.into() }
    }

    /// Refuses a file as a whole, or the absence of one.
    fn of(path: &str, words: impl Into<String>) -> Self {
        Self { weight: Weight::Refused, path: path.to_owned(), line: 0, words: words.into() }
    }

    /// Says something about a file without refusing it.
    fn warning(path: &str, words: impl Into<String>) -> Self {
        Self { weight: Weight::Warned, path: path.to_owned(), line: 0, words: words.into() }
    }
}

/// A check that needs nothing but the files.
type Check = fn(&Repository) -> Vec<Finding>;

const CHECKS: &[(&str, Check)] = &[
    ("slice files", slice_files::check),
    ("file length", file_length::check),
    ("essays", essays::check),
    ("SQL place", sql_place::check),
    ("SQL dialect", sql_dialect::check),
    ("migrations", migrations::check),
    ("columns", columns::check),
    ("table ownership", table_ownership::check),
    ("purity", purity::check),
    ("leftovers", leftovers::check),
    ("machine paths", machine_paths::check),
    ("screen words", screen_words::check),
];

/// Runs all checks and prints what they found; true where nothing is refused.
pub(crate) fn run(root: &Path) -> Result<bool> {
    let repository = Repository::read(root)?;
    let mut refused = 0;
    let mut tell = |name: &str, findings: Vec<Finding>| {
        for finding in findings {
            let weight = match finding.weight {
                Weight::Refused => "refused",
                Weight::Warned => "warning",
            };
            refused += usize::from(finding.weight == Weight::Refused);
            let place = if finding.line == 0 {
                finding.path
            } else {
                format!("{}:{}", finding.path, finding.line)
            };
            say::line(&format!("{weight}: {place}: {} [{name}]", finding.words));
        }
    };
    tell("crate edges", crate_edges::check(&crate_edges::read(root)?));
    for (name, check) in CHECKS {
        tell(name, check(&repository));
    }
    let count = CHECKS.len() + 1;
    say::line(&match refused {
        0 => format!("Tidy: {count} checks, nothing refused."),
        _ => format!("Tidy: {count} checks, {refused} findings to put right."),
    });
    Ok(refused == 0)
}

#[cfg(test)]
mod tests;
