//! Leaving the second step out: who may, for whom, for how long, and how often.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{ask_of_rx1, asked, is_in, place_of, registered};
use crate::compromise::OpenCompromise;
use crate::factors::Asks;
use crate::factors::tests::with_app;
use crate::mfa::{
    AskException, Cause, DecideException, Decision, EndStepException, ExceptPerson, Factor, Ground,
    Policy, Reason, SecondStepOf, SecondStepWaiting, StandsWith,
};
use crate::testing::{asha, check, check_races, helped, sees};

fn except(person: AccountId, reason: Reason) -> ExceptPerson {
    ExceptPerson { person, reason, words: String::new() }
}

async fn stands(world: &World, helper: &Actor, person: AccountId) -> StandsWith {
    world.asked(helper.clone(), &SecondStepOf { person }).await
}

#[test]
fn for_a_day_and_not_a_moment_longer() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        with_app(&world, person).await;
        let command = except(person, Reason::NoSignal);
        let unchecked = world.refused(helper.clone(), command.clone()).await;
        assert_eq!(unchecked, "identity-check.needed");
        let excepted = helped(&world, &helper, person, command).await;
        assert_eq!(excepted.until, world.clock.now().plus_days(1));
        is_in(&world).await;
        let found = stands(&world, &helper, person).await;
        let judged = found.stands.expect("a person");
        assert_eq!(
            (judged.cause, judged.exception_until),
            (Cause::Exception, Some(excepted.until))
        );
        world.advance(Duration::from_secs(86_399));
        is_in(&world).await;
        world.advance(Duration::from_secs(1));
        asked(&world, Asks::Code).await;
        assert_eq!(stands(&world, &helper, person).await.exceptions.len(), 1);
    });
}

#[test]
fn what_is_lost_comes_off_at_once_and_is_added_anew_when_the_day_is_over() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        helped(&world, &helper, person, except(person, Reason::Lost)).await;
        let judged = stands(&world, &helper, person).await.stands.expect("a person");
        assert_eq!((judged.cause, judged.factor), (Cause::Exception, Factor::None));
        is_in(&world).await;
        // Ended early it is over early.
        world.advance(Duration::from_secs(3600));
        world.done(helper.clone(), EndStepException { person }).await;
        let again = world.refused(helper.clone(), EndStepException { person }).await;
        assert_eq!(again, "second-step.not-excepted");
        let waiting = asked(&world, Asks::SecondStep).await;
        registered(&world, &waiting.step_key).await;
        asked(&world, Asks::Code).await;
        let judged = stands(&world, &helper, person).await.stands.expect("a person");
        assert_eq!(judged.cause, Cause::OwnChoice);
    });
}

#[test]
fn not_for_those_who_never_had_one_nor_for_oneself_nor_without_end() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        sees(&world, &helper, person).await;
        let never = world.refused(helper.clone(), except(person, Reason::NoSignal)).await;
        assert_eq!(never, "second-step.never-had");
        let place = place_of(&world, person).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(place)).await;
        let own = world.refused(Actor::Account(person), except(person, Reason::NoSignal)).await;
        assert_eq!(own, "second-step.own-exception");
        with_app(&world, person).await;
        let other = world.refused(helper.clone(), except(person, Reason::Other)).await;
        assert_eq!(other, "second-step.words");
        for _ in 0..3 {
            helped(&world, &helper, person, except(person, Reason::NoSignal)).await;
            let twice = world.refused(helper.clone(), except(person, Reason::NoSignal)).await;
            assert_eq!(twice, "second-step.excepted");
            world.advance_days(2);
        }
        sees(&world, &helper, person).await;
        let often = world.refused(helper.clone(), except(person, Reason::NoSignal)).await;
        assert_eq!(often, "second-step.too-many");
        world.advance_days(30);
        helped(&world, &helper, person, except(person, Reason::NoSignal)).await;
    });
}

#[test]
fn neither_for_a_role_of_the_service_nor_while_a_case_is_open() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        helped(&world, &helper, person, except(person, Reason::NoSignal)).await;
        is_in(&world).await;
        // What was granted before the role counts no longer.
        world.grant(person, Role::ClinicalSafetyOfficer, GrantSpan::Nation).await;
        asked(&world, Asks::Code).await;
        world.done(platform.clone(), EndStepException { person }).await;
        sees(&world, &platform, person).await;
        let role = world.refused(platform.clone(), except(person, Reason::NoSignal)).await;
        assert_eq!(role, "second-step.no-exception");
        let words = "Letters that she did not write".to_owned();
        let found = crate::compromise::Found::Mail;
        world.done(platform.clone(), OpenCompromise { person, found, words }).await;
        let asked = AskException {
            person,
            ground: Ground::Accessibility,
            words: "She cannot hold a telephone.".to_owned(),
            until: None,
        };
        assert_eq!(world.refused(platform, asked).await, "second-step.no-exception");
    });
}

#[test]
fn for_half_a_year_somebody_asks_and_somebody_else_decides() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        let approver = world.administrator(Role::SecondPlatformApprover, place).await;
        let ask = |words: &str| AskException {
            person,
            ground: Ground::SecureArea,
            words: words.to_owned(),
            until: None,
        };
        assert_eq!(world.refused(helper.clone(), ask(" ")).await, "second-step.words");
        let own = world.done(platform.clone(), ask("She works in a vault.")).await.exception;
        let decide = |exception, decision| DecideException { exception, decision };
        let refused = world.refused(platform.clone(), decide(own, Decision::Approve)).await;
        assert_eq!(refused, "second-step.own-asking");
        let local = world.refused(helper.clone(), decide(own, Decision::Approve)).await;
        assert_eq!(local, "not-allowed");
        world.done(approver.clone(), decide(own, Decision::Refuse)).await;
        let again = world.refused(approver.clone(), decide(own, Decision::Approve)).await;
        assert_eq!(again, "second-step.decided");
        asked(&world, Asks::Code).await;
        let asked_for = world.done(helper.clone(), ask("She works in a vault.")).await.exception;
        let waiting = world.asked(approver.clone(), &SecondStepWaiting {}).await;
        assert_eq!(waiting.exceptions.len(), 1);
        assert_eq!(waiting.exceptions[0].exception, asked_for);
        world.done(approver, decide(asked_for, Decision::Approve)).await;
        is_in(&world).await;
        world.advance_days(179);
        is_in(&world).await;
        world.advance_days(1);
        asked(&world, Asks::Code).await;
    });
}

#[test]
fn of_sixty_four_who_grant_one_at_once_one_does() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        sees(&world, &helper, person).await;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(helper.clone()));
            at_once.spawn(async move {
                door.perform(call, except(person, Reason::NoSignal)).await.is_ok()
            });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        assert_eq!(stands(&world, &helper, person).await.exceptions.len(), 1);
    });
}
