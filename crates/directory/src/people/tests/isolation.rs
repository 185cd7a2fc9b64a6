//! Who sees and does what: own, descendant, foreign and unknown.

use super::*;
use crate::people::{
    DeletePerson, DeletedPeople, DisablePerson, EnablePerson, Me, NameCandidates,
    PeopleInOrganisation, RenamePerson, RestorePerson,
};

fn of(code: &str) -> PeopleInOrganisation {
    PeopleInOrganisation { organisation: code.to_owned(), ..PeopleInOrganisation::default() }
}

#[test]
fn a_foreign_record_answers_exactly_as_an_unknown_one() {
    check(|world| async move {
        for code in ["RX1", "RX2"] {
            place(&world, code, None).await;
        }
        let actor = holder(&world, "RX1", Role::PrimaryLocalAdministrator).await;
        let foreign = person(&world, "RX2", "Asha", "Rao").await.id;
        let unknown = AccountId(key("nobody"));
        let door = &world.door;
        let call = || world.call(actor.clone());
        macro_rules! alike {
            ($verb:ident, |$person:ident| $thing:expr) => {{
                let answers = [foreign, unknown].map(|$person| $thing);
                let [foreign, unknown] = answers;
                let foreign = alike!(@ask $verb, foreign);
                let unknown = alike!(@ask $verb, unknown);
                assert_eq!(foreign.code, "not-found");
                assert_eq!(serde_json::to_vec(&foreign).unwrap(), serde_json::to_vec(&unknown).unwrap());
            }};
            (@ask ask, $thing:ident) => { refusal(door.ask(&call(), &$thing).await) };
            (@ask perform, $thing:ident) => { refusal(door.perform(call(), $thing).await) };
        }
        let name = |person| NameCandidates {
            person,
            given_name: "A".to_owned(),
            family_name: "B".to_owned(),
        };
        let rename = |person| RenamePerson {
            person,
            given_name: Some("A".to_owned()),
            family_name: Some("B".to_owned()),
            display_name: None,
            address: None,
        };
        alike!(ask, |person| PersonById { person });
        alike!(ask, |person| name(person));
        alike!(perform, |person| change(person));
        alike!(perform, |person| rename(person));
        alike!(perform, |person| DisablePerson { person, reason: None });
        alike!(perform, |person| EnablePerson { person });
        alike!(perform, |person| DeletePerson { person });
        alike!(perform, |person| RestorePerson { person });
        let lists = ["RX2", "XX9"].map(of);
        let lists = [
            refusal(door.ask(&call(), &lists[0]).await),
            refusal(door.ask(&call(), &lists[1]).await),
        ];
        assert_eq!(format!("{:?}", lists[0]), format!("{:?}", lists[1]));
        let gone = DeletedPeople { organisation: "RX2".to_owned(), ..DeletedPeople::default() };
        assert_eq!(world.not_asked(actor.clone(), &gone).await, "not-found");
        let foreign = refusal(door.perform(call(), create("RX2", "A", "B")).await);
        let unknown = refusal(door.perform(call(), create("XX9", "A", "B")).await);
        assert_eq!(format!("{foreign:?}"), format!("{unknown:?}"));
        assert_eq!(foreign.code, "not-found");
    });
}

#[test]
fn roles_reach_as_far_as_their_grants() {
    check(|world| async move {
        place(&world, "RX0", None).await;
        place(&world, "RX1", Some("RX0")).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let above = person(&world, "RX0", "Above", "All").await.id;
        world.grant(above, Role::LocalAdministrator, GrantSpan::Descendants(org("RX0"))).await;
        let above = Actor::Account(above);
        assert_eq!(world.asked(above.clone(), &PersonById { person: asha }).await.id, asha);
        world.done(above, create("RX1", "New", "Person")).await;

        let beside = holder(&world, "RX0", Role::LocalAdministrator).await;
        assert_eq!(world.not_asked(beside, &PersonById { person: asha }).await, "not-found");

        let desk = holder(&world, "RX1", Role::LocalHelpDesk).await;
        assert_eq!(world.refused(desk.clone(), create("RX1", "A", "B")).await, "not-allowed");
        assert_eq!(world.refused(desk.clone(), DeletePerson { person: asha }).await, "not-allowed");
        world.done(desk.clone(), DisablePerson { person: asha, reason: None }).await;
        world.done(desk, EnablePerson { person: asha }).await;

        for role in [Role::LicenceAdministrator, Role::Auditor] {
            let actor = holder(&world, "RX1", role).await;
            assert_eq!(world.asked(actor.clone(), &PersonById { person: asha }).await.id, asha);
            assert!(world.asked(actor.clone(), &of("RX1")).await.count > 0);
            assert_eq!(
                world.refused(actor, DisablePerson { person: asha, reason: None }).await,
                "not-allowed"
            );
        }
        let national = holder(&world, "RX0", Role::NationalServiceDesk).await;
        world.done(national.clone(), DisablePerson { person: asha, reason: None }).await;
        assert_eq!(world.refused(national, DeletePerson { person: asha }).await, "not-allowed");
    });
}

#[test]
fn everybody_sees_their_own_record_and_nobody_elses() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let jo = person(&world, "RX1", "Jo", "Ng").await.id;
        let own = Actor::Account(asha);
        assert_eq!(
            world.asked(own.clone(), &PersonById { person: asha }).await,
            world.asked(own.clone(), &Me {}).await
        );
        assert_eq!(world.not_asked(own.clone(), &PersonById { person: jo }).await, "not-found");
        assert_eq!(world.not_asked(own.clone(), &of("RX1")).await, "not-allowed");
        assert_eq!(world.refused(own, change(asha)).await, "not-allowed");
    });
}

#[test]
fn the_list_filters_searches_and_pages() {
    check(|world| async move {
        let operator = world.operator();
        let mut ids = Vec::new();
        for family in ["Abel", "Baker", "Cole", "Dunn", "Évans"] {
            let number = format!("S-{family}");
            let number: String = number.chars().filter(char::is_ascii).collect();
            let new = CreatePerson { staff_number: Some(number), ..create("RX1", "Asha", family) };
            ids.push(world.done(operator.clone(), new).await.id);
        }
        person(&world, "RX2", "Asha", "Abel").await;
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = world
                .asked(
                    operator.clone(),
                    &PeopleInOrganisation { after, limit: Some(2), ..of("RX1") },
                )
                .await;
            assert_eq!((page.count, page.is_more), (5, false));
            seen.extend(page.items.iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ids);
        let search =
            |words: &str| PeopleInOrganisation { search: Some(words.to_owned()), ..of("RX1") };
        let rename = RenamePerson {
            person: ids[0],
            given_name: Some("Asha".to_owned()),
            family_name: Some("Zola".to_owned()),
            display_name: None,
            address: None,
        };
        world.done(operator.clone(), rename).await;
        for (words, expected) in
            [("abel", 1), ("zol", 1), ("s-baker", 1), ("evans", 1), ("asha c", 1), ("nobody", 0)]
        {
            assert_eq!(
                world.asked(operator.clone(), &search(words)).await.items.len(),
                expected,
                "{words}"
            );
        }
        assert_eq!(
            world.asked(operator.clone(), &search("asha.cole@guildhall.example")).await.items.len(),
            1
        );
        // A former name is the organisation's business only.
        let asker = Actor::Account(ids[1]);
        assert!(
            find(&world, &asker, "asha abel")
                .await
                .items
                .iter()
                .all(|card| card.organisation == "RX2")
        );
        world.done(operator.clone(), DisablePerson { person: ids[1], reason: None }).await;
        let disabled = PeopleInOrganisation { state: Some("disabled".to_owned()), ..of("RX1") };
        assert_eq!(world.asked(operator.clone(), &disabled).await.items.len(), 1);
        for wrong in [
            PeopleInOrganisation { state: Some("asleep".to_owned()), ..of("RX1") },
            PeopleInOrganisation { kind: Some("robot".to_owned()), ..of("RX1") },
            PeopleInOrganisation { unit: Some("ward".to_owned()), ..of("RX1") },
        ] {
            assert_eq!(world.not_asked(operator.clone(), &wrong).await, "person.filter");
        }
        let wrong = PeopleInOrganisation { after: Some(key("nobody").to_string()), ..of("RX1") };
        assert_eq!(world.not_asked(operator, &wrong).await, "person.page");
    });
}
