//! The record as it was: whatever is done to somebody, every moment before it is told as it was told then.

use std::time::Duration;

use facts::signin::SessionBegun;
use kernel::door::Within;
use kernel::random;
use serde_json::Value;

use super::leaving::mark;
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AsOf, CancelLeaver, DeletePerson, DisablePerson, EnablePerson, HoldPerson, HoldsOfPerson,
    Leaving, PersonAct, PersonActs, PersonAsOf, RenamePerson, RestorePerson,
};
use crate::transfers::TransferPerson;

async fn as_of(world: &World, person: AccountId, at: &str) -> AsOf {
    let query = PersonAsOf { person, at: at.to_owned() };
    world.asked(world.operator(), &query).await
}

/// What was told, without what is counted from today.
fn told(answer: &AsOf) -> AsOf {
    AsOf { acts_since: 0, ..answer.clone() }
}

/// Does one of many things, whether or not it fits the present state.
async fn something(world: &World, person: AccountId, lot: u64) {
    let call = || world.call(world.operator());
    let word = format!("Word {lot}");
    let done = match lot % 13 {
        0 => world.door.perform(call(), DisablePerson { person, reason: Some(word) }).await.is_ok(),
        1 => world.door.perform(call(), EnablePerson { person }).await.is_ok(),
        2 => world.door.perform(call(), DeletePerson { person }).await.is_ok(),
        3 => world.door.perform(call(), RestorePerson { person }).await.is_ok(),
        4 => world.door.perform(call(), mark(person, Leaving::Moves)).await.is_ok(),
        5 => world.door.perform(call(), CancelLeaver { person }).await.is_ok(),
        6 => {
            let family_name = ["Rao", "Chaudhary", "O’Neill"][(lot / 13 % 3) as usize].to_owned();
            let rename = RenamePerson {
                person,
                given_name: Some("Asha".to_owned()),
                family_name: Some(family_name),
                display_name: None,
                address: None,
            };
            world.door.perform(call(), rename).await.is_ok()
        }
        7 | 8 => {
            let change = ChangePerson {
                job_title: Some(Some(word)),
                listed: Some(lot.is_multiple_of(2)),
                unit: Some((lot.is_multiple_of(3)).then(|| unit("RX1"))),
                ..ChangePerson::of(person)
            };
            world.door.perform(call(), change).await.is_ok()
        }
        9 => {
            let organisation = ["RX1", "RY1"][(lot / 13 % 2) as usize].to_owned();
            let transfer = TransferPerson { person, organisation, unit: None, day: None };
            world.door.perform(call(), transfer).await.is_ok()
        }
        10 if lot.is_multiple_of(4) => {
            let hold = HoldPerson { person, reason: word, reference: "Case 7".to_owned() };
            world.door.perform(call(), hold).await.is_ok()
        }
        11 => {
            let change = ChangePerson { telephone: Some(None), ..ChangePerson::of(person) };
            world.door.perform(call(), change).await.is_ok()
        }
        _ => {
            let telephone = Some(Some(format!("0300 {lot}")));
            let change = ChangePerson { telephone, ..ChangePerson::of(person) };
            world.door.perform(call(), change).await.is_ok()
        }
    };
    // A refusal is an act as well, and changes nothing.
    let _ = done;
}

#[test]
fn every_moment_is_told_later_as_it_was_told_then() {
    let seed = random::below(u64::MAX);
    println!("seed {seed}");
    check(move |world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let mut lot = seed;
        let mut told_then = Vec::new();
        for _ in 0..40 {
            lot =
                lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            world.advance(Duration::from_secs(60 + (lot >> 40) % 7_200));
            something(&world, asha.id, lot >> 33).await;
            world.advance(Duration::from_secs(1));
            let now = world.door.clock().now().rfc3339();
            told_then.push((now.clone(), as_of(&world, asha.id, &now).await));
        }
        let last = told_then.last().map(|(_, answer)| told(answer));
        assert!(told_then.iter().any(|(_, answer)| Some(told(answer)) != last), "nothing happened");
        for (at, then) in &told_then {
            let now = as_of(&world, asha.id, at).await;
            assert_eq!(told(&now), told(then), "as of {at}, seed {seed}");
        }
    });
}

#[test]
fn of_an_erased_account_it_is_told_what_is_no_longer_known() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        world.advance(Duration::from_secs(60));
        let title = ChangePerson { job_title: Some(Some("Nurse".to_owned())), ..change(asha.id) };
        world.done(world.operator(), title).await;
        let before = world.clock.now().rfc3339();
        world.advance(Duration::from_secs(60));
        let title = ChangePerson { job_title: Some(None), ..change(asha.id) };
        world.done(world.operator(), title).await;
        world.advance(Duration::from_secs(60));
        world.done(world.operator(), DeletePerson { person: asha.id }).await;
        let deleted = world.clock.now().rfc3339();
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        let erased = world.clock.now().rfc3339();
        world.advance_days(800);
        // The addresses are released, which changes no record.
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        let then = as_of(&world, asha.id, &before).await;
        assert_eq!((then.version, then.acts_since), (Some(2), 3));
        assert_eq!(then.attributes.get("job_title"), Some(&Value::from("Nurse")));
        for unknown in ["family_name", "address", "listed"] {
            assert!(then.no_longer_kept.contains(unknown), "{unknown}");
            assert!(!then.attributes.contains_key(unknown), "{unknown}");
        }
        let then = as_of(&world, asha.id, &deleted).await;
        assert_eq!(then.version, Some(4));
        assert!(then.no_longer_kept.contains("job_title"));
        let then = as_of(&world, asha.id, &erased).await;
        assert!(then.no_longer_kept.is_empty());
        assert_eq!((then.version, then.acts_since), (Some(5), 0));
    });
}

/// A neighbour whose acts have the account's key and versions of their own, as those about passwords have.
fn passwords() -> Manifest {
    let set = Within::new(&[], |fact: SessionBegun, _, tx| {
        Box::pin(async move {
            tx.subject("credential", fact.account, 7);
            Ok(())
        })
    });
    Manifest { name: "passwords", within: vec![set], ..Manifest::default() }
}

#[test]
fn acts_about_a_password_are_none_about_the_record() {
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), passwords()];
    check_on(&engines(), slices, ports, Stand::Aside, |world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        world.advance(Duration::from_secs(60));
        let title = ChangePerson { job_title: Some(Some("Nurse".to_owned())), ..change(asha.id) };
        let call = world.call(world.operator());
        let changed = world.door.perform(call, title).await.expect("it is done").act;
        let before = world.clock.now().rfc3339();
        world.advance(Duration::from_secs(60));
        world.note(SessionBegun { account: asha.id }).await;
        let then = as_of(&world, asha.id, &before).await;
        assert_eq!((then.version, then.acts_since), (Some(2), 0));
        super::undo::undo(&world, changed).await.expect("nothing else was done to the record");
    });
}

#[test]
fn nobody_learns_of_a_hold_on_themself() {
    check(|world| async move {
        place(&world, "RX1", None).await;
        let primary = holder(&world, "RX1", Role::PrimaryLocalAdministrator).await;
        let own = primary.account().unwrap();
        let hold =
            HoldPerson { person: own, reason: "Inquest".to_owned(), reference: "C-17".to_owned() };
        world.done(world.operator(), hold).await;
        assert!(record(&world, own).await.held_since.is_some());
        let now = world.clock.now().rfc3339();
        let then = PersonAsOf { person: own, at: now };
        assert!(world.asked(world.operator(), &then).await.attributes.contains_key("held_since"));
        let me = world.asked(primary.clone(), &crate::people::Me {}).await;
        assert_eq!(me.held_since, None);
        let by_id = world.asked(primary.clone(), &PersonById { person: own }).await;
        assert_eq!(by_id.held_since, None);
        assert!(!world.asked(primary.clone(), &then).await.attributes.contains_key("held_since"));
        let holds = HoldsOfPerson { person: own };
        assert_eq!(world.asked(world.operator(), &holds).await.len(), 1);
        assert!(world.asked(primary.clone(), &holds).await.is_empty());
        let acts = world.asked(primary, &PersonActs { person: own }).await;
        assert!(!acts.contains(&PersonAct::Release) && !acts.contains(&PersonAct::Hold));
    });
}

#[test]
fn before_somebody_came_there_is_nothing_to_tell_and_the_future_is_refused() {
    check(|world| async move {
        let before = world.door.clock().now().rfc3339();
        world.advance(Duration::from_secs(60));
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        assert!(!as_of(&world, asha.id, &before).await.existed);
        world.advance(Duration::from_secs(60));
        let now = as_of(&world, asha.id, &world.door.clock().now().rfc3339()).await;
        assert!(now.existed);
        assert_eq!(now.version, Some(1));
        assert_eq!(now.attributes.get("family_name"), Some(&Value::from("Rao")));
        let refused = [
            world.door.clock().now().plus_days(1).rfc3339(),
            "yesterday".to_owned(),
            String::new(),
        ];
        for at in refused {
            let query = PersonAsOf { person: asha.id, at };
            assert_eq!(world.not_asked(world.operator(), &query).await, "person.moment");
        }
    });
}
