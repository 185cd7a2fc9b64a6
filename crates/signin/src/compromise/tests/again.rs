//! An account that is shut once more while its owner begins again; what was accepted and left out before; and what is forgotten.

use kernel::door::Actor;

use super::{begun_again, close, devices, open, organisation_of, state};
use crate::codes::redeem;
use crate::compromise::{ReleaseCompromised, ReportCompromise, State};
use crate::factors::{Asks, Entered};
use crate::mfa::tests::registered;
use crate::mfa::{EndStepException, ExceptPerson, Reason};
use crate::sessions::sign_in;
use crate::terms::tests::{draft, platform, publish};
use crate::terms::{OneOfMyTerms, accept_at_sign_in};
use crate::testing::{OTHER, PASSWORD, USERNAME, asha, browser, check, sees};

#[test]
fn somebody_who_gets_in_once_more_is_shut_out_at_once_and_everything_is_proved_anew() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let code = begun_again(&world, &helper, person).await;
        let came = redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await;
        let Ok(Entered::Waiting(waiting)) = came else { panic!("was not asked to add one") };
        registered(&world, &waiting.step_key).await;
        world.done(helper.clone(), devices(person)).await;
        let own = ReportCompromise { words: "Somebody is in again".to_owned() };
        let moved = world.done(Actor::Account(person), own).await;
        assert_eq!(moved.state, State::Contained);
        let found = state(&world, &helper, person).await;
        let case = found.open.expect("the same case");
        assert_eq!((case.times_shut, case.released_at, case.checked_at), (2, None, None));
        assert!(case.words.starts_with("Letters that she did not write"), "{}", case.words);
        assert!(case.words.ends_with("Shut again: Somebody is in again"), "{}", case.words);
        let proofs = found.proofs.expect("proofs");
        assert_eq!((proofs.password, proofs.second_step, proofs.devices), (false, false, false));
        assert_eq!(world.refused(helper.clone(), open(person)).await, "compromise.open-already");
        sees(&world, &helper, person).await;
        world.done(helper.clone(), ReleaseCompromised { person }).await;
        assert_eq!(world.refused(helper, close(person)).await, "compromise.missing");
    });
}

#[test]
fn terms_are_accepted_anew_on_the_way_in_and_before_the_case_is_closed() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = organisation_of(&world, person).await;
        let platform = platform(&world, place).await;
        publish(&world, &platform, draft(&world, None)).await;
        let entered = sign_in(&world.door, &browser(&world), "a browser", USERNAME, PASSWORD).await;
        let Ok(Entered::Waiting(first)) = entered else { panic!("no terms were asked for") };
        let terms = crate::terms::asked_at(&world.door, &first.step_key).await.unwrap()[0];
        accept(&world, &first.step_key).await;
        let own = || Actor::Account(person);
        world.asked(own(), &OneOfMyTerms { terms }).await;
        let code = begun_again(&world, &helper, person).await;
        let came = redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await;
        let Ok(Entered::Waiting(adding)) = came else { panic!("was not asked to add one") };
        let proofs = state(&world, &helper, person).await.proofs.expect("proofs");
        assert!(!proofs.terms, "what was accepted before does not count");
        assert_eq!(world.not_asked(own(), &OneOfMyTerms { terms }).await, "not-found");
        let (_, Entered::Waiting(terms)) = registered(&world, &adding.step_key).await else {
            panic!("the terms were not asked for again")
        };
        assert_eq!(terms.asks, Asks::Terms);
        world.done(helper.clone(), devices(person)).await;
        let early = world.refused(helper.clone(), close(person)).await;
        assert_eq!(early, "compromise.missing");
        accept(&world, &terms.step_key).await;
        let version = world.last_version("terms_acceptance").await;
        assert_eq!(version, 3, "accepted, asked again, and accepted anew");
        assert!(state(&world, &helper, person).await.proofs.expect("proofs").terms);
        world.done(helper, close(person)).await;
    });
}

async fn accept(world: &testkit::World, step_key: &str) {
    let terms = crate::terms::asked_at(&world.door, step_key).await.unwrap();
    let done = accept_at_sign_in(&world.door, &browser(world), "a browser", step_key, terms).await;
    assert!(done.unwrap().is_some(), "a session begins");
}

#[test]
fn what_left_the_second_step_out_ends_when_the_account_is_shut() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        crate::factors::tests::with_second_step(&world, person, PASSWORD).await;
        sees(&world, &helper, person).await;
        let except = ExceptPerson { person, reason: Reason::NoSignal, words: String::new() };
        world.done(helper.clone(), except).await;
        world.done(helper.clone(), open(person)).await;
        let counts = world.refused(helper, EndStepException { person }).await;
        assert_eq!(counts, "second-step.not-excepted", "it counts no more");
    });
}

#[test]
fn words_about_a_closed_case_are_removed_by_a_rule_and_the_case_stays() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let code = begun_again(&world, &helper, person).await;
        let came = redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await;
        let Ok(Entered::Waiting(waiting)) = came else { panic!("was not asked to add one") };
        registered(&world, &waiting.step_key).await;
        world.done(helper.clone(), devices(person)).await;
        world.done(helper.clone(), close(person)).await;
        world.advance_days(729);
        crate::sweep(&world.door).await.unwrap();
        let kept = state(&world, &helper, person).await.closed.remove(0);
        assert_eq!(kept.closed_words, "A copied sign-in page");
        world.advance_days(1);
        crate::sweep(&world.door).await.unwrap();
        let kept = state(&world, &helper, person).await.closed.remove(0);
        let words = [&kept.words, &kept.checked_words, &kept.closed_words];
        assert!(words.iter().all(|words| words.is_empty()) && kept.forgotten_at.is_some());
        assert_eq!((kept.sessions_ended, kept.had_password), (0, true), "the fact stays");
        assert_eq!(world.acts("compromise.forget-words").await, 1);
    });
}
