//! An installation that the real program runs, seen from outside: through its socket and its command line.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tokio::process::{Child, Command};

/// The program.
pub(crate) const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");

/// A small generator, so that a run can be repeated from its printed seed.
pub(crate) struct Dice(AtomicU64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    pub(crate) fn below(&self, bound: u64) -> u64 {
        let mut x = self
            .0
            .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) % bound
    }
}

/// A folder, the database that goes with it, and a client of its socket.
pub(crate) struct Installation {
    pub(crate) folder: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) client: Client,
}

/// What came back of one request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Installation {
    pub(crate) fn new(folder: PathBuf, target: &kernel::db::Target) -> Self {
        let database = match target {
            kernel::db::Target::Postgres(url) => Some(url.clone()),
            kernel::db::Target::Sqlite(..) => None,
        };
        let client = Client::builder()
            .unix_socket(folder.join("guildhall.sock"))
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        Self { folder, database, client }
    }

    pub(crate) fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--data".to_owned(), self.folder.display().to_string()];
        if let Some(url) = &self.database {
            arguments.extend(["--database".to_owned(), url.clone()]);
        }
        arguments
    }

    /// The service, not waited for; its log goes to `log`.
    pub(crate) fn spawn(&self, port: u16, log: impl Into<Stdio>) -> Child {
        self.spawn_telling(port, "warn", log)
    }

    /// The same, with as much in the log as `what` says.
    pub(crate) fn spawn_telling(&self, port: u16, what: &str, log: impl Into<Stdio>) -> Child {
        Command::new(GUILDHALL)
            .env("GUILDHALL_LOG", what)
            .arg("serve")
            .args(self.arguments())
            .args(["--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts")
    }

    pub(crate) async fn start(&self, port: u16) -> Child {
        let child = self.spawn(port, Stdio::null());
        self.answers().await;
        child
    }

    /// Returns once the service answers.
    pub(crate) async fn answers(&self) {
        let ready = async {
            // Another process cannot be waited for but by asking again.
            let mut again = tokio::time::interval(Duration::from_millis(10));
            while self.ask("organisation.count", &[]).await.is_err() {
                again.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), ready).await.expect("the service answers");
    }

    /// Performs a command; none if there was no whole answer.
    pub(crate) async fn send(&self, name: &str, body: &Value) -> Option<Answer> {
        let address = format!("http://localhost/api/v1/commands/{name}");
        answer(self.client.post(address).json(body)).await
    }

    /// Its output, or its status if it was not done; none if there was no whole answer.
    pub(crate) async fn perform(&self, name: &str, body: &Value) -> Result<Value, Option<u16>> {
        let answer = self.send(name, body).await.ok_or(None)?;
        if is_success(answer.status) {
            Ok(answer.body["output"].clone())
        } else {
            Err(Some(answer.status))
        }
    }

    pub(crate) async fn ask(
        &self,
        name: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Value, Option<u16>> {
        let address = format!("http://localhost/api/v1/queries/{name}");
        let answer = answer(self.client.get(address).query(parameters)).await.ok_or(None)?;
        if is_success(answer.status) { Ok(answer.body) } else { Err(Some(answer.status)) }
    }

    pub(crate) async fn verify(&self) -> Value {
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

    /// Runs a verb of the command line that has to succeed.
    pub(crate) async fn run(&self, arguments: &[&str]) {
        let output = Command::new(GUILDHALL)
            .args(arguments)
            .args(self.arguments())
            .output()
            .await
            .expect("the program runs");
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// One open organisation to work in, `XXCRA`; its register file is written into `folder`.
    pub(crate) async fn arrange(&self, folder: &Path) {
        let file = folder.join("crash_2026-01-01.csv");
        let mut columns = vec![""; 27];
        (columns[0], columns[1], columns[10], columns[12]) =
            ("XXCRA", "CRASH HOSPITAL", "20130401", "A");
        let line: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        std::fs::write(&file, line.join(",") + "\n").expect("the register file is written");
        self.run(&["import", "register", file.to_str().expect("a path"), "--yes"]).await;
        self.run(&[
            "do",
            "organisation.open",
            "organisation=XXCRA",
            "tier=standard",
            "time_zone=Europe/London",
            "usage_location=GB",
            "waiver=Opened by a test",
        ])
        .await;
    }
}

/// Tells a service to end, and waits until it has done so in good order.
pub(crate) async fn end(service: &mut Child) {
    let id = service.id().expect("it runs").to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().await;
    assert!(told.is_ok_and(|status| status.success()), "it cannot be told");
    let ended = tokio::time::timeout(Duration::from_secs(60), service.wait()).await;
    let status = ended.expect("it ends in time").expect("its end is seen");
    assert!(status.success(), "{status}");
}

/// What came back of a request; none if there was no whole answer.
pub(crate) async fn answer(request: RequestBuilder) -> Option<Answer> {
    let response = request.send().await.ok()?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.json().await.ok()?;
    Some(Answer { status, headers, body })
}

const fn is_success(status: u16) -> bool {
    status / 100 == 2
}

/// A port of this test process's own; the next one is, too.
pub(crate) fn port() -> u16 {
    20_000 + 2 * u16::try_from(std::process::id() % 6_000).expect("a port")
}

/// A number from the environment, or the default.
#[expect(
    clippy::disallowed_methods,
    reason = "the harness is told by the environment how often and from which seed"
)]
pub(crate) fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Says something on standard error, which a passing test shows only where it is asked for.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Runs a test of processes.
pub(crate) fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(test);
}

/// Runs a test of processes on an engine, where that is there, from a seed that is printed.
pub(crate) fn seeded<T: Future<Output = ()>>(
    engine: testkit::Engine,
    test: impl FnOnce(testkit::Engine, u64) -> T,
) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    say(&format!("GUILDHALL_SEED={seed}"));
    block_on(test(engine, seed));
}
