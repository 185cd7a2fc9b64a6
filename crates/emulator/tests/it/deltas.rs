//! Delta rounds.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, World};

/// Follows a round to its end: what it said, and the delta link.
async fn round(world: &World, from: &str, prefer: &str) -> (Vec<Value>, String) {
    let (mut next, mut seen) = (from.to_owned(), Vec::new());
    loop {
        let page = Answer::of(
            world.request(Method::GET, &next).header("Prefer", prefer).send().await.unwrap(),
        )
        .await;
        assert_eq!(page.status, 200, "{page:?}");
        seen.extend(page.values().clone());
        match (page.body["@odata.nextLink"].as_str(), page.body["@odata.deltaLink"].as_str()) {
            (Some(link), None) => next = link.to_owned(),
            (None, Some(link)) => return (seen, link.to_owned()),
            both => panic!("one link and not {both:?}"),
        }
    }
}

#[tokio::test]
async fn a_round_tells_everything_and_the_next_one_only_what_changed() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(world.user(&format!("Person{n}")).await);
    }
    let (all, link) =
        round(&world, "/users/delta()?$select=displayName,jobTitle", "odata.maxpagesize=2").await;
    assert_eq!(all.iter().map(|user| user["id"].as_str().unwrap()).collect::<Vec<_>>(), ids);
    assert!(
        all.iter().all(|user| user.get("jobTitle").is_none()),
        "a property never set is absent"
    );
    let (nothing, link) = round(&world, &link, "").await;
    assert!(nothing.is_empty());
    world.patch(&format!("/users/{}", ids[0]), json!({"jobTitle": "Nurse"})).await;
    world.patch(&format!("/users/{}", ids[1]), json!({"city": "Leeds"})).await;
    world.delete(&format!("/users/{}", ids[2])).await;
    world.delete(&format!("/users/{}", ids[3])).await;
    world.delete(&format!("/directory/deletedItems/{}", ids[3])).await;
    let (minimal, _) = round(&world, &link, "return=minimal").await;
    assert_eq!(
        minimal,
        [
            json!({"id": ids[0], "jobTitle": "Nurse"}),
            json!({"id": ids[2], "@removed": {"reason": "changed"}}),
            json!({"id": ids[3], "@removed": {"reason": "deleted"}})
        ]
    );
    let (whole, link) = round(&world, &link, "odata.maxpagesize=1").await;
    assert_eq!(whole[0], json!({"id": ids[0], "displayName": "Person0", "jobTitle": "Nurse"}));
    world.patch(&format!("/users/{}", ids[0]), json!({"jobTitle": null})).await;
    world.post(&format!("/directory/deletedItems/{}/restore", ids[2]), json!({})).await;
    let (after, _) = round(&world, &link, "return=minimal").await;
    assert_eq!(
        after,
        [json!({"id": ids[0], "jobTitle": null}), json!({"id": ids[2], "displayName": "Person2"})]
    );
}

#[tokio::test]
async fn what_was_told_is_not_told_again_for_the_sake_of_another_property() {
    let world = World::new().await;
    let id = world.user("Pat").await;
    world.patch(&format!("/users/{id}"), json!({"jobTitle": "Nurse"})).await;
    let (all, link) = round(&world, "/users/delta?$select=jobTitle", "").await;
    assert_eq!(all, [json!({"id": id, "jobTitle": "Nurse"})]);
    world.patch(&format!("/users/{id}"), json!({"city": "Leeds"})).await;
    let (nothing, _) = round(&world, &link, "").await;
    assert_eq!(nothing, Vec::<Value>::new());
}

#[tokio::test]
async fn a_round_can_start_now_and_be_narrowed() {
    let world = World::new().await;
    let (one, two) = (world.user("One").await, world.user("Two").await);
    let (nothing, link) = round(&world, "/users/delta?$deltatoken=latest", "").await;
    assert!(nothing.is_empty());
    world.patch(&format!("/users/{one}"), json!({"displayName": "Uno"})).await;
    world.patch(&format!("/users/{two}"), json!({"displayName": "Due"})).await;
    let (both, _) = round(&world, &link, "return=minimal").await;
    assert_eq!(
        both,
        [json!({"id": one, "displayName": "Uno"}), json!({"id": two, "displayName": "Due"})]
    );
    let (narrow, _) =
        round(&world, &format!("/users/delta?$filter=id eq '{two}'&$select=displayName"), "").await;
    assert_eq!(narrow, [json!({"id": two, "displayName": "Due"})]);
    for option in ["$top=5", "$orderby=displayName", "$expand=manager", "$filter=city eq 'x'"] {
        assert_eq!(world.get(&format!("/users/delta?{option}")).await.status, 400, "{option}");
    }
}

#[tokio::test]
async fn unknown_and_expired_tokens_ask_for_a_full_round() {
    let mut world = World::new().await;
    let id = world.user("Quin").await;
    let (_, link) = round(&world, "/users/delta", "").await;
    let other = World::new().await;
    let (_, foreign) = round(&other, "/users/delta", "").await;
    let token = foreign.split_once('?').unwrap().1;
    assert_eq!(world.get(&format!("/users/delta?{token}")).await.status, 410);
    world.clock.advance(Duration::from_secs(8 * 86_400));
    world.sign_in().await;
    for link in
        [link.as_str(), "/users/delta?$deltatoken=nonsense", "/users/delta?$skiptoken=nonsense"]
    {
        let gone = world.get(link).await;
        assert_eq!((gone.status, gone.code()), (410, "syncStateNotFound"));
        assert!(gone.header("location").ends_with("/v1.0/users/delta?$deltatoken="));
        let (all, _) = round(&world, gone.header("location"), "").await;
        assert_eq!(all[0]["id"].as_str(), Some(id.as_str()));
    }
}
