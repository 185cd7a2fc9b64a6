//! The life of an account.

use facts::signin::SessionBegun;
use kernel::door::Within;

use super::*;
use crate::people::jobs::run_due;
use crate::people::model::Account;
use crate::people::store;
use crate::people::{
    AccountState, CreateSystemAccount, DeletePerson, DeletedPeople, DisablePerson, EnablePerson,
    EraseDue, PeopleInOrganisation, RestorePerson,
};

#[test]
fn a_deleted_person_can_be_restored_until_the_last_moment() {
    check(|world| async move {
        let operator = world.operator();
        let late = person(&world, "RX1", "Too", "Late").await.id;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.note(SessionBegun { account: late }).await;
        for person in [late, asha] {
            world.done(operator.clone(), DeletePerson { person }).await;
        }
        let deleted = DeletedPeople { organisation: "RX1".to_owned(), ..DeletedPeople::default() };
        assert_eq!(world.asked(operator.clone(), &deleted).await.items.len(), 2);
        world.advance(std::time::Duration::from_secs(30 * 86_400 - 1));
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let restored = world.done(operator.clone(), RestorePerson { person: asha }).await;
        assert_eq!(restored.state, AccountState::Active);
        world.advance(std::time::Duration::from_secs(1));
        assert_eq!(
            world.refused(operator.clone(), RestorePerson { person: late }).await,
            "person.restore-over"
        );
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        let erased = record(&world, late).await;
        assert_eq!(erased.state, AccountState::Erased);
        assert_eq!(erased.last_activity_at, None);
        let left = [erased.given_name, erased.family_name, erased.display_name, erased.address];
        assert!(left.iter().all(String::is_empty) && erased.aliases.is_empty());
        assert_eq!(record(&world, asha).await.display_name, "Asha Rao");
        assert!(world.asked(operator, &deleted).await.items.is_empty());
    });
}

#[test]
fn restoring_does_not_open_what_was_blocked() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let disable = DisablePerson { person: asha, reason: Some("lost badge".to_owned()) };
        world.done(operator.clone(), disable).await;
        assert_eq!(record(&world, asha).await.state_reason.as_deref(), Some("lost badge"));
        world.done(operator.clone(), DeletePerson { person: asha }).await;
        let restored = world.done(operator.clone(), RestorePerson { person: asha }).await;
        assert_eq!(restored.state, AccountState::Disabled);
        let enabled = world.done(operator, EnablePerson { person: asha }).await;
        assert_eq!(enabled.state, AccountState::Active);
        let record = record(&world, asha).await;
        assert_eq!(record.state_reason, None);
        assert_eq!(record.last_activity_at, Some(world.clock.now().rfc3339()));
    });
}

/// A neighbour who puts somebody into a unit that is there no more.
fn units() -> Manifest {
    let remove = Within::new(&[], |fact: SessionBegun, call, tx| {
        Box::pin(async move {
            let before = store::find(tx, fact.account).await?.expect("an account");
            let after = Account { unit: Some(Uuid::max()), ..before.clone() };
            store::save(tx, call, &before, &after).await.map(drop)
        })
    });
    Manifest { name: "units", within: vec![remove], ..Manifest::default() }
}

#[test]
fn a_restored_account_is_in_no_unit_that_was_removed() {
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    let slices = || vec![super::super::manifest(), neighbours(), nobody_is_shut(), units()];
    check_on(&engines(), slices, ports, Stand::Aside, |world| async move {
        let operator = world.operator();
        let mut people = Vec::new();
        for given in ["Asha", "Ben"] {
            let id = person(&world, "RX1", given, "Rao").await.id;
            let into = ChangePerson { unit: Some(Some(unit("RX1"))), ..change(id) };
            world.done(operator.clone(), into).await;
            world.done(operator.clone(), DeletePerson { person: id }).await;
            people.push(id);
        }
        world.note(SessionBegun { account: people[1] }).await;
        for id in &people {
            world.done(operator.clone(), RestorePerson { person: *id }).await;
        }
        assert_eq!(record(&world, people[0]).await.unit, Some(unit("RX1")));
        assert_eq!(record(&world, people[1]).await.unit, None);
    });
}

#[test]
fn nobody_disables_or_deletes_themself() {
    check(|world| async move {
        place(&world, "RX1", None).await;
        let actor = holder(&world, "RX1", Role::LocalAdministrator).await;
        let own = actor.account().unwrap();
        let other = person(&world, "RX1", "Asha", "Rao").await.id;
        let disable = |person| DisablePerson { person, reason: None };
        assert_eq!(world.refused(actor.clone(), disable(own)).await, "person.oneself");
        assert_eq!(
            world.refused(actor.clone(), DeletePerson { person: own }).await,
            "person.oneself"
        );
        world.done(actor.clone(), disable(other)).await;
        world.done(actor, DeletePerson { person: other }).await;
    });
}

#[test]
fn a_disabled_person_cannot_act() {
    check(|world| async move {
        place(&world, "RX1", None).await;
        let actor = holder(&world, "RX1", Role::LocalAdministrator).await;
        let own = actor.account().unwrap();
        person(&world, "RX1", "Asha", "Rao").await;
        assert_eq!(find(&world, &actor, "asha").await.items.len(), 1);
        world.done(world.operator(), DisablePerson { person: own, reason: None }).await;
        assert_eq!(
            world.not_asked(actor.clone(), &FindPeople { search: "asha".to_owned() }).await,
            "sign-in-needed"
        );
        assert_eq!(world.refused(actor, create("RX1", "No", "Body")).await, "sign-in-needed");
    });
}

#[test]
fn only_the_service_erases_and_only_what_is_due() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.done(operator.clone(), DeletePerson { person: asha }).await;
        assert_eq!(world.refused(operator, EraseDue { person: asha }).await, "not-allowed");
        let service = Actor::Service("lifecycle");
        assert_eq!(
            world.refused(service.clone(), EraseDue { person: asha }).await,
            "person.not-in-state"
        );
        world.advance_days(30);
        world.done(service, EraseDue { person: asha }).await;
    });
}

#[test]
fn a_stale_edit_is_refused_and_two_at_once_leave_one_winner() {
    check_races(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let titled = |title: &str| ChangePerson {
            job_title: Some(Some(title.to_owned())),
            ..change(asha.id)
        };
        let call = || world.call(operator.clone()).expecting(Some(asha.version));
        let mut changing = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (door, call, change) =
                (world.door.clone(), call(), titled(&format!("Nurse {number}")));
            changing.spawn(async move { door.perform(call, change).await });
        }
        let outcomes = changing.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(outcome).code, "stale");
        }
        assert_eq!(record(&world, asha.id).await.version, 2);
        let stale = world.door.perform(call(), DeletePerson { person: asha.id }).await;
        assert_eq!(refusal(stale).code, "stale");
        // Without a version, as the API may send it, each is served in turn.
        let mut changing = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (door, call, change) = (
                world.door.clone(),
                world.call(operator.clone()),
                titled(&format!("Sister {number}")),
            );
            changing.spawn(async move { door.perform(call, change).await });
        }
        assert!(changing.join_all().await.iter().all(Result::is_ok));
        assert_eq!(record(&world, asha.id).await.version, 10);
    });
}

#[test]
fn a_system_account_can_be_stopped_but_is_no_person() {
    check(|world| async move {
        let operator = world.operator();
        let new = CreateSystemAccount {
            organisation: "RX1".to_owned(),
            process: "appointment reminder".to_owned(),
            policy: None,
        };
        let system = world.done(operator.clone(), new).await.id;
        assert_eq!(world.refused(operator.clone(), change(system)).await, "not-found");
        let disable = DisablePerson { person: system, reason: None };
        assert_eq!(world.done(operator.clone(), disable).await.state, AccountState::Disabled);
        let people = PeopleInOrganisation {
            organisation: "RX1".to_owned(),
            ..PeopleInOrganisation::default()
        };
        assert_eq!(world.asked(operator.clone(), &people).await.count, 0);
        let kind = Some("application".to_owned());
        assert_eq!(world.asked(operator, &PeopleInOrganisation { kind, ..people }).await.count, 1);
    });
}
