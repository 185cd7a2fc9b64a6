//! Who is meant: entries as people paste them, one on a line or with commas, semicolons or tabs between, also with
//! names beside the addresses as mail programs write them.

use kernel::ids::AccountId;

/// The longest entry, in characters: longer than every address. What is longer is cut, and nobody's.
const LINE_CHARACTERS: usize = 320;

/// Who is meant by an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// The account of that key.
    Account(AccountId),
    /// Whoever receives there.
    Address(String),
    /// Whoever has that staff number.
    StaffNumber(String),
}

impl Meant {
    /// What an entry stands for.
    pub(crate) fn of(entry: &str) -> Self {
        match entry.parse() {
            Ok(account) => Self::Account(account),
            Err(_) if entry.contains('@') => Self::Address(entry.to_owned()),
            Err(_) => Self::StaffNumber(entry.to_owned()),
        }
    }
}

/// The entries of a text, in its order.
pub(crate) fn split(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut found = Vec::new();
    for line in text.lines() {
        for piece in outside_quotes(line, ';') {
            if piece.contains('<') { named(&piece, &mut found) } else { plain(&piece, &mut found) }
        }
    }
    found
}

/// The parts of a line between separators that stand outside quotation marks. A single mark opens nothing.
fn outside_quotes(line: &str, separator: char) -> Vec<String> {
    let is_quoted = line.matches('"').count().is_multiple_of(2);
    let (mut parts, mut part, mut inside) = (Vec::new(), String::new(), false);
    for letter in line.chars() {
        inside ^= letter == '"' && is_quoted;
        if letter == separator && !inside {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(letter);
        }
    }
    parts.push(part);
    parts
}

/// "Rao, Asha <asha.rao@example.org>, Ben <ben@example.org>": what stands in angle brackets, and addresses outside them.
fn named(piece: &str, found: &mut Vec<String>) {
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('<') {
        outside(before, found);
        let (inside, behind) = after.split_once('>').unwrap_or((after, ""));
        push(inside, found);
        rest = behind;
    }
    outside(rest, found);
}

/// Addresses beside names.
fn outside(text: &str, found: &mut Vec<String>) {
    let words = text.split(|sign: char| sign == ',' || sign.is_whitespace());
    words.filter(|word| word.contains('@')).for_each(|word| push(word, found));
}

/// Entries with commas, tabs or, between addresses, spaces between them.
fn plain(piece: &str, found: &mut Vec<String>) {
    for part in outside_quotes(piece, ',').iter().flat_map(|part| part.split('\t')) {
        let words: Vec<&str> = part.split_whitespace().collect();
        if words.len() > 1 && words.iter().all(|word| word.contains('@')) {
            words.into_iter().for_each(|word| push(word, found));
        } else {
            push(part, found);
        }
    }
}

fn push(entry: &str, found: &mut Vec<String>) {
    let entry = entry.trim().trim_matches(['"', '\'']).trim();
    let entry = entry.strip_prefix("mailto:").unwrap_or(entry);
    let kept: String =
        entry.chars().filter(|letter| !letter.is_control()).take(LINE_CHARACTERS).collect();
    if !kept.is_empty() {
        found.push(kept);
    }
}
