//! Lists as people paste them.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::model::{Meant, split};

#[test]
fn lists_are_read_however_they_are_written() {
    let cases: &[(&str, &[&str])] = &[
        ("a@x.org\nb@x.org\r\n\r\nc@x.org", &["a@x.org", "b@x.org", "c@x.org"]),
        ("a@x.org; b@x.org,c@x.org", &["a@x.org", "b@x.org", "c@x.org"]),
        ("Asha Rao <a@x.org>", &["a@x.org"]),
        ("Rao, Asha <a@x.org>; \"Cole; Ben\" <b@x.org>", &["a@x.org", "b@x.org"]),
        ("Rao, Asha <a@x.org>, Cole, Ben <b@x.org>, c@x.org", &["a@x.org", "b@x.org", "c@x.org"]),
        ("a@x.org, Ben <b@x.org>", &["a@x.org", "b@x.org"]),
        ("a@x.org b@x.org\tc@x.org", &["a@x.org", "b@x.org", "c@x.org"]),
        ("E1234, E 1235;\tE1236", &["E1234", "E 1235", "E1236"]),
        ("\u{feff}\"a@x.org\",\"b@x.org\"", &["a@x.org", "b@x.org"]),
        ("mailto:a@x.org\n<b@x.org>\n<c@x.org", &["a@x.org", "b@x.org", "c@x.org"]),
        ("O'Neill \" one mark; b@x.org", &["O'Neill \" one mark", "b@x.org"]),
        (" ,;\n\t;;", &[]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(split(text), *expected, "{text:?}");
    }
}

#[test]
fn an_entry_is_a_key_an_address_or_a_number() {
    let key = "0198c0de-0000-7000-8000-000000000001";
    assert!(matches!(Meant::of(key), Meant::Account(account) if account.to_string() == key));
    assert_eq!(Meant::of("a@x.org"), Meant::Address("a@x.org".to_owned()));
    assert_eq!(Meant::of("E1234"), Meant::StaffNumber("E1234".to_owned()));
}

#[test]
fn whatever_is_pasted_its_addresses_are_found_and_nothing_breaks() {
    let seed: [u8; 32] = kernel::random::bytes();
    println!("seed {seed:?}");
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::from_seed(RngAlgorithm::ChaCha, &seed),
    );
    let separators = prop::sample::select(vec!["\n", "\r\n", ";", "; ", ",", ", ", "\t", "\n\n"]);
    let names = prop::sample::select(vec!["", "Asha ", "Rao, Asha ", "\"Rao; Asha\" "]);
    let entry = ("[a-z]{1,8}", names, separators);
    let lists = prop::collection::vec(entry, 0..40);
    for _ in 0..500 {
        let list = lists.new_tree(&mut runner).expect("a list").current();
        let mut text = String::new();
        let mut expected = Vec::new();
        for (local, name, separator) in &list {
            let address = format!("{local}@x.org");
            // Whoever writes names writes the addresses in brackets.
            text.push_str(&match *name {
                "" => address.clone(),
                name => format!("{name}<{address}>"),
            });
            text.push_str(separator);
            expected.push(address);
        }
        assert_eq!(split(&text), expected, "{text:?}");
    }
    let noise = any::<String>();
    for _ in 0..500 {
        let text = noise.new_tree(&mut runner).expect("a text").current();
        for entry in split(&text) {
            assert!(!entry.is_empty() && entry.chars().count() <= 320 && !entry.contains('\n'));
        }
    }
}
