//! A few wrong codes in a short time, and the letter to whoever's password was right.

use std::time::Duration;

use kernel::door::Actor;
use testkit::World;

use super::{STEP, draw, give, waiting, with_app};
use crate::attempts::SignInStateOf;
use crate::factors::{AT_ONCE_MINUTES, FAILURES_AT_ONCE, WarnOfWrongCodes};
use crate::sweep;
use crate::testing::{asha, check, check_races, refusal, unlock};

const TEN_MINUTES: Duration = Duration::from_secs(600);

/// How often somebody was told.
async fn told(world: &World) -> usize {
    world.acts_that_tell("second-factor.wrong-codes").await
}

#[test]
fn after_five_wrong_codes_none_is_looked_at_for_ten_minutes() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let wrong = app.never_shows(&world);
        // On different pages: all of them count.
        for _ in 0..2 {
            world.refused(Actor::Account(person), draw(&wrong)).await;
        }
        let step = waiting(&world).await;
        for _ in 0..3 {
            refusal(give(&world, &step, &wrong).await);
        }
        let began = world.clock.now();
        let refused = refusal(give(&world, &step, &app.shows(&world)).await);
        assert_eq!(refused.code, "second-factor.refused", "the right one is not looked at");
        let again = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!(again.codes_again_at, Some(began.plus_seconds(600)));
        give(&world, &step, &app.recovery[0]).await.unwrap();
        world.advance(TEN_MINUTES);
        give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!(state.codes_again_at, None);
        // An administrator does not have to wait.
        for _ in 0..5 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        world.advance(STEP);
        refusal(give(&world, &waiting(&world).await, &app.shows(&world)).await);
        crate::testing::helped(&world, &administrator, person, unlock(person)).await;
        give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
    });
}

#[test]
fn the_numbers_of_the_short_time_are_rules() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        world.set_rule(&FAILURES_AT_ONCE, 3).await;
        world.set_rule(&AT_ONCE_MINUTES, 2).await;
        let app = with_app(&world, person).await;
        for _ in 0..3 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        refusal(give(&world, &waiting(&world).await, &app.shows(&world)).await);
        world.advance(Duration::from_secs(120));
        give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
    });
}

#[test]
fn the_third_wrong_code_after_a_right_password_is_told_to_its_owner_once_a_day() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let wrong = app.never_shows(&world);
        // Whoever is signed in already has shown more than a password.
        for _ in 0..2 {
            world.refused(Actor::Account(person), draw(&wrong)).await;
        }
        let step = waiting(&world).await;
        for _ in 0..2 {
            refusal(give(&world, &step, &wrong).await);
        }
        sweep(&world.door).await.unwrap();
        assert_eq!(told(&world).await, 0);
        refusal(give(&world, &step, &wrong).await);
        for _ in 0..2 {
            sweep(&world.door).await.unwrap();
        }
        assert_eq!(told(&world).await, 1);
        // More of them on the same day are not told again, and make no act.
        world.advance(TEN_MINUTES);
        for _ in 0..3 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        sweep(&world.door).await.unwrap();
        assert_eq!((told(&world).await, world.acts("second-factor.warn").await), (1, 1));
        world.advance_days(1);
        for _ in 0..3 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        sweep(&world.door).await.unwrap();
        assert_eq!(told(&world).await, 2);
        let command = WarnOfWrongCodes { person };
        assert_eq!(world.refused(administrator, command).await, "not-allowed");
    });
}

#[test]
fn of_two_processes_that_see_the_same_one_tells_it() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        for _ in 0..3 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        let sweeps: Vec<_> = (0..8)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { sweep(&world.door).await.unwrap() })
            })
            .collect();
        for one in sweeps {
            one.await.unwrap();
        }
        assert_eq!(told(&world).await, 1);
    });
}
