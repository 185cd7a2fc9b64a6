//! Names by which one context knows of another: a name that is misspelt would hide a page without a word.

use std::collections::BTreeSet;

use ui::form::Values;

use super::again::{Carried, carrying};
use super::menu::{ALARMS, INSIDE, RECORDS, RELEASES};
use super::reports::REPORTS;
use super::sections::{OF_NATION, OF_ORGANISATION, groups};
use crate::compose::manifests;

#[test]
fn every_action_that_a_menu_or_a_person_page_names_is_somebodys() {
    let known: BTreeSet<&str> = manifests()
        .iter()
        .flat_map(|manifest| manifest.rules.iter().map(|rule| rule.action.0))
        .collect();
    let menus = OF_ORGANISATION.iter().chain(OF_NATION).flat_map(|(_, pages)| pages.iter());
    let menus = menus.map(|(.., action)| *action);
    let named = menus
        .chain([ALARMS, RELEASES, INSIDE, RECORDS])
        .chain(REPORTS.iter().map(|(.., action)| *action))
        .chain(directory::people::actions_elsewhere().map(|action| action.0));
    for action in named {
        assert!(known.contains(action), "{action}");
    }
}

#[test]
fn whoever_may_create_somebody_is_rightly_led_to_their_start_code() {
    let manifests = manifests();
    let roles = |action: &str| {
        let mut rules = manifests.iter().flat_map(|manifest| manifest.rules.iter());
        rules.find(|rule| rule.action.0 == action).expect("a rule").who.roles
    };
    let (create, start) = (roles("person.create"), roles("start-code.issue"));
    for role in kernel::authority::Role::ALL {
        assert!(!create.has(*role) || start.has(*role), "{}", role.name());
    }
}

#[test]
fn a_menu_is_short_and_no_two_of_its_entries_read_alike() {
    for menu in [OF_ORGANISATION, OF_NATION] {
        assert!(menu.len() <= 10, "{}", menu.len());
        let mut words = BTreeSet::new();
        for (text, pages) in menu {
            assert!(!pages.is_empty() && pages.len() <= 8, "{text}");
            let of_one = pages.len() == 1;
            let shown = pages.iter().map(|(page, ..)| *page);
            for entry in shown.chain((!of_one).then_some(*text)) {
                assert!(words.insert(entry), "{entry}");
            }
        }
        let places: BTreeSet<_> =
            menu.iter().flat_map(|(_, pages)| pages.iter()).map(|(_, place, _)| *place).collect();
        let pages: usize = menu.iter().map(|(_, pages)| pages.len()).sum();
        assert_eq!(places.len(), pages, "a page stands in one place");
    }
}

#[test]
fn a_menu_holds_what_is_allowed_and_groups_without_pages_vanish() {
    let shown = |path: &str, allowed: &[&str]| {
        groups(OF_ORGANISATION, "/o/RX1", "/o/RX1", path, |action| allowed.contains(&action))
    };
    let texts = |path: &str, allowed: &[&str]| -> Vec<String> {
        shown(path, allowed).into_iter().map(|group| group.text).collect()
    };
    assert_eq!(texts("/o/RX1", &[]), ["Overview"]);
    let people = ["person.list", "look.in-organisation"];
    assert_eq!(texts("/o/RX1", &people), ["Overview", "People", "Administrators", "Reports"]);
    let menu = shown("/o/RX1/people/deleted", &people);
    let pages: Vec<_> = menu[1].items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(pages, ["All people", "Leavers", "Deleted people"]);
    assert_eq!(menu[2].only().map(|page| page.text.as_str()), Some("Who looked"));
    assert_eq!(menu[3].only().map(|page| page.href.as_str()), Some("/o/RX1/reports"));
}

#[test]
fn one_page_of_a_menu_is_the_current_one_and_the_nearest_above() {
    let current = |path: &str| -> Vec<String> {
        let menu = groups(OF_ORGANISATION, "/o/RX1", "/o/RX1", path, |_| true);
        menu.into_iter()
            .flat_map(|group| group.items)
            .filter(|item| item.current)
            .map(|item| item.text)
            .collect()
    };
    for (path, expected) in [
        ("/o/RX1", "Overview"),
        ("/o/RX1/people", "All people"),
        ("/o/RX1/people/0198c0de-0000-7000-8000-000000000001/history", "All people"),
        ("/o/RX1/people/deleted", "Deleted people"),
        ("/o/RX1/organisation/units/new", "Units"),
        ("/o/RX1/history/proof", "Proof file"),
    ] {
        assert_eq!(current(path), [expected], "{path}");
    }
    assert!(current("/o/RX1/closing").is_empty());
    assert!(current("/o/RX1/peoples").is_empty());
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
        .chain(&entitlement::policies::QUERIES_ELSEWHERE)
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
        ("kept.word", "secret"),
        ("kept.letters", "secret"),
        ("given_name", "not carried"),
    ];
    let fields: Vec<_> =
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let values = Values::from(fields);
    let carried = Carried::of(&values);
    assert_eq!(carried.to, "/o/RX1/people/new");
    assert_eq!(carried.answers, [("given_name".to_owned(), "Asha".to_owned())]);
}
