//! Names by which one context knows of another: a name that is misspelt would hide a page without a word.

use std::collections::BTreeSet;

use ui::form::Values;

use super::again::{Carried, carrying};
use super::menu::{INSIDE, OF_NATION, OF_ORGANISATION, RECORDS, RELEASES};
use super::reports::REPORTS;
use crate::compose::manifests;

#[test]
fn every_action_that_a_menu_or_a_person_page_names_is_somebodys() {
    let known: BTreeSet<&str> = manifests()
        .iter()
        .flat_map(|manifest| manifest.rules.iter().map(|rule| rule.action.0))
        .collect();
    let menus = OF_ORGANISATION.iter().chain(OF_NATION).map(|(_, _, action)| *action);
    let named = menus
        .chain([RELEASES, INSIDE, RECORDS])
        .chain(REPORTS.iter().map(|(.., action)| *action))
        .chain(directory::people::actions_elsewhere().map(|action| action.0));
    for action in named {
        assert!(known.contains(action), "{action}");
    }
}

#[test]
fn every_query_that_a_page_asks_by_name_is_there() {
    let manifests = manifests();
    let known: BTreeSet<&str> = manifests
        .iter()
        .flat_map(|manifest| manifest.queries.iter().map(|entry| entry.name))
        .collect();
    let named = directory::people::QUERIES_ELSEWHERE
        .iter()
        .chain(&access::history::portal::QUERIES_ELSEWHERE)
        .chain(&access::grants::portal::QUERIES_ELSEWHERE)
        .chain(&access::rules::portal::QUERIES_ELSEWHERE)
        .chain(&signin::QUERIES_ELSEWHERE);
    for query in named {
        assert!(known.contains(query), "{query}");
    }
}

#[test]
fn every_command_that_the_history_has_words_for_is_there() {
    let manifests = manifests();
    let known: BTreeSet<&str> = manifests
        .iter()
        .flat_map(|manifest| manifest.commands.iter().map(|entry| entry.name))
        .collect();
    for command in access::history::worded_commands() {
        assert!(known.contains(command), "{command}");
    }
}

#[test]
fn every_rule_has_a_title_and_every_title_a_rule() {
    let rules: BTreeSet<&str> = manifests()
        .iter()
        .flat_map(|manifest| manifest.dated.iter().map(|rule| rule.name))
        .collect();
    let titled: BTreeSet<&str> = access::rules::titled().collect();
    assert_eq!(rules, titled);
}

#[test]
fn a_form_is_carried_through_sign_in_only_if_it_is_ours_and_of_bounded_size() {
    let field = |value: &str| vec![("given_name".to_owned(), value.to_owned())];
    let carried = carrying("/o/RX1/people/new", &field("Asha"));
    let expected = [("kept-to", "/o/RX1/people/new"), ("kept.given_name", "Asha")];
    assert_eq!(
        carried,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned())),
        "the address first, then each answer"
    );
    for elsewhere in ["https://other.example/", "//other.example/", "/\\other.example", "/sign-in"]
    {
        assert!(carrying(elsewhere, &field("Asha")).is_empty(), "{elsewhere}");
    }
    assert!(carrying("/me", &[]).is_empty());
    assert!(carrying("/me", &field(&"a".repeat(70_000))).is_empty());
    let many: Vec<_> = (0..201).map(|number| (format!("f{number}"), "a".to_owned())).collect();
    assert!(carrying("/me", &many).is_empty());
}

#[test]
fn a_form_without_an_answer_that_people_can_read_is_not_carried() {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let version = field("version", "3");
    let person = field("person", "0198c0de-0000-7000-8000-000000000001");
    assert!(carrying("/o/RX1/people/1/delete", std::slice::from_ref(&version)).is_empty());
    assert!(carrying("/o/RX1/people/1/delete", &[version.clone(), person]).is_empty());
    let carried = carrying("/o/RX1/people/1/details", &[version, field("job_title", "Nurse")]);
    assert_eq!(carried.len(), 3, "beside an answer the version goes along: {carried:?}");
}

#[test]
fn what_comes_back_from_signing_in_again_skips_no_page_and_holds_no_secret() {
    let fields = [
        ("kept-to", "/o/RX1/people/new"),
        ("kept.given_name", "Asha"),
        ("kept.step", "create"),
        ("kept.csrf", "of another session"),
        ("kept.new_password", "secret"),
        ("given_name", "not carried"),
    ];
    let fields: Vec<_> =
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let values = Values::from(fields);
    let carried = Carried::of(&values);
    assert_eq!(carried.to, "/o/RX1/people/new");
    assert_eq!(carried.answers, [("given_name".to_owned(), "Asha".to_owned())]);
}
