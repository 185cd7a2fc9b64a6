//! Whatever comes in, the parsers answer; and what they read is what was written.

use proptest::prelude::*;

use super::{attestation, attested, es256, said, write};
use crate::webauthn::{AttestationObject, AuthenticatorData, ClientData, PublicKey, Value, read};

fn parse_all(bytes: &[u8]) {
    let _ = read(bytes);
    let _ = PublicKey::parse(bytes);
    let _ = AuthenticatorData::parse(bytes);
    let _ = ClientData::parse(bytes);
    if let Ok(object) = AttestationObject::parse(bytes) {
        let _ = AuthenticatorData::parse(object.authenticator_data);
    }
}

/// The canonical form of a value.
fn written(value: &Value<'_>) -> Vec<u8> {
    let head = |major: u8, number: u64| {
        let kind = major << 5;
        match number {
            0..24 => vec![kind | number as u8],
            24..0x100 => vec![kind | 24, number as u8],
            0x100..0x1_0000 => [vec![kind | 25], (number as u16).to_be_bytes().to_vec()].concat(),
            0x1_0000..0x1_0000_0000 => {
                [vec![kind | 26], (number as u32).to_be_bytes().to_vec()].concat()
            }
            _ => [vec![kind | 27], number.to_be_bytes().to_vec()].concat(),
        }
    };
    match value {
        Value::Unsigned(number) => head(0, *number),
        Value::Negative(number) => head(1, *number),
        Value::Bytes(bytes) => [head(2, bytes.len() as u64), bytes.to_vec()].concat(),
        Value::Text(text) => [head(3, text.len() as u64), text.as_bytes().to_vec()].concat(),
        Value::List(items) => {
            let items = items.iter().flat_map(written);
            head(4, value_length(value)).into_iter().chain(items).collect()
        }
        Value::Map(members) => {
            let members = members.iter().flat_map(|(key, value)| [written(key), written(value)]);
            head(5, value_length(value)).into_iter().chain(members.flatten()).collect()
        }
        Value::Bool(false) => vec![0xf4],
        Value::Bool(true) => vec![0xf5],
        Value::Null => vec![0xf6],
    }
}

fn value_length(value: &Value<'_>) -> u64 {
    match value {
        Value::List(items) => items.len() as u64,
        Value::Map(members) => members.len() as u64,
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_input_makes_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        parse_all(&bytes);
    }

    #[test]
    fn no_change_of_what_is_right_makes_one_panic(
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let told = said(0xc5, &[attested(&[6; 20], &es256()), write::map(&[])].concat());
        let mut bytes = attestation("none", write::map(&[]), &told);
        for (place, byte) in &places {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        parse_all(&bytes);
        parse_all(&bytes[..cut.index(bytes.len())]);
        parse_all(&told[..cut.index(told.len())]);
    }

    #[test]
    fn what_is_read_has_one_way_to_be_written(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(value) = read(&bytes) {
            prop_assert_eq!(written(&value), bytes);
        }
    }

    #[test]
    fn numbers_and_bytes_come_back(number in any::<u64>(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for value in [Value::Unsigned(number), Value::Negative(number), Value::Bytes(&bytes)] {
            let written = written(&value);
            prop_assert_eq!(read(&written), Ok(value));
        }
    }
}
