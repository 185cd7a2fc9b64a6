//! What a list of words is, and when a password holds one.

use std::collections::BTreeSet;

use kernel::refusal::Refusal;

use super::messages;
use crate::passwords::folded;

/// Most words of one list.
pub(super) const MOST: usize = 200;
/// Fewest letters and digits of a word: shorter ones stand in any password.
const SHORTEST: usize = 3;
/// Most letters and digits of a word.
const LONGEST: usize = 40;
/// Most characters of a word that a refusal repeats.
const REPEATED: usize = 60;

/// A list in the form in which it is kept: each word once, as it was typed.
pub(super) fn checked(typed: &[String]) -> Result<Vec<String>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut words = Vec::new();
    for word in typed {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() {
            continue;
        }
        let compared = folded(&word);
        let length = compared.chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) || word.chars().any(char::is_control) {
            let code = messages::FORM.at("words").with("least", SHORTEST).with("most", LONGEST);
            return Err(code.with("word", word.chars().take(REPEATED).collect::<String>()));
        }
        if seen.insert(compared) {
            words.push(word);
        }
        if words.len() > MOST {
            return Err(messages::TOO_MANY.at("words").with("limit", MOST));
        }
    }
    Ok(words)
}

/// Words that are denied to somebody, as they are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Denied {
    national: Vec<String>,
    own: Vec<String>,
}

impl Denied {
    /// Those of two lists.
    pub(super) fn of(national: &[String], own: &[String]) -> Self {
        let compared = |words: &[String]| words.iter().map(|word| folded(word)).collect();
        Self { national: compared(national), own: compared(own) }
    }

    /// Whether the password holds none of them; the field is the one it was typed into.
    pub(crate) fn check(&self, password: &str, field: &'static str) -> Result<(), Refusal> {
        let password = folded(password);
        let holds = |words: &[String]| words.iter().any(|word| password.contains(word.as_str()));
        if holds(&self.national) {
            return Err(messages::NATIONAL.at(field));
        }
        if holds(&self.own) {
            return Err(messages::OWN.at(field));
        }
        Ok(())
    }
}
