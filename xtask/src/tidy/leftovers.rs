//! Nothing half done is merged: no marks for later, no skipped tests, no silenced lints, no holes.
//!
//! A known gap is a refusal, a test that asserts today's behaviour, or an issue.

use super::Finding;
use crate::source::{File, Repository, places_of_word};

/// Written in two halves, so that this file passes its own check.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Macros that stand for code not yet written.
const HOLES: &[&str] = &["todo", "unimplemented"];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files() {
        findings.extend(marks(file));
    }
    for file in repository.rust_files() {
        findings.extend(holes(file));
        findings.extend(attributes(file));
    }
    findings
}

fn marks(file: &File) -> Vec<Finding> {
    // Lock files hold digests, in which any letters may meet.
    if file.name().ends_with(".lock") || file.name().ends_with("-lock.json") {
        return Vec::new();
    }
    let is_prose = file.name().ends_with(".md");
    let mut findings = Vec::new();
    for mark in MARKS {
        for place in places_of_word(&file.text, mark) {
            // A document may name the mark it forbids, as code: `…`.
            if is_prose && file.text[..place].ends_with('`') {
                continue;
            }
            findings.push(Finding::at(
                file,
                place,
                format!(
                    "{mark} may not be merged: finish it, refuse it in words, or open an issue"
                ),
            ));
        }
    }
    findings
}

fn holes(file: &File) -> Vec<Finding> {
    let code = file.code();
    let is_called = |place: &usize, hole: &str| code[place + hole.len()..].starts_with('!');
    let mut findings = Vec::new();
    for hole in HOLES {
        for place in places_of_word(&code, hole).filter(|place| is_called(place, hole)) {
            findings.push(Finding::at(
                file,
                place,
                format!("{hole}! stands for code that is not there"),
            ));
        }
    }
    findings
}

fn attributes(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (start, attribute) in file.attributes() {
        if places_of_word(&attribute, "allow")
            .any(|place| attribute[place + "allow".len()..].trim_start().starts_with('('))
        {
            findings.push(Finding::at(file, start, "write `expect(lint, reason = \"…\")`: it says why, and complains once it is not needed"));
        }
        let inside = attribute.trim_start_matches(['#', '!', '[', ' ']);
        if places_of_word(inside, "ignore").any(|place| place == 0)
            || inside.starts_with("cfg_attr") && inside.contains(", ignore")
        {
            findings.push(Finding::at(
                file,
                start,
                "no test is skipped: make it pass, or assert what happens today",
            ));
        }
    }
    findings
}
