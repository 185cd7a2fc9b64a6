//! Attempts: counting, locking, the log, and what helpers see of them.

mod log;
mod network;
mod risk;

use std::time::Duration;

use facts::directory::{AccountDeleted, AccountRestored};
use kernel::authority::Role;
use kernel::door::{Actor, Manifest, Within};
use testkit::{Scratch, World};
use ui::home::ReadyState;

use crate::attempts::{RecentSignIns, SignInStateOf};
use crate::codes::ResetPassword;
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, check, check_races, enter, open, ports, post, reasons,
    refusal, signed_in, unlock,
};

async fn guess(world: &World, times: usize) {
    for _ in 0..times {
        refusal(enter(world, USERNAME, OTHER).await);
    }
}

#[test]
fn no_more_guesses_are_judged_than_the_rule_allows_however_many_come_at_once() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let mut guesses = Vec::new();
        for _ in 0..64 {
            let world = world.clone();
            guesses.push(tokio::spawn(async move {
                refusal(enter(&world, USERNAME, OTHER).await).code
            }));
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
            visits
                .push(tokio::spawn(async move { enter(&world, USERNAME, PASSWORD).await.is_ok() }));
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
        crate::testing::helped(&world, &administrator, person, unlock(person)).await;
        assert_eq!(
            world.asked(administrator.clone(), &SignInStateOf { person }).await.locked_until,
            None
        );
        guess(&world, 9).await;
        assert_eq!(
            world.refused(administrator.clone(), unlock(person)).await,
            "account.not-locked"
        );
        guess(&world, 1).await;
        refusal(enter(&world, USERNAME, PASSWORD).await);
        crate::testing::helped(&world, &administrator, person, unlock(person)).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
    });
}

#[test]
fn a_lock_survives_the_end_of_the_process() {
    for engine in testkit::engines() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let scratch = Scratch::new(engine).await;
            let open =
                || World::open(&scratch, engine, crate::manifests(), ports(), testkit::Stand::In);
            let world = open().await.unwrap();
            crate::bind(&world.door).unwrap();
            let (person, _) = asha(&world).await;
            guess(&world, 10).await;
            world.door.close().await;
            let world = open().await.unwrap();
            crate::bind(&world.door).unwrap();
            let mut reader = world.door.reader().await.unwrap();
            let until =
                crate::attempts::store::locked_until(&mut reader, person, world.clock.now())
                    .await
                    .unwrap();
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
fn what_nobody_is_called_stands_in_the_log_only_if_it_looks_like_an_address() {
    assert_eq!(
        super::model::username_key(" Nobody@Guildhall.example ", false),
        "nobody@guildhall.example"
    );
    assert_eq!(super::model::username_key("lantern orchard 42 velvet", false), "");
    assert_eq!(super::model::username_key("ASHA", true), "asha");
}

#[test]
fn the_log_is_seen_by_its_owner_and_their_administrators_only() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        guess(&world, 2).await;
        let all = RecentSignIns { person: Some(person), ..RecentSignIns::default() };
        let own = world.asked(Actor::Account(person), &RecentSignIns::default()).await;
        assert_eq!(own.items.len(), 3);
        assert_eq!(own.items[2].reason, "");
        assert_eq!(own.items[2].peer, "192.0.2.7");
        assert_eq!(world.asked(administrator.clone(), &all).await.items.len(), 3);
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.not_asked(foreign.clone(), &all).await, "not-found");
        assert_eq!(world.not_asked(foreign.clone(), &SignInStateOf { person }).await, "not-found");
        assert_eq!(world.refused(foreign, unlock(person)).await, "not-found");
        // Who comes from elsewhere brings along nothing of what happened there.
        world.advance(Duration::from_secs(60));
        let now = world.clock.now();
        world.change_person(person, |view| view.here_since = Some(now));
        assert!(world.asked(administrator, &all).await.items.is_empty());
        let nation = world.administrator(Role::PlatformAdministrator, elsewhere).await;
        assert_eq!(world.asked(nation, &all).await.items.len(), 3);
        let page = world
            .asked(
                Actor::Account(person),
                &RecentSignIns { limit: Some(2), ..RecentSignIns::default() },
            )
            .await;
        let rest = world
            .asked(
                Actor::Account(person),
                &RecentSignIns { after: page.next, ..RecentSignIns::default() },
            )
            .await;
        assert_eq!((page.items.len(), rest.items.len(), rest.next), (2, 1, None));
    });
}

#[test]
fn the_lines_of_a_person_say_what_is_missing_and_what_mends_it() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let lines = || async {
            let call = world.call(administrator.clone());
            (crate::ready_lines()[0])(world.door.clone(), call, person).await.unwrap()
        };
        let fine = lines().await;
        assert!(fine.iter().all(|line| line.state == ReadyState::Ok));
        let reset = format!("/o/RX1/people/{person}/reset");
        assert_eq!(
            fine[0].act.as_ref().unwrap().href,
            reset,
            "a forgotten password is mended here"
        );
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let signed = lines().await[1].act.clone().unwrap();
        assert_eq!(signed.href, format!("/o/RX1/people/{person}/end-sessions"));
        guess(&world, 10).await;
        let locked = lines().await;
        assert!(matches!(&locked[1].state, ReadyState::ReadyBy(when) if when == "12:15"));
        let address = format!("/o/RX1/people/{person}/unlock");
        assert_eq!(locked[1].act.as_ref().unwrap().href, address);
        let helper = signed_in(&world, &administrator);
        assert!(open(&world, &helper, &address).await.html.contains("Unlock the account"));
        assert_eq!(
            post(&world, &helper, &address, "how=in-person").await.location(),
            format!("/o/RX1/people/{person}")
        );
        assert_eq!(post(&world, &helper, &address, "").await.status, 422);
        let there = world.organisation("RX3").await;
        let watcher = world.administrator(Role::IncidentManager, there).await;
        let looked = (crate::ready_lines()[0])(world.door.clone(), world.call(watcher), person);
        assert!(looked.await.unwrap().iter().all(|line| line.act.is_none()), "they only look");
        crate::testing::helped(&world, &administrator, person, ResetPassword { person }).await;
        assert_eq!(lines().await[0].state, ReadyState::NeedsThem);
        world.advance_days(14);
        let nothing = lines().await;
        assert_eq!(nothing[0].state, ReadyState::NeedsYou);
        assert_eq!(nothing[0].act.as_ref().unwrap().text, "Give a start code");
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert!(
            (crate::ready_lines()[0])(world.door.clone(), world.call(foreign), person)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn the_home_card_tells_of_the_sign_in_before_this_one_and_of_failures_since() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let card = || async {
            let call = world.call(Actor::Account(person));
            (crate::cards()[0])(world.door.clone(), call).await.unwrap().unwrap().body.0
        };
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        assert!(card().await.contains("no earlier sign-in"));
        world.advance(Duration::from_secs(60));
        guess(&world, 3).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let shown = card().await;
        assert!(
            shown.contains("2 January 2027, <wbr>12:00") && shown.contains("since then: 3."),
            "{shown}"
        );
        let nobody = (crate::cards()[0])(world.door.clone(), world.call(world.operator())).await;
        assert!(nobody.unwrap().is_none());
    });
}

#[test]
fn the_log_is_kept_for_two_years() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        guess(&world, 1).await;
        world.advance_days(729);
        guess(&world, 1).await;
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(reasons(&world, person).await.len(), 2);
        world.advance_days(2);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(reasons(&world, person).await.len(), 1);
    });
}

/// A neighbour who holds and releases: an account that is restored is held, one that is deleted is not any more.
fn holder() -> Manifest {
    Manifest {
        name: "holder",
        within: vec![
            Within::new(&[], |fact: AccountRestored, _, tx| {
                Box::pin(async move { Ok(kernel::audit::keep(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: AccountDeleted, _, tx| {
                Box::pin(async move { Ok(kernel::audit::let_go(tx, fact.account).await?) })
            }),
        ],
        ..Manifest::default()
    }
}

#[test]
fn a_hold_keeps_the_log_of_its_account() {
    let slices = || crate::manifests().into_iter().chain([holder()]).collect();
    testkit::check_on(&testkit::engines(), slices, ports, testkit::Stand::In, |world| {
        crate::bind(&world.door).expect("the gate is not bound yet");
        async move {
            let (account, _) = asha(&world).await;
            let organisation = world.organisation("RX1").await;
            guess(&world, 1).await;
            world.note(AccountRestored { account, organisation }).await;
            world.advance_days(800);
            crate::sweep(&world.door).await.unwrap();
            assert_eq!(reasons(&world, account).await.len(), 1);
            world.note(AccountDeleted { account, organisation }).await;
            crate::sweep(&world.door).await.unwrap();
            assert_eq!(reasons(&world, account).await.len(), 0);
        }
    });
}
