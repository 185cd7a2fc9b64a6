//! Rules with numbers, changed at the door.

use kernel::authority::Role;
use kernel::dated::{NumberRule, Stricter};
use kernel::door::{Manifest, Ports};
use testkit::{Stand, World, check_on, engines};

use super::model::standing;
use super::{ChangeRule, KnownRules, OwnRulesOf, RuleList, TightenRule};
use crate::grants::GiveGrant;

fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    let ports = || Ports::default().with(KnownRules::of(&crate::manifests()));
    check_on(&engines(), crate::manifests, ports, Stand::In, test);
}

const NAME: &str = "grant.telephony-holders";

fn change(value: i64) -> ChangeRule {
    ChangeRule { name: NAME.to_owned(), organisation: None, value, starts_at: None }
}

#[test]
fn a_rule_changes_from_its_day_on_and_an_own_value_goes_before() {
    check(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let soon = world.clock.now().plus_days(3);
        world.done(platform.clone(), change(1)).await;
        world.done(platform.clone(), ChangeRule { starts_at: Some(soon), ..change(2) }).await;
        let values = world.asked(platform.clone(), &RuleList {}).await;
        let stands = standing(&values, NAME, None, world.clock.now());
        assert_eq!(stands.now.map(|value| value.value), Some(1));
        assert_eq!(stands.next.map(|value| value.value), Some(2));
        assert!(standing(&values, NAME, Some("RX1"), soon).now.is_none());

        let telephony = |name: &str| GiveGrant {
            person: world.person(name, rx1),
            role: Role::TelephonyAdministrator,
            organisation: Some("RX1".to_owned()),
            with_descendants: false,
            sector: None,
            starts_at: None,
            ends_at: None,
            covering_for: None,
            ticket: None,
            reason: "Telephones".to_owned(),
        };
        world.done(platform.clone(), telephony("One First")).await;
        let code = world.refused(platform.clone(), telephony("Two Second")).await;
        assert_eq!(code, "grant.telephony-full");
        world.advance_days(4);
        world.done(platform.clone(), telephony("Two Second")).await;
        let own = ChangeRule { organisation: Some("RX1".to_owned()), ..change(3) };
        world.done(platform.clone(), own).await;
        world.done(platform.clone(), telephony("Three Third")).await;
        let code = world.refused(platform, telephony("Four Fourth")).await;
        assert_eq!(code, "grant.telephony-full");
    });
}

#[test]
fn a_rule_stays_within_its_bounds_and_never_changes_what_was() {
    check(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let past = Some(world.clock.now().plus_days(-1));
        for (code, command) in [
            ("rule.out-of-bounds", change(0)),
            ("rule.out-of-bounds", ChangeRule { starts_at: past, ..change(1001) }),
            ("rule.start-in-past", ChangeRule { starts_at: past, ..change(5) }),
            ("rule.unknown", ChangeRule { name: "no.rule".to_owned(), ..change(5) }),
            ("not-found", ChangeRule { organisation: Some("NO1".to_owned()), ..change(5) }),
        ] {
            assert_eq!(world.refused(platform.clone(), command).await, code);
        }
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        assert_eq!(world.refused(ann.clone(), change(5)).await, "not-allowed");
        assert_eq!(world.not_asked(ann, &RuleList {}).await, "not-allowed");
        assert!(world.asked(platform, &RuleList {}).await.is_empty());
    });
}

const SHORT: NumberRule = NumberRule::new("sample.short", 30, 1..=100, "days", "a test");
const LONG: NumberRule =
    NumberRule::new("sample.long", 60, 1..=100, "days", "a test").not_below(&SHORT);

#[test]
fn a_rule_that_follows_another_is_never_less_than_it() {
    let slices = || {
        let dated = &[&SHORT, &LONG];
        let sample = Manifest { name: "sample", dated, ..Manifest::default() };
        crate::manifests().into_iter().chain([sample]).collect::<Vec<_>>()
    };
    let ports = || Ports::default().with(KnownRules::of(&slices()));
    check_on(&engines(), slices, ports, Stand::In, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let set = |name: &str, value| ChangeRule { name: name.to_owned(), ..change(value) };
        assert_eq!(world.refused(platform.clone(), set("sample.long", 29)).await, "rule.below");
        assert_eq!(world.refused(platform.clone(), set("sample.short", 61)).await, "rule.above");
        world.done(platform.clone(), set("sample.long", 30)).await;
        assert_eq!(world.refused(platform.clone(), set("sample.short", 31)).await, "rule.above");
        world.done(platform.clone(), set("sample.short", 10)).await;
        world.done(platform, set("sample.long", 10)).await;
    });
}

const TRIES: NumberRule =
    NumberRule::new("sample.tries", 10, 1..=100, "tries", "a test").may_be(Stricter::Lower);
const LETTERS: NumberRule =
    NumberRule::new("sample.letters", 12, 8..=64, "letters", "a test").may_be(Stricter::Higher);

#[test]
fn an_organisation_is_stricter_than_the_nation_and_never_less_strict() {
    let slices = || {
        let dated = &[&SHORT, &TRIES, &LETTERS];
        let sample = Manifest { name: "sample", dated, ..Manifest::default() };
        crate::manifests().into_iter().chain([sample]).collect::<Vec<_>>()
    };
    let ports = || Ports::default().with(KnownRules::of(&slices()));
    check_on(&engines(), slices, ports, Stand::In, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let own = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        let foreign = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let tighten = |name: &str, value| TightenRule {
            organisation: "RX1".to_owned(),
            name: name.to_owned(),
            value,
            starts_at: None,
        };
        let now = async |rule: &NumberRule, place| {
            let at = world.clock.now();
            world.door.reader().await.unwrap().dated(rule, place, at).await.unwrap()
        };
        for (name, wider) in [("sample.tries", 11), ("sample.letters", 11)] {
            assert_eq!(world.refused(own.clone(), tighten(name, wider)).await, "rule.wider");
            let change = ChangeRule {
                name: name.to_owned(),
                organisation: Some("RX1".to_owned()),
                value: wider,
                starts_at: None,
            };
            assert_eq!(world.refused(platform.clone(), change).await, "rule.wider");
        }
        assert_eq!(world.refused(own.clone(), tighten("sample.short", 5)).await, "rule.not-local");
        assert_eq!(world.refused(local.clone(), tighten("sample.tries", 5)).await, "not-allowed");
        assert_eq!(world.refused(foreign.clone(), tighten("sample.tries", 5)).await, "not-found");
        world.done(own.clone(), tighten("sample.tries", 5)).await;
        world.done(own.clone(), tighten("sample.letters", 14)).await;
        assert_eq!((now(&TRIES, Some(rx1)).await, now(&TRIES, Some(rx2)).await), (5, 10));
        assert_eq!((now(&LETTERS, Some(rx1)).await, now(&LETTERS, None).await), (14, 12));

        // The nation gets stricter than the organisation on a day to come: from then on its value counts.
        let soon = world.clock.now().plus_days(2);
        let stricter =
            ChangeRule { name: "sample.tries".to_owned(), starts_at: Some(soon), ..change(3) };
        world.done(platform, stricter).await;
        assert_eq!(now(&TRIES, Some(rx1)).await, 5);
        let late = TightenRule { starts_at: Some(soon), ..tighten("sample.tries", 4) };
        assert_eq!(world.refused(own.clone(), late).await, "rule.wider", "by that day it is");
        world.advance_days(2);
        assert_eq!(now(&TRIES, Some(rx1)).await, 3);

        let query = OwnRulesOf { organisation: "RX1".to_owned() };
        let seen = world.asked(local.clone(), &query).await;
        assert_eq!(seen.values.len(), 3, "{seen:?}");
        assert_eq!(world.not_asked(foreign, &query).await, "not-found");
        let visit = async |at: &str, form: Option<&str>| {
            testkit::visit(&world, crate::portal(), &own, at, form).await
        };
        let (_, page) = visit("/o/RX1/rules", None).await;
        assert!(page.contains("sample.letters") && page.contains("14 letters"), "{page}");
        assert!(!page.contains("sample.short"));
        let (_, page) = visit("/o/RX1/rules/sample.letters", None).await;
        assert!(page.contains("12 letters or more"), "{page}");
        let (status, page) = visit("/o/RX1/rules/sample.letters", Some("value=9")).await;
        assert_eq!(status, 422);
        assert!(page.contains("The national value is 12"), "{page}");
        let (status, _) = visit("/o/RX1/rules/sample.letters", Some("value=16")).await;
        assert_eq!(status, 303);
        assert_eq!(now(&LETTERS, Some(rx1)).await, 16);
    });
}

/// A rule whose numbers stand for words, by the name of one.
const COUNTRIES: NumberRule =
    NumberRule::new("person.mobile-uk-only", 0, 0..=1, "countries", "a test")
        .may_be(Stricter::Higher);

#[test]
fn a_rule_whose_numbers_are_words_is_chosen_by_its_words() {
    let slices = || {
        let sample = Manifest { name: "sample", dated: &[&COUNTRIES], ..Manifest::default() };
        crate::manifests().into_iter().chain([sample]).collect::<Vec<_>>()
    };
    let ports = || Ports::default().with(KnownRules::of(&slices()));
    check_on(&engines(), slices, ports, Stand::In, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let own = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let at = "/o/RX1/rules/person.mobile-uk-only";
        let visit = async |form: Option<&str>| {
            testkit::visit(&world, crate::portal(), &own, at, form).await
        };
        let (_, page) = visit(None).await;
        assert!(page.contains("type=\"radio\"") && page.contains("The United Kingdom only"));
        let (status, page) = visit(Some("")).await;
        assert_eq!(status, 422);
        assert!(page.contains("Choose what should hold"), "{page}");
        let (status, _) = visit(Some("value=1")).await;
        assert_eq!(status, 303);
        let (_, page) = visit(None).await;
        assert!(page.contains("Here now") && page.contains("The United Kingdom only"), "{page}");
    });
}
