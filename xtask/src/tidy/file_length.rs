//! A file that cannot be held in the head is refused; one that is getting there is named.

use super::Finding;
use crate::source::Repository;

/// More lines than this are refused, tests included.
const REFUSED_ABOVE: usize = 900;
/// More lines than this are worth a talk.
const WARNED_ABOVE: usize = 500;

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.rust_files() {
        let lines = file.text.lines().count();
        if lines > REFUSED_ABOVE {
            findings.push(Finding::of(
                &file.path,
                format!("{lines} lines, at most {REFUSED_ABOVE}; cut it where it holds two ideas"),
            ));
        } else if lines > WARNED_ABOVE {
            findings.push(Finding::warning(
                &file.path,
                format!("{lines} lines; above {WARNED_ABOVE} a file is worth cutting"),
            ));
        }
    }
    findings
}
