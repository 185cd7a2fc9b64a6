//! What survives a restart, a cut-off line, damage, and a second process.

use std::fs;
use std::io::Write as _;

use emulator::{Emulator, Limits, OpenError};
use kernel::clock::Clock;
use serde_json::json;

use crate::world::{E3, World, settings};

async fn picture(world: &World) -> Vec<serde_json::Value> {
    let everything = wire::graph::User::every_property();
    let mut all = Vec::new();
    for path in [
        format!("/users?$select={everything}"),
        format!("/directory/deletedItems/microsoft.graph.user?$select={everything}"),
        "/subscribedSkus".to_owned(),
        "/organization".to_owned(),
    ] {
        let answer = world.get(&path).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        all.extend(answer.values().clone());
    }
    all
}

async fn busy() -> (World, String) {
    let world = World::new().await;
    let (one, two, three) =
        (world.user("Abe").await, world.user("Bea").await, world.user("Cyd").await);
    let link = world.get("/users/delta?$deltatoken=latest").await.body["@odata.deltaLink"]
        .as_str()
        .unwrap()
        .to_owned();
    world
        .post(
            &format!("/users/{one}/assignLicense"),
            json!({"addLicenses": [{"skuId": E3}], "removeLicenses": []}),
        )
        .await;
    world.patch(&format!("/users/{one}"), json!({"jobTitle": "Porter", "city": "Leeds"})).await;
    world.patch(&format!("/users/{one}"), json!({"city": null})).await;
    world.delete(&format!("/users/{two}")).await;
    world.delete(&format!("/users/{three}")).await;
    world.delete(&format!("/directory/deletedItems/{three}")).await;
    (world, link)
}

#[tokio::test]
async fn a_restart_keeps_everything_and_delta_links_go_on() {
    let (world, link) = busy().await;
    let (before, expected) = (picture(&world).await, world.get(&link).await.body["value"].clone());
    let world = world.restart().await;
    assert_eq!(picture(&world).await, before);
    let token = link.split_once('?').unwrap().1;
    assert_eq!(world.get(&format!("/users/delta?{token}")).await.body["value"], expected);
    assert_eq!(expected.as_array().unwrap().len(), 3);
    assert_eq!(world.get("/users?$filter=onPremisesImmutableId eq 'x'").await.status, 200);
}

#[tokio::test]
async fn a_line_cut_off_by_a_crash_is_dropped_and_writing_goes_on() {
    let (world, _) = busy().await;
    let before = picture(&world).await;
    let path = world.directory.join("journal.jsonl");
    let (directory, clock) = (world.directory.clone(), world.clock.clone());
    world.stop().await;
    let whole = fs::read(&path).unwrap();
    for tail in ["{\"put\":{\"id\":\"0", "{\"put\":{}}\n", "\0\0\0\0", "x"] {
        fs::write(&path, &whole).unwrap();
        fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap()
            .write_all(tail.as_bytes())
            .unwrap();
        let world = World::open(directory.clone(), clock.clone(), Limits::default()).await;
        assert_eq!(picture(&world).await, before, "{tail:?}");
        world.user("Later").await;
        let world = world.restart().await;
        assert_eq!(world.get("/users/later@example.org").await.status, 200);
        world.stop().await;
    }
}

#[tokio::test]
async fn damage_in_the_middle_is_an_error_and_not_a_loss() {
    let (world, _) = busy().await;
    let (directory, path) = (world.directory.clone(), world.directory.join("journal.jsonl"));
    world.stop().await;
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("{\"put\"", "{\"pit\"", 1)).unwrap();
    let opened = Emulator::open(
        settings(directory, "http://localhost:1", "https://localhost:2", Limits::default()),
        Clock::machine(),
    );
    assert!(matches!(opened, Err(OpenError::Journal(text)) if text.contains("line 2")));
}

#[tokio::test]
async fn two_processes_cannot_share_a_directory() {
    let world = World::new().await;
    let second = Emulator::open(
        settings(
            world.directory.clone(),
            "http://localhost:1",
            "https://localhost:2",
            Limits::default(),
        ),
        Clock::machine(),
    );
    assert!(matches!(second, Err(OpenError::Journal(text)) if text.contains("in use")));
}

#[tokio::test]
async fn a_long_journal_is_written_anew_and_says_the_same() {
    let world = World::with(Limits { journal_slack: 20, ..Limits::default() }).await;
    let id = world.user("Dot").await;
    let gone = world.user("Fay").await;
    world.delete(&format!("/users/{gone}")).await;
    world.delete(&format!("/directory/deletedItems/{gone}")).await;
    for n in 0..60 {
        assert_eq!(
            world
                .patch(&format!("/users/{id}"), json!({"jobTitle": format!("Job {n}")}))
                .await
                .status,
            204
        );
    }
    let before = picture(&world).await;
    let path = world.directory.join("journal.jsonl");
    let world = world.restart().await;
    assert!(fs::read_to_string(&path).unwrap().lines().count() < 40);
    assert_eq!(picture(&world).await, before);
}

#[tokio::test]
async fn no_password_reaches_the_disk() {
    let (world, _) = busy().await;
    let path = world.directory.join("journal.jsonl");
    world.stop().await;
    assert!(!fs::read_to_string(path).unwrap().contains("xWwvJ]6NMw+bWH-d"));
}
