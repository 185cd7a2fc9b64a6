//! Filling in the words of a notice.
//!
//! Values are put in once and never looked at again, so that a name in braces stays a name in braces. They are made
//! one line of bounded length without control characters before; a header therefore cannot be ended by a value.

use std::collections::BTreeMap;

use kernel::refusal::Fault;

use super::Notice;

/// The most characters of a value.
const VALUE_MOST: usize = 200;
/// The most characters of a value that is somebody's own words: a reason, or what is waited for.
const WORDS_MOST: usize = 500;

/// Stands in the words of a letter for what is filled in when it is handed over. No value can hold it.
pub(in crate::notices) const UNWRITTEN: &str = "\u{1}";

/// What stands in the places of one letter, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::notices) struct Values(BTreeMap<&'static str, String>);

impl Values {
    /// With one more.
    pub(in crate::notices) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.insert(name, one_line(&value.into()));
        self
    }

    /// With somebody's own words, such as a reason: one line too, but longer. They stand in no subject.
    pub(in crate::notices) fn with_words(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, line_of(value, WORDS_MOST));
        self
    }

    /// With a place that is filled in when the letter is handed over.
    pub(in crate::notices) fn with_unwritten(mut self, name: &'static str) -> Self {
        self.0.insert(name, UNWRITTEN.to_owned());
        self
    }
}

/// The words as they go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::notices) struct Words {
    pub(in crate::notices) subject: String,
    pub(in crate::notices) body: String,
}

/// One line of bounded length: line breaks and other control characters become blanks.
pub(in crate::notices) fn one_line(text: &str) -> String {
    line_of(text, VALUE_MOST)
}

fn line_of(text: &str, most: usize) -> String {
    let plain: String =
        text.chars().map(|one| if is_control(one) { ' ' } else { one }).take(most).collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Control characters, and those that end a line or turn the direction of the text.
pub(in crate::notices) fn is_control(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Fills in subject and body. An organisation's own words stand before the end of the letter, after its name.
///
/// # Errors
/// If a place has no value, which is a defect of the caller.
pub(in crate::notices) fn fill(
    notice: &Notice,
    values: &Values,
    own: Option<(&str, &str)>,
    end: &str,
) -> Result<Words, Fault> {
    let mut body = put(notice, notice.body, values)?;
    if let Some((organisation, words)) = own {
        body.push_str("\n\nFrom ");
        body.push_str(&one_line(organisation));
        body.push_str(":\n");
        body.push_str(words.trim());
    }
    if !end.is_empty() {
        body.push_str("\n\n");
        body.push_str(&put(notice, end, values)?);
    }
    body.push('\n');
    Ok(Words { subject: put(notice, notice.subject, values)?, body })
}

fn put(notice: &Notice, text: &str, values: &Values) -> Result<String, Fault> {
    let mut filled = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or_else(|| {
            Fault::defect(format!("reading the words of {}: a brace stays open", notice.key))
        })?;
        let value = values.0.get(name).ok_or_else(|| {
            Fault::defect(format!("writing {}: nothing stands for {name}", notice.key))
        })?;
        filled.push_str(before);
        filled.push_str(value);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}
