//! `kill -9` at random moments under mixed load: what was acknowledged is there afterwards, whole, and nothing is half.
//!
//! `GUILDHALL_CRASHES` sets how often (25 in the test suite, more in `script/bench/crash`); the seed is printed.
//! Where `GUILDHALL_CRASH_CLUSTER` names a cluster of `script/pg` that is this test's alone, PostgreSQL's backends and
//! its postmaster are killed as often as the service is; the service has to live through it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use serde_json::json;
use testkit::{Cluster, Engine, Scratch};
use tokio::sync::Semaphore;

use crate::installation::{Dice, Installation, block_on, port, say, setting};

const CLIENTS: usize = 8;

/// What was acknowledged of one person: the newest thing known, and whether a further act is on its way.
#[derive(Clone, Debug)]
struct Acknowledged {
    address: String,
    telephone: Option<String>,
    state: &'static str,
    /// What an act that was not answered would have made of telephone and state.
    doubt: Option<(Option<String>, &'static str)>,
    /// Touched since it was last compared.
    is_new: bool,
}

/// Which process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Service,
    /// PostgreSQL ends every other backend with it, and recovers.
    Backend,
    /// Nothing of PostgreSQL is left; it is started again from its files.
    Postmaster,
}

/// Whom to compare.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those touched since they were last compared.
    Touched,
    /// Everybody.
    All,
}

type Book = Arc<Mutex<HashMap<String, Acknowledged>>>;

/// One client: creates people, changes their telephone, disables and enables them, until the service is gone.
async fn load(
    installation: Arc<Installation>,
    book: Book,
    dice: Arc<Dice>,
    over: Arc<AtomicBool>,
    acknowledged: Arc<Semaphore>,
    victim: Victim,
    client: usize,
) {
    let mut own: Vec<String> = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let roll = dice.below(10);
        if own.is_empty() || roll < 4 {
            let body = json!({ "organisation": "XXCRA", "given_name": "Crash", "family_name": format!("Client{client}"), "telephone": "0300 1" });
            let Ok(output) = installation.perform("person.create", &body).await else { break };
            let (Some(id), Some(address)) = (output["id"].as_str(), output["address"].as_str())
            else {
                panic!("person.create answers {output}")
            };
            let person = Acknowledged {
                address: address.to_owned(),
                telephone: Some("0300 1".to_owned()),
                state: "active",
                doubt: None,
                is_new: true,
            };
            assert!(
                book.lock().insert(id.to_owned(), person).is_none(),
                "an identifier was given twice"
            );
            own.push(id.to_owned());
        } else {
            let id = own[dice.below(own.len() as u64) as usize].clone();
            let before = book.lock().get(&id).cloned().expect("it is in the book");
            let telephone = format!("0300 {}", dice.below(1_000_000));
            let (name, body, after) = match roll {
                4..=7 => (
                    "person.change",
                    json!({ "person": id, "telephone": telephone }),
                    Acknowledged { telephone: Some(telephone), is_new: true, ..before.clone() },
                ),
                _ if before.state == "active" => (
                    "person.disable",
                    json!({ "person": id }),
                    Acknowledged { state: "disabled", is_new: true, ..before.clone() },
                ),
                _ => (
                    "person.enable",
                    json!({ "person": id }),
                    Acknowledged { state: "active", is_new: true, ..before.clone() },
                ),
            };
            let doubt = Some((after.telephone.clone(), after.state));
            book.lock().insert(id.clone(), Acknowledged { doubt, is_new: true, ..before });
            match installation.perform(name, &body).await {
                Ok(_) => drop(book.lock().insert(id, after)),
                Err(None) => break,
                // The service lives and says that it does not know, or that its database is away.
                Err(Some(500..)) if victim != Victim::Service => break,
                Err(Some(status)) => panic!("{name} {body} was refused with {status}"),
            }
        }
        acknowledged.add_permits(1);
    }
}

async fn survives(engine: Engine, crashes: u64, seed: u64) {
    let scratch = Scratch::new(engine).await;
    let installation = Installation::new(scratch.folder.join("data"), &scratch.target);
    let cluster = installation.database.clone().and_then(|url| Some((Cluster::named()?, url)));
    installation.arrange(&scratch.folder).await;
    let installation = Arc::new(installation);
    let (book, dice): (Book, _) = (Arc::default(), Arc::new(Dice::new(seed)));
    let port = port();
    let mut service = installation.start(port).await;
    for crash in 0..crashes {
        check(&installation, &book, crash, Which::Touched).await;
        let victim = match cluster.as_ref().map(|_| dice.below(3)) {
            None | Some(0) => Victim::Service,
            Some(1) => Victim::Backend,
            Some(_) => Victim::Postmaster,
        };
        let (over, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(Semaphore::new(0)));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                tokio::spawn(load(
                    Arc::clone(&installation),
                    Arc::clone(&book),
                    Arc::clone(&dice),
                    Arc::clone(&over),
                    Arc::clone(&acknowledged),
                    victim,
                    client,
                ))
            })
            .collect();
        let enough = 1 + u32::try_from(dice.below(300)).expect("below 300");
        acknowledged.acquire_many(enough).await.expect("the load goes on").forget();
        match (victim, &cluster) {
            (Victim::Backend, Some((cluster, database))) => cluster.kill_backend(database).await,
            (Victim::Postmaster, Some((cluster, database))) => {
                cluster.kill_postmaster(database).await;
            }
            _ => service.kill().await.expect("the service is killed"),
        }
        over.store(true, Ordering::Relaxed);
        for client in clients {
            client.await.expect("a client saw nothing wrong");
        }
        if let (Victim::Postmaster, Some((cluster, _))) = (victim, &cluster) {
            cluster.start();
        }
        if victim == Victim::Service {
            installation.verify().await;
            service = installation.start(port).await;
        } else {
            installation.answers().await;
            assert!(
                service.try_wait().expect("the service can be asked").is_none(),
                "the service did not outlive its {victim:?}"
            );
            installation.verify().await;
        }
    }
    check(&installation, &book, crashes, Which::All).await;
    let total = book.lock().len();
    let listed = installation.ask("organisation.count", &[]).await.expect("a count");
    assert!(listed["count"].as_u64().is_some());
    service.kill().await.expect("the service is killed");
    let report = installation.verify().await;
    assert!(total as u64 > crashes, "the load created {total} people");
    assert!(report["rows"].as_u64().unwrap_or(0) >= total as u64);
    scratch.remove().await;
}

/// Everything acknowledged is there; what was in doubt is wholly there or wholly not.
async fn check(installation: &Installation, book: &Book, crash: u64, which: Which) {
    let people: Vec<(String, Acknowledged)> = book
        .lock()
        .iter()
        .filter(|(_, person)| which == Which::All || person.is_new)
        .map(|(id, person)| (id.clone(), person.clone()))
        .collect();
    for (id, person) in people {
        let found =
            installation.ask("person.by-id", &[("person", &id)]).await.unwrap_or_else(|status| {
                panic!("person {id} was acknowledged and is gone after crash {crash}: {status:?}")
            });
        assert_eq!(found["address"], person.address);
        let policy = installation.ask("policy.of-person", &[("person", &id)]).await.unwrap_or_else(
            |status| panic!("person {id} has no user policy after crash {crash}: {status:?}"),
        );
        assert!(!policy.is_null(), "person {id} is half created after crash {crash}");
        let (telephone, state) = (
            found["telephone"].as_str().map(str::to_owned),
            found["state"].as_str().unwrap_or_default().to_owned(),
        );
        if let Some(after) = person.doubt.clone() {
            let before = (person.telephone.clone(), person.state);
            let state = if state == "active" { "active" } else { "disabled" };
            let now = (telephone, state);
            assert!(
                now == before || now == after,
                "an unanswered change of {id} is half there after crash {crash}: {now:?}"
            );
            let known =
                Acknowledged { telephone: now.0, state, doubt: None, is_new: false, ..person };
            book.lock().insert(id, known);
        } else {
            assert_eq!(
                (telephone, state.as_str()),
                (person.telephone.clone(), person.state),
                "an acknowledged change of {id} is gone after crash {crash}"
            );
            if let Some(known) = book.lock().get_mut(&id) {
                known.is_new = false;
            }
        }
    }
}

fn run(engine: Engine) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    let crashes = setting("GUILDHALL_CRASHES", 25);
    say(&format!("{crashes} crashes on {engine:?} from GUILDHALL_SEED={seed}"));
    block_on(survives(engine, crashes, seed));
}

#[test]
fn sqlite_loses_no_acknowledged_act_to_kill_9() {
    run(Engine::Sqlite);
}

#[test]
fn postgres_loses_no_acknowledged_act_to_kill_9() {
    run(Engine::Postgres);
}
