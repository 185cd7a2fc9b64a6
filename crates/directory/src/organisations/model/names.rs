//! Names made comparable, and short names made from them.

/// Words that say nothing about which organisation it is.
const SMALL_WORDS: &[&str] = &["and", "at", "for", "in", "nhs", "of", "on", "the", "with"];

/// A name as it is compared and searched: plain small letters and digits, one blank between words.
pub(crate) fn fold(name: &str) -> String {
    let plain = deunicode::deunicode(name).to_ascii_lowercase();
    let mut folded = String::with_capacity(plain.len());
    for character in plain.chars() {
        match character {
            // Within a word: "St Mary's" is found as "marys".
            '\'' | '`' => {}
            character if character.is_ascii_alphanumeric() => folded.push(character),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The different words of a folded text, in order.
pub(crate) fn words(folded: &str) -> Vec<&str> {
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What was typed, without the blanks around it.
pub(crate) fn clean(text: &str) -> String {
    text.trim().to_owned()
}

/// Short names that would suit an organisation, the best first: the initials of its name, its first word, both
/// together, its code. The first that nobody has is taken. Every one is unlike the others, and the last, the code,
/// is nobody else's.
pub fn short_names(name: &str, code: &str) -> Vec<String> {
    let folded = fold(name);
    let telling: Vec<&str> =
        folded.split(' ').filter(|word| !word.is_empty() && !SMALL_WORDS.contains(word)).collect();
    let initials: String = telling.iter().filter_map(|word| word.chars().next()).collect();
    let first = telling.first().copied().unwrap_or_default();
    let rest: String = telling.iter().skip(1).filter_map(|word| word.chars().next()).collect();
    let code = code.to_ascii_lowercase();
    let all_initials: String = folded.split(' ').filter_map(|word| word.chars().next()).collect();
    let candidates = [
        initials.clone(),
        all_initials,
        first.to_owned(),
        format!("{first}{rest}"),
        format!("{initials}{code}"),
        code,
    ];
    let mut suited: Vec<String> = Vec::new();
    for candidate in candidates {
        let fits = (2..=super::SHORT_NAME_AT_MOST).contains(&candidate.len())
            && candidate.starts_with(|character: char| {
                character.is_ascii_lowercase() || character.is_ascii_digit()
            });
        if fits && !suited.contains(&candidate) {
            suited.push(candidate);
        }
    }
    suited
}
