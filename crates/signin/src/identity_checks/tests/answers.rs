//! What comes of answers: letters, codes, calls back.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::secret::Secret;

use super::{WORD, answer, asked_for, check as record, desk, organisation_of, right, set};
use crate::factors::tests::with_app;
use crate::identity_checks::{IdentityCheckOf, Method, RecordIdentityCheck};
use crate::testing::{asha, check, reasons};

#[test]
fn the_same_letters_are_asked_for_until_they_are_given() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let first = asked_for(&world, &administrator, person).await;
        assert!(!world.done(administrator.clone(), answer(person, "zzz")).await.passed);
        let colleague = desk(&world, person).await;
        assert_eq!(asked_for(&world, &colleague, person).await, first, "whoever is called");
        let given = right(&world, &colleague, person).await;
        assert!(world.done(colleague.clone(), answer(person, &given)).await.passed);
        // 220 draws of three out of twelve: thirty that all agree with the first would be a wonder.
        let mut others = 0;
        for _ in 0..30 {
            let given = right(&world, &colleague, person).await;
            assert!(world.done(colleague.clone(), answer(person, &given)).await.passed);
            others += usize::from(asked_for(&world, &colleague, person).await != first);
        }
        assert!(others > 0);
    });
}

#[test]
fn after_three_wrong_answers_the_word_is_not_asked_for_until_the_day_is_over() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let colleague = desk(&world, person).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let given = right(&world, &administrator, person).await;
        for helper in [&administrator, &colleague, &administrator] {
            assert!(!world.done(helper.clone(), answer(person, "zzz")).await.passed);
        }
        for helper in [&administrator, &colleague] {
            let refused = world.refused(helper.clone(), answer(person, &given)).await;
            assert_eq!(refused, "identity-check.closed");
        }
        let state = world.asked(colleague.clone(), &IdentityCheckOf { person }).await;
        assert!(state.letters.is_empty() && state.letters_again_at.is_some());
        assert!(world.done(colleague.clone(), record(person, Method::InPerson)).await.passed);
        world.advance(Duration::from_secs(24 * 3600 - 1));
        assert_eq!(
            world.refused(administrator.clone(), answer(person, &given)).await,
            "identity-check.closed"
        );
        world.advance(Duration::from_secs(1));
        assert!(world.done(administrator, answer(person, &given)).await.passed);
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
fn a_code_of_their_app_is_used_up_and_a_wrong_one_counts() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let with = |code: String| RecordIdentityCheck {
            code: Some(Secret::new(code)),
            ..record(person, Method::Authenticator)
        };
        let none = world.done(administrator.clone(), with("123456".to_owned())).await;
        assert!(!none.passed, "there is no app");
        let app = with_app(&world, person).await;
        assert!(!world.done(administrator.clone(), with(app.never_shows(&world))).await.passed);
        assert_eq!(reasons(&world, person).await[0], "wrong code, given to somebody who helps");
        let code = app.shows(&world);
        assert!(world.done(administrator.clone(), with(code.clone())).await.passed);
        assert!(!world.done(administrator, with(code)).await.passed);
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
        let no_word = world.refused(administrator.clone(), answer(person, "abc")).await;
        assert_eq!(no_word, "identity-check.no-word");
        let nothing = world.refused(administrator, record(person, Method::TelephoneWord)).await;
        assert_eq!(nothing, "identity-check.letters-needed");
    });
}

#[test]
fn nobody_makes_sure_of_themselves_nor_of_somebody_above_or_elsewhere() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let own = administrator.account().unwrap();
        let seen = |person| record(person, Method::InPerson);
        assert_eq!(world.refused(administrator.clone(), seen(own)).await, "identity-check.own");
        let desk = desk(&world, person).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(organisation)).await;
        assert_eq!(world.refused(desk, seen(person)).await, "account.above-you");
        let elsewhere = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(stranger.clone(), seen(person)).await, "not-found");
        assert_eq!(world.not_asked(stranger, &IdentityCheckOf { person }).await, "not-found");
        let me = Actor::Account(world.person("Someone Else", organisation));
        assert_eq!(world.refused(me, seen(person)).await, "not-found");
    });
}
