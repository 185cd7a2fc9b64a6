//! Splits a line into its fields and checks single values.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{COLUMNS, Reason};

/// Longest organisation code; codes in use have at most 9 characters.
pub(super) const CODE_AT_MOST: usize = 12;
/// Longest name; the longest published one has 93 characters.
pub(super) const NAME_AT_MOST: usize = 255;
/// Longest value of every other column.
pub(super) const VALUE_AT_MOST: usize = 120;
/// Longest role code; published ones have five characters.
pub(super) const ROLE_AT_MOST: usize = 12;
/// Role codes of one organisation at most.
pub(super) const ROLES_AT_MOST: usize = 40;
/// Years a register date may lie in; outside them it is a slip of the keyboard.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1800..=2199;

pub(super) fn check_code(code: &str) -> Result<(), Reason> {
    if code.is_empty() {
        return Err(Reason::EmptyCode);
    }
    let strange = code.chars().find(|c| !c.is_ascii_uppercase() && !c.is_ascii_digit());
    if let Some(character) = strange {
        return Err(Reason::CodeCharacter { character });
    }
    if code.len() > CODE_AT_MOST {
        return Err(Reason::CodeTooLong { length: code.len() });
    }
    Ok(())
}

pub(super) fn check_values(fields: &[&str]) -> Result<(), Reason> {
    for (at, field) in fields.iter().enumerate() {
        let column = at + 1;
        if let Some(character) = field.chars().find(|c| c.is_control()) {
            return Err(Reason::Control { column, character });
        }
        let at_most = if column == 2 { NAME_AT_MOST } else { VALUE_AT_MOST };
        let length = field.chars().count();
        if length > at_most {
            return Err(Reason::TooLong { column, length, at_most });
        }
    }
    Ok(())
}

pub(super) fn day(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = digits.then(|| text[..4].parse().ok()).flatten()?;
    let date = Date::new(year, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

pub(super) fn split(line: &str) -> Result<Vec<Cow<'_, str>>, Reason> {
    let mut fields = Vec::with_capacity(COLUMNS);
    let mut rest = line;
    loop {
        let column = fields.len() + 1;
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => unquote(quoted, column)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                if rest[..end].contains('"') {
                    return Err(Reason::StrayQuote { column });
                }
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        fields.push(field);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(',').ok_or(Reason::StrayQuote { column })?;
    }
}

/// The field after an opening mark, in which two marks stand for one, and what follows it.
fn unquote(quoted: &str, column: usize) -> Result<(Cow<'_, str>, &str), Reason> {
    let mut from = 0;
    loop {
        let end = from + quoted[from..].find('"').ok_or(Reason::OpenQuote { column })?;
        if !quoted[end + 1..].starts_with('"') {
            let field = &quoted[..end];
            let field =
                if from == 0 { Cow::Borrowed(field) } else { field.replace("\"\"", "\"").into() };
            return Ok((field, &quoted[end + 1..]));
        }
        from = end + 2;
    }
}

/// At most 40 characters, so that a message stays readable.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

/// The role codes of a column, or none when the column holds something else.
pub(super) fn roles(text: &str) -> Vec<String> {
    let is_role = |role: &str| {
        role.strip_prefix("RO").is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let parts: Vec<&str> = text.split('|').map(str::trim).collect();
    if !parts.iter().all(|role| is_role(role)) {
        return Vec::new();
    }
    parts.into_iter().map(str::to_owned).collect()
}
