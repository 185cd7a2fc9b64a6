//! Cuts a filter into words.

use super::FilterError;

/// A piece of a filter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Open,
    Close,
    Comma,
    Colon,
    /// `'…'` with the doubled quotation marks undone.
    Quoted(String),
    /// Anything else without spaces: a name, a path, a keyword, a number, a GUID, a moment.
    Plain(String),
}

/// The words of a filter.
pub(super) fn words(text: &str) -> Result<Vec<Word>, FilterError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, after) = match first {
            '(' => (Word::Open, &rest[1..]),
            ')' => (Word::Close, &rest[1..]),
            ',' => (Word::Comma, &rest[1..]),
            ':' => (Word::Colon, &rest[1..]),
            '\'' => quoted(&rest[1..])?,
            _ => plain(rest)?,
        };
        found.push(word);
        rest = after.trim_start();
    }
    Ok(found)
}

fn quoted(text: &str) -> Result<(Word, &str), FilterError> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest
            .split_once('\'')
            .ok_or_else(|| FilterError("There is an unterminated string literal.".to_owned()))?;
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(_) => value.push('\''),
            None => return Ok((Word::Quoted(value), after)),
        }
        rest = &after[1..];
    }
}

fn plain(text: &str) -> Result<(Word, &str), FilterError> {
    // A moment such as 2026-01-02T03:04:05Z holds colons; a name before a colon is the variable of `any`.
    let is_moment = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    let belongs =
        |c: char| c.is_ascii_alphanumeric() || "_-./$@+".contains(c) || (is_moment && c == ':');
    let end = text.find(|c: char| !belongs(c)).unwrap_or(text.len());
    if end == 0 {
        let first = text.chars().next().unwrap_or(' ');
        return Err(FilterError(format!("Syntax error: character '{first}' is not valid.")));
    }
    Ok((Word::Plain(text[..end].to_owned()), &text[end..]))
}
