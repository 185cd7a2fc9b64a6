//! The repository says nothing of the machine it was written on, nor where packages came from.

use super::Finding;
use crate::source::{File, Repository};

/// Beginnings of paths that exist on one machine only; in halves, so that this file passes.
const PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/", "bash_jobs")];

/// The one registry Rust packages may come from, as cargo writes it.
const CARGO_REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files() {
        findings.extend(paths(file));
        match file.name() {
            "package-lock.json" => findings.extend(download_hosts(file, "\"resolved\":", |_| true)),
            "Cargo.lock" => {
                findings.extend(download_hosts(file, "source = ", |line| line != CARGO_REGISTRY))
            }
            _ => {}
        }
    }
    findings
}

fn paths(file: &File) -> Vec<Finding> {
    // A path of the repository may well have such a folder in its middle: crates/server/src/….
    let is_inside_a_path = |before: char| {
        before.is_alphanumeric() || matches!(before, '_' | '-' | '.' | '}' | '*' | '/')
    };
    let mut findings = Vec::new();
    for path in PATHS {
        for (place, _) in file.text.match_indices(path) {
            if !file.text[..place].chars().next_back().is_some_and(is_inside_a_path) {
                findings.push(Finding::at(file, place, format!("{path} is a path of one machine")));
            }
        }
    }
    findings
}

fn download_hosts(file: &File, opening: &str, is_refused: fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let words = line.trim();
        if words.starts_with(opening) && is_refused(words) {
            findings.push(Finding::at(
                file,
                start,
                "a lock file names no download host of its own; make it again without",
            ));
        }
        start += line.len();
    }
    findings
}
