//! Nights on which too many would go, disabled accounts, and what cannot be done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use facts::directory::{AccountDeleted, AccountErased, AccountOf};
use facts::signin::SessionBegun;
use kernel::door::Within;

use super::leaving::mark;
use super::*;
use crate::people::jobs::run_due;
use crate::people::store::{Night, NightState, insert_night};
use crate::people::{
    AccountState, CancelLeaver, DeleteDue, DeletePerson, DisablePerson, DismissNight, EnablePerson,
    EndNight, HoldNight, HoldPerson, Leaving, NightById, NightView, NightsOfOrganisation,
    ReleaseNight,
};

/// As many people of an organisation, marked as leavers.
async fn leavers(world: &World, code: &str, count: usize) -> Vec<AccountId> {
    let mut people = Vec::new();
    for number in 0..count {
        let id = person(world, code, &format!("Person{}", word(number)), "Rao").await.id;
        world.done(world.operator(), mark(id, Leaving::Moves)).await;
        people.push(id);
    }
    people
}

/// A number in letters.
fn word(number: usize) -> String {
    number.to_string().chars().map(|digit| char::from(b'a' + digit as u8 - b'0')).collect()
}

async fn nights(world: &World, actor: &Actor, code: &str) -> Vec<NightView> {
    let query = NightsOfOrganisation { organisation: Some(code.to_owned()) };
    world.asked(actor.clone(), &query).await
}

async fn states(world: &World, people: &[AccountId]) -> Vec<AccountState> {
    let mut states = Vec::new();
    for person in people {
        states.push(record(world, *person).await.state);
    }
    states
}

#[test]
fn a_night_that_would_delete_too_many_is_held_and_only_that_list_is_released() {
    check(|world| async move {
        place(&world, "RX1", None).await;
        let primary = holder(&world, "RX1", Role::PrimaryLocalAdministrator).await;
        let local = holder(&world, "RX1", Role::LocalAdministrator).await;
        let people = leavers(&world, "RX1", 7).await;
        let others = leavers(&world, "RX2", 5).await;
        let stays = person(&world, "RX1", "Later", "Rao").await.id;
        world.advance_days(30);
        // Another organisation goes its own way; those who are not deleted yet are blocked.
        assert_eq!(run_due(&world.door).await.unwrap(), 5 + 7);
        assert!(states(&world, &others).await.iter().all(|state| *state == AccountState::Deleted));
        assert!(states(&world, &people).await.iter().all(|state| *state == AccountState::Disabled));
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let night = nights(&world, &primary, "RX1").await.remove(0);
        assert_eq!((night.deletions, night.people, night.state.as_str()), (7, 10, "waiting"));
        assert!(night.may_decide && !nights(&world, &local, "RX1").await[0].may_decide);
        let all = world.asked(world.operator(), &NightsOfOrganisation::default()).await;
        assert_eq!(all.iter().map(|night| night.night).collect::<Vec<_>>(), [night.night]);
        let list = world.asked(local.clone(), &NightById { night: night.night, after: None }).await;
        let mut named: Vec<AccountId> = list.items.iter().map(|item| item.id).collect();
        named.sort();
        assert_eq!(named, people);
        // One is held, one stays after all, one more becomes due while the list waits.
        let hold = HoldPerson {
            person: people[0],
            reason: "Inquest".to_owned(),
            reference: "C-17".to_owned(),
        };
        world.done(world.operator(), hold).await;
        world.done(world.operator(), CancelLeaver { person: people[1] }).await;
        world.done(world.operator(), mark(stays, Leaving::Moves)).await;
        world.advance_days(30);
        // Only those of elsewhere, whose time to restore is over, and one more who is blocked.
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        let release = |digest: &str| ReleaseNight { night: night.night, digest: digest.to_owned() };
        assert_eq!(world.refused(local, release(&night.digest)).await, "not-allowed");
        assert_eq!(world.refused(primary.clone(), release("00")).await, "night.changed");
        world.done(primary.clone(), release(&night.digest)).await;
        let again = world.refused(primary.clone(), release(&night.digest)).await;
        assert_eq!(again, "night.changed");
        // The seven of the list, and the one who became due since.
        assert_eq!(run_due(&world.door).await.unwrap(), 8);
        let mut expected = vec![AccountState::Deleted; 7];
        expected[..2].copy_from_slice(&[AccountState::Disabled, AccountState::Active]);
        assert_eq!(states(&world, &people).await, expected);
        assert_eq!(record(&world, stays).await.state, AccountState::Deleted);
        assert_eq!(nights(&world, &primary, "RX1").await[0].state, "released");
    });
}

#[test]
fn a_dismissed_list_lets_everybody_stay() {
    check(|world| async move {
        let people = leavers(&world, "RX1", 6).await;
        let operator = world.operator();
        for person in &people[..3] {
            let disable = DisablePerson { person: *person, reason: None };
            world.done(operator.clone(), disable).await;
            world.done(operator.clone(), CancelLeaver { person: *person }).await;
        }
        world.advance_days(518);
        for person in &people[3..] {
            world.done(operator.clone(), CancelLeaver { person: *person }).await;
            world.done(operator.clone(), mark(*person, Leaving::Moves)).await;
        }
        world.advance_days(30);
        // Three are leavers, who are blocked meanwhile.
        assert_eq!(run_due(&world.door).await.unwrap(), 3);
        let night = nights(&world, &operator, "RX1").await.remove(0);
        let dismiss = DismissNight { night: night.night, digest: night.digest };
        world.done(operator.clone(), dismiss).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        for person in &people[..3] {
            let clock = record(&world, *person).await.clock.expect("a clock");
            assert_eq!(clock.at, world.clock.now().plus_days(548).rfc3339());
        }
        for person in &people[3..] {
            assert_eq!(record(&world, *person).await.clock, None);
        }
        assert_eq!(nights(&world, &operator, "RX1").await[0].state, "spared");
    });
}

#[test]
fn deletions_of_one_day_are_counted_together_whoever_does_them() {
    check(|world| async move {
        let service = Actor::Service("lifecycle");
        let due = |person| DeleteDue { person, night: None };
        let early = leavers(&world, "RX1", 5).await;
        assert_eq!(world.refused(world.operator(), due(early[0])).await, "not-allowed");
        assert_eq!(world.refused(service.clone(), due(early[0])).await, "person.not-due");
        world.advance_days(10);
        world.advance(std::time::Duration::from_secs(3600));
        let late = leavers(&world, "RX1", 2).await;
        // The last of those days are named so that all fall on one day.
        let again = world.clock.now().plus_days(20).micros() / 86_400_000_000;
        for person in &late {
            world.done(world.operator(), CancelLeaver { person: *person }).await;
            let day = jiff::Timestamp::from_second((again - 1) * 86_400).unwrap();
            let day = day.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
            world.done(world.operator(), super::leaving::leave_on(*person, &day)).await;
        }
        world.advance_days(20);
        for person in &late {
            world.done(service.clone(), due(*person)).await;
        }
        for person in &early[..3] {
            world.done(service.clone(), due(*person)).await;
        }
        assert_eq!(world.refused(service, due(early[3])).await, "night.full");
        // The two who are left are listed, and blocked meanwhile.
        assert_eq!(run_due(&world.door).await.unwrap(), 2);
        assert_eq!(nights(&world, &world.operator(), "RX1").await[0].deletions, 2);
        assert!(states(&world, &early[3..]).await.iter().all(|state| state.is_live()));
    });
}

#[test]
fn a_disabled_account_is_deleted_after_eighteen_months_and_enabling_starts_afresh() {
    check(|world| async move {
        let operator = world.operator();
        let (asha, ben) = (
            person(&world, "RX1", "Asha", "Rao").await.id,
            person(&world, "RX1", "Ben", "Okoro").await.id,
        );
        for person in [asha, ben] {
            world.done(operator.clone(), DisablePerson { person, reason: None }).await;
        }
        world.advance_days(547);
        world.done(operator.clone(), EnablePerson { person: ben }).await;
        world.done(operator.clone(), DisablePerson { person: ben, reason: None }).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(1);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(
            states(&world, &[asha, ben]).await,
            [AccountState::Deleted, AccountState::Disabled]
        );
        world.advance_days(547);
        run_due(&world.door).await.unwrap();
        assert_eq!(
            states(&world, &[asha, ben]).await,
            [AccountState::Erased, AccountState::Deleted]
        );
    });
}

/// A neighbour who cannot be without some people, and counts how often it was asked.
fn keeper(asked: &Arc<AtomicUsize>) -> Manifest {
    let asked = Arc::clone(asked);
    let keep = Within::new(&[], move |fact: AccountDeleted, _, tx| {
        let asked = Arc::clone(&asked);
        Box::pin(async move {
            let view = tx.ask(AccountOf(fact.account)).await?;
            match view.filter(|view| view.family_name == "Needed") {
                Some(_) => {
                    asked.fetch_add(1, Ordering::SeqCst);
                    Err(kernel::refusal::messages::NOT_ALLOWED.refuse().into())
                }
                None => Ok(()),
            }
        })
    });
    Manifest { name: "keeper", within: vec![keep], ..Manifest::default() }
}

#[test]
fn what_cannot_be_done_waits_a_day_and_keeps_nobody_else() {
    let asked = Arc::new(AtomicUsize::new(0));
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), keeper(&asked)];
    check_on(&engines(), slices, ports, Stand::Aside, |world| {
        let asked = Arc::clone(&asked);
        async move {
            let mut people = Vec::new();
            for (given, family) in [("Ann", "Needed"), ("Ben", "Needed"), ("Cat", "Rao")] {
                let id = person(&world, "RX1", given, family).await.id;
                world.done(world.operator(), mark(id, Leaving::Moves)).await;
                people.push(id);
            }
            world.advance_days(30);
            assert_eq!(run_due(&world.door).await.unwrap(), 1);
            assert_eq!(record(&world, people[2]).await.state, AccountState::Deleted);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 2);
            // Not tried again at every run, but on the next day.
            assert_eq!(run_due(&world.door).await.unwrap(), 0);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 0);
            world.advance_days(1);
            assert_eq!(run_due(&world.door).await.unwrap(), 0);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 2);
            assert!(states(&world, &people[..2]).await.iter().all(|state| state.is_live()));
        }
    });
}

#[test]
fn a_dismissed_list_lets_nobody_go_by_another_clock() {
    check(|world| async move {
        let operator = world.operator();
        let mut people = Vec::new();
        for number in 0..6 {
            let id = person(&world, "RX1", &format!("Person{}", word(number)), "Rao").await.id;
            world.done(operator.clone(), DisablePerson { person: id, reason: None }).await;
            people.push(id);
        }
        world.advance_days(517);
        for id in &people {
            world.done(operator.clone(), mark(*id, Leaving::Moves)).await;
        }
        // On that day the time as a leaver is over, and a day later the eighteen months are.
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let night = nights(&world, &operator, "RX1").await.remove(0);
        world.advance_days(1);
        // Marked anew after the list was made: that mark is not the one that was looked at.
        world.done(operator.clone(), CancelLeaver { person: people[0] }).await;
        world.done(operator.clone(), mark(people[0], Leaving::Moves)).await;
        let dismiss = DismissNight { night: night.night, digest: night.digest };
        world.done(operator.clone(), dismiss).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert!(states(&world, &people).await.iter().all(|state| *state == AccountState::Disabled));
        let marked = record(&world, people[0]).await;
        assert_eq!(marked.leaver, Some(crate::people::LeaverKind::Moves));
        let lapse = world.clock.now().plus_days(548).rfc3339();
        for id in &people[1..] {
            let record = record(&world, *id).await;
            assert_eq!(record.leaver, None);
            assert_eq!(record.clock.expect("a clock").at, lapse);
        }
    });
}

/// A neighbour in whose code somebody's deletion and erasure meet a defect.
fn broken(asked: &Arc<AtomicUsize>) -> Manifest {
    let (deleted, erased) = (Arc::clone(asked), Arc::clone(asked));
    let meet = |asked: &Arc<AtomicUsize>, is_broken: bool| {
        if !is_broken {
            return Ok(());
        }
        asked.fetch_add(1, Ordering::SeqCst);
        Err(kernel::refusal::Fault::defect("meeting somebody who breaks it").into())
    };
    let on_deletion = Within::new(&[], move |fact: AccountDeleted, call, tx| {
        let asked = Arc::clone(&deleted);
        let is_by_clock =
            call.actor.account().is_none() && call.actor.label().contains("lifecycle");
        Box::pin(async move {
            let view = tx.ask(AccountOf(fact.account)).await?;
            meet(&asked, is_by_clock && view.is_some_and(|view| view.given_name == "Broken"))
        })
    });
    let on_erasure = Within::new(&[], move |fact: AccountErased, _, tx| {
        let asked = Arc::clone(&erased);
        Box::pin(async move {
            let view = tx.ask(AccountOf(fact.account)).await?;
            // Nothing of the name is left by then; the job title of the test is kept nowhere either.
            let is_broken = view.is_some_and(|view| view.organisation == org("BROKEN"));
            meet(&asked, is_broken)
        })
    });
    Manifest { name: "broken", within: vec![on_deletion, on_erasure], ..Manifest::default() }
}

#[test]
fn a_defect_at_one_account_keeps_nobody_else() {
    let asked = Arc::new(AtomicUsize::new(0));
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), broken(&asked)];
    check_on(&engines(), slices, ports, Stand::Aside, |world| {
        let asked = Arc::clone(&asked);
        async move {
            let operator = world.operator();
            let first = person(&world, "BROKEN", "Cat", "Rao").await.id;
            let second = person(&world, "RX1", "Dan", "Rao").await.id;
            for person in [first, second] {
                world.done(operator.clone(), DeletePerson { person }).await;
            }
            let broken = person(&world, "RX1", "Broken", "Rao").await.id;
            let other = person(&world, "RX1", "Ann", "Rao").await.id;
            for person in [broken, other] {
                world.done(operator.clone(), mark(person, Leaving::Moves)).await;
            }
            world.advance_days(30);
            // One is deleted, one is erased; the two at whom it breaks wait.
            assert_eq!(run_due(&world.door).await.unwrap(), 2);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 2);
            let expected = [
                AccountState::Active,
                AccountState::Deleted,
                AccountState::Deleted,
                AccountState::Erased,
            ];
            assert_eq!(states(&world, &[broken, other, first, second]).await, expected);
            assert_eq!(run_due(&world.door).await.unwrap(), 0);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 0);
            world.advance_days(1);
            assert_eq!(run_due(&world.door).await.unwrap(), 0);
            assert_eq!(asked.swap(0, Ordering::SeqCst), 2);
        }
    });
}

#[test]
fn a_defect_at_one_account_of_a_released_list_keeps_nobody_else() {
    let asked = Arc::new(AtomicUsize::new(0));
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), broken(&asked)];
    check_on(&engines(), slices, ports, Stand::Aside, |world| async move {
        let operator = world.operator();
        let broken = person(&world, "RX1", "Broken", "Rao").await.id;
        world.done(operator.clone(), mark(broken, Leaving::Moves)).await;
        let others = leavers(&world, "RX1", 6).await;
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 7, "they are blocked");
        let night = nights(&world, &operator, "RX1").await.remove(0);
        let release = ReleaseNight { night: night.night, digest: night.digest };
        world.done(operator.clone(), release).await;
        run_due(&world.door).await.unwrap();
        assert!(states(&world, &others).await.iter().all(|state| !state.is_live()));
        assert!(record(&world, broken).await.state.is_live());
        assert_eq!(nights(&world, &operator, "RX1").await[0].state, "released");
    });
}

/// A neighbour who makes nights without a row.
fn empty_nights() -> Manifest {
    let make = Within::new(&[], |fact: SessionBegun, call, tx| {
        Box::pin(async move {
            let state = match fact.account.0.as_bytes()[0] {
                b'W' => NightState::Waiting,
                _ => NightState::Sparing,
            };
            let night = Night {
                id: fact.account.0,
                organisation: org("RX1"),
                state,
                until: call.now,
                people: 7,
                deletions: 0,
                digest: Vec::new(),
                listed: fact.account,
                made_at: call.now,
                decided_at: None,
                version: 1,
            };
            insert_night(tx, call, &night).await.map(drop)
        })
    });
    Manifest { name: "empty nights", within: vec![make], ..Manifest::default() }
}

#[test]
fn a_night_without_rows_ends() {
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), empty_nights()];
    check_on(&engines(), slices, ports, Stand::Aside, |world| async move {
        let operator = world.operator();
        world.note(SessionBegun { account: AccountId(key("W")) }).await;
        let night = nights(&world, &operator, "RX1").await.remove(0);
        let release = ReleaseNight { night: night.night, digest: night.digest };
        world.done(operator.clone(), release).await;
        assert_eq!(nights(&world, &operator, "RX1").await[0].state, "released");
        // And one that was decided on before everybody on it was done.
        world.note(SessionBegun { account: AccountId(key("S")) }).await;
        let end = EndNight { night: key("S") };
        assert_eq!(world.refused(operator.clone(), end).await, "not-allowed");
        run_due(&world.door).await.unwrap();
        let all = nights(&world, &operator, "RX1").await;
        assert!(all.iter().any(|night| night.state == "spared"));
        let service = Actor::Service("lifecycle");
        let again = EndNight { night: key("S") };
        assert_eq!(world.refused(service, again).await, "night.changed");
    });
}

#[test]
fn the_list_of_a_night_holds_nobody_who_is_not_due() {
    check(|world| async move {
        let service = Actor::Service("lifecycle");
        let mut people = leavers(&world, "RX1", 6).await;
        world.advance_days(30);
        let stays = person(&world, "RX1", "Stays", "Rao").await.id;
        let hold = |people: &[AccountId], is_last| HoldNight {
            organisation: org("RX1"),
            people: people.to_vec(),
            is_last,
        };
        people.sort();
        let backwards: Vec<AccountId> = people.iter().rev().copied().collect();
        for wrong in [backwards, vec![people[0]; 2], vec![AccountId(Uuid::nil()); 201]] {
            assert_eq!(world.refused(service.clone(), hold(&wrong, true)).await, "night.how-many");
        }
        // Five may be deleted without anybody's look.
        let few = hold(&people[..5], true);
        assert_eq!(world.refused(service.clone(), few).await, "night.not-needed");
        assert_eq!(world.refused(service.clone(), hold(&[stays], false)).await, "night.not-needed");
        let begun = world.done(service.clone(), hold(&people[..3], false)).await;
        assert_eq!((begun.state.as_str(), begun.deletions), ("listing", 3));
        // Those who are listed are not listed again, and whoever is not due is passed over.
        let mut rest = people.clone();
        rest.push(stays);
        rest.sort();
        let done = world.done(service.clone(), hold(&rest, true)).await;
        assert_eq!((done.state.as_str(), done.deletions), ("waiting", 6));
        assert_eq!(world.refused(service, hold(&rest, true)).await, "night.not-needed");
    });
}
