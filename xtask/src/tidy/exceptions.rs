//! Lists of exceptions: one a line, `SUBJECT: reason`, `#` for remarks.
//!
//! An exception without a reason is refused, and so is one that nothing needs any more.

use super::Finding;
use crate::source::Repository;

/// A list of exceptions, and which of them were needed.
pub(crate) struct Exceptions {
    path: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    line: usize,
    subject: String,
    has_reason: bool,
    is_needed: bool,
}

impl Entry {
    /// Whether the entry names the subject, or a folder it lies in.
    fn covers(&self, subject: &str) -> bool {
        self.subject == subject || self.subject.ends_with('/') && subject.starts_with(&self.subject)
    }
}

impl Exceptions {
    /// Reads the list; a list that is not there has no entries.
    pub(crate) fn read(repository: &Repository, path: &'static str) -> Self {
        let text = repository.find(path).map_or("", |file| file.text.as_str());
        let mut entries = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (subject, reason) = line.split_once(':').unwrap_or((line, ""));
            entries.push(Entry {
                line: index + 1,
                subject: subject.trim().to_owned(),
                has_reason: !reason.trim().is_empty(),
                is_needed: false,
            });
        }
        Self { path, entries }
    }

    /// Whether `subject` is excepted; remembers that the entry was needed.
    pub(crate) fn allow(&mut self, subject: &str) -> bool {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.covers(subject)) else {
            return false;
        };
        entry.is_needed = true;
        entry.has_reason
    }

    /// Refuses the entries without a reason and those that nothing needed.
    pub(crate) fn findings(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for entry in self.entries {
            let words = if !entry.has_reason {
                format!("{} has no reason; write one after a colon", entry.subject)
            } else if !entry.is_needed {
                format!(
                    "nothing needs the exception for {} any more; remove the line",
                    entry.subject
                )
            } else {
                continue;
            };
            findings.push(Finding { line: entry.line, ..Finding::of(self.path, words) });
        }
        findings
    }
}
