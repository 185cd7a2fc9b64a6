use std::collections::HashSet;

use proptest::prelude::*;

use super::super::names::{NameFault, NameReason};
use super::*;

fn name(given: &str, family: &str) -> PersonName {
    PersonName::new(given, family).unwrap()
}

fn stem(given: &str, family: &str) -> String {
    Stem::of(&name(given, family)).unwrap().to_string()
}

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn key(text: &str) -> String {
    AddressKey::of(text).unwrap().as_str().to_owned()
}

#[test]
fn names_in_every_script_form_an_address() {
    let cases = [
        ("Asha", "Rao", "asha.rao"),
        ("Seán", "O’Neil", "sean.oneil"),
        ("Siân", "ap Rhŷs", "sian.ap-rhys"),
        ("Łucja", "Wiśniewska-Żak", "lucja.wisniewska-zak"),
        ("Nguyễn Thị", "Đặng", "nguyen-thi.dang"),
        ("Jürgen", "Groß", "jurgen.gross"),
        ("Søren", "Þórsson", "soren.thorsson"),
        ("Дмитрий", "Соловьёв", "dmitrii.soloviov"),
        ("Ελένη", "Παππά", "elene.pappa"),
        ("小明", "王", "xiao-ming.wang"),
        ("D'Arcy  J.", "St. John—Smith", "darcy-j.st-john-smith"),
        ("  Ann ", "Lee", "ann.lee"),
        ("X Æ", "12", "x-ae.12"),
    ];
    for (given, family, expected) in cases {
        assert_eq!(stem(given, family), expected);
    }
    for (given, family) in
        [("محمد", "الحسن"), ("דוד", "כהן"), ("हरि", "शर्मा"), ("민준", "김"), ("😀", "Smith")]
    {
        assert!(!stem(given, family).is_empty());
    }
}

#[test]
fn a_name_of_which_nothing_is_left_says_which_one() {
    let fault = Stem::of(&name("…", "Rao")).unwrap_err();
    assert_eq!(fault.part, NamePart::Given);
    let fault = Stem::of(&name("Asha", "’’")).unwrap_err();
    assert_eq!(fault.part, NamePart::Family);
    assert!(fault.to_string().contains("family name with at least one letter"));
}

#[test]
fn a_stem_leaves_room_for_every_number_and_keeps_both_names() {
    let long = "Wolfeschlegel".repeat(4);
    for (given, family) in [("Jo", &*long), (&*long, "Ng"), (&*long, &*long)] {
        let stem = Stem::of(&name(given, family)).unwrap();
        let (first, second) = stem.as_str().split_once('.').unwrap();
        assert!(
            first.len().min(26) >= given.len().min(26)
                && second.len().min(26) >= family.len().min(26)
        );
        assert_eq!(stem.candidate(number(u32::MAX)).as_str().len(), stem.as_str().len() + 10);
        assert!(stem.candidate(number(u32::MAX)).as_str().len() <= LOCAL_AT_MOST);
    }
    let cut = stem("Jo", "Featherstonehaugh-Cholmondeley-Marjoribanks-Beauchamp-Lee");
    assert_eq!(cut, "jo.featherstonehaugh-cholmondeley-marjoribanks");
}

#[test]
fn number_one_is_the_plain_form() {
    let stem = Stem::of(&name("Asha", "Rao")).unwrap();
    let texts = [1, 2, 13].map(|n| stem.candidate(number(n)).as_str().to_owned());
    assert_eq!(texts, ["asha.rao", "asha.rao2", "asha.rao13"]);
}

#[test]
fn a_changed_name_offers_its_shorter_forms() {
    let choices = |given: &str, family: &str| -> Vec<String> {
        let choices = Stem::choices(&name(given, family)).unwrap();
        choices.iter().map(Stem::to_string).collect()
    };
    assert_eq!(choices("Asha", "Rao"), ["asha.rao"]);
    assert_eq!(
        choices("Mary Anne", "Okafor-Smith"),
        [
            "mary-anne.okafor-smith",
            "mary.okafor-smith",
            "mary-anne.okafor",
            "mary.okafor",
            "mary-anne.smith",
            "mary.smith"
        ]
    );
    assert_eq!(choices("Inés", "de la Cruz"), ["ines.de-la-cruz", "ines.cruz"]);
}

#[test]
fn addresses_that_sound_the_same_have_one_key() {
    let same = [
        "O’Neil@Example.ORG",
        "O'Neil@example.org",
        "ONEIL@example.org",
        " oneil@example.org ",
        "ｏｎｅｉｌ@example.org",
        "o\u{200b}neil@example.org",
    ];
    for text in same {
        assert_eq!(key(text), "oneil@example.org");
    }
    assert_ne!(key("oneil2@example.org"), key("oneil@example.org"));
    assert_eq!(
        "O'Neil@Example.org".parse::<Address>().unwrap().key().as_str(),
        "oneil@example.org"
    );
    assert_eq!(AddressKey::of("a\0b@example.org"), None);
    assert_eq!(AddressKey::of(&"a".repeat(2_000)), None);
}

#[test]
fn only_usable_addresses_are_read() {
    for good in ["a@b.uk", "a.b-c@x-y.nhs.example", "o'neil+x@example.org", "A.B@example.org"] {
        assert_eq!(good.parse::<Address>().unwrap().to_string(), good);
    }
    assert_eq!("a@EXAMPLE.org".parse::<Address>().unwrap().to_string(), "a@example.org");
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long_label = format!("a@{}.org", "b".repeat(64));
    let long_domain = format!("a@{}org", "b.".repeat(126));
    let long_whole = format!("{}@{}org", "a".repeat(64), "bcd.".repeat(60));
    let cases = [
        ("", AddressFault::Empty),
        ("asha", AddressFault::AtSign),
        ("a@b@example.org", AddressFault::AtSign),
        ("@example.org", AddressFault::EmptyLocal),
        (&long_local, AddressFault::LocalTooLong),
        (".a@example.org", AddressFault::Dots),
        ("a.@example.org", AddressFault::Dots),
        ("a..b@example.org", AddressFault::Dots),
        ("a b@example.org", AddressFault::Character { character: ' ' }),
        ("\"a\"@example.org", AddressFault::Character { character: '"' }),
        ("seán@example.org", AddressFault::Character { character: 'á' }),
        ("a\0@example.org", AddressFault::Character { character: '\0' }),
        ("a@", AddressFault::Domain),
        ("a@localhost", AddressFault::Domain),
        ("a@[192.0.2.1]", AddressFault::Domain),
        ("a@192.0.2.1", AddressFault::Domain),
        ("a@-b.org", AddressFault::Domain),
        ("a@b-.org", AddressFault::Domain),
        ("a@b..org", AddressFault::Domain),
        ("a@example.org.", AddressFault::Domain),
        (&long_label, AddressFault::Domain),
        (&long_domain, AddressFault::Domain),
        (&long_whole, AddressFault::TooLong),
    ];
    for (text, fault) in cases {
        assert_eq!(text.parse::<Address>(), Err(fault.clone()), "{text}");
        assert!(fault.to_string().ends_with('.'));
    }
}

#[test]
fn a_name_stays_as_it_was_written() {
    let name = name(" anna  maria ", "VAN der Berg");
    assert_eq!(name.given(), "anna  maria");
    assert_eq!(name.family(), "VAN der Berg");
    assert_eq!(name.display(), "anna  maria VAN der Berg");
    let composed = PersonName::new("Sia\u{302}n", "Rao").unwrap();
    assert_eq!(composed.given(), "Siân");
    let own = PersonName::with_display("小明", "王", "王小明").unwrap();
    assert_eq!(own.to_string(), "王小明");
    assert!(PersonName::new("می\u{200c}نا", "👩\u{200d}⚕️").is_ok());
}

#[test]
fn what_cannot_be_a_name_is_refused_and_named() {
    let refused = |given: &str, family: &str| PersonName::new(given, family).unwrap_err();
    let fault = |part, reason| NameFault { part, reason };
    assert_eq!(refused(" ", "Rao"), fault(NamePart::Given, NameReason::Empty));
    assert_eq!(refused("A", "\u{200b}\u{200d}"), fault(NamePart::Family, NameReason::Empty));
    for character in
        ['\0', '\n', '\u{7f}', '\u{85}', '\u{2028}', '\u{202e}', '\u{2067}', '\u{ffff}']
    {
        let text = format!("A{character}b");
        let expected = fault(NamePart::Family, NameReason::Character { character });
        assert_eq!(refused("A", &text), expected);
    }
    let too_long = fault(NamePart::Given, NameReason::TooLong { at_most: 64 });
    assert!(PersonName::new(&"ä".repeat(64), &"a\u{308}".repeat(64)).is_ok());
    assert_eq!(refused(&"a".repeat(65), "Rao"), too_long);
    assert_eq!(refused(&"😀".repeat(33), "Rao"), too_long);
    assert_eq!(refused(&"a".repeat(1_000_000), "Rao"), too_long);
    assert_eq!(
        PersonName::with_display("A", "B", &"a".repeat(257)).unwrap_err(),
        fault(NamePart::Display, NameReason::TooLong { at_most: 256 })
    );
    assert_eq!(refused(" ", "Rao").to_string(), "Enter a given name.");
}

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z' -]{1,64}",
        "[a-c0-9]{50,64}",
        "\\p{Cyrillic}{1,20}",
        "\\p{Arabic}{1,20}",
        "\\p{Han}{1,20}",
        "\\p{Hebrew}{1,20}",
        "\\p{Devanagari}{1,20}",
        "\\p{Greek}{1,20}",
        "[a-ząćęłńóśźżA-ZŁŚŻ-]{1,64}",
        "[a-zăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ ]{1,64}",
        "[a-zŵŷâêîôûŴŶ ]{1,64}",
        "[😀-😿🚀-🚿]{1,12}",
        "\\PC{1,30}",
    ]
}

proptest! {
    #[test]
    fn every_candidate_is_a_clean_local_part(given in any_word(), family in any_word(), n in 1_u32..) {
        let Ok(name) = PersonName::new(&given, &family) else { return Ok(()) };
        let Ok(stems) = Stem::choices(&name) else { return Ok(()) };
        prop_assert_eq!(&stems[0], &Stem::of(&name).unwrap());
        prop_assert_eq!(stems.iter().collect::<HashSet<_>>().len(), stems.len());
        for stem in stems {
            let local = stem.candidate(number(n));
            prop_assert!(local.as_str().len() <= LOCAL_AT_MOST);
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
            prop_assert!(local.as_str().chars().all(allowed), "{}", local.as_str());
            prop_assert_eq!(local.as_str().matches('.').count(), 1);
            let clean = |part: &str| part.split('-').all(|word| !word.is_empty());
            prop_assert!(local.as_str().split('.').all(clean));
            prop_assert_eq!(&local.as_str().parse::<LocalPart>().unwrap(), &local);
            // What is generated is its own key, so the column of keys and the addresses agree.
            let address = Address::new(local, "example.org".parse().unwrap()).unwrap();
            let key = address.key();
            prop_assert_eq!(key.as_str(), address.to_string());
        }
    }

    #[test]
    fn candidates_of_one_stem_never_repeat(
        given in any_word(),
        family in any_word(),
        numbers in prop::collection::hash_set(prop_oneof![1_u32..300, 1_u32..], 2..40),
    ) {
        let Ok(name) = PersonName::new(&given, &family) else { return Ok(()) };
        let Ok(stem) = Stem::of(&name) else { return Ok(()) };
        let texts: HashSet<String> =
            numbers.iter().map(|&n| stem.candidate(number(n)).as_str().to_owned()).collect();
        prop_assert_eq!(texts.len(), numbers.len());
    }

    #[test]
    fn names_in_listed_scripts_always_form_an_address(
        given in "[А-Яа-яЁёA-Za-zα-ωΑ-ΡΣ-Ω一-鿿א-תअ-हأ-غ]{1,20}",
        family in "[a-zA-Zà-öø-ÿŵŷłżơư]{1,60}",
    ) {
        let stem = Stem::of(&name(&given, &family));
        let latin_family = stem.map_err(|fault| fault.part) != Err(NamePart::Family);
        prop_assert!(latin_family);
    }

    #[test]
    fn print_and_parse_are_each_others_inverse(
        text in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,70}@[a-zA-Z0-9.-]{1,40}\\.[a-z]{2,5}",
    ) {
        let Ok(address) = text.parse::<Address>() else { return Ok(()) };
        prop_assert_eq!(address.to_string().parse::<Address>().unwrap(), address.clone());
        prop_assert!(address.to_string().eq_ignore_ascii_case(&text));
        prop_assert_eq!(AddressKey::of(&text).unwrap(), address.key());
    }

    #[test]
    fn a_key_is_its_own_key(text in "\\PC{0,80}") {
        if let Some(first) = AddressKey::of(&text) {
            prop_assert_eq!(AddressKey::of(first.as_str()), Some(first));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = text.parse::<Address>();
        let _ = PersonName::new(&text, &text).map(|name| Stem::choices(&name));
    }
}
