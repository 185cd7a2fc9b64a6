//! The first sign-in, on both engines: what the list says and to whom it is shown.

use facts::directory::AccountOf;
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{
    ConfirmDetails, FinishWelcome, MyWelcome, PutWelcomeOff, SECOND_STEP_MAY_WAIT, Welcome, leads,
    strip,
};
use crate::factors::tests::with_second_step;
use crate::identity_checks::SetTelephoneWord;
use crate::testing::{asha, check, check_races, code, open, post, signed_in, start};
use crate::{Origin, testing};
use kernel::secret::Secret;

const CHOSEN: &str = "copper meadow 17 saddle";

/// Asha, who has just set her first password.
async fn started(world: &World) -> (AccountId, Actor) {
    let organisation = world.organisation("RX1").await;
    let person = world.person("Asha Rao", organisation);
    let helper = world.person("Ben Okafor", organisation);
    world.grant(helper, Role::LocalAdministrator, GrantSpan::Organisation(organisation)).await;
    let given = code(world, &Actor::Account(helper), person).await;
    start(world, &given, CHOSEN).await.expect("the code is right");
    (person, Actor::Account(person))
}

async fn mine(world: &World, me: &Actor) -> Welcome {
    world.asked(me.clone(), &MyWelcome {}).await
}

async fn is_above(world: &World, person: AccountId, path: &str) -> bool {
    let mut reader = world.door.reader().await.unwrap();
    strip(&mut reader, person, path, world.clock.now()).await.unwrap().is_some()
}

#[test]
fn whoever_sets_a_first_password_is_led_to_the_list_until_it_is_finished() {
    check(|world| async move {
        let (person, me) = started(&world).await;
        assert!(leads(&world.door, person).await.unwrap());
        assert!(is_above(&world, person, "/me/second-step").await);
        assert!(!is_above(&world, person, "/welcome").await);
        let before = mine(&world, &me).await;
        assert_eq!((before.done(), before.steps.len()), (1, 4), "no terms wait");
        assert_eq!(world.refused(me.clone(), FinishWelcome {}).await, "welcome.details");
        world.done(me.clone(), ConfirmDetails {}).await;
        with_second_step(&world, person, CHOSEN).await;
        assert_eq!(mine(&world, &me).await.done(), 3);
        assert!(leads(&world.door, person).await.unwrap(), "in every browser");
        world.done(me.clone(), FinishWelcome {}).await;
        assert!(!leads(&world.door, person).await.unwrap());
        assert!(!is_above(&world, person, "/me/second-step").await);
        for _ in 0..2 {
            assert_eq!(world.refused(me.clone(), FinishWelcome {}).await, "welcome.over");
        }
        assert_eq!(world.refused(me.clone(), ConfirmDetails {}).await, "welcome.over");
        assert_eq!(world.refused(me, PutWelcomeOff {}).await, "welcome.over");
    });
}

#[test]
fn a_telephone_word_counts_as_soon_as_it_is_chosen() {
    check(|world| async move {
        let (_, me) = started(&world).await;
        let word = SetTelephoneWord {
            word: Secret::new("marigolds".to_owned()),
            code: None,
            assertion: None,
            current: Some(Secret::new(CHOSEN.to_owned())),
            origin: Origin::default(),
        };
        world.done(me.clone(), word).await;
        assert_eq!(mine(&world, &me).await.done(), 2);
    });
}

#[test]
fn the_list_can_be_put_off_for_some_days_and_comes_back() {
    check(|world| async move {
        let (person, me) = started(&world).await;
        world.done(me.clone(), PutWelcomeOff {}).await;
        assert!(!leads(&world.door, person).await.unwrap());
        assert!(!is_above(&world, person, "/home").await);
        world.advance_days(8);
        assert!(leads(&world.door, person).await.unwrap());
    });
}

#[test]
fn the_second_step_comes_first_where_the_rules_say_so() {
    check(|world| async move {
        let (person, me) = started(&world).await;
        world.set_rule(&SECOND_STEP_MAY_WAIT, 0).await;
        world.done(me.clone(), ConfirmDetails {}).await;
        assert_eq!(world.refused(me.clone(), PutWelcomeOff {}).await, "welcome.second-step");
        assert_eq!(world.refused(me.clone(), FinishWelcome {}).await, "welcome.second-step");
        with_second_step(&world, person, CHOSEN).await;
        world.done(me, FinishWelcome {}).await;
    });
}

#[test]
fn whoever_had_a_password_before_is_not_led_to_the_list() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let me = Actor::Account(person);
        assert!(mine(&world, &me).await.steps.is_empty());
        let given = code(&world, &helper, person).await;
        start(&world, &given, CHOSEN).await.unwrap();
        assert!(!leads(&world.door, person).await.unwrap(), "it is not the first password");
        assert_eq!(world.refused(me.clone(), PutWelcomeOff {}).await, "welcome.over");
        let page = open(&world, &signed_in(&world, &me), "/welcome").await;
        assert_eq!(page.location(), "/home");
        assert_eq!(world.not_asked(Actor::Anonymous, &MyWelcome {}).await, "sign-in-needed");
    });
}

#[test]
fn the_pages_lead_through_the_list() {
    check(|world| async move {
        let (person, me) = started(&world).await;
        let mut reader = world.door.reader().await.unwrap();
        let view = reader.ask(AccountOf(person)).await.unwrap().unwrap();
        drop(reader);
        let caller = testing::signed_in(&world, &me);
        let page = open(&world, &caller, "/welcome").await.html;
        assert!(page.contains("Welcome, Asha Rao") && page.contains("Not now"), "{page}");
        assert!(!page.contains("Start work"), "the details come first");
        let details = open(&world, &caller, "/welcome/details").await.html;
        assert!(details.contains(&view.address) && details.contains("These are right"));
        assert_eq!(post(&world, &caller, "/welcome/details", "").await.location(), "/welcome");
        let page = open(&world, &caller, "/welcome").await.html;
        assert!(page.contains("Start work") && page.contains("can be done later"));
        assert_eq!(post(&world, &caller, "/welcome/finish", "").await.location(), "/home");
        assert_eq!(post(&world, &caller, "/welcome/put-off", "").await.location(), "/home");
        assert_eq!(open(&world, &caller, "/welcome").await.location(), "/home");
    });
}

#[test]
fn of_many_who_finish_at_once_one_does() {
    check_races(|world| async move {
        let (person, me) = started(&world).await;
        world.done(me.clone(), ConfirmDetails {}).await;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(me.clone()));
            at_once.spawn(async move { door.perform(call, FinishWelcome {}).await.is_ok() });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        assert!(!leads(&world.door, person).await.unwrap());
    });
}
