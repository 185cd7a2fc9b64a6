//! Codes, keys and seals by themselves: published vectors, and properties whose failing input is printed.

use kernel::clock::Timestamp;
use kernel::ids::AccountId;
use proptest::prelude::*;
use uuid::Uuid;

use super::read;
use crate::factors::model::{
    CODES, Key, Typed, address, code, draw, matching, number, open, seal, step_at,
};

/// RFC 6238, appendix B: the key and the codes of SHA-1, which have eight digits there.
const KEY: &[u8] = b"12345678901234567890";
const VECTORS: [(i64, u32); 6] = [
    (59, 94_287_082),
    (1_111_111_109, 7_081_804),
    (1_111_111_111, 14_050_471),
    (1_234_567_890, 89_005_924),
    (2_000_000_000, 69_279_037),
    (20_000_000_000, 65_353_130),
];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000)
}

#[test]
fn codes_are_those_of_the_standard() {
    for (seconds, expected) in VECTORS {
        let step = step_at(at(seconds));
        assert_eq!(number(KEY, step) % 100_000_000, expected);
        let six = format!("{:06}", expected % 1_000_000);
        assert_eq!(code(KEY, step).as_slice(), six.as_bytes());
    }
}

#[test]
fn a_key_in_letters_is_that_of_the_standard() {
    assert_eq!(Key(*b"12345678901234567890").letters(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(Key(*b"12345678901234567890").grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    let address = address("Guild & Hall", "o'neil@example.org", &Key([0; 20]));
    assert!(
        address.starts_with("otpauth://totp/Guild%20%26%20Hall:o%27neil%40example.org?secret=AAAA")
    );
}

#[test]
fn recovery_codes_differ_and_are_never_taken_for_six_digits() {
    let codes = draw();
    assert_eq!(codes.len(), CODES);
    let different: std::collections::BTreeSet<&String> = codes.iter().collect();
    assert_eq!(different.len(), CODES);
    for code in &codes {
        assert!(matches!(Typed::of(code), Typed::Recovery(_)));
    }
}

#[test]
fn digits_are_read_however_they_are_grouped() {
    for text in ["123456", " 123 456 ", "123-456", "12 34 56\n"] {
        assert!(
            matches!(Typed::of(text), Typed::Digits(digits) if &digits == b"123456"),
            "{text:?}"
        );
    }
    for text in ["", "12345", "1234567", "12345a", "１２３４５６", "１２３456"] {
        assert!(matches!(Typed::of(text), Typed::Recovery(_)), "{text:?}");
    }
}

proptest! {
    #[test]
    fn letters_lead_back_to_the_key(bytes in any::<[u8; 20]>()) {
        prop_assert_eq!(read(&Key(bytes).grouped()), bytes.to_vec());
    }

    #[test]
    fn a_code_fits_one_step_either_way_and_no_further(
        bytes in any::<[u8; 20]>(),
        seconds in 0_i64..4_000_000_000,
        away in -4_i64..=4,
    ) {
        let (now, shown) = (at(seconds), code(&bytes, step_at(at(seconds)) + away));
        let found = matching(&bytes, &shown, now, -2);
        if away.abs() <= 1 {
            prop_assert!(found.is_some());
        } else if let Some(step) = found {
            // Another step may show the same digits by chance.
            prop_assert_eq!(code(&bytes, step), shown);
            prop_assert!((step - step_at(now)).abs() <= 1);
        }
    }

    #[test]
    fn a_step_that_was_used_is_never_taken_again_however_the_clock_goes(
        bytes in any::<[u8; 20]>(),
        times in proptest::collection::vec(1_000_000_i64..1_001_000, 1..60),
    ) {
        let mut last = 0;
        let mut used = std::collections::BTreeSet::new();
        for seconds in times {
            let shown = code(&bytes, step_at(at(seconds)));
            if let Some(step) = matching(&bytes, &shown, at(seconds), last) {
                prop_assert!(used.insert(step), "step {} was taken twice", step);
                prop_assert!(step > last);
                last = step;
            }
        }
    }

    #[test]
    fn a_seal_opens_in_its_own_place_only(
        bytes in any::<[u8; 20]>(),
        secret in any::<[u8; 32]>(),
        flip in 0_usize..48,
    ) {
        let (account, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let (id, elsewhere) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let sealed = seal(&secret, account, id, &Key(bytes)).unwrap();
        let opened = |secret: &[u8; 32], account, id, sealed: &[u8]| {
            open(secret, account, id, sealed).unwrap().map(|key| key.0)
        };
        prop_assert_eq!(opened(&secret, account, id, &sealed), Some(bytes));
        prop_assert_eq!(opened(&secret, other, id, &sealed), None);
        prop_assert_eq!(opened(&secret, account, elsewhere, &sealed), None);
        let mut wrong = secret;
        wrong[0] ^= 1;
        prop_assert_eq!(opened(&wrong, account, id, &sealed), None);
        let mut touched = sealed.clone();
        let place = flip % touched.len();
        touched[place] ^= 1;
        prop_assert_eq!(opened(&secret, account, id, &touched), None);
        prop_assert_eq!(opened(&secret, account, id, &sealed[..sealed.len().min(flip)]), None);
    }
}
