//! A leaver's sign-in ends with the time as a leaver, whatever keeps the account.

use facts::directory::{AccountDisabled, AccountEnabled};
use kernel::door::Within;
use std::sync::{Arc, Mutex};

use super::holds::{hold, release};
use super::leaving::{leave_on, mark};
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AcceptJoiner, AccountState, BlockLeaver, CancelLeaver, DismissNight, EnablePerson, FindJoiner,
    Leaving, MarkLeaver, NightsOfOrganisation, RestorePerson,
};

type Told = Arc<Mutex<Vec<(AccountId, bool)>>>;

/// A neighbour who hears who can sign in and who cannot.
fn listener(told: &Told) -> Manifest {
    let (blocked, let_in) = (Arc::clone(told), Arc::clone(told));
    let on_block = Within::new(&[], move |fact: AccountDisabled, _, _| {
        let told = Arc::clone(&blocked);
        Box::pin(async move {
            told.lock().unwrap().push((fact.account, false));
            Ok(())
        })
    });
    let on_enable = Within::new(&[], move |fact: AccountEnabled, _, _| {
        let told = Arc::clone(&let_in);
        Box::pin(async move {
            told.lock().unwrap().push((fact.account, true));
            Ok(())
        })
    });
    Manifest { name: "listener", within: vec![on_block, on_enable], ..Manifest::default() }
}

fn check_told<T: Future<Output = ()>>(test: impl Fn(World, Told) -> T) {
    let told = Told::default();
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), listener(&told)];
    check_on(&engines(), slices, ports, Stand::Aside, |world| {
        told.lock().unwrap().clear();
        test(world, Arc::clone(&told))
    });
}

async fn state(world: &World, person: AccountId) -> AccountState {
    record(world, person).await.state
}

#[test]
fn a_leaver_under_a_hold_is_blocked_when_the_day_is_over() {
    check_told(|world, told| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let held = world.done(operator.clone(), hold(asha)).await;
        world.done(operator.clone(), leave_on(asha, "2027-01-10")).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let service = Actor::Service("lifecycle");
        let block = BlockLeaver { person: asha };
        assert_eq!(world.refused(service, block.clone()).await, "person.not-due");
        assert_eq!(world.refused(operator.clone(), block).await, "not-allowed");
        world.advance_days(365);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert_eq!(state(&world, asha).await, AccountState::Disabled);
        assert_eq!(*told.lock().unwrap(), [(asha, false)]);
        let actor = Actor::Account(asha);
        assert_eq!(world.refused(actor, create("RX1", "No", "Body")).await, "sign-in-needed");
        // Letting in is cancelling the mark.
        let enable = EnablePerson { person: asha };
        assert_eq!(world.refused(operator.clone(), enable).await, "leaver.over");
        world.done(operator.clone(), CancelLeaver { person: asha }).await;
        assert_eq!(*told.lock().unwrap(), [(asha, false), (asha, true)]);
        let back = record(&world, asha).await;
        assert_eq!((back.state, back.state_reason, back.clock), (AccountState::Active, None, None));
        // Blocked once more, and released: deleted a day later, and restored as they were before.
        world.done(operator.clone(), mark(asha, Leaving::Moves)).await;
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        world.done(operator.clone(), release(asha, held)).await;
        assert_eq!(state(&world, asha).await, AccountState::Disabled);
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(state(&world, asha).await, AccountState::Deleted);
        world.done(operator, RestorePerson { person: asha }).await;
        assert_eq!(state(&world, asha).await, AccountState::Active);
    });
}

#[test]
fn leavers_of_a_held_night_are_blocked_until_somebody_lets_them_stay() {
    check_told(|world, told| async move {
        let operator = world.operator();
        let mut people = Vec::new();
        for given in ["Ann", "Ben", "Cat", "Dan", "Eve", "Fay"] {
            let id = person(&world, "RX1", given, "Rao").await.id;
            world.done(operator.clone(), mark(id, Leaving::Moves)).await;
            people.push(id);
        }
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        assert_eq!(told.lock().unwrap().len(), 6);
        for id in &people {
            assert_eq!(state(&world, *id).await, AccountState::Disabled);
        }
        let query = NightsOfOrganisation { organisation: Some("RX1".to_owned()) };
        let night = world.asked(operator.clone(), &query).await.remove(0);
        let dismiss = DismissNight { night: night.night, digest: night.digest };
        world.done(operator, dismiss).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        assert_eq!(told.lock().unwrap().iter().filter(|(_, is_in)| *is_in).count(), 6);
        for id in &people {
            let stays = record(&world, *id).await;
            assert_eq!((stays.state, stays.leaver), (AccountState::Active, None));
        }
    });
}

#[test]
fn who_is_over_time_is_claimed_only_while_a_hold_stops_the_time() {
    check_told(|world, told| async move {
        let operator = world.operator();
        let (asha, ben) =
            (person(&world, "RX1", "Asha", "Rao").await, person(&world, "RX1", "Ben", "Rao").await);
        for id in [asha.id, ben.id] {
            let moves = MarkLeaver { person: id, leaving: Leaving::Moves, last_day: None };
            world.done(operator.clone(), moves).await;
        }
        world.done(operator.clone(), hold(asha.id)).await;
        world.advance_days(30);
        let find = |address: &str| FindJoiner {
            organisation: "RX2".to_owned(),
            search: address.to_owned(),
        };
        let claim = |person| AcceptJoiner { organisation: "RX2".to_owned(), person, unit: None };
        assert!(world.asked(operator.clone(), &find(&ben.address)).await.items.is_empty());
        let late = world.refused(operator.clone(), claim(ben.id)).await;
        assert_eq!(late, "joiner.not-claimable");
        assert_eq!(run_due(&world.door).await.unwrap(), 2);
        assert_eq!(world.asked(operator.clone(), &find(&asha.address)).await.items.len(), 1);
        world.done(operator, claim(asha.id)).await;
        assert_eq!(state(&world, asha.id).await, AccountState::Active);
        assert_eq!(*told.lock().unwrap(), [(asha.id, false), (asha.id, true)]);
    });
}
