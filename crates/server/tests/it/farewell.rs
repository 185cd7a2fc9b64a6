//! A node that is told to end says so to balancers before it goes, and answers until then.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use kernel::config::Settings;
use kernel::db::Target;
use reqwest::{Client, Response, StatusCode};
use testkit::{Engine, Scratch};
use tokio::process::{Child, Command};

const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");

/// A `serve` on PostgreSQL that says farewell for longer than a test may take.
struct Node {
    process: Child,
    client: Client,
    address: String,
}

impl Node {
    fn start(scratch: &Scratch) -> Self {
        let Target::Postgres(database) = &scratch.target else { panic!("a PostgreSQL target") };
        let data = scratch.folder.join("data");
        std::fs::create_dir_all(&data).expect("the folder is made");
        let settings = Settings { farewell_seconds: 3600, ..Settings::default() };
        settings.write(&data.join("guildhall.toml")).expect("the settings are written");
        let port = testkit::free_port();
        let process = Command::new(GUILDHALL)
            .args(["serve", "--port", &port.to_string(), "--database", database, "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        Self { process, client: Client::new(), address: format!("http://127.0.0.1:{port}") }
    }

    async fn get(&self, path: &str) -> reqwest::Result<Response> {
        self.client.get(format!("{}{path}", self.address)).send().await
    }

    /// Returns once readiness answers this.
    async fn readiness(&self, status: StatusCode) {
        let answers = async {
            // Another process cannot be waited for but by asking again.
            let mut again = tokio::time::interval(Duration::from_millis(10));
            while self.get("/health/ready").await.map(|answer| answer.status()).ok() != Some(status)
            {
                again.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), answers).await.expect("readiness answers");
    }

    async fn tell(&self) {
        let id = self.process.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
        assert!(told.success());
    }

    async fn end(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(Duration::from_secs(60), self.process.wait()).await;
        ended.expect("it ends").expect("it can be waited for")
    }
}

#[test]
fn a_node_withdraws_before_it_goes_and_answers_until_then() {
    if !testkit::engines().contains(&Engine::Postgres) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let scratch = Scratch::new(Engine::Postgres).await;
        let mut node = Node::start(&scratch);
        node.readiness(StatusCode::OK).await;
        let page = node.get("/help").await.expect("an answer");
        assert_eq!(page.headers().get("connection"), None, "a connection is kept");
        node.tell().await;
        node.readiness(StatusCode::SERVICE_UNAVAILABLE).await;
        let page = node.get("/help").await.expect("it answers until it goes");
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()["connection"], "close", "the next request goes elsewhere");
        node.tell().await;
        assert!(node.end().await.success(), "a second word cuts the farewell short");
        assert!(node.get("/help").await.is_err(), "nobody listens any more");
        scratch.remove().await;
    });
}
