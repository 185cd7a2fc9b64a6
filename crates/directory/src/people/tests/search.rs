//! Finding somebody in every organisation one looks after.

use axum::http::StatusCode;

use super::pages::{check_pages, opened, visit};
use super::*;
use crate::people::{DeletePerson, DisablePerson, RenamePerson, SearchPeople};

async fn found(world: &World, actor: &Actor, search: &str) -> Vec<String> {
    let query = SearchPeople { search: search.to_owned() };
    let found = world.asked(actor.clone(), &query).await;
    found
        .items
        .into_iter()
        .map(|row| format!("{} {}", row.organisation, row.display_name))
        .collect()
}

#[test]
fn one_search_finds_people_of_every_own_organisation_and_of_no_other() {
    check(|world| async move {
        let ben = person(&world, "RX1", "Ben", "Okafor").await.id;
        for code in ["RX1", "RX2"] {
            let span = GrantSpan::Organisation(org(code));
            world.grant(ben, Role::LocalHelpDesk, span).await;
        }
        let actor = Actor::Account(ben);
        let one = person(&world, "RX1", "Asha", "Rao").await;
        let two = person(&world, "RX2", "Asha", "Rao").await;
        let foreign = person(&world, "RX3", "Asha", "Rao").await;
        assert_eq!(found(&world, &actor, "rao ash").await, ["RX1 Asha Rao", "RX2 Asha Rao"]);
        assert_eq!(found(&world, &actor, &two.address).await, ["RX2 Asha Rao"]);
        assert_eq!(found(&world, &actor, &foreign.address).await, [""; 0]);
        assert_eq!(found(&world, &actor, "okafor").await, ["RX1 Ben Okafor"]);

        let renamed = RenamePerson {
            person: one.id,
            given_name: Some("Asha".to_owned()),
            family_name: Some("Patel".to_owned()),
            display_name: None,
            address: None,
        };
        world.done(world.operator(), renamed).await;
        assert_eq!(found(&world, &actor, "rao").await, ["RX1 Asha Patel", "RX2 Asha Rao"]);
        world.done(world.operator(), DisablePerson { person: one.id, reason: None }).await;
        assert_eq!(found(&world, &actor, "patel").await, ["RX1 Asha Patel"]);
        world.done(world.operator(), DeletePerson { person: one.id }).await;
        assert_eq!(found(&world, &actor, "patel").await, [""; 0]);

        let desk = person(&world, "RX9", "Nadia", "Desk").await.id;
        world.grant(desk, Role::NationalServiceDesk, GrantSpan::Nation).await;
        let desk = Actor::Account(desk);
        assert_eq!(found(&world, &desk, "rao").await, ["RX2 Asha Rao", "RX3 Asha Rao"]);
        let short = world.not_asked(desk, &SearchPeople { search: "r".to_owned() }).await;
        assert_eq!(short, "person.search-short");
        let nobody = Actor::Account(two.id);
        let refused = world.not_asked(nobody, &SearchPeople { search: "rao".to_owned() }).await;
        assert_eq!(refused, "not-allowed");
    });
}

#[test]
fn whoever_is_the_only_one_found_is_opened_at_once() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let (status, to) = visit(&world, &actor, "/o/search?search=asha", None).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("/o/RX1/people/{asha}")));
        person(&world, "RX1", "Asha", "Patel").await;
        let (status, page) = visit(&world, &actor, "/o/search?search=asha", None).await;
        assert!(status.is_success() && page.contains("Asha Patel") && page.contains("Asha Rao"));
        let (_, page) = visit(&world, &actor, "/o/search?search=zz", None).await;
        assert!(page.contains("No one matches"));
        let (status, page) = visit(&world, &actor, "/o/search?search=a", None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#search\""));
        let (_, page) = visit(&world, &actor, "/o/search", None).await;
        assert!(!page.contains("error-summary"));
        let (status, _) = visit(&world, &Actor::Account(asha), "/o/search", None).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    });
}
