//! SQL stands in the store of a capability, in the kernel, and in migrations; nowhere else.
//!
//! Tests of a capability speak commands and queries, so they are held to it as well. Only the
//! integration tests of the server, and `testkit`, may look into the database behind the door.

use super::{Finding, sql};
use crate::lexer::{self, Kind};
use crate::source::{File, Repository};

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.rust_files() {
        if may_hold_sql(file) {
            continue;
        }
        for piece in lexer::pieces(&file.text) {
            if piece.kind == Kind::Text && sql::is_statement(&lexer::text_of(piece.source)) {
                findings.push(Finding::at(file, piece.start, "SQL stands only in `store` files and in the kernel; give this statement a function there"));
            }
        }
    }
    findings
}

fn may_hold_sql(file: &File) -> bool {
    if !file.path.starts_with("crates/") {
        return true;
    }
    file.path.starts_with("crates/kernel/")
        || file.path.starts_with("crates/testkit/")
        || file.path.starts_with("crates/server/tests/")
        || is_store(file)
}

/// Whether the file is the store of a capability, or of a context that has only one.
pub(crate) fn is_store(file: &File) -> bool {
    let Some((_, inside)) = file.path.split_once("/src/") else { return false };
    let parts: Vec<&str> = inside.split('/').collect();
    matches!(parts.as_slice(), ["store.rs"] | ["store", ..] | [_, "store.rs"] | [_, "store", ..])
}
