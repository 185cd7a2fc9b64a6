//! Each check is shown a bad sample it must refuse, beside a good one it must let pass.

mod data;
mod places;
mod words;

use super::{Check, Finding, Weight};
use crate::source::Repository;

/// The places a check refuses in a small repository, as `path:line`, or `path` for a whole file.
fn refused(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    let place = |finding: Finding| match finding.line {
        0 => finding.path,
        line => format!("{}:{line}", finding.path),
    };
    let is_refused = |finding: &Finding| finding.weight == Weight::Refused;
    check(&Repository::of(files)).into_iter().filter(is_refused).map(place).collect()
}

/// The words of what a check refuses, joined; easier to search than a list.
fn words(check: Check, files: &[(&str, &str)]) -> String {
    let words: Vec<String> =
        check(&Repository::of(files)).into_iter().map(|finding| finding.words).collect();
    words.join("\n")
}

#[test]
fn an_empty_repository_breaks_no_rule() {
    for (name, check) in super::CHECKS {
        assert_eq!(refused(*check, &[]), [""; 0], "{name}");
    }
}
