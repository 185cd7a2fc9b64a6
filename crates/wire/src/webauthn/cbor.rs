//! CBOR (RFC 8949), of which authenticators use little: whole numbers, bytes, text, lists, maps, yes and no.
//!
//! Only the canonical form of CTAP2 (section 8) is read: the shortest lengths, none of them indefinite, and keys of maps that
//! ascend by their major type, then by their length, then by their bytes, so that none is there twice.

use super::{Malformed, split};

/// The longest input, in bytes. Attestation statements with a chain of certificates are the longest there are.
pub const LONGEST: usize = 16 * 1024;
/// Lists and maps within each other: CTAP2 allows four.
const DEEPEST: u8 = 4;
/// Items in all.
const MOST_ITEMS: usize = 256;

/// An item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A whole number of 0 or more.
    Unsigned(u64),
    /// A whole number below 0: -1 less this.
    Negative(u64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// A list.
    List(Vec<Self>),
    /// A map, in the order of its keys.
    Map(Vec<(Self, Self)>),
    /// Yes or no.
    Bool(bool),
    /// Nothing.
    Null,
}

impl<'a> Value<'a> {
    /// The number, if it is one that fits.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Unsigned(number) => i64::try_from(*number).ok(),
            Self::Negative(number) => i64::try_from(*number).ok().map(|number| -1 - number),
            _ => None,
        }
    }

    /// The bytes, if it is some.
    pub const fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The text, if it is some.
    pub const fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The members, if it is a map.
    pub const fn map(&self) -> Option<&[(Self, Self)]> {
        match self {
            Self::Map(members) => Some(members.as_slice()),
            _ => None,
        }
    }
}

/// The one item that these bytes are.
pub fn read(bytes: &[u8]) -> Result<Value<'_>, Malformed> {
    let (value, rest) = read_first(bytes)?;
    if rest.is_empty() { Ok(value) } else { Err(Malformed("something follows the item")) }
}

/// The item that these bytes begin with, and what follows it.
pub fn read_first(bytes: &[u8]) -> Result<(Value<'_>, &[u8]), Malformed> {
    if bytes.len() > LONGEST {
        return Err(Malformed("it is too long"));
    }
    let mut reading = Reading { rest: bytes, items_left: MOST_ITEMS };
    let value = reading.item(DEEPEST)?;
    Ok((value, reading.rest))
}

struct Reading<'a> {
    rest: &'a [u8],
    items_left: usize,
}

impl<'a> Reading<'a> {
    fn item(&mut self, levels_left: u8) -> Result<Value<'a>, Malformed> {
        self.items_left = self.items_left.checked_sub(1).ok_or(Malformed("too many items"))?;
        let head = self.take(1)?[0];
        let (major, short) = (head >> 5, head & 0x1f);
        if major == 7 {
            return match short {
                20 => Ok(Value::Bool(false)),
                21 => Ok(Value::Bool(true)),
                22 => Ok(Value::Null),
                _ => Err(Malformed("an item of a kind that is not used")),
            };
        }
        let number = self.number(short)?;
        match major {
            0 => Ok(Value::Unsigned(number)),
            1 => Ok(Value::Negative(number)),
            2 => Ok(Value::Bytes(self.take(length(number)?)?)),
            3 => {
                let text = std::str::from_utf8(self.take(length(number)?)?);
                text.map(Value::Text).map_err(|_| Malformed("text that is not UTF-8"))
            }
            4 => self.list(length(number)?, deeper(levels_left)?),
            5 => self.map(length(number)?, deeper(levels_left)?),
            _ => Err(Malformed("an item of a kind that is not used")),
        }
    }

    fn list(&mut self, length: usize, levels_left: u8) -> Result<Value<'a>, Malformed> {
        // No room is made ahead: the length is only what somebody says.
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(self.item(levels_left)?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, length: usize, levels_left: u8) -> Result<Value<'a>, Malformed> {
        let mut members = Vec::new();
        let mut last: Option<&[u8]> = None;
        for _ in 0..length {
            let before = self.rest;
            let key = self.item(levels_left)?;
            let written = &before[..before.len() - self.rest.len()];
            if last.is_some_and(|last| order(last) >= order(written)) {
                return Err(Malformed("keys of a map that do not ascend"));
            }
            last = Some(written);
            members.push((key, self.item(levels_left)?));
        }
        Ok(Value::Map(members))
    }

    /// The number of a head: in it, or in the bytes behind it, written as short as can be.
    fn number(&mut self, short: u8) -> Result<u64, Malformed> {
        let (length, least) = match short {
            0..=23 => return Ok(u64::from(short)),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(Malformed("a length that is not definite")),
        };
        let number = self.take(length)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        if number < least {
            Err(Malformed("a number that is not written shortest"))
        } else {
            Ok(number)
        }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = split(self.rest, length)?;
        self.rest = rest;
        Ok(taken)
    }
}

/// What decides where a written key stands.
fn order(key: &[u8]) -> (u8, usize, &[u8]) {
    (key.first().map_or(0, |head| head >> 5), key.len(), key)
}

fn length(number: u64) -> Result<usize, Malformed> {
    usize::try_from(number).map_err(|_| Malformed("it is too long"))
}

fn deeper(levels_left: u8) -> Result<u8, Malformed> {
    levels_left.checked_sub(1).ok_or(Malformed("it is too deep"))
}
