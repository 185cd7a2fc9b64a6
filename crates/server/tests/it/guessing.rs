//! Guessing together: 64 connections at once, at one node or two, which are killed meanwhile. What is counted then is exact.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::{Client, redirect};
use serde_json::{Value, json};
use testkit::{Engine, Scratch};
use tokio::process::Child;

use crate::installation::{Dice, Installation};

pub(crate) const PASSWORD: &str = "lantern orchard 42 velvet";
pub(crate) const CONNECTIONS: usize = 64;
/// How often a connection asks for one answer.
pub(crate) const MOST_TRIES: usize = 60;
/// How often the nodes are killed while somebody guesses.
const KILLS: usize = 2;

/// A node that can be ended at any moment.
pub(crate) struct Node {
    pub(crate) installation: Installation,
    pub(crate) port: u16,
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
pub(crate) fn client() -> Client {
    let made = Client::builder().redirect(redirect::Policy::none());
    made.timeout(Duration::from_secs(60)).build().expect("a client")
}

/// Every line of the log about somebody.
pub(crate) async fn lines(installation: &Installation, person: &str) -> Vec<Value> {
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

/// The nodes at which is guessed: one, and on PostgreSQL another one of the same database.
pub(crate) async fn nodes(engine: Engine, scratch: &Scratch) -> Vec<Node> {
    let folder = scratch.folder.join("data");
    let installation = Installation::new(folder.clone(), &scratch.target);
    installation.arrange(&scratch.folder).await;
    let mut nodes = vec![Node::start(installation).await];
    if engine == Engine::Postgres {
        let other = beside(&scratch.folder.join("other"), &folder, &scratch.target);
        nodes.push(Node::start(other).await);
    }
    nodes
}

/// Somebody with a password: their key and their username.
pub(crate) async fn somebody(installation: &Installation) -> (String, String) {
    let body = json!({ "organisation": "XXCRA", "given_name": "Asha", "family_name": "Rao" });
    let person = installation.perform("person.create", &body).await.expect("a person");
    let text = |name: &str| person[name].as_str().expect("text").to_owned();
    let password = json!({ "person": person["id"], "password": PASSWORD });
    installation.perform("password.set-by-operator", &password).await.expect("it is set");
    (text("id"), text("address"))
}

/// Has everybody guess in each life of the nodes, and kills one of them in the middle of each but the last.
pub(crate) async fn lives<G: Future<Output = ()> + Send + 'static>(
    nodes: &mut [Node],
    dice: &Dice,
    answered: &Arc<Mutex<usize>>,
    guesses: impl Fn() -> G,
) {
    for life in 0..=KILLS {
        let enough = *answered.lock() + 1 + dice.below(24) as usize;
        let guessing = tokio::spawn(guesses());
        if life < KILLS {
            // What other processes do cannot be waited for but by looking again.
            let mut again = tokio::time::interval(Duration::from_millis(2));
            while *answered.lock() < enough && !guessing.is_finished() {
                again.tick().await;
            }
            let which = dice.below(nodes.len() as u64) as usize;
            nodes[which].dies().await;
        }
        guessing.await.expect("nobody saw anything wrong");
    }
}

/// Ends the nodes and removes what they left.
pub(crate) async fn over(nodes: Vec<Node>, scratch: Scratch) {
    for mut node in nodes {
        node.process.kill().await.expect("it is killed");
    }
    scratch.remove().await;
}
