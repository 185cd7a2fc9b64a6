//! The words of terms of use and the days that go with them, as they are taken.

use kernel::clock::Timestamp;
use kernel::refusal::{Code, Refusal};
use ui::when::Zone;

use super::MOST_SENTENCES;
use crate::terms::messages;

/// Longest title, in characters.
const LONGEST_TITLE: usize = 100;
/// Longest sentence.
const LONGEST_SENTENCE: usize = 250;
/// Longest text: some twenty printed pages.
const LONGEST_TEXT: usize = 60_000;
/// Longest account of what has changed.
const LONGEST_CHANGES: usize = 2_000;

/// What people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::terms) struct Wording {
    pub(in crate::terms) title: String,
    pub(in crate::terms) sentences: Vec<String>,
    pub(in crate::terms) body: String,
    pub(in crate::terms) changes: String,
}

/// The same as it was typed.
pub(in crate::terms) struct Typed<'a> {
    pub(in crate::terms) title: &'a str,
    pub(in crate::terms) sentences: &'a [String],
    pub(in crate::terms) body: &'a str,
    pub(in crate::terms) changes: &'a str,
}

impl Typed<'_> {
    /// The words in the form in which they are kept; says of every field that is not right what to do.
    pub(in crate::terms) fn checked(&self) -> Result<Wording, Refusal> {
        let mut found = Problems(None);
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !(1..=LONGEST_TITLE).contains(&title.chars().count()) {
            found.add(messages::TITLE, "title", LONGEST_TITLE);
        }
        let sentences: Vec<String> = self
            .sentences
            .iter()
            .map(|sentence| sentence.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|sentence| !sentence.is_empty())
            .collect();
        if !(1..=MOST_SENTENCES).contains(&sentences.len()) {
            found.add(messages::SENTENCES, "sentences", MOST_SENTENCES);
        } else if sentences.iter().any(|sentence| sentence.chars().count() > LONGEST_SENTENCE) {
            found.add(messages::SENTENCE_LONG, "sentences", LONGEST_SENTENCE);
        }
        let body = unbroken(self.body);
        if !(1..=LONGEST_TEXT).contains(&body.chars().count()) {
            found.add(messages::TEXT, "text", LONGEST_TEXT);
        }
        let changes = unbroken(self.changes);
        if changes.chars().count() > LONGEST_CHANGES {
            found.add(messages::CHANGES_LONG, "changes", LONGEST_CHANGES);
        }
        match found.0 {
            Some(refusal) => Err(refusal),
            None => Ok(Wording { title, sentences, body, changes }),
        }
    }
}

/// Lines as they are kept: without what no reader sees.
fn unbroken(text: &str) -> String {
    let lines = text.lines().map(|line| line.replace(char::is_control, " ").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// From which day terms count, and from which day on nobody puts them off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::terms) struct Days {
    pub(in crate::terms) counts_from: Timestamp,
    pub(in crate::terms) put_off_until: Timestamp,
}

impl Days {
    /// Two days of the calendar, such as 2027-03-05, as the moments at which they begin.
    pub(in crate::terms) fn read(
        counts_from: &str,
        put_off_until: &str,
        zone: &Zone,
    ) -> Result<Self, Refusal> {
        let begin = |day: &str| Some(Timestamp::from_micros(zone.start_of(day.parse().ok()?)?));
        match (begin(counts_from), begin(put_off_until)) {
            (Some(counts_from), Some(put_off_until)) if counts_from <= put_off_until => {
                Ok(Self { counts_from, put_off_until })
            }
            (Some(_), Some(_)) => Err(messages::BEFORE_IT_COUNTS.at("put_off_until")),
            (None, _) => Err(messages::DAY.at("counts_from")),
            (_, None) => Err(messages::DAY.at("put_off_until")),
        }
    }
}

/// What is not right, field by field.
struct Problems(Option<Refusal>);

impl Problems {
    fn add(&mut self, code: Code, field: &'static str, most: usize) {
        let text = code.text.replace("{most}", &most.to_string());
        self.0 = Some(match self.0.take() {
            Some(refusal) => refusal.field(field, text),
            None => code.at(field).with("most", most),
        });
    }
}
