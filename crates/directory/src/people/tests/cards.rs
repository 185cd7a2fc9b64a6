//! The national directory.

use super::*;
use crate::people::{ChangeProfile, DisablePerson, PersonCard};

#[test]
fn people_are_found_by_the_beginning_of_any_name() {
    check(|world| async move {
        let asker = Actor::Account(person(&world, "RX1", "Asker", "Person").await.id);
        person(&world, "RX2", "Mary Anne", "O’Neil-Smith").await;
        person(&world, "RX2", "Дмитрий", "Соловьёв").await;
        person(&world, "RX2", "小明", "王").await;
        for search in [
            "mary",
            "MAR",
            "anne",
            "oneil",
            "o'nei",
            "smith",
            "smi mar",
            "mary.anne",
            "  neil smith",
        ] {
            let found = find(&world, &asker, search).await.items;
            let expected = usize::from(!search.contains(" neil"));
            assert_eq!(found.len(), expected, "{search}");
        }
        for search in ["дмит", "dmitr", "соловьёв", "小明", "王", "wang"] {
            assert_eq!(find(&world, &asker, search).await.items.len(), 1, "{search}");
        }
        let card =
            find(&world, &asker, "mary-anne.oneil-smith@GUILDHALL.example").await.items.remove(0);
        assert_eq!(
            (card.organisation.as_str(), card.organisation_name.as_str()),
            ("RX2", "RX2 Hospital")
        );
        for search in ["", "a", "  ", "-"] {
            let code =
                world.not_asked(asker.clone(), &FindPeople { search: search.to_owned() }).await;
            assert_eq!(code, "person.search-short", "{search:?}");
        }
    });
}

#[test]
fn hidden_and_disabled_people_answer_as_unknown_ones() {
    check(|world| async move {
        let asker = Actor::Account(person(&world, "RX1", "Asker", "Person").await.id);
        let hidden = world
            .done(
                world.operator(),
                CreatePerson { listed: Some(false), ..create("RX2", "Hidden", "Rao") },
            )
            .await;
        let disabled = person(&world, "RX2", "Disabled", "Rao").await;
        world.done(world.operator(), DisablePerson { person: disabled.id, reason: None }).await;
        let unknown = AccountId(key("nobody"));
        let ask = |person| {
            let (world, call) = (world.clone(), world.call(asker.clone()));
            async move { format!("{:?}", refusal(world.door.ask(&call, &PersonCard { person }).await)) }
        };
        let answer = ask(unknown).await;
        assert_eq!(ask(hidden.id).await, answer);
        assert_eq!(ask(disabled.id).await, answer);
        for search in ["hidden", "rao", &hidden.address, &disabled.address] {
            assert!(find(&world, &asker, search).await.items.is_empty(), "{search}");
        }
    });
}

#[test]
fn a_hidden_mobile_number_is_on_no_card_and_in_the_record() {
    check(|world| async move {
        let asker = Actor::Account(person(&world, "RX1", "Asker", "Person").await.id);
        let mobile = Some("07700 900 982".to_owned());
        let asha = world
            .done(world.operator(), CreatePerson { mobile, ..create("RX2", "Asha", "Rao") })
            .await;
        let own = Actor::Account(asha.id);
        let shown = find(&world, &asker, "asha").await.items.remove(0);
        assert_eq!(shown.mobile.as_deref(), Some("+447700900982"));
        world
            .done(
                own.clone(),
                ChangeProfile { mobile_hidden: Some(true), ..ChangeProfile::default() },
            )
            .await;
        let found = find(&world, &asker, "asha").await;
        assert!(!serde_json::to_string(&found).unwrap().contains("7700900982"));
        let card = world.asked(asker, &PersonCard { person: asha.id }).await;
        assert!(!serde_json::to_string(&card).unwrap().contains("mobile"));
        assert_eq!(record(&world, asha.id).await.mobile.as_deref(), Some("+447700900982"));
        let view = world
            .door
            .reader()
            .await
            .unwrap()
            .ask(facts::directory::AccountOf(asha.id))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(view.mobile, None);
    });
}

#[test]
fn a_person_sees_sixty_cards_a_minute_and_no_more() {
    check(|world| async move {
        let asker = Actor::Account(person(&world, "RX1", "Asker", "Person").await.id);
        for _ in 0..25 {
            person(&world, "RX1", "Asha", "Rao").await;
        }
        for _ in 0..3 {
            let found = find(&world, &asker, "asha").await;
            assert_eq!((found.items.len(), found.is_more), (20, true));
        }
        let limited = world
            .door
            .ask(&world.call(asker.clone()), &FindPeople { search: "asha".to_owned() })
            .await;
        let limited = refusal(limited);
        assert_eq!(limited.code, "card.limited");
        assert!(limited.retry_after.is_some_and(|seconds| seconds <= 61));
        let card = PersonCard { person: asker.account().unwrap() };
        assert_eq!(world.not_asked(asker.clone(), &card).await, "card.limited");
        world.advance(std::time::Duration::from_secs(60));
        assert_eq!(find(&world, &asker, "asha").await.items.len(), 20);
        // Asking for what is not there is a look too: addresses cannot be tried without end.
        for _ in 0..40 {
            assert!(find(&world, &asker, "nobody@guildhall.example").await.items.is_empty());
        }
        let one_more = FindPeople { search: "nobody@guildhall.example".to_owned() };
        assert_eq!(world.not_asked(asker, &one_more).await, "card.limited");
    });
}

#[test]
fn other_contexts_look_at_everybody_page_by_page() {
    check(|world| async move {
        let mut everybody = Vec::new();
        for given in ["Asha", "Ben", "Cara"] {
            everybody.push(person(&world, "RX1", given, "Rao").await.id);
        }
        let page = async |after, limit| {
            let question = facts::directory::AccountsAfter { after, limit };
            world.door.reader().await.unwrap().ask(question).await.unwrap()
        };
        assert_eq!(page(None, 2).await, everybody[..2]);
        assert_eq!(page(Some(everybody[1]), 2).await, everybody[2..]);
        assert_eq!(page(Some(everybody[2]), 2).await, []);
    });
}
