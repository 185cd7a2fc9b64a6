//! Rows as bytes: compact, the same for both engines, without a thought to what they mean.
//!
//! A row is its values in the order of the table's columns. A value is one octet that says what it is, then a number
//! (zigzag, seven bits an octet, the lowest first), or a length and so many octets. Keys are bytes: what the engine
//! makes of them is known to whoever has the table.

use crate::refusal::Fault;

const NULL: u8 = 0;
const INT: u8 = 1;
const TEXT: u8 = 2;
const BYTES: u8 = 3;

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// No value.
    Null,
    /// A number, a flag or a time.
    Int(i64),
    /// Text without a NUL, which one of the engines cannot hold.
    Text(&'a str),
    /// Bytes, or a key.
    Bytes(&'a [u8]),
}

/// Adds a value.
pub(crate) fn put(block: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Null => block.push(NULL),
        Value::Int(number) => {
            block.push(INT);
            put_number(block, ((number << 1) ^ (number >> 63)).cast_unsigned());
        }
        Value::Text(text) => put_octets(block, TEXT, text.as_bytes()),
        Value::Bytes(bytes) => put_octets(block, BYTES, bytes),
    }
}

fn put_octets(block: &mut Vec<u8>, kind: u8, octets: &[u8]) {
    block.push(kind);
    put_number(block, octets.len() as u64);
    block.extend_from_slice(octets);
}

fn put_number(block: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        block.push(number as u8 | 0x80);
        number >>= 7;
    }
    block.push(number as u8);
}

/// Takes the first value off.
pub(crate) fn take<'a>(block: &mut &'a [u8]) -> Result<Value<'a>, Fault> {
    read(block).ok_or_else(|| Fault::defect("reading a row that is none"))
}

fn read<'a>(block: &mut &'a [u8]) -> Option<Value<'a>> {
    Some(match octet(block)? {
        NULL => Value::Null,
        INT => {
            let number = number(block)?;
            Value::Int((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
        }
        TEXT => {
            let text = std::str::from_utf8(octets(block)?).ok()?;
            (!text.contains('\0')).then_some(Value::Text(text))?
        }
        BYTES => Value::Bytes(octets(block)?),
        _ => return None,
    })
}

fn octet(block: &mut &[u8]) -> Option<u8> {
    let (first, rest) = block.split_first()?;
    *block = rest;
    Some(*first)
}

fn octets<'a>(block: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(number(block)?).ok()?;
    let (octets, rest) = block.split_at_checked(length)?;
    *block = rest;
    Some(octets)
}

fn number(block: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let next = octet(block)?;
        let bits = u64::from(next & 0x7f);
        // The tenth octet has room for one bit.
        if shift == 63 && bits > 1 {
            return None;
        }
        number |= bits << shift;
        if next < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Owned {
        Null,
        Int(i64),
        Text(String),
        Bytes(Vec<u8>),
    }

    fn any_value() -> impl Strategy<Value = Owned> {
        prop_oneof![
            Just(Owned::Null),
            any::<i64>().prop_map(Owned::Int),
            "[^\0]{0,40}".prop_map(Owned::Text),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(Owned::Bytes),
        ]
    }

    fn borrowed(value: &Owned) -> Value<'_> {
        match value {
            Owned::Null => Value::Null,
            Owned::Int(number) => Value::Int(*number),
            Owned::Text(text) => Value::Text(text),
            Owned::Bytes(bytes) => Value::Bytes(bytes),
        }
    }

    proptest! {
        #[test]
        fn what_was_put_is_taken(values in prop::collection::vec(any_value(), 0..20)) {
            let mut block = Vec::new();
            for value in &values {
                put(&mut block, borrowed(value));
            }
            let mut rest = block.as_slice();
            for value in &values {
                prop_assert_eq!(take(&mut rest).expect("a value"), borrowed(value));
            }
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn whatever_is_read_nothing_breaks(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut rest = octets.as_slice();
            while !rest.is_empty() && take(&mut rest).is_ok() {}
        }
    }

    #[test]
    fn the_ends_of_the_numbers_and_empty_values_keep_apart() {
        let values = [
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Int(-1),
            Value::Null,
            Value::Text(""),
            Value::Bytes(&[]),
        ];
        let mut block = Vec::new();
        for value in values {
            put(&mut block, value);
        }
        let mut rest = block.as_slice();
        for value in values {
            assert_eq!(take(&mut rest).expect("a value"), value);
        }
        assert!(take(&mut [TEXT, 1, 0].as_slice()).is_err(), "a text with a NUL");
        assert!(take(&mut [INT, 0xff].as_slice()).is_err(), "a number cut off");
    }
}
