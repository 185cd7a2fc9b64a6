//! Every crate and every folder opens with what it is for.

use super::Finding;
use crate::source::Repository;

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let needs_essay = |name: &str| matches!(name, "lib.rs" | "main.rs" | "mod.rs");
    repository
        .rust_files()
        .filter(|file| needs_essay(file.name()))
        .filter(|file| !file.text.lines().next().is_some_and(has_words))
        .map(|file| {
            Finding::of(
                &file.path,
                "open it with `//!`: purpose, who uses it, what always holds, what it does not do",
            )
        })
        .collect()
}

fn has_words(first_line: &str) -> bool {
    first_line.strip_prefix("//!").is_some_and(|words| !words.trim().is_empty())
}
