//! Names as they are shown: the register writes in capitals, which are slow to read and are read aloud letter by
//! letter by some screen readers.

/// Words that stay small inside a name.
const SMALL: &[&str] = &[
    "and", "at", "by", "de", "for", "in", "le", "of", "on", "super", "the", "to", "under", "upon",
    "with",
];
/// Words with a vowel that are abbreviations; those without one are known by that.
const ABBREVIATIONS: &[&str] = &[
    "A", "CIC", "EU", "HIV", "ICB", "ICS", "II", "III", "IUC", "NHSE", "OOH", "UCC", "UK", "UTC",
    "VI",
];
/// Words without a vowel that are no abbreviation of initials.
const SHORTENED: &[&str] = &[
    "bros", "ct", "dr", "jnr", "ltd", "mr", "mrs", "ms", "mt", "nr", "rd", "sq", "snr", "st", "str",
];

/// The name as it is shown: one that is all in capitals gets ordinary ones, with known abbreviations kept; every
/// other name stays as its organisation writes it.
pub fn display_name(name: &str) -> String {
    let is_shouted = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if !is_shouted {
        return name.to_owned();
    }
    let mut shown = String::with_capacity(name.len());
    let mut is_first = true;
    for (place, word) in name.split_whitespace().enumerate() {
        if place > 0 {
            shown.push(' ');
        }
        for (part, piece) in word.split('-').enumerate() {
            if part > 0 {
                shown.push('-');
            }
            shown.push_str(&piece_of(piece, is_first));
            is_first &= !piece.chars().any(char::is_alphanumeric);
        }
    }
    shown
}

/// One word or one part of a word with hyphens, with whatever marks stand around it.
fn piece_of(piece: &str, is_first: bool) -> String {
    let is_part = |character: char| character.is_alphanumeric() || is_apostrophe(character);
    let Some(start) = piece.find(is_part) else { return piece.to_owned() };
    let end =
        piece[start..].find(|character| !is_part(character)).map_or(piece.len(), |at| start + at);
    let (before, word, after) = (&piece[..start], &piece[start..end], &piece[end..]);
    let after = if after.is_empty() { String::new() } else { piece_of(after, false) };
    format!("{before}{}{after}", word_of(word, is_first))
}

const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn word_of(word: &str, is_first: bool) -> String {
    let small = word.to_lowercase();
    if SMALL.contains(&small.as_str()) {
        return if is_first { capitalised(&small) } else { small };
    }
    if SHORTENED.contains(&small.as_str()) {
        return capitalised(&small);
    }
    if ABBREVIATIONS.contains(&word) || is_initials(&small) {
        return word.to_owned();
    }
    match small.char_indices().find(|(_, character)| is_apostrophe(*character)) {
        // O'BRIEN, D'ARCY; but not MARY'S.
        Some((1, mark)) => {
            let rest = &small[1 + mark.len_utf8()..];
            format!("{}{mark}{}", capitalised(&small[..1]), capitalised(rest))
        }
        _ => match small.strip_prefix("mc") {
            Some(rest) if rest.len() > 2 => format!("Mc{}", capitalised(rest)),
            _ => capitalised(&small),
        },
    }
}

/// Letters that nobody could say as a word: NHS, GP, PCN.
fn is_initials(small: &str) -> bool {
    small.len() <= 5
        && small.bytes().all(|byte| byte.is_ascii_lowercase() && !b"aeiouy".contains(&byte))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
