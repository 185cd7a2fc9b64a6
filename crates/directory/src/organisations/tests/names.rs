use crate::organisations::model::{fold, words};
use crate::organisations::{display_name, short_names};

#[test]
fn names_are_compared_by_plain_letters_and_digits() {
    assert_eq!(fold("  St. Mary's  HOSPITAL "), "st marys hospital");
    assert_eq!(fold("Ysbyty Llên-y-Môr"), "ysbyty llen y mor");
    assert_eq!(fold("…"), "");
    assert_eq!(words("leeds and leeds"), ["and", "leeds"]);
}

#[test]
fn short_names_suit_and_differ_and_end_with_the_code() {
    let suited = short_names("LEEDS TEACHING HOSPITALS NHS TRUST", "RR8");
    assert_eq!(suited[0], "ltht");
    assert_eq!(suited.last().unwrap(), "rr8");
    for (at, short_name) in suited.iter().enumerate() {
        assert!((2..=12).contains(&short_name.len()), "{short_name}");
        assert!(short_name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{short_name}");
        assert!(!suited[..at].contains(short_name));
    }
    assert_eq!(short_names("…", "A81001"), ["a81001"]);
}

#[test]
fn names_in_capitals_are_shown_in_ordinary_ones_and_others_as_they_are() {
    for (register, shown) in [
        ("NORTHMOOR HOSPITAL NHS TRUST", "Northmoor Hospital NHS Trust"),
        ("NHS NORTH EAST AND NORTH CUMBRIA ICB", "NHS North East and North Cumbria ICB"),
        ("THE DOCTORS' SURGERY (ST MARY'S)", "The Doctors' Surgery (St Mary's)"),
        ("CWMMEDRWY CHILDREN’S HOSPITAL", "Cwmmedrwy Children’s Hospital"),
        ("DR O'BRIEN & PARTNERS", "Dr O'Brien & Partners"),
        ("STOKE-ON-TRENT AMBULANCE", "Stoke-on-Trent Ambulance"),
        ("A&E AT THE 1ST MCDONALD PCN LTD", "A&E at the 1st McDonald PCN Ltd"),
        ("Great Ormond Street", "Great Ormond Street"),
        ("iCare GP", "iCare GP"),
        ("111", "111"),
        ("", ""),
    ] {
        assert_eq!(display_name(register), shown);
    }
}
