//! Which rules hold for whom, and what becomes of passwords that were chosen under others.

use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{change, checked};
use crate::factors::tests::{with_second_step, without_second_step};
use crate::passwords::{
    LEAST_ALONE, LEAST_CHARACTERS, LEAST_OF_SYSTEMS, LEAST_OLDER, MyPassword, POLICY,
};
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, check, code, enter, on, open, ports, refusal, set_password,
    signed_in, start,
};

/// Twelve characters, fourteen and fifteen, each of words that nobody guesses.
const TWELVE: &str = "kelp otter 9";
const FOURTEEN: &str = "kelp otter 917";
const FIFTEEN: &str = "kelp otter 9175";

fn on_sqlite<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    on(&[testkit::Engine::Sqlite], ports, test);
}

#[test]
fn a_password_that_is_all_there_is_has_fifteen_characters_and_one_beside_a_code_twelve() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        assert_eq!(checked(&world, person, FOURTEEN).await, Some("password.too-short"));
        let given = code(&world, &administrator, person).await;
        assert_eq!(refusal(start(&world, &given, FOURTEEN).await).code, "password.too-short");
        start(&world, &given, FIFTEEN).await.unwrap();
        with_second_step(&world, person, FIFTEEN).await;
        let me = Actor::Account(person);
        assert_eq!(
            world.refused(me.clone(), change(FIFTEEN, "kelp otter ")).await,
            "password.too-short"
        );
        world.done(me, change(FIFTEEN, TWELVE)).await;
    });
}

#[test]
fn what_is_said_before_a_code_is_judged_is_no_more_than_holds_for_everybody() {
    on_sqlite(|world| async move {
        asha(&world).await;
        // Long enough beside an app: it depends on the account whether it is taken, so the code decides first.
        assert_eq!(
            refusal(start(&world, "AAAA-AAAA-AAAA", TWELVE).await).code,
            "start-code.refused"
        );
        assert_eq!(
            refusal(start(&world, "AAAA-AAAA-AAAA", "kelp otter ").await).code,
            "password.too-short"
        );
    });
}

#[test]
fn under_the_older_rules_ten_characters_do_and_blanks_do_not() {
    on_sqlite(|world| async move {
        let (person, _) = asha(&world).await;
        world.set_rule(&POLICY, 1).await;
        for (password, code) in [
            ("kelp-otte", Some("password.too-short")),
            ("kelp-otter", None),
            ("kelp otter 17", Some("password.blanks")),
            ("kelp\u{a0}otter-17", Some("password.blanks")),
        ] {
            assert_eq!(checked(&world, person, password).await, code, "{password}");
        }
        world.set_rule(&LEAST_OLDER, 11).await;
        assert_eq!(checked(&world, person, "kelp-otter").await, Some("password.too-short"));
        world.set_rule(&POLICY, 0).await;
        assert_eq!(checked(&world, person, "kelp-otter-1").await, Some("password.too-short"));
    });
}

async fn machine(world: &World) -> AccountId {
    let organisation = world.organisation("RX1").await;
    let person = world.person("Rostering Service", organisation);
    world.change_person(person, |view| view.kind = "application".to_owned());
    person
}

#[test]
fn a_system_account_has_twenty_characters_and_under_the_older_rules_a_mixture() {
    on_sqlite(|world| async move {
        let software = machine(&world).await;
        let (nineteen, twenty) = ("kelp otter 917 plank", "kelp otter 917 planks");
        assert_eq!(checked(&world, software, &nineteen[..19]).await, Some("password.too-short"));
        assert_eq!(checked(&world, software, &twenty[..20]).await, None);
        world.set_rule(&POLICY, 1).await;
        for (password, code) in [
            ("kelp-otter-917-planks", Some("password.mixture")),
            ("KELP-OTTER-917-PLANKS", Some("password.mixture")),
            ("kelpOtterPlanksUnderSea", Some("password.mixture")),
            ("Kelp otter 917 planks", Some("password.blanks")),
            ("Kelp-otter-917-planks", None),
        ] {
            assert_eq!(checked(&world, software, password).await, code, "{password}");
        }
        world.set_rule(&LEAST_OF_SYSTEMS, 30).await;
        assert_eq!(
            checked(&world, software, "Kelp-otter-917-planks").await,
            Some("password.too-short")
        );
    });
}

#[test]
fn a_value_for_both_that_was_set_before_counts_for_both() {
    on_sqlite(|world| async move {
        let (person, _) = asha(&world).await;
        world.set_rule(&LEAST_CHARACTERS, 18).await;
        assert_eq!(checked(&world, person, "kelp otter 917524").await, Some("password.too-short"));
        assert_eq!(checked(&world, person, "kelp otter 9175248").await, None);
        world.set_rule(&LEAST_ALONE, 19).await;
        assert_eq!(checked(&world, person, "kelp otter 9175248").await, Some("password.too-short"));
    });
}

#[test]
fn a_stricter_rule_shuts_nobody_out_and_is_told() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        set_password(&world, person, FIFTEEN).await;
        let mine = world.asked(me.clone(), &MyPassword {}).await;
        assert!(!mine.may_be_short && mine.least_characters == 15, "{mine:?}");
        world.set_rule(&LEAST_ALONE, 16).await;
        enter(&world, USERNAME, FIFTEEN).await.unwrap();
        let mine = world.asked(me.clone(), &MyPassword {}).await;
        assert!(mine.may_be_short && mine.least_characters == 16, "{mine:?}");
        let caller = signed_in(&world, &me);
        let page = open(&world, &caller, "/me/password").await.html;
        assert!(page.contains("Your password was chosen when it could be shorter"), "{page}");
        assert!(page.contains("16 characters or more"), "{page}");
        world.done(me.clone(), change(FIFTEEN, OTHER)).await;
        assert!(!world.asked(me, &MyPassword {}).await.may_be_short);
        let page = open(&world, &caller, "/me/password").await.html;
        assert!(!page.contains("could be shorter"), "{page}");
    });
}

#[test]
fn whoever_gives_up_the_second_step_keeps_a_shorter_password_and_is_told() {
    on_sqlite(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let app = with_second_step(&world, person, PASSWORD).await;
        world.done(me.clone(), change(PASSWORD, TWELVE)).await;
        assert!(!world.asked(me.clone(), &MyPassword {}).await.may_be_short);
        without_second_step(&world, person, &app).await;
        let mine = world.asked(me, &MyPassword {}).await;
        assert!(mine.may_be_short && mine.least_characters == 15, "{mine:?}");
        enter(&world, USERNAME, TWELVE).await.unwrap();
    });
}
