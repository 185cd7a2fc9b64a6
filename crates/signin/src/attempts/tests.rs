#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use kernel::authority::Role;
use kernel::door::Actor;
use testkit::{Scratch, World};

use crate::attempts::{RecentSignIns, SignInStateOf};
use crate::testing::{OTHER, PASSWORD, USERNAME, asha, check, enter, ports, reasons, refusal, unlock};

async fn guess(world: &World, times: usize) {
    for _ in 0..times {
        refusal(enter(world, USERNAME, OTHER).await);
    }
}

#[test]
fn no_more_guesses_are_judged_than_the_rule_allows_however_many_come_at_once() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let mut guesses = Vec::new();
        for _ in 0..64 {
            let world = world.clone();
            guesses.push(tokio::spawn(async move { refusal(enter(&world, USERNAME, OTHER).await).code }));
        }
        for guess in guesses {
            assert_eq!(guess.await.unwrap(), "signin.refused");
        }
        let reasons = reasons(&world, person).await;
        let judged = reasons.iter().filter(|reason| *reason == "wrong password").count();
        let locked = reasons.iter().filter(|reason| *reason == "account locked").count();
        assert_eq!((judged, locked), (10, 54));
        assert_eq!(refusal(enter(&world, USERNAME, PASSWORD).await).code, "signin.refused");
    });
}

#[test]
fn many_right_passwords_at_once_are_all_let_in() {
    check(|world| async move {
        asha(&world).await;
        let mut visits = Vec::new();
        for _ in 0..32 {
            let world = world.clone();
            visits.push(tokio::spawn(async move { enter(&world, USERNAME, PASSWORD).await.is_ok() }));
        }
        for visit in visits {
            assert!(visit.await.unwrap());
        }
    });
}

#[test]
fn a_lock_ends_by_itself_and_the_count_starts_anew() {
    check(|world| async move {
        asha(&world).await;
        guess(&world, 10).await;
        world.advance(Duration::from_secs(14 * 60));
        refusal(enter(&world, USERNAME, PASSWORD).await);
        world.advance(Duration::from_secs(61));
        guess(&world, 9).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        guess(&world, 9).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
    });
}

#[test]
fn an_administrator_ends_a_lock_and_a_second_one_closes_after_as_many_failures() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        guess(&world, 10).await;
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!(state.locked_until, Some(world.clock.now().plus_seconds(15 * 60)));
        world.done(administrator.clone(), unlock(person)).await;
        assert_eq!(world.asked(administrator.clone(), &SignInStateOf { person }).await.locked_until, None);
        guess(&world, 9).await;
        assert_eq!(world.refused(administrator.clone(), unlock(person)).await, "account.not-locked");
        guess(&world, 1).await;
        refusal(enter(&world, USERNAME, PASSWORD).await);
        world.done(administrator, unlock(person)).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
    });
}

#[test]
fn a_lock_survives_the_end_of_the_process() {
    for engine in testkit::engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let scratch = Scratch::new(engine).await;
            let open = || World::open(&scratch, engine, crate::manifests(), ports(), testkit::Stand::In);
            let world = open().await.unwrap();
            crate::bind(&world.door).unwrap();
            let (person, _) = asha(&world).await;
            guess(&world, 10).await;
            world.door.close().await;
            let world = open().await.unwrap();
            crate::bind(&world.door).unwrap();
            let mut reader = world.door.reader().await.unwrap();
            let until = crate::attempts::store::locked_until(&mut reader, person, world.clock.now()).await.unwrap();
            assert_eq!(until, Some(world.clock.now().plus_seconds(15 * 60)));
            drop(reader);
            world.door.close().await;
            scratch.remove().await;
        });
    }
}

#[test]
fn whatever_is_not_right_is_answered_alike() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let say = |refusal: kernel::refusal::Refusal| serde_json::to_string(&refusal).unwrap();
        let wrong = say(refusal(enter(&world, USERNAME, OTHER).await));
        let unknown = say(refusal(enter(&world, "nobody@guildhall.example", OTHER).await));
        let odd = say(refusal(enter(&world, "a\u{7}b", OTHER).await));
        guess(&world, 9).await;
        let locked = say(refusal(enter(&world, USERNAME, PASSWORD).await));
        world.change_person(person, |view| view.state = "disabled".to_owned());
        let disabled = say(refusal(enter(&world, USERNAME, PASSWORD).await));
        for other in [unknown, odd, locked, disabled] {
            assert_eq!(other, wrong);
        }
        let reasons = reasons(&world, person).await;
        assert_eq!(&reasons[..2], ["account not active", "account locked"]);
    });
}

#[test]
fn the_log_is_seen_by_its_owner_and_their_administrators_only() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        guess(&world, 2).await;
        let all = RecentSignIns { person: Some(person), after: None, limit: None };
        let own = world.asked(Actor::Account(person), &RecentSignIns::default()).await;
        assert_eq!(own.items.len(), 3);
        assert_eq!(own.items[2].reason, "");
        assert_eq!(own.items[2].peer, "192.0.2.7");
        assert_eq!(world.asked(administrator, &all).await.items.len(), 3);
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.not_asked(foreign.clone(), &all).await, "not-found");
        assert_eq!(world.not_asked(foreign.clone(), &SignInStateOf { person }).await, "not-found");
        assert_eq!(world.refused(foreign, unlock(person)).await, "not-found");
        let page = world.asked(Actor::Account(person), &RecentSignIns { limit: Some(2), ..RecentSignIns::default() }).await;
        let rest = world.asked(Actor::Account(person), &RecentSignIns { after: page.next, ..RecentSignIns::default() }).await;
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (2, 1, None));
    });
}
