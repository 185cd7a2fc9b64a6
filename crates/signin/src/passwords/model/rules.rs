//! Which passwords are taken: long enough, and not made of what a guesser tries first.
//!
//! Under the modern rules nothing asks for capitals, digits or signs and nothing makes passwords expire: both lead people
//! to predictable passwords (NIST SP 800-63B-4). Letters that look alike to Unicode are made equal before hashing (NFKC),
//! so that a password typed on another keyboard still fits.

use facts::directory::AccountView;
use icu_normalizer::ComposingNormalizerBorrowed;
use kernel::refusal::Refusal;

use super::Policy;
use super::common::COMMON;
use crate::passwords::messages;

/// Characters a password must hold beside known words.
const OWN_CHARACTERS: usize = 6;
/// Different characters a password must hold.
const DIFFERENT_CHARACTERS: usize = 5;
/// Parts of names shorter than this do not count: "Li" or "Jo" may stand in any word.
const SHORTEST_NAME: usize = 3;

/// The password in the form in which it is hashed.
pub(crate) fn normalise(password: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc().normalize(password).into_owned()
}

/// Words around a person that a guesser knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around(Vec<String>);

impl Around {
    /// The product's name alone: what is known before it is known who asks.
    pub(crate) fn product(product: &str) -> Self {
        Self(words([product]))
    }

    /// And the person's names, address and organisation.
    pub(crate) fn and_person(mut self, view: &AccountView) -> Self {
        self.0.extend(words([
            view.given_name.as_str(),
            &view.family_name,
            &view.display_name,
            &view.address,
            &view.organisation_name,
            &view.organisation_code,
        ]));
        self
    }

    /// Whether the password, in the form in which it is hashed, is taken; the field is the one it was typed into.
    pub(crate) fn check(
        &self,
        password: &str,
        policy: Policy,
        field: &'static str,
    ) -> Result<(), Refusal> {
        let length = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
        if length < policy.least {
            return Err(messages::TOO_SHORT.at(field).with("limit", policy.least));
        }
        if length > policy.most {
            return Err(messages::TOO_LONG.at(field).with("limit", policy.most));
        }
        if policy.wants_no_blanks() && password.chars().any(char::is_whitespace) {
            return Err(messages::BLANKS.at(field));
        }
        if policy.wants_mixture() && !is_mixed(password) {
            return Err(messages::MIXTURE.at(field));
        }
        let mut own = folded(password);
        let mut known: Vec<&str> =
            self.0.iter().map(String::as_str).chain(COMMON.iter().copied()).collect();
        known.sort_by_key(|word| std::cmp::Reverse(word.len()));
        // What is left when a word is taken out can be a known word again: "passpasswordword".
        loop {
            let before = own.len();
            for word in &known {
                own = own.replace(word, "");
            }
            if own.len() == before {
                break;
            }
        }
        let mut different: Vec<char> = password.chars().collect();
        different.sort_unstable();
        different.dedup();
        if own.chars().count() < OWN_CHARACTERS || different.len() < DIFFERENT_CHARACTERS {
            return Err(messages::GUESSABLE.at(field));
        }
        Ok(())
    }
}

/// Whether there are letters of both cases, and a digit or sign.
fn is_mixed(password: &str) -> bool {
    password.chars().any(char::is_uppercase)
        && password.chars().any(char::is_lowercase)
        && password.chars().any(|character| !character.is_alphabetic())
}

fn words<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names
        .into_iter()
        .flat_map(|name| name.split(|character: char| !character.is_alphanumeric()))
        .map(folded)
        .filter(|word| word.chars().count() >= SHORTEST_NAME)
        .collect()
}

/// Letters and digits in lower case; signs between them do not make a word another one.
pub(crate) fn folded(text: &str) -> String {
    normalise(text)
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
