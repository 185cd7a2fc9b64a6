//! What does not lead past the step that asks to add a second step.

use std::time::Duration;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::refusal::Error;
use kernel::secret::Secret;
use testkit::World;
use uuid::Uuid;

use super::{ask_of_rx1, asked, entered_as, place_of, registered};
use crate::Origin;
use crate::factors::tests::{App, with_app};
use crate::factors::{Asks, BeginAtSignIn, Entered, RegisterAtSignIn};
use crate::mfa::Policy;
use crate::passkeys::{BeginPasskeyAtSignIn, Kind};
use crate::sessions::MySessions;
use crate::testing::{OTHER, PASSWORD, asha, check, check_races, set_password};

fn begin(step_key: &str) -> BeginAtSignIn {
    let step_key = Secret::new(step_key.to_owned());
    BeginAtSignIn { step_key, name: "My telephone".to_owned() }
}

fn register(step_key: &str, authenticator: Uuid, code: &str) -> RegisterAtSignIn {
    RegisterAtSignIn {
        step_key: Secret::new(step_key.to_owned()),
        authenticator,
        code: Secret::new(code.to_owned()),
        origin: Origin::default(),
    }
}

/// An app that was begun with the key of a step.
async fn begun(world: &World, step_key: &str) -> (Uuid, App) {
    let begun = world.done(Actor::Anonymous, begin(step_key)).await;
    (begun.authenticator, App::read(begun.authenticator, &begun.key))
}

async fn sessions(world: &World, person: AccountId) -> usize {
    let query = MySessions { current: None };
    world.asked(Actor::Account(person), &query).await.items.len()
}

#[test]
fn a_step_that_asks_for_something_else_adds_nothing() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        // Whoever has one is asked for it, and its step is no way to another one.
        let code = asked(&world, Asks::Code).await;
        for key in [code.step_key.as_str(), "no key at all"] {
            let over = world.refused(Actor::Anonymous, begin(key)).await;
            assert_eq!(over, "second-factor.step-over");
            let (step_key, kind) = (Secret::new(key.to_owned()), Kind::Passkey);
            let name = "My telephone".to_owned();
            let passkey = BeginPasskeyAtSignIn { step_key, name, kind };
            let over = world.refused(Actor::Anonymous, passkey).await;
            assert_eq!(over, "second-factor.step-over");
        }
    });
}

#[test]
fn only_the_code_of_the_app_that_was_begun_for_the_same_person_is_right() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let other = world.person("Cara Li", place_of(&world, person).await);
        set_password(&world, other, PASSWORD).await;
        let hers = asked(&world, Asks::SecondStep).await.step_key;
        let came = entered_as(&world, "cara.li@guildhall.example").await.expect("right");
        let Entered::Waiting(theirs) = came else { panic!("was not asked") };
        let (foreign, app) = begun(&world, &theirs.step_key).await;
        let command = register(&hers, foreign, &app.shows(&world));
        assert_eq!(world.refused(Actor::Anonymous, command).await, "authenticator.not-begun");
        let (own, app) = begun(&world, &hers).await;
        for wrong in ["", "abc", &app.never_shows(&world)] {
            let command = register(&hers, own, wrong);
            let refused = world.refused(Actor::Anonymous, command).await;
            assert!(refused.starts_with("second-factor."), "{refused}");
        }
        assert_eq!(sessions(&world, person).await, 0);
        world.done(Actor::Anonymous, register(&hers, own, &app.shows(&world))).await;
        assert_eq!((sessions(&world, person).await, sessions(&world, other).await), (1, 0));
    });
}

#[test]
fn codes_are_guessed_no_more_often_than_at_any_sign_in() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let key = asked(&world, Asks::SecondStep).await.step_key;
        let (own, app) = begun(&world, &key).await;
        for _ in 0..5 {
            let wrong = register(&key, own, &app.never_shows(&world));
            world.refused(Actor::Anonymous, wrong).await;
        }
        let right = world.refused(Actor::Anonymous, register(&key, own, &app.shows(&world))).await;
        assert_eq!(right, "second-factor.refused");
        world.advance(Duration::from_secs(601));
        world.done(Actor::Anonymous, register(&key, own, &app.shows(&world))).await;
    });
}

#[test]
fn the_step_ends_with_its_time_the_password_and_the_account() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let late = asked(&world, Asks::SecondStep).await.step_key;
        world.advance(Duration::from_secs(1800));
        assert_eq!(world.refused(Actor::Anonymous, begin(&late)).await, "second-factor.step-over");
        let key = asked(&world, Asks::SecondStep).await.step_key;
        let (own, app) = begun(&world, &key).await;
        set_password(&world, person, OTHER).await;
        let command = register(&key, own, &app.shows(&world));
        assert_eq!(world.refused(Actor::Anonymous, command).await, "second-factor.step-over");
        set_password(&world, person, PASSWORD).await;
        let key = asked(&world, Asks::SecondStep).await.step_key;
        let (own, app) = begun(&world, &key).await;
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        let words = "Letters that she did not write".to_owned();
        let found = crate::compromise::Found::Mail;
        let shut = crate::compromise::OpenCompromise { person, found, words };
        world.done(platform, shut).await;
        let command = register(&key, own, &app.shows(&world));
        assert!(world.door.perform(world.call(Actor::Anonymous), command).await.is_err());
        assert_eq!(sessions(&world, person).await, 0);
    });
}

#[test]
fn of_sixty_four_who_finish_the_step_at_once_one_is_in() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let key = asked(&world, Asks::SecondStep).await.step_key;
        let (own, app) = begun(&world, &key).await;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(Actor::Anonymous));
            let command = register(&key, own, &app.shows(&world));
            at_once.spawn(async move {
                match door.perform(call, command).await {
                    Ok(_) => true,
                    Err(Error::Refused(_)) => false,
                    Err(fault) => panic!("met a fault: {fault}"),
                }
            });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!((done, sessions(&world, person).await), (1, 1));
    });
}

#[test]
fn terms_that_wait_come_after_it() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = place_of(&world, person).await;
        let platform = crate::terms::tests::platform(&world, place).await;
        let terms = crate::terms::tests::draft(&world, None);
        crate::terms::tests::publish(&world, &platform, terms).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let waiting = asked(&world, Asks::SecondStep).await;
        let (_, came) = registered(&world, &waiting.step_key).await;
        let Entered::Waiting(terms) = came else { panic!("the terms were not asked for") };
        assert_eq!(terms.asks, Asks::Terms);
    });
}
