use std::collections::{BTreeMap, HashSet};

use super::*;

fn of_kind(plan: &NationPlan, kind: PlannedKind) -> Vec<&PlannedOrganisation> {
    let open =
        |planned: &&PlannedOrganisation| planned.kind == kind && planned.standing == Standing::Open;
    plan.organisations.iter().filter(open).collect()
}

#[test]
fn the_same_seed_gives_the_same_nation_and_another_a_different_one() {
    let nation = plan(3_000, 7);
    assert_eq!(nation, plan(3_000, 7));
    assert_ne!(nation.organisations, plan(3_000, 8).organisations);
    let people: Vec<PlannedPerson> = nation.people_of(1).collect();
    assert_eq!(people, nation.people_of(1).collect::<Vec<_>>());
    assert_ne!(people[..20], plan(3_000, 8).people_of(1).collect::<Vec<_>>()[..20]);
    assert_ne!(people[..20], nation.people_of(2).collect::<Vec<_>>()[..20]);
}

/// A change of this test's figures is a change of every demonstration: make it on purpose.
#[test]
fn a_nation_does_not_change_between_releases() {
    let nation = plan(100, 1);
    let first: Vec<(&str, &str, usize)> = nation
        .organisations
        .iter()
        .take(3)
        .map(|planned| (&*planned.code, &*planned.name, planned.people))
        .collect();
    assert_eq!(
        first,
        [
            ("XXC01", "Wrennor Downs Care Board", 4),
            ("XXT01", "Melderdale Community Health Trust", 22),
            ("XXT02", "Cwmmedrwy Hospitals Trust", 49)
        ]
    );
    let person = nation.people_of(1).next().expect("a trust has people");
    assert_eq!(
        (&*person.given, &*person.family, person.job_title),
        ("Tamika", "Holwood", "Staff nurse")
    );
}

#[test]
fn the_people_add_up_exactly() {
    for people in (0..300).chain([999, 1_000, 4_999, 12_345, 200_000, 1_500_000]) {
        let nation = plan(people, 42);
        assert_eq!(nation.people(), people);
    }
    let nation = plan(5_000, 42);
    let drawn: usize =
        (0..nation.organisations.len()).map(|place| nation.people_of(place).count()).sum();
    assert_eq!(drawn, 5_000);
    assert_eq!(nation.people_of(nation.organisations.len()).count(), 0);
}

#[test]
fn every_nation_of_thirty_has_what_a_demonstration_needs() {
    for people in (30..700).chain([2_000, 20_000]) {
        for seed in 0..3 {
            let nation = plan(people, seed);
            assert!(of_kind(&nation, PlannedKind::Trust).len() >= 2);
            let practices = of_kind(&nation, PlannedKind::Practice);
            let under = |board: usize| {
                practices.iter().filter(|practice| practice.parent == Some(board)).count()
            };
            assert!((0..nation.organisations.len()).any(|board| under(board) >= 2));
            let closed =
                nation.organisations.iter().filter(|planned| planned.standing == Standing::Closed);
            assert!(
                closed.clone().count() >= 1 && closed.clone().all(|planned| planned.people == 0)
            );
            for (place, planned) in nation.organisations.iter().enumerate() {
                assert!(planned.standing == Standing::Closed || planned.people > 0);
                if let Some(parent) = planned.parent {
                    assert!(parent < place);
                    assert_eq!(nation.organisations[parent].kind, PlannedKind::Commissioner);
                }
            }
        }
    }
}

#[test]
fn codes_and_names_never_repeat_and_look_like_the_register() {
    for people in [0, 30, 2_000, 200_000] {
        let nation = plan(people, 5);
        let unique = |text: fn(&PlannedOrganisation) -> &String| {
            nation.organisations.iter().map(text).collect::<HashSet<_>>().len()
        };
        let all = nation.organisations.len();
        assert_eq!(unique(|planned| &planned.code), all);
        assert_eq!(unique(|planned| &planned.name), all);
        assert_eq!(unique(|planned| &planned.short_name), all);
        for planned in &nation.organisations {
            let code = planned.code.as_bytes();
            assert!(code.starts_with(b"XX") && (5..=6).contains(&code.len()));
            assert!(code.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
            let short = &planned.short_name;
            assert!(short.len() <= 40, "{short}");
            assert!(short.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || c == '-'));
        }
    }
}

#[test]
fn few_are_large_and_many_are_small() {
    let nation = plan(200_000, 3);
    let sizes = |kind| {
        let mut sizes: Vec<usize> =
            of_kind(&nation, kind).iter().map(|planned| planned.people).collect();
        sizes.sort_unstable();
        sizes
    };
    let trusts = sizes(PlannedKind::Trust);
    let practices = sizes(PlannedKind::Practice);
    let pharmacies = sizes(PlannedKind::Pharmacy);
    assert!((20..30).contains(&trusts.len()) && (1_000..1_500).contains(&practices.len()));
    assert!(pharmacies.len() > practices.len());
    assert!(trusts[0] > practices[practices.len() - 1] * 10);
    assert!(trusts[trusts.len() - 1] > trusts[0] * 3);
    assert!(practices[practices.len() / 2] < 25 && practices[practices.len() - 1] > 40);
}

#[test]
fn people_have_names_of_many_kinds() {
    let nation = plan(200_000, 11);
    let mut names = BTreeMap::new();
    for place in 0..nation.organisations.len() {
        for person in nation.people_of(place) {
            for part in [&person.given, &person.family] {
                assert!(!part.is_empty() && part.chars().count() <= 64 && part.trim() == *part);
            }
            assert!(!person.job_title.is_empty());
            *names.entry((person.given, person.family)).or_insert(0_usize) += 1;
        }
    }
    assert_eq!(names.values().sum::<usize>(), 200_000);
    assert!(names.len() > 90_000, "{}", names.len());
    // Namesakes are wanted: they are what the numbers behind addresses are for.
    assert!(names.values().any(|count| *count > 5));
    let has = |test: fn(char) -> bool| names.keys().filter(|name| name.1.contains(test)).count();
    let (hyphens, apostrophes) = (has(|c| c == '-'), has(|c| matches!(c, '\'' | '’')));
    assert!(hyphens > 1_000 && apostrophes > 100, "{hyphens} {apostrophes}");
    for script in [
        '\u{400}'..='\u{4ff}',
        '\u{370}'..='\u{3ff}',
        '\u{4e00}'..='\u{9fff}',
        '\u{600}'..='\u{6ff}',
        '\u{900}'..='\u{97f}',
        '\u{590}'..='\u{5ff}',
    ] {
        assert!(names.keys().any(|name| name.1.contains(|c| script.contains(&c))));
    }
}
