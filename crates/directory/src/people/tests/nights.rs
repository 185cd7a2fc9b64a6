//! Nights on which too many would go, disabled accounts, and what cannot be done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use facts::directory::{AccountDeleted, AccountOf};
use kernel::door::Within;

use super::leaving::mark;
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AccountState, CancelLeaver, DeleteDue, DisablePerson, DismissNight, EnablePerson, HoldPerson,
    Leaving, NightById, NightView, NightsOfOrganisation, ReleaseNight,
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
        // Another organisation goes its own way.
        assert_eq!(run_due(&world.door).await.unwrap(), 5);
        assert!(states(&world, &others).await.iter().all(|state| *state == AccountState::Deleted));
        assert!(states(&world, &people).await.iter().all(|state| *state == AccountState::Active));
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
        // Only those of elsewhere, whose time to restore is over.
        assert_eq!(run_due(&world.door).await.unwrap(), 5);
        let release = |digest: &str| ReleaseNight { night: night.night, digest: digest.to_owned() };
        assert_eq!(world.refused(local, release(&night.digest)).await, "not-allowed");
        assert_eq!(world.refused(primary.clone(), release("00")).await, "night.changed");
        world.done(primary.clone(), release(&night.digest)).await;
        let again = world.refused(primary.clone(), release(&night.digest)).await;
        assert_eq!(again, "night.changed");
        // The seven of the list, and the one who became due since.
        assert_eq!(run_due(&world.door).await.unwrap(), 8);
        let mut expected = vec![AccountState::Deleted; 7];
        expected[..2].fill(AccountState::Active);
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
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
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
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
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
    let slices = || vec![super::super::manifest(), neighbours(), keeper(&asked)];
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
