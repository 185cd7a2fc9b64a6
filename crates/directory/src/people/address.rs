//! Email addresses of people: how one is formed from a name, read, written and compared.
//!
//! Used when a person is created or renamed, and wherever somebody types an address. An
//! address is formed as given name, dot, family name in the letters a to z, digits and hyphens,
//! with a number behind it from the second one on: `asha.rao`, `asha.rao2`, `asha.rao3`.
//!
//! Invariants:
//! * A [`Stem`] leaves room for every number, so it is never shortened differently for another
//!   number, and the candidates of one stem never repeat. Candidates of two stems may meet
//!   (`asha.rao1` with 2, `asha.rao` with 12): whether an address is free is decided by its
//!   [`AddressKey`].
//! * Two addresses that a switchboard cannot tell apart on the telephone have one key.
//!
//! It does not decide which number comes next or whether an address is free; that needs the
//! database.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use deunicode::deunicode_with_tofu;
use icu_casemap::CaseMapper;
use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};

use super::names::{NamePart, PersonName, is_unseen};

/// Longest part before the @ sign, in octets (RFC 5321, 4.5.3.1.1).
pub const LOCAL_AT_MOST: usize = 64;
/// Longest address, in octets (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const ADDRESS_AT_MOST: usize = 254;
/// Longest domain, in octets (RFC 1035, written without the root).
pub const DOMAIN_AT_MOST: usize = 253;
/// Digits of the greatest number that may stand behind a stem.
const NUMBER_DIGITS: usize = 10;
const STEM_AT_MOST: usize = LOCAL_AT_MOST - NUMBER_DIGITS;

/// The beginning of a person's address: given name, dot, family name, folded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stem(String);

/// A name of which nothing is left in the letters a to z.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StemFault {
    /// The given or the family name.
    pub part: NamePart,
}

/// The part of an address before the @ sign.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalPart(String);

/// A mail domain, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Domain(String);

/// An email address. The part before the @ sign keeps its case, the domain is in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: LocalPart,
    domain: Domain,
}

/// What addresses are compared by: compatibility-composed (NFKC), case-folded, without
/// apostrophes and characters that cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressKey(String);

/// Why a text is not an address that can be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressFault {
    /// Nothing there.
    Empty,
    /// No @ sign, or more than one.
    AtSign,
    /// Nothing before the @ sign.
    EmptyLocal,
    /// More than 64 octets before the @ sign.
    LocalTooLong,
    /// A dot at either end of the part before the @ sign, or two together.
    Dots,
    /// A character that cannot stand before the @ sign.
    Character {
        /// The first one.
        character: char,
    },
    /// The part after the @ sign is not a full domain name.
    Domain,
    /// The whole is longer than 254 octets.
    TooLong,
}

impl Stem {
    /// The stem of a name: transliterated to ASCII, in lower case; letters, digits and hyphens
    /// stay, apostrophes and other signs go, spaces become hyphens.
    ///
    /// # Errors
    /// When nothing is left of the given or the family name.
    pub fn of(name: &PersonName) -> Result<Stem, StemFault> {
        let (given, family) = folded_parts(name)?;
        Ok(Stem::join(&given, &family))
    }

    /// The stems offered when a name changes, best first, without repeats: the whole name, then
    /// forms with fewer of its given and family names.
    ///
    /// # Errors
    /// When nothing is left of the given or the family name.
    pub fn choices(name: &PersonName) -> Result<Vec<Stem>, StemFault> {
        let (given, family) = folded_parts(name)?;
        let first_given = given.split('-').next().unwrap_or(&given);
        let last_family = family.rsplit('-').next().unwrap_or(&family);
        // A first word of up to three letters is rather a particle (de, van, bin) than a name.
        let first_family = family.split('-').next().filter(|word| word.len() > 3);
        let families = [Some(family.as_str()), first_family, Some(last_family)];
        let mut stems: Vec<Stem> = Vec::new();
        for family in families.into_iter().flatten() {
            for given in [&given, first_given] {
                let stem = Stem::join(given, family);
                if !stems.contains(&stem) {
                    stems.push(stem);
                }
            }
        }
        Ok(stems)
    }

    /// The text of the stem, under which its numbers are counted.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The stem's address with this number; number 1 is the plain form.
    pub fn candidate(&self, number: NonZeroU32) -> LocalPart {
        LocalPart(match number.get() {
            1 => self.0.clone(),
            number => format!("{}{number}", self.0),
        })
    }

    fn join(given: &str, family: &str) -> Stem {
        let room = STEM_AT_MOST - 1;
        let half = room / 2;
        let (for_given, for_family) = match (given.len(), family.len()) {
            (given, family) if given + family <= room => (given, family),
            (given, _) if given <= half => (given, room - given),
            (_, family) if family <= half => (room - family, family),
            _ => (half, room - half),
        };
        Stem(format!("{}.{}", shortened(given, for_given), shortened(family, for_family)))
    }
}

impl fmt::Display for Stem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StemFault {}

impl fmt::Display for StemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part.words();
        write!(
            f,
            "An email address cannot be formed from this {part}. \
             Enter the {part} with at least one letter or digit."
        )
    }
}

impl LocalPart {
    /// The text before the @ sign.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalPart {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<LocalPart, AddressFault> {
        if text.is_empty() {
            return Err(AddressFault::EmptyLocal);
        }
        if text.len() > LOCAL_AT_MOST {
            return Err(AddressFault::LocalTooLong);
        }
        if let Some(character) = text.chars().find(|&c| c != '.' && !is_atom(c)) {
            return Err(AddressFault::Character { character });
        }
        if text.split('.').any(str::is_empty) {
            return Err(AddressFault::Dots);
        }
        Ok(LocalPart(text.to_owned()))
    }
}

impl Domain {
    /// The domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Domain {
    type Err = AddressFault;

    fn from_str(text: &str) -> Result<Domain, AddressFault> {
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let last = text.rsplit('.').next().unwrap_or_default();
        let is_domain = text.len() <= DOMAIN_AT_MOST
            && text.contains('.')
            && text.split('.').all(is_label)
            && !last.bytes().all(|byte| byte.is_ascii_digit());
        if !is_domain {
            return Err(AddressFault::Domain);
        }
        Ok(Domain(text.to_ascii_lowercase()))
    }
}

impl Address {
    /// Puts the two parts together.
    ///
    /// # Errors
    /// When the whole is too long.
    pub fn new(local: LocalPart, domain: Domain) -> Result<Address, AddressFault> {
        if local.0.len() + 1 + domain.0.len() > ADDRESS_AT_MOST {
            return Err(AddressFault::TooLong);
        }
        Ok(Address { local, domain })
    }

    /// The part before the @ sign.
    pub fn local(&self) -> &LocalPart {
        &self.local
    }

    /// The domain.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// What this address is compared by.
    pub fn key(&self) -> AddressKey {
        AddressKey(fold_key(&self.to_string()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local.0, self.domain.0)
    }
}

impl FromStr for Address {
    type Err = AddressFault;

    /// Reads the part of RFC 5321 in use: no quoted local part, no address literal, ASCII.
    fn from_str(text: &str) -> Result<Address, AddressFault> {
        if text.is_empty() {
            return Err(AddressFault::Empty);
        }
        let (local, domain) = text.split_once('@').ok_or(AddressFault::AtSign)?;
        if domain.contains('@') {
            return Err(AddressFault::AtSign);
        }
        Address::new(local.parse()?, domain.parse()?)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressFault;

    fn try_from(text: String) -> Result<Address, AddressFault> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> String {
        address.to_string()
    }
}

impl AddressKey {
    /// The key of whatever somebody typed, to look an address up by; none when the text cannot
    /// be anybody's address because of its length or a control character.
    pub fn of(typed: &str) -> Option<AddressKey> {
        if typed.len() > ADDRESS_AT_MOST * 4 || typed.chars().any(char::is_control) {
            return None;
        }
        Some(AddressKey(fold_key(typed)))
    }

    /// The text to store and search.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::error::Error for AddressFault {}

impl fmt::Display for AddressFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressFault::Empty => f.write_str("Enter an email address."),
            AddressFault::AtSign => {
                f.write_str("Enter an email address with one @ sign, like name@example.org.")
            }
            AddressFault::EmptyLocal => {
                f.write_str("Enter the part of the email address before the @ sign.")
            }
            AddressFault::LocalTooLong => write!(
                f,
                "The part of the email address before the @ sign must be \
                 {LOCAL_AT_MOST} characters or fewer."
            ),
            AddressFault::Dots => f.write_str(
                "The part of the email address before the @ sign must not start or end with a \
                 dot or have two dots together.",
            ),
            AddressFault::Character { character } => write!(
                f,
                "The part of the email address before the @ sign contains “{}”. Use letters \
                 a to z, digits, dots, hyphens and apostrophes.",
                character.escape_debug()
            ),
            AddressFault::Domain => {
                f.write_str("Enter the whole domain after the @ sign, like example.org.")
            }
            AddressFault::TooLong => {
                write!(f, "The email address must be {ADDRESS_AT_MOST} characters or fewer.")
            }
        }
    }
}

fn folded_parts(name: &PersonName) -> Result<(String, String), StemFault> {
    let fold = |part, text| {
        let folded = fold_part(text);
        if folded.is_empty() { Err(StemFault { part }) } else { Ok(folded) }
    };
    Ok((fold(NamePart::Given, name.given())?, fold(NamePart::Family, name.family())?))
}

fn fold_part(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut folded = String::new();
    for character in deunicode_with_tofu(&composed, "").chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => folded.push(character.to_ascii_lowercase()),
            '-' | ' ' if !folded.is_empty() && !folded.ends_with('-') => folded.push('-'),
            _ => {}
        }
    }
    folded.truncate(folded.trim_end_matches('-').len());
    folded
}

/// Cut to the room there is, between two names where that keeps at least half of it.
fn shortened(part: &str, room: usize) -> &str {
    if part.len() <= room {
        return part;
    }
    let cut = &part[..room];
    let between = part[..=room].rfind('-').filter(|&at| at * 2 >= room);
    between.map_or(cut, |at| &part[..at]).trim_end_matches('-')
}

/// RFC 5321 `atext`: what a part between dots is made of.
fn is_atom(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
}

// Compared in folded form: "O’Neil", "O'Neil" and "ONEIL" must never become three addresses
// that a switchboard cannot tell apart on the telephone. Folding can bring forth characters
// that fold again, so it runs until nothing changes.
fn fold_key(text: &str) -> String {
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let step = |text: &str| {
        let plain: String = text.chars().filter(|&c| !is_unseen(c) && !is_apostrophe(c)).collect();
        let folded = normalizer.normalize(&plain);
        normalizer.normalize(&CaseMapper::new().fold_string(&folded)).trim().to_owned()
    };
    let mut key = step(text);
    for _ in 0..8 {
        let next = step(&key);
        if next == key {
            break;
        }
        key = next;
    }
    key
}

fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '\u{b4}' | '\u{2b9}' | '\u{2bb}'..='\u{2bd}' | '\u{2c8}'
            | '\u{5f3}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2035}' | '\u{a78c}'
            | '\u{ff07}' | '\u{ff40}'
    )
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
