//! Durable changes of people through the door, with audit.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::door::{Actor, Done, Door, Face};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{Figure, Load};

/// Organisations over which the people are spread.
const ORGANISATIONS: usize = 40;
/// The file in the installation's folder that names the people to change.
const PEOPLE: &str = "bench-people.json";

fn operator() -> Actor {
    Actor::Operator("bench".to_owned())
}

/// Creates the people, in some organisations at once, and notes their keys in the folder.
pub async fn fill(door: &Door, folder: &Path, people: usize) -> anyhow::Result<()> {
    let mut names: Vec<_> = super::people::people(people).collect();
    let share = names.len().div_ceil(ORGANISATIONS).max(1);
    let mut creating = JoinSet::new();
    for number in 1..=ORGANISATIONS {
        let code = format!("XXB{number:02}");
        crate::demo::open_one(door, &code, &format!("Bench Hospital {number}")).await?;
        let own = names.split_off(names.len().saturating_sub(share));
        let door = door.clone();
        creating.spawn(async move {
            let mut created = Vec::with_capacity(own.len());
            for person in own {
                let body = json!({ "organisation": code, "given_name": person.given, "family_name": person.family });
                let call = door.call(operator(), Face::Cli);
                let done: Done<Value> = door.perform_by_name(call, "person.create", body).await?;
                created.push(done.output["id"].clone());
            }
            Ok::<_, kernel::refusal::Error>(created)
        });
    }
    let mut ids = Vec::with_capacity(people);
    while let Some(created) = creating.join_next().await {
        ids.extend(created?.map_err(|error| anyhow::anyhow!("{error}"))?);
    }
    std::fs::write(folder.join(PEOPLE), serde_json::to_vec(&ids)?)?;
    Ok(())
}

/// Changes their telephone numbers as fast as the clients can.
pub async fn writes(door: &Door, folder: &Path, load: Load) -> anyhow::Result<Figure> {
    let file = std::fs::read(folder.join(PEOPLE))
        .context("The folder holds no people to change. Run `guildhall bench fill` first")?;
    let ids: Arc<Vec<Value>> = Arc::new(serde_json::from_slice(&file)?);
    let (door, engine) =
        (door.clone(), if door.database().seals_in_commit() { "SQLite" } else { "PostgreSQL" });
    let what =
        format!("durable changes of a telephone number through the door with audit, {engine}");
    let change = move |client: usize, turn: usize| {
        let (door, ids) = (door.clone(), Arc::clone(&ids));
        async move {
            let person = &ids[(client * 7919 + turn * 104_729) % ids.len()];
            // Never the number that is there already.
            let number = door.clock().now().micros() % 10_000_000;
            let body = json!({ "person": person, "telephone": format!("0300 {number:07}") });
            let call = door.call(operator(), Face::Cli);
            door.perform_by_name(call, "person.change", body).await.is_ok()
        }
    };
    Ok(load.run(&what, change).await)
}
