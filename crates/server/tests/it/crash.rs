//! `kill -9` at random moments under mixed load: what was acknowledged is there afterwards, whole, and nothing is half.
//!
//! `GUILDHALL_CRASHES` sets how often (25 in the test suite, more in `script/bench/crash`); the seed is printed.
//! Where `GUILDHALL_CRASH_CLUSTER` names a cluster of `script/pg` that is this test's alone, PostgreSQL's backends and
//! its postmaster are killed as often as the service is; the service has to live through it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::Client;
use serde_json::{Value, json};
use testkit::{Cluster, Engine, Scratch};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");
const CLIENTS: usize = 8;

/// A small generator, so that a run can be repeated from its printed seed.
struct Dice(AtomicU64);

impl Dice {
    fn below(&self, bound: u64) -> u64 {
        let mut x = self
            .0
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % bound
    }
}

struct Installation {
    folder: PathBuf,
    database: Option<String>,
    client: Client,
}

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

impl Installation {
    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--data".to_owned(), self.folder.display().to_string()];
        if let Some(url) = &self.database {
            arguments.extend(["--database".to_owned(), url.clone()]);
        }
        arguments
    }

    async fn start(&self, port: u16) -> Child {
        let child = Command::new(GUILDHALL)
            .arg("serve")
            .args(self.arguments())
            .args(["--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        self.answers().await;
        child
    }

    /// Returns once the service answers.
    async fn answers(&self) {
        let ready = async {
            // Another process cannot be waited for but by asking again.
            let mut again = tokio::time::interval(Duration::from_millis(10));
            while self.ask("organisation.count", &[]).await.is_err() {
                again.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), ready).await.expect("the service answers");
    }

    async fn perform(&self, name: &str, body: &Value) -> Result<Value, Option<u16>> {
        let sent = self
            .client
            .post(format!("http://localhost/api/v1/commands/{name}"))
            .json(body)
            .send()
            .await;
        let response = sent.map_err(|_| None)?;
        let status = response.status();
        let answer: Value = response.json().await.map_err(|_| None)?;
        if status.is_success() { Ok(answer["output"].clone()) } else { Err(Some(status.as_u16())) }
    }

    async fn ask(&self, name: &str, parameters: &[(&str, &str)]) -> Result<Value, Option<u16>> {
        let sent = self
            .client
            .get(format!("http://localhost/api/v1/queries/{name}"))
            .query(parameters)
            .send()
            .await;
        let response = sent.map_err(|_| None)?;
        let status = response.status();
        if status.is_success() {
            response.json().await.map_err(|_| None)
        } else {
            Err(Some(status.as_u16()))
        }
    }

    async fn verify(&self) -> Value {
        let output = Command::new(GUILDHALL)
            .args(["audit", "verify", "--json"])
            .args(self.arguments())
            .output()
            .await
            .expect("verify runs");
        assert!(
            output.status.success(),
            "the audit does not verify: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).expect("verify answers in JSON")
    }
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
    let database = match &scratch.target {
        kernel::db::Target::Postgres(url) => Some(url.clone()),
        kernel::db::Target::Sqlite(..) => None,
    };
    let folder = scratch.folder.join("data");
    let client = Client::builder()
        .unix_socket(folder.join("guildhall.sock"))
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client");
    let cluster = database.clone().and_then(|url| Some((Cluster::named()?, url)));
    let installation = Arc::new(Installation { folder: folder.clone(), database, client });
    arrange(&installation, &scratch.folder).await;
    let (book, dice): (Book, _) = (Arc::default(), Arc::new(Dice(AtomicU64::new(seed))));
    let port = 20_000 + u16::try_from(std::process::id() % 20_000).expect("a port");
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

/// One open organisation to work in.
async fn arrange(installation: &Installation, folder: &Path) {
    let file = folder.join("crash_2026-01-01.csv");
    let mut columns = vec![""; 27];
    (columns[0], columns[1], columns[10], columns[12]) =
        ("XXCRA", "CRASH HOSPITAL", "20130401", "A");
    let line: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    std::fs::write(&file, line.join(",") + "\n").expect("the register file is written");
    for arguments in [
        vec!["import", "register", file.to_str().expect("a path"), "--yes"],
        vec![
            "do",
            "organisation.open",
            "organisation=XXCRA",
            "tier=standard",
            "time_zone=Europe/London",
            "usage_location=GB",
        ],
    ] {
        let output = Command::new(GUILDHALL)
            .args(&arguments)
            .args(installation.arguments())
            .output()
            .await
            .expect("the program runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
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

#[expect(
    clippy::disallowed_methods,
    reason = "the harness is told by the environment how often and from which seed"
)]
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn run(engine: Engine) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    let crashes = setting("GUILDHALL_CRASHES", 25);
    use std::io::Write as _;
    let _ =
        writeln!(std::io::stderr(), "{crashes} crashes on {engine:?} from GUILDHALL_SEED={seed}");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(survives(engine, crashes, seed));
}

#[test]
fn sqlite_loses_no_acknowledged_act_to_kill_9() {
    run(Engine::Sqlite);
}

#[test]
fn postgres_loses_no_acknowledged_act_to_kill_9() {
    run(Engine::Postgres);
}
