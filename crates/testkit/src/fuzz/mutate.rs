//! How an input is changed.

use super::Dice;

/// The longest mutant, in bytes: longer than anything that is read.
const LONGEST: usize = 300 << 10;
/// Lengths at which counters and bounds break.
const LENGTHS: [usize; 12] =
    [23, 24, 255, 256, 1023, 1024, 4096, 8192, 8193, 16_384, 65_536, 65_537];
/// Numbers at which they do, too.
const NUMBERS: [&str; 10] = [
    "0",
    "-1",
    "127",
    "65536",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e999",
    "00000000000000000000001",
];
/// Bytes that mean something somewhere.
const BYTES: &[u8] =
    b"\x00\x09\x0a\x0d\x17\x18\x19\x1a\x1b\x1f\x20\x5f\x7f\x80\xc0\xed\xff\"#%&'+,-./:;<=>?[\\]{}";

/// What makes mutants.
pub(super) struct Mutator {
    dice: Dice,
    pub(super) words: Vec<Vec<u8>>,
    pub(super) nests: Vec<(&'static str, &'static str)>,
}

impl Mutator {
    pub(super) const fn new(dice: Dice) -> Self {
        Self { dice, words: Vec::new(), nests: Vec::new() }
    }

    /// One of the pool, changed between one and six times.
    pub(super) fn mutant(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let mut mutant = self.dice.one(pool).clone();
        for _ in 0..=self.dice.below(6) {
            self.change(&mut mutant, pool);
        }
        mutant.truncate(LONGEST);
        mutant
    }

    fn change(&mut self, bytes: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let at = self.dice.below(bytes.len() + 1);
        let end = at + self.dice.below((bytes.len() - at).min(64) + 1);
        match self.dice.below(14) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.dice.below(8),
            1 if at < bytes.len() => bytes[at] = self.dice.below(256) as u8,
            2 if at < bytes.len() => bytes[at] = *self.dice.one(BYTES),
            3 => bytes.insert(at, *self.dice.one(BYTES)),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            6 => self.splice(bytes, at, pool),
            7 | 8 => self.word(bytes, at..at),
            9 => self.word(bytes, at..end),
            10 => self.stretch(bytes, at, end),
            11 => self.nest(bytes, at, end),
            12 => self.number(bytes, at),
            _ => self.swap(bytes, at, end),
        }
    }

    /// The beginning of one and a part of another.
    fn splice(&mut self, bytes: &mut Vec<u8>, at: usize, pool: &[Vec<u8>]) {
        let other = self.dice.one(pool);
        let from = self.dice.below(other.len() + 1);
        let many = self.dice.below(other.len() - from + 1);
        let rest = if self.dice.below(2) == 0 { at } else { bytes.len() };
        bytes.splice(at..rest, other[from..from + many].iter().copied());
    }

    fn word(&mut self, bytes: &mut Vec<u8>, place: std::ops::Range<usize>) {
        if !self.words.is_empty() {
            bytes.splice(place, self.dice.one(&self.words).iter().copied());
        }
    }

    /// A part again and again, to a length at which something breaks.
    fn stretch(&mut self, bytes: &mut Vec<u8>, at: usize, end: usize) {
        let part = bytes[at..end].to_vec();
        if part.is_empty() || bytes.len() > LONGEST {
            return;
        }
        let length = *self.dice.one(&LENGTHS);
        let long: Vec<u8> = part.iter().copied().cycle().take(length).collect();
        bytes.splice(at..end, long);
    }

    /// Something around a part, many times.
    fn nest(&mut self, bytes: &mut Vec<u8>, at: usize, end: usize) {
        if self.nests.is_empty() || bytes.len() > LONGEST {
            return;
        }
        let (open, close) = *self.dice.one(&self.nests);
        let times = *self.dice.one(&[1, 3, 4, 5, 31, 32, 33, 127, 128, 129, 5000]);
        let inside = bytes[at..end].to_vec();
        let around = [open.repeat(times).into_bytes(), inside, close.repeat(times).into_bytes()];
        bytes.splice(at..end, around.concat());
    }

    /// Another number in the place of the next one.
    fn number(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        if let Some(from) = bytes[at..].iter().position(is_digit).map(|place| place + at) {
            let many = bytes[from..].iter().take_while(|byte| is_digit(byte)).count();
            let number = *self.dice.one(&NUMBERS);
            bytes.splice(from..from + many, number.bytes());
        }
    }

    fn swap(&mut self, bytes: &mut Vec<u8>, at: usize, end: usize) {
        let part: Vec<u8> = bytes.drain(at..end).collect();
        let to = self.dice.below(bytes.len() + 1);
        bytes.splice(to..to, part);
    }
}
