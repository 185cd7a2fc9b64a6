//! What the details of an account may be. Every field is looked at, so that several problems are told at once.

use kernel::refusal::{Refusal, Result};

use crate::people::messages;
use crate::people::names::{NameFault, NamePart, PersonName};

/// Longest job title, in UTF-16 code units as Microsoft Graph counts.
const JOB_TITLE_AT_MOST: usize = 128;
/// Longest department, telephone and mobile number.
const SHORT_AT_MOST: usize = 64;
/// Longest staff number.
const STAFF_NUMBER_AT_MOST: usize = 16;
/// Longest reason given for blocking an account.
const REASON_AT_MOST: usize = 250;

/// A text without the blanks around it; nothing if nothing is left.
pub(crate) fn trimmed(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Collects what has to be put right, field by field, in the order of the form.
#[derive(Default)]
pub(crate) struct Checked(Option<Refusal>);

impl Checked {
    /// Refuses if anything was found.
    pub(crate) fn finish(self) -> Result<()> {
        Ok(self.refusal()?)
    }

    /// The refusal alone, for those who meet no outage.
    pub(crate) fn refusal(self) -> Result<(), Refusal> {
        self.0.map_or(Ok(()), Err)
    }

    /// Notes a problem of a field.
    pub(crate) fn problem(&mut self, field: &'static str, text: impl Into<String>) {
        let refusal = self.0.take().unwrap_or_else(|| messages::DETAILS.refuse());
        self.0 = Some(refusal.field(field, text.into()));
    }

    /// A person's name; each of its parts is looked at.
    pub(crate) fn name(
        &mut self,
        given: &str,
        family: &str,
        display: Option<&str>,
    ) -> Option<PersonName> {
        let named = match display {
            Some(display) => PersonName::with_display(given, family, display),
            None => PersonName::new(given, family),
        };
        let first = match named {
            Ok(name) => return Some(name),
            Err(fault) => fault,
        };
        self.name_fault(&first);
        // The pure rule stops at the first problem; a stand-in for the parts before shows the others.
        if first.part == NamePart::Given
            && let Err(fault) = PersonName::new("A", family)
        {
            self.name_fault(&fault);
        }
        if first.part != NamePart::Display
            && let Some(display) = display
            && let Err(fault) = PersonName::with_display("A", "A", display)
        {
            self.name_fault(&fault);
        }
        None
    }

    fn name_fault(&mut self, fault: &NameFault) {
        let field = match fault.part {
            NamePart::Given => "given_name",
            NamePart::Family => "family_name",
            NamePart::Display => "display_name",
        };
        self.problem(field, fault.to_string());
    }

    /// The job title.
    pub(crate) fn job_title(&mut self, text: Option<&str>) -> Option<String> {
        self.line("job_title", "the job title", text, JOB_TITLE_AT_MOST)
    }

    /// The department.
    pub(crate) fn department(&mut self, text: Option<&str>) -> Option<String> {
        self.line("department", "the department", text, SHORT_AT_MOST)
    }

    /// The staff number.
    pub(crate) fn staff_number(&mut self, text: Option<&str>) -> Option<String> {
        self.line("staff_number", "the staff number", text, STAFF_NUMBER_AT_MOST)
    }

    /// Why an account is blocked.
    pub(crate) fn reason(&mut self, text: Option<&str>) -> Option<String> {
        self.line("reason", "the reason", text, REASON_AT_MOST)
    }

    /// The telephone number, as the person writes it.
    pub(crate) fn telephone(&mut self, text: Option<&str>) -> Option<String> {
        let found = self.line("telephone", "the telephone number", text, SHORT_AT_MOST)?;
        let plain = found.to_ascii_lowercase().replace("ext", "").replace('x', "");
        let fits = plain.chars().all(|sign| sign.is_ascii_digit() || " +()-./#,;".contains(sign))
            && plain.chars().filter(char::is_ascii_digit).count() >= 3;
        if fits {
            return Some(found);
        }
        self.problem("telephone", messages::TELEPHONE);
        None
    }

    /// The mobile number, in the international form (`+447700900982`).
    pub(crate) fn mobile(&mut self, text: Option<&str>, country: Country) -> Option<String> {
        let found = self.line("mobile", "the mobile number", text, SHORT_AT_MOST)?;
        let number = international(&found);
        let words = match country {
            Country::UkOnly => messages::MOBILE_UK,
            Country::Any => messages::MOBILE_ANY,
        };
        match number {
            Some(number) if country == Country::Any || is_uk_mobile(&number) => Some(number),
            _ => {
                self.problem("mobile", words);
                None
            }
        }
    }

    /// One line of text.
    pub(crate) fn line(
        &mut self,
        field: &'static str,
        what: &str,
        text: Option<&str>,
        at_most: usize,
    ) -> Option<String> {
        let text = trimmed(text)?;
        if text.encode_utf16().count() > at_most {
            let words =
                messages::TOO_LONG.replace("{what}", what).replace("{limit}", &at_most.to_string());
            self.problem(field, words);
            return None;
        }
        let is_hidden = |sign: char| {
            sign.is_control()
                || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        if text.chars().any(is_hidden) {
            self.problem(field, messages::CONTROL.replace("{what}", what));
            return None;
        }
        Some(text)
    }

    /// One line that has to be there.
    pub(crate) fn required(
        &mut self,
        field: &'static str,
        what: &str,
        text: &str,
        at_most: usize,
    ) -> Option<String> {
        if text.trim().is_empty() {
            self.problem(field, messages::EMPTY.replace("{what}", what));
            return None;
        }
        self.line(field, what, Some(text), at_most)
    }
}

/// Of which countries a mobile number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Country {
    /// The United Kingdom.
    UkOnly,
    /// Any.
    Any,
}

/// A number in the international form; a number that begins with a single 0 is taken for a UK one.
fn international(text: &str) -> Option<String> {
    if !text.chars().all(|sign| sign.is_ascii_digit() || " +()-.".contains(sign)) {
        return None;
    }
    let signs: String = text
        .replace("(0)", "")
        .chars()
        .filter(|sign| sign.is_ascii_digit() || *sign == '+')
        .collect();
    let digits = match signs.strip_prefix('+').or_else(|| signs.strip_prefix("00")) {
        Some(rest) => rest.to_owned(),
        None => format!("44{}", signs.strip_prefix('0')?),
    };
    let fits = digits.chars().all(|sign| sign.is_ascii_digit())
        && (8..=15).contains(&digits.len())
        && !digits.starts_with('0');
    fits.then(|| format!("+{digits}"))
}

/// UK mobile numbers begin with 7 and have ten digits after the country code; 70 is for personal numbers.
fn is_uk_mobile(number: &str) -> bool {
    number.strip_prefix("+447").is_some_and(|rest| rest.len() == 9 && !rest.starts_with('0'))
}

/// Whether a text names a business process: two to five words, joined by dots in the address. One word alone is
/// mostly a person or a place.
pub(crate) fn is_process_name(words: &[String]) -> bool {
    (2..=5).contains(&words.len())
        && words
            .iter()
            .all(|word| word.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit()))
        && words.iter().any(|word| word.chars().any(|sign| sign.is_ascii_alphabetic()))
}
