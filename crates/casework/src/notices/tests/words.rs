//! The catalogue and how its words are filled in.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::notices::messages::catalogue::{CATALOGUE, COMMON, END};
use crate::notices::model::template::{Values, fill, one_line};
use crate::notices::model::{Audience, Channel, Kind};

/// What stands in braces.
fn places_in(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

fn filled_with(value: &str) -> Values {
    let all = COMMON.iter().chain(CATALOGUE.iter().flat_map(|notice| notice.places));
    all.fold(Values::default(), |values, place| values.with(place.name, value))
}

#[test]
fn every_notice_names_its_places_and_every_place_is_used() {
    let mut keys = BTreeSet::new();
    for notice in CATALOGUE {
        assert!(keys.insert(notice.key), "{} stands twice", notice.key);
        let used: BTreeSet<&str> =
            places_in(notice.subject).into_iter().chain(places_in(notice.body)).collect();
        let own: BTreeSet<&str> = notice.places.iter().map(|place| place.name).collect();
        let common: BTreeSet<&str> = COMMON.iter().map(|place| place.name).collect();
        for place in &used {
            assert!(own.contains(place) || common.contains(place), "{}: {place}", notice.key);
        }
        for place in &own {
            assert!(used.contains(place), "{} never uses {place}", notice.key);
            assert!(!common.contains(place), "{}: {place} is common", notice.key);
        }
        assert!(!notice.subject.is_empty() && !notice.when.is_empty());
    }
}

#[test]
fn every_notice_can_be_previewed_and_no_place_is_left() {
    for notice in CATALOGUE {
        let places = COMMON.iter().chain(notice.places);
        let samples =
            places.fold(Values::default(), |values, place| values.with(place.name, place.sample));
        let end = if notice.channel == Channel::Mail { END } else { "" };
        let words = fill(notice, &samples, Some(("Riverside", "Ask Jo.")), end).unwrap();
        assert!(!words.subject.contains(['{', '}']) && !words.body.contains(['{', '}']));
        assert!(words.subject.len() < 150 && words.body.len() < 2000, "{}", notice.key);
        for place in notice.places {
            assert!(words.body.contains(place.sample) || words.subject.contains(place.sample));
        }
    }
}

#[test]
fn no_email_carries_a_code_or_tells_of_a_hold() {
    for notice in CATALOGUE {
        let has_code = notice.places.iter().any(|place| place.kind == Kind::Code);
        assert!(!has_code || notice.channel == Channel::Letter, "{}", notice.key);
        let words = format!("{} {} {}", notice.key, notice.subject, notice.body).to_lowercase();
        assert!(!words.contains("legal hold") && !notice.key.contains("hold"), "{}", notice.key);
        let takes = notice.channel == Channel::Mail
            && matches!(notice.audience, Audience::Person | Audience::Outside);
        assert_eq!(notice.takes_words(), takes);
    }
}

/// Any text, control characters and line ends among it.
fn text() -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => any::<char>(), 1 => Just('\n'), 1 => Just('\r'), 1 => Just('{')];
    proptest::collection::vec(one, 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn whatever_somebody_is_called_every_notice_is_whole(value in text(), own in text()) {
        let values = filled_with(&value);
        let line = one_line(&value);
        for notice in CATALOGUE {
            let words = fill(notice, &values, Some((&value, &own)), END).unwrap();
            // The subject is one line, whatever is put into it.
            let ends_line = ['\r', '\n', '\0', '\u{2028}', '\u{85}'];
            prop_assert!(!words.subject.contains(ends_line));
            // Values are put in once: the words are those of the notice with each place replaced.
            let expected = places_in(notice.subject)
                .into_iter()
                .fold(notice.subject.to_owned(), |text, place| {
                    text.replace(&format!("{{{place}}}"), "\u{1}")
                })
                .replace('\u{1}', &line);
            prop_assert_eq!(&words.subject, &expected);
        }
    }

    #[test]
    fn a_line_is_short_and_plain(value in text()) {
        let line = one_line(&value);
        prop_assert!(line.chars().count() <= 200);
        prop_assert!(!line.chars().any(char::is_control));
        prop_assert_eq!(one_line(&line), line.clone());
    }
}

#[test]
fn every_notice_stands_on_the_page_about_them() {
    let page = include_str!("../../../../../docs/capabilities/notices.md");
    let is_missing = |key: &&str| !page.contains(&format!("`{key}`"));
    let missing: Vec<&str> = CATALOGUE.iter().map(|notice| notice.key).filter(is_missing).collect();
    assert!(missing.is_empty(), "docs/capabilities/notices.md has no row of {missing:?}");
}
