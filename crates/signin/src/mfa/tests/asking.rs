//! Asking less, and asking for long exceptions: who may, how many wait, and when each ends.

use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Command as _, Level};
use kernel::ids::AccountId;
use testkit::World;

use super::{ask_of_rx1, asked, is_in, place_of};
use crate::factors::Asks;
use crate::factors::tests::with_app;
use crate::mfa::{
    AskException, DecideException, Decision, Ground, ObligeOrganisation, ObligePerson, Policy,
    SecondStepWaiting,
};
use crate::testing::{asha, check, check_races};

fn ask(person: AccountId, until: Option<&str>) -> AskException {
    AskException {
        person,
        ground: Ground::SecureArea,
        words: "She works in a vault.".to_owned(),
        until: until.map(str::to_owned),
    }
}

async fn level_of_rx1(world: &World, policy: Policy) -> Level {
    let command = ObligeOrganisation { organisation: "RX1".to_owned(), policy, from: None };
    let mut reader = world.door.reader().await.unwrap();
    command.level(&world.call(Actor::Anonymous), &mut reader).await.unwrap()
}

async fn level_of_person(world: &World, person: AccountId, policy: Policy) -> Level {
    let mut reader = world.door.reader().await.unwrap();
    let command = ObligePerson { person, policy };
    command.level(&world.call(Actor::Anonymous), &mut reader).await.unwrap()
}

#[test]
fn asking_less_of_an_organisation_takes_two_however_little_less_it_is() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        assert_eq!(level_of_rx1(&world, Policy::Standard).await, Level::FreshProof);
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        assert_eq!(level_of_rx1(&world, Policy::NamedLocation).await, Level::TwoPeople);
        assert_eq!(level_of_rx1(&world, Policy::None).await, Level::TwoPeople);
        assert_eq!(level_of_rx1(&world, Policy::Standard).await, Level::FreshProof);
    });
}

#[test]
fn giving_up_what_was_to_come_is_asking_less() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::NamedLocation).await;
        let day = world.clock.now().plus_days(30).rfc3339();
        let from = Some(day[..10].to_owned());
        let organisation = "RX1".to_owned();
        let planned = ObligeOrganisation { organisation, policy: Policy::Standard, from };
        world.done(helper, planned).await;
        assert_eq!(level_of_rx1(&world, Policy::NamedLocation).await, Level::TwoPeople);
    });
}

#[test]
fn putting_off_what_was_to_come_is_asking_less() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        let day = |days| world.clock.now().plus_days(days).rfc3339()[..10].to_owned();
        let oblige = |policy, days| ObligeOrganisation {
            organisation: "RX1".to_owned(),
            policy,
            from: Some(day(days)),
        };
        world.done(helper, oblige(Policy::NamedLocation, 30)).await;
        let level = async |policy, days| {
            let mut reader = world.door.reader().await.unwrap();
            oblige(policy, days).level(&world.call(Actor::Anonymous), &mut reader).await.unwrap()
        };
        for policy in [Policy::NamedLocation, Policy::Standard] {
            assert_eq!(level(policy, 31).await, Level::TwoPeople, "{policy:?}");
            assert_eq!(level(policy, 300).await, Level::TwoPeople, "{policy:?}");
            assert_eq!(level(policy, 30).await, Level::FreshProof, "{policy:?}");
            assert_eq!(level(policy, 29).await, Level::FreshProof, "{policy:?}");
        }
        assert_eq!(level_of_rx1(&world, Policy::NamedLocation).await, Level::FreshProof);
    });
}

#[test]
fn asking_less_of_somebody_takes_rights_that_go_as_far_as_theirs() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = place_of(&world, person).await;
        let oblige = |policy| ObligePerson { person, policy };
        world.done(helper.clone(), oblige(Policy::Standard)).await;
        assert_eq!(level_of_person(&world, person, Policy::NamedLocation).await, Level::FreshProof);
        assert_eq!(level_of_person(&world, person, Policy::Standard).await, Level::Everyday);
        world.grant(person, Role::PlatformAdministrator, GrantSpan::Nation).await;
        for policy in [Policy::NamedLocation, Policy::None] {
            let above = world.refused(helper.clone(), oblige(policy)).await;
            assert_eq!(above, "account.above-you", "{policy:?}");
        }
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        world.done(platform, oblige(Policy::NamedLocation)).await;
    });
}

#[test]
fn one_waits_at_a_time_and_ends_on_its_own_day() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        let place = place_of(&world, person).await;
        let approver = world.administrator(Role::SecondPlatformApprover, place).await;
        for wrong in ["2000-01-01", "2999-01-01", "soon"] {
            let end = world.refused(helper.clone(), ask(person, Some(wrong))).await;
            assert_eq!(end, "second-step.end", "{wrong}");
        }
        let day = world.clock.now().plus_days(10).rfc3339();
        let first = world.done(helper.clone(), ask(person, Some(&day[..10]))).await.exception;
        let again = world.refused(helper.clone(), ask(person, None)).await;
        assert_eq!(again, "second-step.waits");
        let approve = DecideException { exception: first, decision: Decision::Approve };
        world.done(approver, approve).await;
        is_in(&world).await;
        world.advance_days(12);
        asked(&world, Asks::Code).await;
    });
}

#[test]
fn nobody_approves_one_whose_day_is_over_or_whose_person_has_moved() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        let place = place_of(&world, person).await;
        let approver = world.administrator(Role::SecondPlatformApprover, place).await;
        let decide = |exception, decision| DecideException { exception, decision };
        let day = world.clock.now().plus_days(3).rfc3339();
        let late = world.done(helper.clone(), ask(person, Some(&day[..10]))).await.exception;
        world.advance_days(5);
        let over = world.refused(approver.clone(), decide(late, Decision::Approve)).await;
        assert_eq!(over, "second-step.too-late");
        world.done(approver.clone(), decide(late, Decision::Refuse)).await;
        let asked_for = world.done(helper, ask(person, None)).await.exception;
        let rx2 = world.organisation("RX2").await;
        world.change_person(person, |view| {
            view.organisation = rx2;
            view.organisation_code = "RX2".to_owned();
        });
        let moved = world.refused(approver.clone(), decide(asked_for, Decision::Approve)).await;
        assert_eq!(moved, "second-step.moved");
        world.done(approver, decide(asked_for, Decision::Refuse)).await;
    });
}

#[test]
fn of_sixty_four_who_ask_at_once_one_does() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        let place = place_of(&world, person).await;
        let approver = world.administrator(Role::SecondPlatformApprover, place).await;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(helper.clone()));
            at_once.spawn(async move { door.perform(call, ask(person, None)).await.is_ok() });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        assert_eq!(world.asked(approver, &SecondStepWaiting {}).await.exceptions.len(), 1);
    });
}
