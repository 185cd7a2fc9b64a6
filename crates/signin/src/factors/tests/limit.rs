//! Five wrong codes in ten minutes and twenty a day, over all sessions, steps, pages and nodes.

use std::time::Duration;

use kernel::door::Actor;
use testkit::{Scratch, World};

use super::{STEP, begun, confirm, draw, give, waiting, with_app};
use crate::attempts::SignInStateOf;
use crate::factors::model::{Limits, Purpose, Span};
use crate::factors::{FAILURES_A_DAY, FAILURES_AT_ONCE, store};
use crate::testing::{asha, check, check_races, ports, reasons, refusal, unlock};

async fn judged(world: &World, person: kernel::ids::AccountId) -> usize {
    let reasons = reasons(world, person).await;
    reasons.iter().filter(|reason| reason.starts_with("wrong code")).count()
}

#[test]
fn wrong_codes_count_over_every_page_that_asks_for_one() {
    check(|world| async move {
        world.set_rule(&FAILURES_AT_ONCE, 100).await;
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let unconfirmed = begun(&world, person, "My telephone", None).await;
        let wrong = unconfirmed.never_shows(&world);
        for _ in 0..5 {
            world.refused(me.clone(), confirm(unconfirmed.id, &wrong)).await;
        }
        let app = with_app(&world, person).await;
        let wrong = app.never_shows(&world);
        for _ in 0..5 {
            world.refused(me.clone(), draw(&wrong)).await;
        }
        for _ in 0..10 {
            let step = waiting(&world).await;
            refusal(give(&world, &step, &wrong).await);
        }
        let step = waiting(&world).await;
        let refused = refusal(give(&world, &step, &app.shows(&world)).await);
        assert_eq!(refused.code, "second-factor.refused", "the right one is not looked at");
        assert_eq!(
            refusal(give(&world, &step, "ABCDE-FGHJK-MNPQ").await).code,
            "second-factor.refused"
        );
        give(&world, &step, &app.recovery[0]).await.unwrap();
        let step = waiting(&world).await;
        assert_eq!(judged(&world, person).await, 20);
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert!(state.codes_again_at.is_some_and(|at| at > world.clock.now()));
        world.advance(STEP);
        crate::testing::helped(&world, &administrator, person, unlock(person)).await;
        give(&world, &step, &app.shows(&world)).await.unwrap();
    });
}

#[test]
fn a_right_code_forgets_no_wrong_one_and_a_day_does() {
    check(|world| async move {
        world.set_rule(&FAILURES_AT_ONCE, 100).await;
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let wrong = app.never_shows(&world);
        for _ in 0..19 {
            refusal(give(&world, &waiting(&world).await, &wrong).await);
        }
        give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
        refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        world.advance(STEP);
        let step = waiting(&world).await;
        refusal(give(&world, &step, &app.shows(&world)).await);
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        world.advance(Duration::from_secs(86_400 - 60));
        refusal(give(&world, &waiting(&world).await, &app.shows(&world)).await);
        world.advance(Duration::from_secs(61));
        assert!(state.codes_again_at.is_some_and(|at| at <= world.clock.now()));
        give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
    });
}

#[test]
fn no_more_codes_are_looked_at_than_the_rule_allows_however_many_come_at_once() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let (step, wrong) = (waiting(&world).await, app.never_shows(&world));
        let mut guesses = Vec::new();
        for _ in 0..64 {
            let (world, step, wrong) = (world.clone(), step.clone(), wrong.clone());
            guesses
                .push(tokio::spawn(async move { refusal(give(&world, &step, &wrong).await).code }));
        }
        for guess in guesses {
            assert_eq!(guess.await.unwrap(), "second-factor.refused");
        }
        assert_eq!(judged(&world, person).await, 5);
    });
}

/// Two doors on one database, as two nodes have them; on SQLite one after the other, because a file has one writer.
#[test]
fn the_count_is_exact_over_two_nodes_and_a_restart() {
    for engine in testkit::racing_engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let scratch = Scratch::new(engine).await;
            let stand = testkit::Stand::In;
            let first = World::open(&scratch, engine, crate::manifests(), ports(), stand);
            let first = first.await.unwrap();
            let another = || first.another(&scratch, crate::manifests(), ports());
            crate::bind(&first.door).unwrap();
            first.set_rule(&FAILURES_AT_ONCE, 100).await;
            let (person, _) = asha(&first).await;
            let app = with_app(&first, person).await;
            let wrong = app.never_shows(&first);
            let step = waiting(&first).await;
            let guess = |world: &World, times: usize| {
                let tries: Vec<_> = (0..times)
                    .map(|_| {
                        let (world, step, wrong) = (world.clone(), step.clone(), wrong.clone());
                        tokio::spawn(async move {
                            refusal(give(&world, &step, &wrong).await);
                        })
                    })
                    .collect();
                async move {
                    for one in tries {
                        one.await.unwrap();
                    }
                }
            };
            guess(&first, 8).await;
            if matches!(engine, testkit::Engine::Sqlite) {
                first.door.close().await;
                let second = another().await.unwrap();
                crate::bind(&second.door).unwrap();
                guess(&second, 40).await;
                assert_eq!(judged(&second, person).await, 20);
                second.door.close().await;
            } else {
                let second = another().await.unwrap();
                crate::bind(&second.door).unwrap();
                tokio::join!(guess(&first, 20), guess(&second, 20));
                assert_eq!(judged(&first, person).await, 20);
                first.door.close().await;
                second.door.close().await;
            }
            scratch.remove().await;
        });
    }
}

#[test]
fn codes_that_no_app_can_be_read_for_are_no_guesses() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let engine = testkit::Engine::Sqlite;
        let scratch = Scratch::new(engine).await;
        let stand = testkit::Stand::In;
        let opened = World::open(&scratch, engine, crate::manifests(), ports(), stand);
        let world = opened.await.unwrap();
        crate::bind(&world.door).unwrap();
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        // As another installation would have sealed it.
        testkit::run_sql(&scratch.target, store::looks::SPOIL).await;
        let step = waiting(&world).await;
        for _ in 0..25 {
            let refused = refusal(give(&world, &step, &app.shows(&world)).await);
            assert_eq!(refused.code, "second-factor.unreadable");
        }
        assert_eq!(
            world.refused(Actor::Account(person), draw(&app.shows(&world))).await,
            "second-factor.unreadable"
        );
        assert_eq!(judged(&world, person).await, 0);
        give(&world, &step, &app.recovery[0]).await.unwrap();
        world.door.close().await;
        scratch.remove().await;
    });
}

#[test]
fn a_release_of_a_clock_that_is_ahead_opens_no_second_day() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.set_rule(&FAILURES_A_DAY, 3).await;
        let behind = world.clock.now().plus_seconds(-60);
        for day in ["before the release", "after it"] {
            for number in 0..4 {
                let counted = world.door.upkeep(move |tx| {
                    let id = kernel::ids::new_at(behind);
                    Box::pin(async move {
                        let day = Span { most: 3, seconds: 86_400 };
                        let (spans, recovering, unproved) = ([day, day], [day, day], [day, day]);
                        let limits = Limits { spans, recovering, unproved, warn: 3 };
                        let purpose = Purpose::Change;
                        Ok(store::count_failure(tx, person, id, purpose, behind, &limits).await?)
                    })
                });
                assert_eq!(counted.await.unwrap(), number < 3, "code {number} {day}");
            }
            if day == "before the release" {
                crate::testing::helped(&world, &administrator, person, unlock(person)).await;
            }
        }
    });
}
