//! The files of a capability have the same names everywhere, so that a stranger finds their way.

use super::Finding;
use super::exceptions::Exceptions;
use crate::source::Repository;

/// The contexts that are cut into capabilities.
const CONTEXTS: &[&str] = &[
    "casework",
    "directory",
    "access",
    "signin",
    "entitlement",
    "partners",
    "tenant",
    "change",
    "service",
];

/// What a file of a capability may be called, or the folder it grew into.
const NAMES: &[&str] = &[
    "model",
    "authority",
    "commands",
    "queries",
    "store",
    "messages",
    "portal",
    "api",
    "cli",
    "jobs",
    "tests",
];

const EXTRA_FILES: &str = "xtask/tidy-extra-files.txt";

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut extra = Exceptions::read(repository, EXTRA_FILES);
    let mut findings = Vec::new();
    for file in repository.rust_files() {
        let Some((context, _, inside)) = file.slice() else { continue };
        if !CONTEXTS.contains(&context) || is_known(inside) || extra.allow(&file.path) {
            continue;
        }
        findings.push(Finding::of(
            &file.path,
            format!("a capability has no file of this name. Known are mod, {}; for another, give the reason in {EXTRA_FILES}", NAMES.join(", ")),
        ));
    }
    findings.extend(extra.findings());
    findings
}

fn is_known(inside: &str) -> bool {
    let top = inside
        .split_once('/')
        .map_or_else(|| inside.strip_suffix(".rs"), |(folder, _)| Some(folder));
    inside == "mod.rs" || top.is_some_and(|top| NAMES.contains(&top))
}
