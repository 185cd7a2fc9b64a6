//! Query strings: percent coding, `$select`, `$orderby` and `$search`, each with a bound on its size.

use std::fmt::Write as _;

/// Longest query string that is read, in bytes.
pub const LONGEST: usize = 16 * 1024;
/// Most names in one `$select` and most fields in one `$orderby`.
pub const MOST_NAMES: usize = 100;

/// Why a part of a query string cannot be used; text for developers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError(pub String);

/// The pairs of a query string, decoded. A plus sign is a space, as in forms.
///
/// # Errors
/// If it is too long, or what is decoded is not UTF-8.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, QueryError> {
    if text.len() > LONGEST {
        return Err(QueryError("The query string is too long.".to_owned()));
    }
    let parts = text.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| Ok((decode(name)?, decode(value)?)))
        .collect()
}

/// Undoes percent coding and turns plus signs into spaces.
///
/// # Errors
/// If what is decoded is not UTF-8.
pub fn decode(text: &str) -> Result<String, QueryError> {
    unescape(text, b' ')
}

/// Undoes percent coding in a path segment, where a plus sign is a plus sign.
///
/// # Errors
/// If what is decoded is not UTF-8.
pub fn decode_segment(text: &str) -> Result<String, QueryError> {
    unescape(text, b'+')
}

fn unescape(text: &str, plus: u8) -> Result<String, QueryError> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let code = pair
            .filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, code) {
            (b'%', Some(code)) => {
                decoded.push(code);
                at += 2;
            }
            (b'+', _) => decoded.push(plus),
            (byte, _) => decoded.push(*byte),
        }
        at += 1;
    }
    String::from_utf8(decoded).map_err(|_| QueryError("The query string is not UTF-8.".to_owned()))
}

/// Percent-codes a value for a query string or a path segment.
pub fn encode(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}

/// The names of a `$select`, in order, without repeats.
///
/// # Errors
/// If it is empty, too long, or holds something that is not a name.
pub fn select(text: &str) -> Result<Vec<String>, QueryError> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(',') {
        let name = part.trim();
        if !is_name(name) {
            return Err(QueryError(format!(
                "Term '{name}' is not valid in a $select or $expand expression."
            )));
        }
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
        if names.len() > MOST_NAMES {
            return Err(QueryError("Too many properties in $select.".to_owned()));
        }
    }
    Ok(names)
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// The fields of an `$orderby` with their directions.
///
/// # Errors
/// If it is empty, too long, or a part is not `name`, `name asc` or `name desc`.
pub fn order(text: &str) -> Result<Vec<(String, Direction)>, QueryError> {
    let mut fields = Vec::new();
    for part in text.split(',') {
        let mut words = part.split_whitespace();
        let (name, direction, rest) =
            (words.next().unwrap_or_default(), words.next(), words.next());
        let direction = match direction.map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => Direction::Ascending,
            Some("desc") => Direction::Descending,
            Some(other) => return Err(QueryError(format!("Syntax error in $orderby: '{other}'."))),
        };
        if !is_name(name) || rest.is_some() || fields.len() >= MOST_NAMES {
            return Err(QueryError(format!("Syntax error in $orderby: '{}'.", part.trim())));
        }
        fields.push((name.to_owned(), direction));
    }
    Ok(fields)
}

/// A `$search`: alternatives, each a list of terms that must all hold.
pub type Search = Vec<Vec<(String, String)>>;

/// Reads `"property:words"` terms joined by `AND` and `OR`; `AND` binds closer.
///
/// # Errors
/// If a term is not in quotation marks or has no colon.
pub fn search(text: &str) -> Result<Search, QueryError> {
    let wrong = || {
        QueryError(
            "Syntax error: character at the start of $search is not a quotation mark.".to_owned(),
        )
    };
    let mut alternatives: Search = vec![Vec::new()];
    let mut rest = text.trim();
    loop {
        let (term, after) =
            rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).ok_or_else(wrong)?;
        let (property, words) = term.split_once(':').ok_or_else(wrong)?;
        let pair = (property.trim().to_owned(), words.trim().to_owned());
        alternatives.last_mut().ok_or_else(wrong)?.push(pair);
        rest = after.trim();
        if rest.is_empty() {
            return Ok(alternatives);
        }
        let (word, after) = rest.split_once(char::is_whitespace).ok_or_else(wrong)?;
        match word {
            "AND" => {}
            "OR" => alternatives.push(Vec::new()),
            _ => return Err(wrong()),
        }
        rest = after.trim();
    }
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters
            .all(|character| character.is_ascii_alphanumeric() || "_/.@".contains(character))
        && text.len() <= 128
}
