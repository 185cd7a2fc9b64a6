//! Which address a person gets, keeps and leaves behind.

use std::collections::BTreeSet;

use facts::directory::AccountAt;

use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AddressProposal, CreateSystemAccount, DeletePerson, NameCandidates, RenamePerson,
};

fn rename(person: AccountId, given: &str, family: &str, address: Option<&str>) -> RenamePerson {
    RenamePerson {
        person,
        given_name: Some(given.to_owned()),
        family_name: Some(family.to_owned()),
        display_name: None,
        address: address.map(str::to_owned),
    }
}

async fn at(world: &World, address: &str) -> Option<AccountId> {
    world.door.reader().await.unwrap().ask(AccountAt(address.to_owned())).await.unwrap()
}

#[test]
fn the_second_person_of_a_name_gets_a_two_and_numbers_are_never_reused() {
    check(|world| async move {
        let first = person(&world, "RX1", "Asha", "Rao").await;
        let second = person(&world, "RX2", "Asha", "Rao").await;
        assert_eq!(first.address, "asha.rao@guildhall.example");
        assert_eq!(second.address, "asha.rao2@guildhall.example");
        world.done(world.operator(), DeletePerson { person: second.id }).await;
        assert_eq!(
            person(&world, "RX1", "ASHA", "Rāo").await.address,
            "asha.rao3@guildhall.example"
        );
    });
}

#[test]
fn sixty_four_creators_of_one_name_get_consecutive_numbers() {
    check_races(|world| async move {
        let mut creating = tokio::task::JoinSet::new();
        for place in 0..64 {
            let world = world.clone();
            creating.spawn(async move {
                person(&world, &format!("RX{}", place % 5), "Asha", "Rao").await
            });
        }
        let created = creating.join_all().await;
        let addresses: BTreeSet<String> =
            created.iter().map(|created| created.address.clone()).collect();
        let expected: BTreeSet<String> = (1..=64)
            .map(|number| match number {
                1 => "asha.rao@guildhall.example".to_owned(),
                number => format!("asha.rao{number}@guildhall.example"),
            })
            .collect();
        assert_eq!(addresses, expected);
        let ids: BTreeSet<_> = created.iter().map(|created| created.id).collect();
        assert_eq!(ids.len(), 64);
    });
}

#[test]
fn stems_that_meet_in_one_address_step_over_it() {
    check(|world| async move {
        // "asha.rao1" with the number 2 would be the twelfth "asha.rao".
        person(&world, "RX1", "Asha", "Rao1").await;
        assert_eq!(
            person(&world, "RX1", "Asha", "Rao1").await.address,
            "asha.rao12@guildhall.example"
        );
        let mut last = String::new();
        for _ in 0..12 {
            last = person(&world, "RX1", "Asha", "Rao").await.address;
        }
        assert_eq!(last, "asha.rao13@guildhall.example");
    });
}

#[test]
fn an_address_is_unique_over_all_kinds_however_it_is_written() {
    check(|world| async move {
        let operator = world.operator();
        let process = |process: &str| CreateSystemAccount {
            organisation: "RX1".to_owned(),
            process: process.to_owned(),
            policy: None,
        };
        let system = world.done(operator.clone(), process("Appointment Reminder")).await;
        assert_eq!(system.address, "appointment.reminder@guildhall.example");
        let taken = world.refused(operator.clone(), process("appointment.REMINDER")).await;
        assert_eq!(taken, "system-account.address-taken");
        let person = person(&world, "RX1", "Appointment", "Reminder").await;
        assert_eq!(person.address, "appointment.reminder2@guildhall.example");
        for written in
            ["APPOINTMENT.reminder2@GUILDHALL.example", " ａppointment.reminder2@guildhall.example"]
        {
            assert_eq!(at(&world, written).await, Some(person.id));
        }
        for name in ["asha", "one two three four five six", "пример процесса", "12 34"]
        {
            let code = world.refused(operator.clone(), process(name)).await;
            assert_eq!(code, "system-account.process-form", "{name}");
        }
    });
}

#[test]
fn a_new_name_keeps_the_old_address_for_ever() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        person(&world, "RX1", "Asha", "Okafor").await;
        let ask = NameCandidates {
            person: asha.id,
            given_name: "Asha".to_owned(),
            family_name: "Okafor".to_owned(),
        };
        let offered = world.asked(operator.clone(), &ask).await.items;
        assert_eq!(offered[0].address, "asha.okafor2@guildhall.example");
        assert!(
            offered
                .iter()
                .any(|candidate| candidate.is_current && candidate.address == asha.address)
        );

        let free_text = rename(asha.id, "Asha", "Okafor", Some("boss@guildhall.example"));
        assert_eq!(world.refused(operator.clone(), free_text).await, "address.not-offered");
        let others = rename(asha.id, "Asha", "Okafor", Some("asha.okafor@guildhall.example"));
        assert_eq!(world.refused(operator.clone(), others).await, "address.not-offered");

        let renamed = world
            .done(operator.clone(), rename(asha.id, "Asha", "Okafor", Some(&offered[0].address)))
            .await;
        assert_eq!(renamed.address, "asha.okafor2@guildhall.example");
        let record = record(&world, asha.id).await;
        assert_eq!(record.display_name, "Asha Okafor");
        assert_eq!(record.aliases, std::slice::from_ref(&asha.address));
        assert_eq!(at(&world, &asha.address).await, Some(asha.id));
        assert_eq!(
            person(&world, "RX1", "Asha", "Rao").await.address,
            "asha.rao2@guildhall.example"
        );

        // And back again: the person's own former address may be chosen.
        let back =
            world.done(operator.clone(), rename(asha.id, "Asha", "Rao", Some(&asha.address))).await;
        assert_eq!(back.address, asha.address);
        assert_eq!(super::record(&world, asha.id).await.aliases, [renamed.address]);
        let kept = world.done(operator, rename(asha.id, "Asha Devi", "Rao", None)).await;
        assert_eq!(kept.address, asha.address);
    });
}

#[test]
fn two_renames_to_one_address_leave_one_winner() {
    check_races(|world| async move {
        let operator = world.operator();
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(
                person(&world, "RX1", "Asha", &format!("Rao{}", char::from(b'a' + number)))
                    .await
                    .id,
            );
        }
        let mut renaming = tokio::task::JoinSet::new();
        for id in people.clone() {
            let (door, call) = (world.door.clone(), world.call(operator.clone()));
            renaming.spawn(async move {
                door.perform(
                    call,
                    rename(id, "Asha", "Okafor", Some("asha.okafor@guildhall.example")),
                )
                .await
            });
        }
        let done = renaming.join_all().await.into_iter().filter(Result::is_ok).count();
        assert_eq!(done, 1);
        let mut holders = 0;
        for id in people {
            holders +=
                usize::from(record(&world, id).await.address == "asha.okafor@guildhall.example");
        }
        assert_eq!(holders, 1);
    });
}

#[test]
fn an_erased_address_is_withheld_and_then_released() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let chosen = rename(asha.id, "Asha", "Okafor", Some("asha.okafor@guildhall.example"));
        world.done(operator.clone(), chosen).await;
        world.done(operator.clone(), DeletePerson { person: asha.id }).await;
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        for address in ["asha.rao@guildhall.example", "asha.okafor@guildhall.example"] {
            assert_eq!(at(&world, address).await, None);
        }
        let system = || CreateSystemAccount {
            organisation: "RX1".to_owned(),
            process: "asha okafor".to_owned(),
            policy: None,
        };
        assert_eq!(world.refused(operator.clone(), system()).await, "system-account.address-taken");
        world.advance_days(729);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert_eq!(world.refused(operator.clone(), system()).await, "system-account.address-taken");
        world.advance_days(1);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert_eq!(world.done(operator, system()).await.address, "asha.okafor@guildhall.example");
        // The number of a person's address is still never used twice.
        assert_eq!(
            person(&world, "RX1", "Asha", "Rao").await.address,
            "asha.rao2@guildhall.example"
        );
    });
}

#[test]
fn a_proposal_reserves_nothing() {
    check(|world| async move {
        let operator = world.operator();
        let ask = AddressProposal {
            given_name: "Asha".to_owned(),
            family_name: "Rao".to_owned(),
            domain: "guildhall.example".to_owned(),
        };
        for _ in 0..2 {
            assert_eq!(
                world.asked(operator.clone(), &ask).await.address,
                "asha.rao@guildhall.example"
            );
        }
        person(&world, "RX1", "Asha", "Rao").await;
        assert_eq!(
            world.asked(operator.clone(), &ask).await.address,
            "asha.rao2@guildhall.example"
        );
        let bad = AddressProposal { family_name: "’’".to_owned(), ..ask };
        assert_eq!(world.not_asked(operator, &bad).await, "person.details");
    });
}
