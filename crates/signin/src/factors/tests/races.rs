//! However many use one code at the same moment, one is let in.

use kernel::door::Actor;
use testkit::World;

use super::{begun, confirm, entered, give, waiting, with_app};
use crate::factors::{Entered, MySecondFactor};
use crate::sessions::MySessions;
use crate::testing::{asha, at_once, check_races};

async fn given_at_once(world: &World, steps: &[String], code: &str) -> usize {
    at_once(steps.iter().map(|step| {
        let (world, step, code) = (world.clone(), step.clone(), code.to_owned());
        async move { give(&world, &step, &code).await.is_ok() }
    }))
    .await
}

#[test]
fn of_sixty_four_who_use_a_code_at_once_exactly_one_is_let_in() {
    check_races(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        assert_eq!(given_at_once(&world, &vec![step; 64], &app.shows(&world)).await, 1);
        // Those who came too late guessed nothing, and count all the same.
        world.advance(super::STEP);
        let release = crate::codes::ResetPassword { person };
        crate::testing::helped(&world, &administrator, person, release).await;
        crate::testing::set_password(&world, person, crate::testing::PASSWORD).await;
        let mut steps = Vec::new();
        for _ in 0..10 {
            steps.push(waiting(&world).await);
        }
        world.advance(super::STEP);
        assert_eq!(
            given_at_once(&world, &steps, &app.shows(&world)).await,
            1,
            "each with its own step"
        );
        steps.clear();
        for _ in 0..10 {
            steps.push(waiting(&world).await);
        }
        assert_eq!(given_at_once(&world, &steps, &app.recovery[0]).await, 1, "a recovery code");
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert_eq!(mine.items.len(), 2, "the first one ended with the reset");
    });
}

#[test]
fn of_sixteen_who_confirm_an_app_at_once_one_draws_the_codes() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = begun(&world, person, "My telephone", None).await;
        let code = app.shows(&world);
        let tries = (0..16).map(|_| {
            let (world, command) = (world.clone(), confirm(app.id, &code));
            async move {
                let call = world.call(Actor::Account(person));
                world.door.perform(call, command).await.is_ok_and(|done| {
                    done.output.recovery_codes.is_some_and(|codes| codes.len() == 10)
                })
            }
        });
        assert_eq!(at_once(tries).await, 1);
        let mine = world.asked(Actor::Account(person), &MySecondFactor {}).await;
        assert_eq!((mine.authenticators.len(), mine.recovery_codes_left), (1, 10));
    });
}

#[test]
fn nobody_is_let_in_by_a_password_beside_an_app_that_is_being_added() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = begun(&world, person, "My telephone", None).await;
        let code = app.shows(&world);
        let visits: Vec<_> = (0..8)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { entered(&world).await.is_ok() })
            })
            .collect();
        world.done(Actor::Account(person), confirm(app.id, &code)).await;
        for visit in visits {
            assert!(visit.await.unwrap());
        }
        assert!(matches!(entered(&world).await.unwrap(), Entered::Waiting(_)));
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert!(mine.items.is_empty(), "sessions from before it were ended, later ones wait");
    });
}
