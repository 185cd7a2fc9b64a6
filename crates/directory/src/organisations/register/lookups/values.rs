//! Single values of a row, by their heading.

use jiff::civil::Date;

use super::super::fields::{CODE_AT_MOST, NAME_AT_MOST, VALUE_AT_MOST, YEARS, shortened};
use super::super::{Problem, Reason};
use super::Table;

/// One row of a look-up.
pub(super) struct Values<'row> {
    pub(super) table: &'row Table,
    /// Its place in the file, counted from 1.
    pub(super) line: u64,
    pub(super) fields: &'row [&'row str],
}

impl Values<'_> {
    /// What stands under a heading; nothing where the file has no such column, or says that nothing is available.
    pub(super) fn text(&self, heading: &str) -> &str {
        let column = self.table.columns.iter().find(|(known, _)| *known == heading);
        match column.map(|(_, at)| self.fields[*at].trim()) {
            None | Some("NA") => "",
            Some(text) => text,
        }
    }

    fn bounded(&self, heading: &str, at_most: usize) -> Result<Option<&str>, Reason> {
        let text = self.text(heading);
        let length = text.chars().count();
        if let Some(character) = text.chars().find(|character| character.is_control()) {
            return Err(wrong(heading, Problem::Control { character }));
        }
        if length > at_most {
            return Err(wrong(heading, Problem::TooLong { length, at_most }));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// An ordinary value.
    pub(super) fn value(&self, heading: &str) -> Result<Option<String>, Reason> {
        Ok(self.bounded(heading, VALUE_AT_MOST)?.map(str::to_owned))
    }

    /// A name that must be there.
    pub(super) fn name(&self, heading: &str) -> Result<String, Reason> {
        let name = self.bounded(heading, NAME_AT_MOST)?;
        name.map(str::to_owned).ok_or_else(|| wrong(heading, Problem::Empty))
    }

    /// An organisation's code.
    pub(super) fn code(&self, heading: &str) -> Result<Option<String>, Reason> {
        let Some(code) = self.bounded(heading, CODE_AT_MOST)? else { return Ok(None) };
        let strange =
            |character: &char| !character.is_ascii_uppercase() && !character.is_ascii_digit();
        match code.chars().find(strange) {
            Some(character) => Err(wrong(heading, Problem::CodeCharacter { character })),
            None => Ok(Some(code.to_owned())),
        }
    }

    /// An organisation's code that must be there.
    pub(super) fn needed_code(&self, heading: &str) -> Result<String, Reason> {
        self.code(heading)?.ok_or_else(|| wrong(heading, Problem::Empty))
    }

    /// A day written `2025-04-01`.
    pub(super) fn day(&self, heading: &str) -> Result<Option<Date>, Reason> {
        let text = self.text(heading);
        if text.is_empty() {
            return Ok(None);
        }
        let day = text.parse::<Date>().ok().filter(|day| YEARS.contains(&day.year()));
        day.map(Some).ok_or_else(|| wrong(heading, Problem::Date { text: shortened(text) }))
    }

    /// A day that must be there.
    pub(super) fn needed_day(&self, heading: &str) -> Result<Date, Reason> {
        self.day(heading)?.ok_or_else(|| wrong(heading, Problem::Empty))
    }

    /// The refusal of a word that is none of those that can stand there.
    pub(super) fn unknown_word(&self, heading: &str, known: &'static str) -> Reason {
        wrong(heading, Problem::Word { text: shortened(self.text(heading)), known })
    }
}

pub(super) fn wrong(heading: &str, problem: Problem) -> Reason {
    Reason::Heading { heading: heading.replace("##", "…"), problem }
}
