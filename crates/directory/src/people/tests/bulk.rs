//! What is done to many people by commands of this capability, as their administrator has it done.

use casework::bulk::{BeginBulk, BulkById, BulkView, ItemState, RunBulk, jobs};

use super::pages::{check_pages, opened};
use super::*;
use crate::people::DisablePerson;
use crate::people::portal::bulk_acts;

async fn view(world: &World, actor: &Actor, bulk: Uuid) -> BulkView {
    world.asked(actor.clone(), &BulkById { bulk, ..BulkById::default() }).await
}

async fn all_done(world: &World) {
    while jobs::run_due(&world.door).await.unwrap() > 0 {}
    jobs::run_due(&world.door).await.unwrap();
}

async fn prepared(world: &World, actor: &Actor, act: &str, answer: &str, people: &str) -> Uuid {
    let begin = BeginBulk {
        organisation: "RX1".to_owned(),
        act: act.to_owned(),
        answer: answer.to_owned(),
        people: people.to_owned(),
    };
    let bulk = world.done(actor.clone(), begin).await.bulk;
    all_done(world).await;
    bulk
}

/// What is said of each entry: how far it is, and the words.
fn said(view: &BulkView) -> Vec<(ItemState, &str)> {
    view.items.iter().map(|item| (item.state, item.words.as_str())).collect()
}

#[test]
fn leavers_are_marked_from_a_list_of_addresses_and_staff_numbers() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let numbered =
            CreatePerson { staff_number: Some("E 77".to_owned()), ..create("RX1", "Asha", "Rao") };
        let asha = world.done(world.operator(), numbered.clone()).await.id;
        let ben = person(&world, "RX1", "Ben", "Cole").await;
        let twin = CreatePerson {
            given_name: "Tim".to_owned(),
            staff_number: Some("E 88".to_owned()),
            ..numbered.clone()
        };
        world.done(world.operator(), twin.clone()).await;
        world.done(world.operator(), CreatePerson { given_name: "Tom".to_owned(), ..twin }).await;
        let foreign = CreatePerson { organisation: "RX2".to_owned(), ..numbered };
        world.done(world.operator(), foreign).await;
        let own = record(&world, ann.account().unwrap()).await.address;
        let list = format!("E 77\n{}\nE 88\n{own}\nasha.rao2@guildhall.example\nE 7", ben.address);
        let bulk = prepared(&world, &ann, "leaver", "2027-01-31", &list).await;
        let before = view(&world, &ann, bulk).await;
        assert_eq!(before.line.says, "31 January 2027");
        use ItemState::{Barred, Done, Several, Unknown, Waiting};
        let states: Vec<ItemState> = before.items.iter().map(|item| item.state).collect();
        assert_eq!(states, [Waiting, Waiting, Several, Barred, Unknown, Unknown]);
        assert_eq!(before.items[0].words, "Leaves at the end of 31 January 2027");
        assert!(before.items[3].words.contains("You cannot mark yourself"));
        world.done(ann.clone(), RunBulk { bulk }).await;
        all_done(&world).await;
        let after = view(&world, &ann, bulk).await;
        assert_eq!((after.items[0].state, after.items[1].state), (Done, Done));
        assert!(record(&world, asha).await.leaver.is_some());
        let again = prepared(&world, &ann, "leaver", "2027-01-31", "E 77").await;
        let again = view(&world, &ann, again).await;
        assert_eq!(again.items[0].state, Barred);
        assert!(again.items[0].words.contains("marked as a leaver already"));
        // A day that is past is told before anything is run.
        let past = prepared(&world, &ann, "leaver", "2026-12-01", &own).await;
        assert_eq!(view(&world, &ann, past).await.items[0].state, Barred);
        let late =
            prepared(&world, &ann, "leaver", "2026-12-01", "tim.rao@guildhall.example").await;
        assert!(view(&world, &ann, late).await.items[0].words.contains("Enter"));
    });
}

#[test]
fn people_are_disabled_and_moved_to_a_unit() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        let (_, far) = opened(&world, "RX2").await;
        let unit =
            |code: &str, name: &str| serde_json::json!({ "organisation": code, "name": name });
        let made =
            |body| world.door.perform_by_name(world.call(world.operator()), "unit.create", body);
        let ward =
            made(unit("RX1", "Ward 4")).await.unwrap().output["unit"].as_str().unwrap().to_owned();
        let foreign =
            made(unit("RX2", "Ward 9")).await.unwrap().output["unit"].as_str().unwrap().to_owned();
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let ben = person(&world, "RX1", "Ben", "Cole").await;
        let both = format!("{}\n{}", asha.id, ben.id);

        let begin = BeginBulk {
            organisation: "RX1".to_owned(),
            act: "unit".to_owned(),
            answer: foreign.clone(),
            people: both.clone(),
        };
        assert_eq!(
            world.refused(ann.clone(), begin).await,
            "bulk.answer",
            "a foreign unit is none"
        );
        let bulk = prepared(&world, &ann, "unit", &ward, &both).await;
        let before = view(&world, &ann, bulk).await;
        assert_eq!(said(&before)[0], (ItemState::Waiting, "From no unit to Ward 4"));
        world.done(ann.clone(), RunBulk { bulk }).await;
        all_done(&world).await;
        assert_eq!(
            record(&world, asha.id).await.unit.map(|unit| unit.to_string()),
            Some(ward.clone())
        );
        let again = prepared(&world, &ann, "unit", &ward, &both).await;
        let again = view(&world, &ann, again).await;
        assert_eq!(said(&again)[0], (ItemState::Same, "In this unit already"));
        let out = prepared(&world, &ann, "unit", "none", &both).await;
        assert_eq!(said(&view(&world, &ann, out).await)[1].1, "From Ward 4 to no unit");
        world.done(ann.clone(), RunBulk { bulk: out }).await;
        all_done(&world).await;
        assert_eq!(record(&world, ben.id).await.unit, None);

        let bulk = prepared(&world, &ann, "disable", "Away for a year", &both).await;
        world.done(ann.clone(), RunBulk { bulk }).await;
        world.done(world.operator(), DisablePerson { person: ben.id, reason: None }).await;
        all_done(&world).await;
        let after = view(&world, &ann, bulk).await;
        assert_eq!(
            (after.items[0].state, after.items[1].state),
            (ItemState::Done, ItemState::Refused)
        );
        let again = prepared(&world, &ann, "disable", "Away", &both).await;
        let again = view(&world, &ann, again).await;
        assert_eq!(said(&again), [(ItemState::Same, "Disabled already"); 2]);
        let _ = far;
    });
}

#[test]
fn every_act_has_a_key_of_its_own_and_takes_people_as_its_command_does() {
    let acts = bulk_acts();
    let keys: std::collections::BTreeSet<&str> = acts.iter().map(|act| act.key).collect();
    assert_eq!(keys.len(), acts.len());
    for act in acts {
        let people = vec![AccountId(Uuid::max()); act.at_once];
        let answer = match act.key {
            "unit" => "none",
            "leaver" => "2027-01-31",
            _ => "Away",
        };
        assert!((act.make)(&people, answer).is_ok(), "{}", act.key);
        assert!((act.make)(&[people[0]; 2], answer).is_err(), "{} takes one", act.key);
    }
}
