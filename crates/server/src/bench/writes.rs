//! Durable changes of people through the door, with audit.

use std::sync::Arc;

use kernel::door::{Actor, Done, Door, Face};
use serde_json::{Value, json};

use super::{Figure, Load};

/// Creates people in one organisation, then changes their telephone numbers as fast as the clients can.
pub async fn writes(door: &Door, people: usize, load: Load) -> anyhow::Result<Vec<Figure>> {
    let operator = Actor::Operator("bench".to_owned());
    crate::demo::open_one(door, "XXB01", "Bench Hospital").await?;
    let created = Arc::new(tokio::sync::Mutex::new(Vec::with_capacity(people)));
    let mut names = super::people::people(people).collect::<Vec<_>>();
    let mut creating = tokio::task::JoinSet::new();
    let share = people.div_ceil(64).max(1);
    while !names.is_empty() {
        let own = names.split_off(names.len().saturating_sub(share));
        let (door, operator, created) = (door.clone(), operator.clone(), Arc::clone(&created));
        creating.spawn(async move {
            for person in own {
                let body = json!({ "organisation": "XXB01", "given_name": person.given, "family_name": person.family });
                let done: Done<Value> = door.perform_by_name(door.call(operator.clone(), Face::Cli), "person.create", body).await?;
                created.lock().await.push(done.output["id"].clone());
            }
            Ok::<(), kernel::refusal::Error>(())
        });
    }
    while let Some(created) = creating.join_next().await {
        created?.map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    let ids = Arc::new(std::mem::take(&mut *created.lock().await));
    let (door, engine) =
        (door.clone(), if door.database().seals_in_commit() { "SQLite" } else { "PostgreSQL" });
    let figure = load
        .run(&format!("durable changes of a telephone number through the door with audit, {engine}"), move |client, turn| {
            let (door, operator, ids) = (door.clone(), operator.clone(), Arc::clone(&ids));
            async move {
                let person = &ids[(client * 7919 + turn * 104_729) % ids.len()];
                let body = json!({ "person": person, "telephone": format!("0300 {:07}", (turn * 31 + client) % 10_000_000) });
                door.perform_by_name(door.call(operator, Face::Cli), "person.change", body).await.is_ok()
            }
        })
        .await;
    Ok(vec![figure])
}
