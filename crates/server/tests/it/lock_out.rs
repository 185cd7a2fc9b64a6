//! The lock after too many wrong passwords, exact over 64 connections, over two nodes and over `kill -9`: however often and
//! wherever somebody guesses, and whatever ends in between, ten guesses are judged and not one more.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::{Client, StatusCode, redirect};
use serde_json::{Value, json};
use testkit::{Engine, Scratch};
use tokio::process::Child;
use tokio::task::JoinSet;

use crate::installation::{Dice, Installation, block_on, say, setting};

const PASSWORD: &str = "lantern orchard 42 velvet";
const WRONG: &str = "copper meadow 17 saddle";
const CONNECTIONS: usize = 64;
/// How often a connection asks for one answer.
const MOST_TRIES: usize = 60;
/// How often the nodes are killed while somebody guesses.
const KILLS: usize = 2;
/// What the rule allows.
const JUDGED: usize = 10;

/// A node that can be ended at any moment.
struct Node {
    installation: Installation,
    port: u16,
    process: Child,
}

impl Node {
    async fn start(installation: Installation) -> Self {
        let port = testkit::free_port();
        let process = installation.start(port).await;
        Self { installation, port, process }
    }

    /// Kills it outright and starts it again.
    async fn dies(&mut self) {
        self.process.kill().await.expect("it is killed");
        self.process = self.installation.start(self.port).await;
    }
}

/// A connection of its own.
fn client() -> Client {
    let made = Client::builder().redirect(redirect::Policy::none());
    made.timeout(Duration::from_secs(60)).build().expect("a client")
}

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

/// Every line of the log about somebody.
async fn lines(installation: &Installation, person: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let mut parameters = vec![("person", person), ("limit", "200")];
        if !after.is_empty() {
            parameters.push(("after", &after));
        }
        let page = installation.ask("signin.recent", &parameters).await.expect("the log");
        all.extend(page["items"].as_array().expect("lines").iter().cloned());
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => return all,
        }
    }
}

/// A node beside another one: with a folder of its own, and the key under which both write rows.
fn beside(folder: &Path, first: &Path, target: &kernel::db::Target) -> Installation {
    std::fs::create_dir_all(folder.join("keys")).expect("a folder");
    for key in ["audit-node", "factors", "checkpoint", "checkpoint.pub"] {
        let from = first.join("keys").join(key);
        if from.exists() {
            std::fs::copy(from, folder.join("keys").join(key)).expect("a key is copied");
        }
    }
    Installation::new(folder.to_owned(), target)
}

async fn is_exact(engine: Engine, seed: u64) {
    let (scratch, dice) = (Scratch::new(engine).await, Dice::new(seed));
    let folder = scratch.folder.join("data");
    let installation = Installation::new(folder.clone(), &scratch.target);
    installation.arrange(&scratch.folder).await;
    let mut nodes = vec![Node::start(installation).await];
    if engine == Engine::Postgres {
        let other = beside(&scratch.folder.join("other"), &folder, &scratch.target);
        nodes.push(Node::start(other).await);
    }
    let body = json!({ "organisation": "XXCRA", "given_name": "Asha", "family_name": "Rao" });
    let person = nodes[0].installation.perform("person.create", &body).await.expect("a person");
    let (id, username) =
        (person["id"].as_str().expect("an id"), person["address"].as_str().expect("an address"));
    let password = json!({ "person": id, "password": PASSWORD });
    nodes[0].installation.perform("password.set-by-operator", &password).await.expect("it is set");
    let ports: Vec<u16> = nodes.iter().map(|node| node.port).collect();
    let answered = Arc::new(Mutex::new(0));
    for life in 0..=KILLS {
        let enough = *answered.lock() + 1 + dice.below(24) as usize;
        let (all, name, count) = (ports.clone(), username.to_owned(), Arc::clone(&answered));
        let guessing = tokio::spawn(async move { guesses(&all, &name, &count).await });
        if life < KILLS {
            let reached = async {
                // What other processes do cannot be waited for but by looking again.
                let mut again = tokio::time::interval(Duration::from_millis(2));
                while *answered.lock() < enough && !guessing.is_finished() {
                    again.tick().await;
                }
            };
            reached.await;
            let which = dice.below(nodes.len() as u64) as usize;
            nodes[which].dies().await;
        }
        guessing.await.expect("nobody saw anything wrong");
    }
    let lines = lines(&nodes[0].installation, id).await;
    let of = |reason: &str| lines.iter().filter(|line| line["reason"] == reason).count();
    let (judged, locked) = (of("wrong password"), of("account locked"));
    say(&format!("{engine:?}: {} answered, {judged} judged, {locked} locked out", answered.lock()));
    assert_eq!((judged, judged + locked), (JUDGED, lines.len()));
    assert!(lines.len() >= *answered.lock(), "an answered guess stands nowhere");
    for port in ports {
        let right = guess(&client(), port, username, PASSWORD).await;
        assert_eq!(
            right,
            Some(StatusCode::UNPROCESSABLE_ENTITY),
            "the right one is not looked at either"
        );
    }
    for node in &mut nodes {
        node.process.kill().await.expect("it is killed");
    }
    scratch.remove().await;
}

fn run(engine: Engine) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    say(&format!("GUILDHALL_SEED={seed}"));
    block_on(is_exact(engine, seed));
}

#[test]
fn sqlite_judges_ten_guesses_of_64_connections_over_kill_9() {
    run(Engine::Sqlite);
}

#[test]
fn postgres_judges_ten_guesses_of_64_connections_over_two_nodes_and_kill_9() {
    run(Engine::Postgres);
}
