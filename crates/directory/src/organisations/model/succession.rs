//! One organisation follows another one, in the register's eyes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Confidence, is_code, is_day, is_line, number_of};
use crate::organisations::register;

/// A succession as commands carry it. Either code may be unknown here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessionRow {
    /// Code of the organisation that ends.
    pub old_code: String,
    /// Code of the one that takes over.
    pub new_code: String,
    /// First day of the new one in the old one's place, as a number written yyyymmdd.
    pub effective_on: i64,
    /// Where it is said, at most 255 characters.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// What kind of change it is, at most 255 characters.
    pub note: Option<String>,
}

/// A succession as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Succession {
    pub(crate) said: SuccessionRow,
    /// The day of the file whose word this is.
    pub(crate) as_of: i64,
    pub(crate) version: i64,
}

impl SuccessionRow {
    /// The first thing that no succession can be, in words; none if it is in order.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        if !is_code(&self.old_code) || !is_code(&self.new_code) {
            Some("a code is not 1 to 12 capital letters and digits")
        } else if self.old_code == self.new_code {
            Some("an organisation cannot follow itself")
        } else if !is_day(self.effective_on) {
            Some("its day is not written yyyymmdd")
        } else if self.source.trim().is_empty()
            || !is_line(&self.source)
            || !self.note.as_deref().is_none_or(is_line)
        {
            Some("its source is empty, or a text is too long or holds a control character")
        } else {
            None
        }
    }
}

impl Succession {
    /// What is stored after a file of that day has spoken, if that differs: what is published counts before what was
    /// concluded, then the youngest file, then the greater value, so that the order of files makes no difference.
    pub(crate) fn heard(held: Option<&Self>, said: &SuccessionRow, day: i64) -> Option<Self> {
        let weight = |row: &SuccessionRow, day: i64| {
            (row.confidence, day, row.effective_on, row.source.clone(), row.note.clone())
        };
        let is_news = held.is_none_or(|held| weight(said, day) > weight(&held.said, held.as_of));
        is_news.then(|| Self {
            said: said.clone(),
            as_of: day,
            version: held.map_or(0, |held| held.version),
        })
    }
}

impl From<register::Succession> for SuccessionRow {
    fn from(said: register::Succession) -> Self {
        Self {
            old_code: said.old,
            new_code: said.new,
            effective_on: number_of(said.effective),
            source: said.source,
            confidence: if said.is_published {
                Confidence::Published
            } else {
                Confidence::Inferred
            },
            note: said.note,
        }
    }
}
