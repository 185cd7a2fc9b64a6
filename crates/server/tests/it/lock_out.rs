//! The lock after too many wrong passwords, exact over 64 connections, over two nodes and over `kill -9`: however often and
//! wherever somebody guesses, and whatever ends in between, ten guesses are judged and not one more.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::{Client, StatusCode};
use testkit::{Engine, Scratch};
use tokio::task::JoinSet;

use crate::guessing::{
    CONNECTIONS, MOST_TRIES, PASSWORD, client, lines, lives, nodes, over, somebody,
};
use crate::installation::{Dice, say, seeded};

const WRONG: &str = "copper meadow 17 saddle";
/// What the rule allows.
const JUDGED: usize = 10;

/// One guess; none if it was not answered, or told to come back.
async fn guess(client: &Client, port: u16, username: &str, password: &str) -> Option<StatusCode> {
    let form = [("username", username), ("password", password)];
    let request = client.post(format!("http://127.0.0.1:{port}/sign-in")).form(&form);
    let answer = request.header("sec-fetch-site", "same-origin").send().await.ok()?;
    Some(answer.status()).filter(|status| *status != StatusCode::SERVICE_UNAVAILABLE)
}

/// A guess by each of 64 connections, all at once.
async fn guesses(ports: &[u16], username: &str, answered: &Arc<Mutex<usize>>) {
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (port, username) = (ports[connection % ports.len()], username.to_owned());
        let answered = Arc::clone(answered);
        connections.spawn(async move {
            // Whoever is told to come back does; a node that is gone for good answers nobody any more.
            let (own, mut again) = (client(), tokio::time::interval(Duration::from_millis(200)));
            for _ in 0..MOST_TRIES {
                again.tick().await;
                if let Some(status) = guess(&own, port, &username, WRONG).await {
                    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a page that asks again");
                    *answered.lock() += 1;
                    break;
                }
            }
        });
    }
    while let Some(done) = connections.join_next().await {
        done.expect("a connection saw nothing wrong");
    }
}

async fn is_exact(engine: Engine, seed: u64) {
    let (scratch, dice) = (Scratch::new(engine).await, Dice::new(seed));
    let mut nodes = nodes(engine, &scratch).await;
    let (id, username) = somebody(&nodes[0].installation).await;
    let ports: Vec<u16> = nodes.iter().map(|node| node.port).collect();
    let answered = Arc::new(Mutex::new(0));
    lives(&mut nodes, &dice, &answered, || {
        let (all, name, count) = (ports.clone(), username.clone(), Arc::clone(&answered));
        async move { guesses(&all, &name, &count).await }
    })
    .await;
    let lines = lines(&nodes[0].installation, &id).await;
    let of = |reason: &str| lines.iter().filter(|line| line["reason"] == reason).count();
    let (judged, locked) = (of("wrong password"), of("account locked"));
    say(&format!("{engine:?}: {} answered, {judged} judged, {locked} locked out", answered.lock()));
    assert_eq!((judged, judged + locked), (JUDGED, lines.len()));
    assert!(lines.len() >= *answered.lock(), "an answered guess stands nowhere");
    for port in ports {
        let right = guess(&client(), port, &username, PASSWORD).await;
        assert_eq!(
            right,
            Some(StatusCode::UNPROCESSABLE_ENTITY),
            "the right one is not looked at either"
        );
    }
    over(nodes, scratch).await;
}

#[test]
fn sqlite_judges_ten_guesses_of_64_connections_over_kill_9() {
    seeded(Engine::Sqlite, is_exact);
}

#[test]
fn postgres_judges_ten_guesses_of_64_connections_over_two_nodes_and_kill_9() {
    seeded(Engine::Postgres, is_exact);
}
