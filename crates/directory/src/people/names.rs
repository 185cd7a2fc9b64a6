//! A person's name, exactly as the person writes it.
//!
//! Used wherever a person is created or renamed. Names in any script pass; nothing inside a
//! name is split, capitalised or trimmed. Only white space around a value goes, because it
//! comes from copying and nobody can see it, and the text is put into Unicode's composed form
//! (NFC) so that the same name typed on two keyboards is the same text.
//!
//! What cannot be in a name: control characters, NUL, line breaks, marks that reverse the
//! direction of the text around them, and values in which nothing can be seen. Lengths are
//! those Microsoft Graph allows, counted as it counts them.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Longest given or family name, in UTF-16 code units as Microsoft Graph counts.
pub const PART_AT_MOST: usize = 64;
/// Longest display name, in UTF-16 code units as Microsoft Graph counts.
pub const DISPLAY_AT_MOST: usize = 256;

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PersonName {
    given: String,
    family: String,
    display: String,
}

/// One of the three values of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamePart {
    /// The given name, or several.
    Given,
    /// The family name, or several.
    Family,
    /// The whole name as others see it.
    Display,
}

/// Why a value cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameFault {
    /// Which value.
    pub part: NamePart,
    /// What is wrong with it.
    pub reason: NameReason,
}

/// What is wrong with a value of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameReason {
    /// Nothing in it can be seen.
    Empty,
    /// It is longer than its limit.
    TooLong {
        /// Characters allowed.
        at_most: usize,
    },
    /// It holds a character that no name has.
    Character {
        /// The first one.
        character: char,
    },
}

impl PersonName {
    /// A name whose display form is the given name, a space and the family name.
    ///
    /// # Errors
    /// When a value cannot be a name.
    pub fn new(given: &str, family: &str) -> Result<PersonName, NameFault> {
        let (given, family) = (part(NamePart::Given, given)?, part(NamePart::Family, family)?);
        let display = format!("{given} {family}");
        Ok(PersonName { given, family, display })
    }

    /// A name with a display form of its own, such as one with the family name first.
    ///
    /// # Errors
    /// When a value cannot be a name.
    pub fn with_display(given: &str, family: &str, display: &str) -> Result<PersonName, NameFault> {
        let name = PersonName::new(given, family)?;
        Ok(PersonName { display: part(NamePart::Display, display)?, ..name })
    }

    /// The given name, or several.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// The family name, or several.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The whole name as others see it.
    pub fn display(&self) -> &str {
        &self.display
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.display)
    }
}

impl NamePart {
    /// The words for it inside a sentence.
    pub fn words(self) -> &'static str {
        match self {
            NamePart::Given => "given name",
            NamePart::Family => "family name",
            NamePart::Display => "display name",
        }
    }
}

impl std::error::Error for NameFault {}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part.words();
        match self.reason {
            NameReason::Empty => write!(f, "Enter a {part}."),
            NameReason::TooLong { at_most } => {
                write!(f, "The {part} must be {at_most} characters or fewer.")
            }
            NameReason::Character { character } => write!(
                f,
                "The {part} contains a character that cannot be shown (U+{:04X}). \
                 Type the name instead of pasting it.",
                u32::from(character)
            ),
        }
    }
}

/// Characters that take no room on the screen and change no letter beside them for a reader,
/// so that two texts that differ only in them look the same.
pub(super) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn part(part: NamePart, text: &str) -> Result<String, NameFault> {
    let fault = |reason| NameFault { part, reason };
    let at_most = if part == NamePart::Display { DISPLAY_AT_MOST } else { PART_AT_MOST };
    // Checked before the text is worked on, so that a huge value costs nothing. Composing
    // shortens a text at most threefold.
    if text.len() > at_most * 3 * 4 {
        return Err(fault(NameReason::TooLong { at_most }));
    }
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text.trim()).into_owned();
    if let Some(character) = text.chars().find(|&character| never_in_a_name(character)) {
        return Err(fault(NameReason::Character { character }));
    }
    if text.chars().all(|character| character.is_whitespace() || is_unseen(character)) {
        return Err(fault(NameReason::Empty));
    }
    if text.encode_utf16().count() > at_most {
        return Err(fault(NameReason::TooLong { at_most }));
    }
    Ok(text)
}

// Joiners (U+200C, U+200D) stay: Persian and several Indian names need them.
fn never_in_a_name(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
                | '\u{feff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffc}'
        )
        || u32::from(character) & 0xfffe == 0xfffe
}
