//! The words an account is found by, and what is looked for.
//!
//! Every name is kept twice where the two differ: as it is written, folded, and as it is transliterated, so that
//! both "Дмитрий" and "dmitrii" find him. Words are looked for by their beginning, as a range of an index.

use std::collections::BTreeSet;

use deunicode::deunicode_with_tofu;
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::people::address::AddressKey;

/// Longest word kept, in characters.
const WORD_AT_MOST: usize = 64;
/// Most words kept of one name, and most words looked for.
const WORDS_AT_MOST: usize = 24;
/// Longest key by which a list is ordered, in characters.
const SORT_KEY_AT_MOST: usize = 64;

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Needle {
    /// Beginnings of words, all of which have to be there.
    Words(Vec<String>),
    /// A whole address.
    Address(AddressKey),
}

impl Needle {
    /// Reads a search; nothing if there is nothing to look for.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let text: String = text.chars().take(400).collect();
        if text.contains('@') {
            return AddressKey::of(text.trim()).map(Self::Address);
        }
        let found: Vec<String> = folded_words(&text).into_iter().take(WORDS_AT_MOST).collect();
        (!found.is_empty()).then_some(Self::Words(found))
    }

    /// Whether it is too short to search the nation by.
    pub(crate) fn is_short(&self) -> bool {
        match self {
            Self::Words(words) => {
                words.iter().all(|word| word.chars().count() < 2 && word.is_ascii())
            }
            Self::Address(_) => false,
        }
    }
}

/// The words of a text, as written and as transliterated.
pub(crate) fn words(text: &str) -> BTreeSet<String> {
    let transliterated = deunicode_with_tofu(text, "");
    folded_words(text)
        .into_iter()
        .chain(folded_words(&transliterated))
        .take(2 * WORDS_AT_MOST)
        .collect()
}

/// The words of several texts together.
pub(crate) fn words_of(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().flat_map(|text| words(text)).collect()
}

/// What a list is ordered by: transliterated, folded, without signs; never empty for a text that shows something.
pub(crate) fn sort_key(text: &str) -> String {
    let plain = folded_words(&deunicode_with_tofu(text, "")).join(" ");
    let key = if plain.is_empty() { fold(text) } else { plain };
    key.chars().take(SORT_KEY_AT_MOST).collect()
}

/// The words in their order; apostrophes join, other signs part.
fn folded_words(text: &str) -> Vec<String> {
    let plain: String = fold(text).chars().filter(|sign| !is_apostrophe(*sign)).collect();
    plain
        .split(|sign: char| !is_part_of_a_word(sign))
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(WORD_AT_MOST).collect())
        .collect()
}

fn fold(text: &str) -> String {
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let folded = CaseMapper::new().fold_string(&normalizer.normalize(text)).into_owned();
    normalizer.normalize(&folded).into_owned()
}

/// Letters, digits, and everything above ASCII that is no blank: marks and joiners of other scripts stand inside
/// words.
fn is_part_of_a_word(sign: char) -> bool {
    if sign.is_ascii() {
        sign.is_ascii_alphanumeric()
    } else {
        !sign.is_whitespace() && !('\u{2010}'..='\u{2015}').contains(&sign)
    }
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '`' | '\u{b4}' | '\u{2bb}'..='\u{2bd}' | '\u{2018}'..='\u{201b}')
}
