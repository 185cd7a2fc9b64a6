//! Names of files: of any script, and nothing in them that a system takes for more than a name.

use std::fmt;

/// The longest name before its ending, in characters.
const STEM_CHARACTERS: usize = 100;
/// The longest ending, in characters; a longer one says nothing.
const ENDING_CHARACTERS: usize = 8;
/// What a file without a name is called.
const NAMELESS: &str = "file";

/// The name of a file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    stem: String,
    ending: String,
}

impl Name {
    /// The name without folders, without characters that nobody sees, and of bounded length.
    pub(crate) fn of(typed: &str) -> Self {
        let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
        let seen: String = last.chars().filter_map(seen).collect();
        let trimmed = seen.trim_end_matches([' ', '.']);
        let (stem, ending) = match trimmed.rsplit_once('.') {
            Some((stem, ending)) if is_ending(ending) => (stem, ending.to_lowercase()),
            _ => (trimmed, String::new()),
        };
        let stem = stem.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let stem: String = stem.trim_matches('.').chars().take(STEM_CHARACTERS).collect();
        let stem = stem.trim();
        let stem = if stem.is_empty() { NAMELESS } else { stem };
        Self { stem: stem.to_owned(), ending }
    }

    /// Its ending in lower case; empty if it has none.
    pub(crate) fn ending(&self) -> &str {
        &self.ending
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.stem)?;
        if self.ending.is_empty() { Ok(()) } else { write!(formatter, ".{}", self.ending) }
    }
}

fn is_ending(text: &str) -> bool {
    (1..=ENDING_CHARACTERS).contains(&text.len())
        && text.chars().all(|sign| sign.is_ascii_alphanumeric())
}

/// A character as it stands in a name, or nothing: marks that turn the direction of what follows make `exe.txt` of
/// `txt.exe` to the eye, and others are not seen at all. Joiners stay, without which some scripts cannot be read.
fn seen(sign: char) -> Option<char> {
    match sign {
        _ if sign.is_whitespace() => Some(' '),
        _ if sign.is_control() => None,
        '"' | '<' | '>' | '|' | ':' | '*' | '?' => Some('_'),
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => None,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}' => None,
        _ => Some(sign),
    }
}
