//! What comes of answers: letters, codes, calls back.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::secret::Secret;

use super::{WORD, answer, asked_for, check as record, desk, organisation_of, right, set, wrong};
use crate::attempts::SignInStateOf;
use crate::codes::IssueStartCode;
use crate::factors::tests::with_app;
use crate::identity_checks::{IdentityCheckOf, Method, MyTelephoneWord, RecordIdentityCheck};
use crate::testing::{asha, check, reasons};

#[test]
fn the_same_letters_are_asked_for_until_they_are_given() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let first = asked_for(&world, &administrator, person).await;
        assert!(
            !world
                .done(
                    administrator.clone(),
                    answer(person, wrong(&world, &administrator, person).await)
                )
                .await
                .passed
        );
        let colleague = desk(&world, person).await;
        assert_eq!(asked_for(&world, &colleague, person).await, first, "whoever is called");
        let given = right(&world, &colleague, person).await;
        assert!(world.done(colleague.clone(), answer(person, given)).await.passed);
        // 220 draws of three out of twelve: thirty that all agree with the first would be a wonder.
        let mut others = 0;
        for _ in 0..30 {
            let given = right(&world, &colleague, person).await;
            assert!(world.done(colleague.clone(), answer(person, given)).await.passed);
            others += usize::from(asked_for(&world, &colleague, person).await != first);
        }
        assert!(others > 0);
    });
}

#[test]
fn after_three_wrong_answers_no_letters_are_looked_at_until_the_day_is_over() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let colleague = desk(&world, person).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let given = right(&world, &administrator, person).await;
        let not = (given.0.clone(), "zzz".to_owned());
        for helper in [&administrator, &colleague, &administrator] {
            assert!(!world.done(helper.clone(), answer(person, not.clone())).await.passed);
        }
        for helper in [&administrator, &colleague] {
            let refused = world.refused(helper.clone(), answer(person, given.clone())).await;
            assert_eq!(refused, "identity-check.closed");
        }
        let state = world.asked(colleague.clone(), &IdentityCheckOf { person }).await;
        assert!(state.letters.is_empty() && state.again_at.is_some());
        assert!(world.done(colleague.clone(), record(person, Method::InPerson)).await.passed);
        world.advance(Duration::from_secs(24 * 3600 - 1));
        assert_eq!(
            world.refused(administrator.clone(), answer(person, given.clone())).await,
            "identity-check.closed"
        );
        world.advance(Duration::from_secs(1));
        assert!(world.done(administrator, answer(person, given)).await.passed);
    });
}

#[test]
fn after_ten_wrong_answers_on_whatever_days_another_word_has_to_be_chosen() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        world.done(me.clone(), set(WORD)).await;
        let given = right(&world, &administrator, person).await;
        for turn in 0..10 {
            if turn % 3 == 0 {
                world.advance_days(1);
            }
            let not = wrong(&world, &administrator, person).await;
            assert!(!world.done(administrator.clone(), answer(person, not)).await.passed);
        }
        world.advance_days(1);
        assert_eq!(
            world.refused(administrator.clone(), answer(person, given)).await,
            "identity-check.used-up"
        );
        assert!(asked_for(&world, &administrator, person).await.is_empty());
        assert!(world.asked(me.clone(), &MyTelephoneWord {}).await.is_used_up);
        assert_eq!(world.refused(me.clone(), set(WORD)).await, "telephone-word.again");
        world.done(me, set("copperkettle")).await;
        assert_eq!(asked_for(&world, &administrator, person).await.len(), 3);
    });
}

#[test]
fn an_answer_to_letters_that_are_no_longer_asked_for_is_not_judged() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let colleague = desk(&world, person).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let mut given = right(&world, &administrator, person).await;
        assert!(world.done(administrator.clone(), answer(person, given.clone())).await.passed);
        // By chance the next letters are the same ones now and then.
        while asked_for(&world, &administrator, person).await == given.0 {
            given = right(&world, &administrator, person).await;
            world.done(administrator.clone(), answer(person, given.clone())).await;
        }
        for helper in [&administrator, &colleague, &colleague, &colleague, &colleague] {
            let refused = world.refused(helper.clone(), answer(person, given.clone())).await;
            assert_eq!(refused, "stale");
        }
        assert_eq!(asked_for(&world, &colleague, person).await.len(), 3, "nothing was counted");
        let state = world.asked(administrator, &IdentityCheckOf { person }).await;
        assert!(state.passed.is_some(), "nor taken away");
    });
}

#[test]
fn the_person_is_told_five_times_a_day_at_most() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        for _ in 0..7 {
            world.done(administrator.clone(), record(person, Method::NotSure)).await;
        }
        assert_eq!(world.acts("identity-check.record").await, 7);
        assert_eq!(world.acts_that_tell("identity-check.failed").await, 5);
    });
}

#[test]
fn a_wrong_answer_ends_what_the_helper_had_made_sure_of() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let passed = |helper: Actor| {
            let world = world.clone();
            async move { world.asked(helper, &IdentityCheckOf { person }).await.passed.is_some() }
        };
        world.done(administrator.clone(), record(person, Method::InPerson)).await;
        assert!(passed(administrator.clone()).await);
        assert!(!world.done(administrator.clone(), record(person, Method::NotSure)).await.passed);
        assert!(!passed(administrator).await);
    });
}

#[test]
fn a_code_of_their_app_is_used_up_and_wrong_ones_do_not_count_at_sign_in() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let with = |code: &str| RecordIdentityCheck {
            code: Some(Secret::new(code.to_owned())),
            ..record(person, Method::Authenticator)
        };
        let by = || administrator.clone();
        assert_eq!(world.refused(by(), with("123456")).await, "identity-check.no-app");
        let app = with_app(&world, person).await;
        let recovery = app.recovery_code(0);
        for nothing in ["", "12345", &recovery] {
            assert_eq!(world.refused(by(), with(nothing)).await, "identity-check.code-needed");
        }
        let code = app.shows(&world);
        assert!(world.done(by(), with(&code)).await.passed);
        assert!(!world.done(by(), with(&code)).await.passed, "it is used up");
        for _ in 0..2 {
            assert!(!world.done(by(), with(&app.never_shows(&world))).await.passed);
        }
        world.advance(Duration::from_secs(30));
        let code = app.shows(&world);
        assert_eq!(world.refused(by(), with(&code)).await, "identity-check.closed");
        assert!(!reasons(&world, person).await.iter().any(|reason| reason.contains("code")));
        let state = world.asked(by(), &SignInStateOf { person }).await;
        assert!(state.codes_again_at.is_none());
    });
}

#[test]
fn a_call_back_needs_a_number_that_is_recorded() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let call_back = || record(person, Method::CallBack);
        world.change_person(person, |view| (view.telephone, view.mobile) = (None, None));
        let refused = world.refused(administrator.clone(), call_back()).await;
        assert_eq!(refused, "identity-check.no-number");
        world.change_person(person, |view| view.telephone = Some("+44 1632 960001".to_owned()));
        assert!(world.done(administrator.clone(), call_back()).await.passed);
        let letters = (vec![1, 2, 3], "abc".to_owned());
        let no_word = world.refused(administrator.clone(), answer(person, letters)).await;
        assert_eq!(no_word, "identity-check.no-word");
        let nothing = world.refused(administrator, record(person, Method::TelephoneWord)).await;
        assert_eq!(nothing, "identity-check.letters-needed");
    });
}

#[test]
fn nobody_makes_sure_of_themselves_nor_of_somebody_elsewhere_and_it_lends_no_rights() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let own = administrator.account().unwrap();
        let seen = |person| record(person, Method::InPerson);
        assert_eq!(world.refused(administrator.clone(), seen(own)).await, "identity-check.own");
        let desk = desk(&world, person).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(organisation)).await;
        assert!(world.done(desk.clone(), seen(person)).await.passed);
        assert_eq!(world.refused(desk, IssueStartCode { person }).await, "account.above-you");
        let elsewhere = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(stranger.clone(), seen(person)).await, "not-found");
        assert_eq!(world.not_asked(stranger, &IdentityCheckOf { person }).await, "not-found");
        let me = Actor::Account(world.person("Someone Else", organisation));
        assert_eq!(world.refused(me, seen(person)).await, "not-found");
    });
}
