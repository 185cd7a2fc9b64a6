//! A disk that is full and is freed again, under load: who is signed in goes on, reads are answered, writes are told
//! to come back later and nothing of them is done, and once there is room everything goes on by itself.
//!
//! `GUILDHALL_FULL_DISKS` sets how often it is filled (twice in the test suite, more in `script/bench/disk-full`).

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::clock::Stopwatch;
use kernel::db::{SqliteSettings, Target, read_only};
use parking_lot::Mutex;
use reqwest::Client;
use serde_json::{Value, json};
use testkit::{Engine, Held, OwnCluster, Scratch, engines, run_sql, try_sql};
use tokio::process::Child;
use tokio::sync::Semaphore;

use super::volume::Volume;
use crate::installation::{Answer, Installation, answer, block_on, end, port, say, setting};

const CLIENTS: usize = 8;
/// Refused acts to wait for, so that the disk is full for every client.
const REFUSED: u32 = 100;
/// Time after which writes have to be done again once there is room.
const RECOVERY: Duration = Duration::from_secs(30);

/// What the clients were told.
#[derive(Default)]
struct Told {
    /// The acts that were acknowledged.
    done: Mutex<HashSet<String>>,
    /// Acts of which nobody could say whether they were done.
    doubted: Mutex<usize>,
    /// Acts that were refused for a reason of their own.
    unfit: Mutex<i64>,
    /// Everybody's telephone, as acknowledged; none where the last change is in doubt.
    telephones: Mutex<HashMap<String, Option<String>>>,
}

/// A service on a volume, under load.
struct Trial {
    installation: Arc<Installation>,
    service: Child,
    told: Arc<Told>,
    over: Arc<AtomicBool>,
    done: Arc<Semaphore>,
    refused: Arc<Semaphore>,
    clients: Vec<tokio::task::JoinHandle<()>>,
    /// Somebody's session in the portal.
    session: String,
    /// Their address.
    address: String,
}

/// The answer to a write that cannot be done for now.
fn is_outage(answer: &Answer) -> bool {
    let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(header("content-type"), Some("application/problem+json"));
    let code = answer.body["code"].as_str().unwrap_or_default();
    assert!(["outage", "busy", "outcome-unknown"].contains(&code), "{}", answer.body);
    if code != "outcome-unknown" {
        let seconds: u32 =
            header("retry-after").and_then(|text| text.parse().ok()).expect("a time");
        assert!((1..=60).contains(&seconds), "{seconds}");
    }
    code != "outcome-unknown"
}

/// Creates people and changes their telephones until it is told to stop.
async fn load(trial: Load, client: usize) {
    let mut own: Vec<String> = Vec::new();
    let mut number = 0;
    while !trial.over.load(Ordering::Relaxed) {
        number += 1;
        let telephone = format!("0300 {client} {number}");
        let person =
            (number % 3 != 1).then(|| own.get(number % own.len().max(1)).cloned()).flatten();
        let (name, body) = match &person {
            None => (
                "person.create",
                json!({ "organisation": "XXCRA", "given_name": "Full", "family_name": "Disk", "telephone": telephone }),
            ),
            Some(person) => ("person.change", json!({ "person": person, "telephone": telephone })),
        };
        let answer = trial.installation.send(name, &body).await.expect("every request is answered");
        if answer.status != 200 {
            if !is_outage(&answer) {
                *trial.told.doubted.lock() += 1;
                if let Some(person) = person {
                    trial.told.telephones.lock().insert(person, None);
                }
            }
            trial.refused.add_permits(1);
            continue;
        }
        let text = |value: &Value| value.as_str().expect("a key").to_owned();
        assert!(trial.told.done.lock().insert(text(&answer.body["act"])), "an act was done twice");
        let id = person.unwrap_or_else(|| text(&answer.body["output"]["id"]));
        if name == "person.create" {
            own.push(id.clone());
        }
        trial.told.telephones.lock().insert(id, Some(telephone));
        trial.done.add_permits(1);
    }
}

/// What one client works with.
#[derive(Clone)]
struct Load {
    installation: Arc<Installation>,
    told: Arc<Told>,
    over: Arc<AtomicBool>,
    done: Arc<Semaphore>,
    refused: Arc<Semaphore>,
}

impl Trial {
    /// Starts the service in a folder of the volume, with its log there too, and the load.
    async fn begin(installation: Installation) -> Self {
        let log = File::create(installation.folder.join("log")).expect("a log");
        let service = installation.spawn(port(), log);
        installation.answers().await;
        let address = somebody(&installation).await;
        let admitted = sign_in(&address).await;
        assert_eq!(admitted.status, 200, "{}", admitted.body);
        let session = admitted.body["output"]["session_key"].as_str().expect("a key").to_owned();
        let load_of = Load {
            installation: Arc::new(installation),
            told: Arc::default(),
            over: Arc::default(),
            done: Arc::new(Semaphore::new(0)),
            refused: Arc::new(Semaphore::new(0)),
        };
        let clients =
            (0..CLIENTS).map(|client| tokio::spawn(load(load_of.clone(), client))).collect();
        let Load { installation, told, over, done, refused } = load_of;
        let trial =
            Self { installation, service, told, over, done, refused, clients, session, address };
        trial.wait_done(100).await;
        trial
    }

    async fn wait_done(&self, acts: u32) {
        let waiting = self.done.acquire_many(acts);
        let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
        waited.expect("acts are done").expect("the load goes on").forget();
    }

    async fn wait_refused(&self) {
        let waiting = self.refused.acquire_many(REFUSED);
        let waited = tokio::time::timeout(Duration::from_secs(120), waiting).await;
        waited.expect("the disk is full").expect("the load goes on").forget();
    }

    /// Who is signed in sees their page, and whoever asks is answered.
    async fn reads_go_on(&mut self) {
        let told = self.reads().await;
        assert!(told.iter().all(|(_, status)| *status == 200), "{told:?}");
    }

    /// The same, or they are told to come back.
    async fn reads_are_answered(&mut self) -> usize {
        let told = self.reads().await;
        assert!(told.iter().all(|(_, status)| [200, 503].contains(status)), "{told:?}");
        assert!(told.contains(&("/health/live", 200)), "{told:?}");
        told.iter().filter(|(_, status)| *status == 200).count()
    }

    async fn reads(&mut self) -> Vec<(&'static str, u16)> {
        assert!(
            self.service.try_wait().expect("it can be asked").is_none(),
            "the service has ended"
        );
        let mut told = Vec::new();
        for path in ["/home", "/health/live", "/health/ready"] {
            let (status, says_when, page) = get(path, &self.session).await;
            assert!(path != "/home" || status != 503 || says_when, "{page}");
            assert!(path != "/home" || status != 200 || page.contains("Sign out"), "{page}");
            told.push((path, status));
        }
        let people = [("organisation", "XXCRA")];
        for (name, input) in [("organisation.count", &[][..]), ("person.list", &people)] {
            let answered = self.installation.ask(name, input).await;
            told.push((name, answered.map_or_else(|status| status.unwrap_or(0), |_| 200)));
        }
        told
    }

    /// What would leave a record is not answered as if it had left one.
    async fn is_refused(&self) {
        let nobody =
            json!({ "person": "018f0000-0000-7000-8000-000000000000", "telephone": "0300" });
        let answer = self.installation.send("person.change", &nobody).await.expect("an answer");
        match answer.status {
            404 => *self.told.unfit.lock() += 1,
            _ => drop(is_outage(&answer)),
        }
        // Somebody who signs in anew does, or is told the same.
        let admitted = sign_in(&self.address).await;
        assert!(admitted.status == 200 || is_outage(&admitted), "{}", admitted.body);
    }

    /// Writes are done again, of themselves; how long that took.
    async fn recovers(&self) -> Duration {
        let began = Stopwatch::start();
        self.done.forget_permits(usize::MAX >> 4);
        let waited = tokio::time::timeout(RECOVERY, self.done.acquire_many(1)).await;
        waited.expect("writes are done again in time").expect("the load goes on").forget();
        began.elapsed()
    }

    /// Ends the load.
    async fn is_quiet(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        for client in self.clients.drain(..) {
            client.await.expect("a client saw nothing wrong");
        }
    }

    /// Ends the load and the service, in good order, and compares what there is with what was acknowledged.
    async fn check(mut self, target: &Target) {
        self.is_quiet().await;
        let telephones = self.told.telephones.lock().clone();
        for (person, telephone) in &telephones {
            let found = self.installation.ask("person.by-id", &[("person", person)]).await;
            let found = found.expect("whoever was acknowledged is there");
            if let Some(telephone) = telephone {
                assert_eq!(found["telephone"].as_str(), Some(telephone.as_str()));
            }
        }
        end(&mut self.service).await;
        let mut reader = read_only(target).await.expect("a reader");
        let sql = "SELECT id FROM audit WHERE outcome = 'done' AND command IN ('person.create', 'person.change') ORDER BY id";
        let recorded = reader.rows(sql, &[]).await.expect("the acts");
        let recorded = recorded.iter().map(|row| row.id(0).expect("a key").to_string());
        let recorded: HashSet<String> = recorded.collect();
        let (done, doubted) = (self.told.done.lock().clone(), *self.told.doubted.lock());
        assert!(done.is_subset(&recorded), "an acknowledged act is lost");
        // Nobody but the load and whoever signed in has been created.
        let undone = recorded.len() - done.len();
        assert!(undone <= 1 + doubted, "{undone} acts were refused and are there all the same");
        let sql =
            "SELECT COUNT(*) FROM audit WHERE outcome = 'refused' AND command = 'person.change'";
        let refused = reader.number(sql, &[]).await.expect("a count");
        let unfit = *self.told.unfit.lock();
        let more = refused - unfit;
        assert!((0..=doubted as i64).contains(&more), "{unfit} refusals, {refused} recorded");
        let people = "SELECT COUNT(*) FROM account WHERE family_name = 'Disk'";
        let people = reader.number(people, &[]).await.expect("a count");
        let more = people - telephones.len() as i64;
        assert!((0..=doubted as i64).contains(&more), "{more} people too many");
        self.installation.verify().await;
        say(&format!(
            "{} acts acknowledged, {} people, none lost, {doubted} in doubt",
            done.len(),
            people
        ));
    }
}

const PASSWORD: &str = "quiet harbour seven lamps";

/// Somebody with a password; their address.
async fn somebody(installation: &Installation) -> String {
    let new = json!({ "organisation": "XXCRA", "given_name": "Live", "family_name": "Session" });
    let person = installation.perform("person.create", &new).await.expect("somebody");
    let set = json!({ "person": person["id"], "password": PASSWORD });
    installation.perform("password.set-by-operator", &set).await.expect("a password");
    person["address"].as_str().expect("an address").to_owned()
}

async fn sign_in(address: &str) -> Answer {
    let admit = json!({ "username": address, "password": PASSWORD });
    let path = format!("http://localhost:{}/api/v1/commands/signin.admit", port());
    answer(Client::new().post(path).json(&admit)).await.expect("an answer")
}

/// The status of a page, whether it says when to come back, and what it says.
async fn get(path: &str, session: &str) -> (u16, bool, String) {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none());
    let request =
        client.build().expect("a client").get(format!("http://localhost:{}{path}", port()));
    let request = request.header("cookie", format!("guildhall_session={session}"));
    let response = request.send().await.expect("an answer");
    let says_when = response.headers().contains_key("retry-after");
    (response.status().as_u16(), says_when, response.text().await.unwrap_or_default())
}

#[test]
fn a_full_disk_stops_writes_and_nothing_else_until_there_is_room() {
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let Some(volume) = Volume::new(&scratch.folder, 96, 512) else { return };
        let folder = volume.path.join("data");
        let target = Target::Sqlite(folder.join("guildhall.db"), SqliteSettings::default());
        let installation = Installation::new(folder, &target);
        installation.arrange(&scratch.folder).await;
        let mut trial = Trial::begin(installation).await;
        for round in 1..=setting("GUILDHALL_FULL_DISKS", 2) {
            volume.fill();
            trial.wait_refused().await;
            trial.reads_go_on().await;
            trial.is_refused().await;
            trial.reads_go_on().await;
            volume.free();
            let took = trial.recovers().await;
            say(&format!("Round {round}: writes went on {took:?} after there was room"));
            trial.wait_done(50).await;
            trial.reads_go_on().await;
        }
        trial.check(&target).await;
        drop(volume);
        scratch.remove().await;
    });
}

#[test]
fn what_is_in_the_log_but_not_in_its_index_is_refused_for_good() {
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let Some(volume) = Volume::new(&scratch.folder, 8, 64) else { return };
        let folder = scratch.folder.join("data");
        let target = Target::Sqlite(folder.join("guildhall.db"), SqliteSettings::default());
        let installation = Installation::new(folder.clone(), &target);
        installation.arrange(&scratch.folder).await;
        let bound = volume.bind(folder.join("guildhall.db-shm"));
        let mut trial = Trial::begin(installation).await;
        // There is room for the log, which cannot start over; the index grows with it and finds none.
        let held = Held::now(&folder.join("guildhall.db"));
        volume.fill();
        trial.wait_refused().await;
        trial.reads_go_on().await;
        trial.is_refused().await;
        trial.is_quiet().await;
        // The last thing in the log is what has just been refused.
        let create =
            json!({ "organisation": "XXCRA", "given_name": "Full", "family_name": "Disk" });
        let answer = trial.installation.send("person.create", &create).await.expect("an answer");
        // Whoever closes a file last would tidy its log up.
        drop(held);
        trial.service.kill().await.expect("it is killed");
        assert!(is_outage(&answer));
        volume.free();
        trial.service = trial.installation.start(port()).await;
        trial.check(&target).await;
        drop((bound, volume));
        scratch.remove().await;
    });
}

#[test]
fn a_full_disk_under_postgres_stops_nothing_for_good() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let Some(volume) = Volume::new(&scratch.folder, 144, 8192) else { return };
        let name = format!("full-{}", std::process::id());
        let cluster = OwnCluster::in_folder(name, &volume.path);
        let make = "CREATE DATABASE full_disk TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'";
        run_sql(&Target::Postgres(cluster.address.clone()), make).await;
        let (server, _) = cluster.address.rsplit_once('/').expect("it names a database");
        let target = Target::Postgres(format!("{server}/full_disk"));
        let installation = Installation::new(scratch.folder.join("data"), &target);
        installation.arrange(&scratch.folder).await;
        let mut trial = Trial::begin(installation).await;
        for round in 1..=setting("GUILDHALL_FULL_DISKS", 2) {
            volume.fill();
            trial.wait_refused().await;
            if round % 2 == 0 {
                // Its log takes the last room, too: then PostgreSQL ends itself.
                let fill = "SELECT pg_logical_emit_message(true, 'full', repeat('x', 1000000))";
                while try_sql(&cluster.address, fill).await {}
                trial.wait_refused().await;
            }
            let read = trial.reads_are_answered().await;
            trial.is_refused().await;
            volume.free();
            // It may have ended itself; whoever looks after it starts it again. Our process is left alone.
            cluster.start();
            let took = trial.recovers().await;
            say(&format!(
                "Round {round}: {read} of 5 reads answered while it was full, writes went on {took:?} after"
            ));
            trial.wait_done(50).await;
            trial.reads_go_on().await;
        }
        trial.check(&target).await;
        drop(cluster);
        drop(volume);
        scratch.remove().await;
    });
}
