//! Which passwords are taken: long enough, and not made of what a guesser tries first.
//!
//! No rule asks for capitals, digits or signs and none makes passwords expire: both lead people to predictable
//! passwords (NIST SP 800-63B). Letters that look alike to Unicode are made equal before hashing (NFKC), so that a
//! password typed on another keyboard still fits.

use facts::directory::AccountView;
use icu_normalizer::ComposingNormalizerBorrowed;
use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Refusal};

use super::common::COMMON;
use crate::passwords::messages;

/// Fewest characters of a password; the real service asked for 10 and looked at more rules.
pub const LEAST_CHARACTERS: NumberRule = NumberRule::new(
    "password.least-characters",
    12,
    8..=64,
    "characters",
    "Length without composition rules, NIST SP 800-63B; the service's older rule is 10",
)
.may_be(Stricter::Higher);

/// Most characters of a password; beyond it nothing is gained and hashing costs more.
pub const MOST_CHARACTERS: NumberRule = NumberRule::new(
    "password.most-characters",
    128,
    64..=512,
    "characters",
    "OWASP Application Security Verification Standard 5, 6.2",
);

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

/// The lengths in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    least: i64,
    most: i64,
}

impl Limits {
    /// The lengths in force for an organisation, or for everybody as long as it is not known who asks.
    pub(crate) async fn read(
        reader: &mut Reader,
        organisation: Option<OrganisationId>,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let least = reader.dated(&LEAST_CHARACTERS, organisation, now).await?;
        let most = reader.dated(&MOST_CHARACTERS, organisation, now).await?;
        Ok(Self { least, most })
    }
}

/// The fewest characters in force for everybody, for the page where a password is chosen.
pub(crate) async fn least_characters(door: &Door) -> Result<i64, Fault> {
    let now = door.clock().now();
    Ok(Limits::read(&mut door.reader().await?, None, now).await?.least)
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
        limits: Limits,
        field: &'static str,
    ) -> Result<(), Refusal> {
        let length = i64::try_from(password.chars().count()).unwrap_or(i64::MAX);
        if length < limits.least {
            return Err(messages::TOO_SHORT.at(field).with("limit", limits.least));
        }
        if length > limits.most {
            return Err(messages::TOO_LONG.at(field).with("limit", limits.most));
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

fn words<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names
        .into_iter()
        .flat_map(|name| name.split(|character: char| !character.is_alphanumeric()))
        .map(folded)
        .filter(|word| word.chars().count() >= SHORTEST_NAME)
        .collect()
}

/// Letters and digits in lower case; signs between them do not make a word another one.
fn folded(text: &str) -> String {
    normalise(text)
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
