//! The telephone word: letters only, long enough that three of them say little, no name that others know, and not one of the
//! last few. It is kept sealed together with those before it, because letters have to be compared.

use facts::directory::AccountView;
use icu_normalizer::ComposingNormalizerBorrowed;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Refusal};
use serde::{Deserialize, Serialize};

use crate::identity_checks::messages;
use crate::sealed::{self, SealNonce};

/// What sets the keys that seal words apart from others of the installation.
pub(in crate::identity_checks) const PURPOSE: &str = "telephone word";
/// Most letters of a word.
const LONGEST: usize = 40;
/// Parts of a person's names shorter than this may stand in any word.
const SHORTEST_NAME: usize = 3;
/// The same of the name of an organisation, which has an "and" or a "the" in it.
const SHORTEST_OF_ORGANISATION: usize = 4;
/// Different letters that a word has at least: three of one that repeats itself are soon known.
const DIFFERENT: usize = 5;
/// Sealed words are filled up to this many bytes, which is more than eleven of the longest take: their length does not show.
const PADDED: usize = 2048;

/// A word, in the form in which it is compared.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::identity_checks) struct Word(String);

impl Word {
    /// Reads a word that somebody chose, at least so many letters long.
    pub(in crate::identity_checks) fn choose(
        typed: &str,
        least: i64,
        view: &AccountView,
        product: &str,
    ) -> Result<Self, Refusal> {
        let word = folded(typed.trim());
        if !word.chars().all(char::is_alphabetic) {
            return Err(messages::LETTERS_ONLY.at("word"));
        }
        let length = word.chars().count();
        if i64::try_from(length).unwrap_or(i64::MAX) < least {
            return Err(messages::TOO_SHORT.at("word").with("limit", least));
        }
        if length > LONGEST {
            return Err(messages::TOO_LONG.at("word").with("limit", LONGEST));
        }
        let own = [view.given_name.as_str(), &view.family_name, &view.display_name];
        let around = [view.organisation_name.as_str(), product];
        let names = parts(&own, SHORTEST_NAME).chain(parts(&around, SHORTEST_OF_ORGANISATION));
        if let Some(name) = names.into_iter().find(|name| word.contains(folded(name).as_str())) {
            return Err(messages::A_NAME.at("word").with("name", name));
        }
        let mut different: Vec<char> = word.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < DIFFERENT {
            return Err(messages::TOO_ALIKE.at("word").with("limit", DIFFERENT));
        }
        Ok(Self(word))
    }

    /// Whether something else that was typed is the same.
    pub(in crate::identity_checks) fn is(&self, typed: &str) -> bool {
        folded(typed) == self.0
    }

    /// How many letters it has.
    pub(in crate::identity_checks) fn length(&self) -> usize {
        self.0.chars().count()
    }

    /// The letter at a place, counted from 1.
    pub(super) fn letter(&self, place: usize) -> Option<char> {
        self.0.chars().nth(place.checked_sub(1)?)
    }
}

/// The parts of names that have so many letters or more.
fn parts<'a>(names: &'a [&'a str], least: usize) -> impl Iterator<Item = &'a str> {
    names
        .iter()
        .flat_map(|name| name.split(|one: char| !one.is_alphabetic()))
        .filter(move |part| part.chars().count() >= least)
}

/// The form in which letters are compared: look-alikes made equal, in lower case.
pub(super) fn folded(text: &str) -> String {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    ComposingNormalizerBorrowed::new_nfkc().normalize(&lower).into_owned()
}

/// The word of an account, and those before it.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::identity_checks) struct Words(Vec<Word>);

impl Words {
    /// The first word.
    pub(in crate::identity_checks) fn first(word: Word) -> Self {
        Self(vec![word])
    }

    /// The word in use.
    pub(in crate::identity_checks) fn current(&self) -> Option<&Word> {
        self.0.first()
    }

    /// Another word in its place; refused if it is in use or one of so many before.
    pub(in crate::identity_checks) fn and(
        self,
        word: Word,
        not_again: i64,
    ) -> Result<Self, Refusal> {
        let kept = usize::try_from(not_again).unwrap_or(0) + 1;
        if self.0.iter().take(kept).any(|before| *before == word) {
            return Err(messages::AGAIN.at("word").with("limit", not_again));
        }
        Ok(Self(std::iter::once(word).chain(self.0).take(kept).collect()))
    }

    /// Seals them for an account.
    pub(in crate::identity_checks) fn seal(
        &self,
        secret: &[u8; 32],
        nonce: SealNonce,
        account: AccountId,
    ) -> Result<Vec<u8>, Fault> {
        let mut text = serde_json::to_string(self)
            .map_err(|error| Fault::defect(format!("writing telephone words: {error}")))?;
        text.extend(std::iter::repeat_n(' ', PADDED.saturating_sub(text.len())));
        sealed::seal(secret, nonce, &bound_to(account), text.as_bytes())
    }

    /// Those that were sealed for the account, if this installation can read them.
    pub(in crate::identity_checks) fn open(
        secret: &[u8; 32],
        account: AccountId,
        sealed: &[u8],
    ) -> Result<Option<Self>, Fault> {
        let text = sealed::open(secret, &bound_to(account), sealed)?;
        Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
    }
}

fn bound_to(account: AccountId) -> Vec<u8> {
    [b"identity_check.word\0".as_slice(), account.0.as_bytes()].concat()
}
