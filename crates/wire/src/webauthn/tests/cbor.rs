//! The vectors of RFC 8949, appendix A, as far as the canonical form of CTAP2 has them, and the forms it has not.

use super::write;
use crate::webauthn::{LONGEST, Value, read};

fn of_hex(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().collect();
    let byte = |two: &[char]| u8::from_str_radix(&two.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

#[test]
fn the_vectors_of_the_rfc_are_read() {
    for (hex, value) in [
        ("00", Value::Unsigned(0)),
        ("17", Value::Unsigned(23)),
        ("1818", Value::Unsigned(24)),
        ("1903e8", Value::Unsigned(1000)),
        ("1a000f4240", Value::Unsigned(1_000_000)),
        ("1b000000e8d4a51000", Value::Unsigned(1_000_000_000_000)),
        ("1bffffffffffffffff", Value::Unsigned(u64::MAX)),
        ("20", Value::Negative(0)),
        ("3903e7", Value::Negative(999)),
        ("f4", Value::Bool(false)),
        ("f5", Value::Bool(true)),
        ("f6", Value::Null),
        ("4401020304", Value::Bytes(&[1, 2, 3, 4])),
        ("6449455446", Value::Text("IETF")),
        ("62c3bc", Value::Text("ü")),
        ("80", Value::List(Vec::new())),
        ("820102", Value::List(vec![Value::Unsigned(1), Value::Unsigned(2)])),
        ("a0", Value::Map(Vec::new())),
        (
            "a201020304",
            Value::Map(vec![
                (Value::Unsigned(1), Value::Unsigned(2)),
                (Value::Unsigned(3), Value::Unsigned(4)),
            ]),
        ),
    ] {
        assert_eq!(read(&of_hex(hex)), Ok(value), "{hex}");
    }
    assert_eq!(Value::Unsigned(u64::MAX).number(), None);
    assert_eq!(Value::Negative(u64::MAX).number(), None);
    assert_eq!(Value::Negative(6).number(), Some(-7));
}

#[test]
fn every_form_but_the_canonical_one_is_refused() {
    for (hex, why) in [
        ("", "nothing"),
        ("1817", "a number that is not shortest"),
        ("190017", "a number that is not shortest"),
        ("1a0000ffff", "a number that is not shortest"),
        ("1b00000000ffffffff", "a number that is not shortest"),
        ("5f42010243030405ff", "bytes without a definite length"),
        ("7f657374726561646d696e67ff", "text without a definite length"),
        ("9f018202039f0405ffff", "a list without a definite length"),
        ("bf61610161629f0203ffff", "a map without a definite length"),
        ("a203040102", "keys that descend"),
        ("a201020103", "a key twice"),
        ("a2616101006100", "keys of another kind in front"),
        ("c074323031332d30332d32315432303a30343a30305a", "a tag"),
        ("f97e00", "half a number"),
        ("fb3ff199999999999a", "a fraction"),
        ("f7", "undefined"),
        ("e0", "a simple value"),
        ("62ff00", "text that is not UTF-8"),
        ("0000", "two items"),
        ("4401", "bytes that end too early"),
        ("1b00", "a number that ends too early"),
        ("5bffffffffffffffff", "bytes without an end"),
        ("9bffffffffffffffff", "a list without an end"),
        ("bbffffffffffffffff", "a map without an end"),
        ("818181818100", "a list too deep"),
    ] {
        assert!(read(&of_hex(hex)).is_err(), "{why}: {hex}");
    }
    assert!(read(&of_hex("8181818100")).is_ok(), "four levels are what CTAP2 allows");
}

#[test]
fn keys_stand_by_kind_then_length_then_bytes() {
    let ascending = [write::number(1), write::number(300), write::number(-1), write::text("b")];
    let all: Vec<[Vec<u8>; 2]> = ascending.map(|key| [key, write::number(0)]).to_vec();
    assert!(read(&write::map(&all)).is_ok());
    for place in 0..all.len() - 1 {
        let mut swapped = all.clone();
        swapped.swap(place, place + 1);
        assert!(read(&write::map(&swapped)).is_err(), "{place}");
    }
}

#[test]
fn what_is_too_large_is_not_looked_at() {
    let long = write::bytes(&vec![0; LONGEST]);
    assert_eq!(read(&long).unwrap_err().to_string(), "it is too long");
    let many = [vec![0x99, 0x01, 0x00], vec![0; 256]].concat();
    assert_eq!(read(&many).unwrap_err().to_string(), "too many items");
    assert!(read(&[vec![0x98, 0xff], vec![0; 255]].concat()).is_ok());
}
