//! An installation with the program serving it.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use kernel::config::Settings;
use kernel::db::Target;
use reqwest::{Client, Response};
use serde_json::Value;
use testkit::{Engine, Scratch};
use tokio::process::{Child, Command};

const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");

/// An installation's folder and, on a server, its database.
pub(super) struct Site {
    pub(super) scratch: Scratch,
    pub(super) folder: PathBuf,
    place: Vec<String>,
}

/// A process that serves it; killed when dropped.
pub(super) struct Serving {
    process: Child,
    client: Client,
    port: u16,
}

impl Site {
    pub(super) async fn new(engine: Engine) -> Self {
        let scratch = Scratch::new(engine).await;
        let folder = scratch.folder.join("data");
        let mut place = vec!["--data".to_owned(), folder.display().to_string()];
        if let Target::Postgres(url) = &scratch.target {
            place.extend(["--database".to_owned(), url.clone()]);
        }
        Self { scratch, folder, place }
    }

    /// Writes the settings that a change makes of those that stand there.
    pub(super) fn settings(&self, change: impl FnOnce(&mut Settings)) {
        let file = self.folder.join("guildhall.toml");
        let mut settings = Settings::read(&file).expect("the settings");
        change(&mut settings);
        settings.write(&file).expect("written");
    }

    pub(super) async fn says(&self, arguments: &[&str]) -> Output {
        let said = Command::new(GUILDHALL).args(arguments).args(&self.place).output().await;
        said.expect("it runs")
    }

    /// Makes the installation and its first administrator: their address and start code.
    pub(super) async fn founded(&self) -> (String, String) {
        let names = ["--given-name", "Wilhelmina", "--family-name", "Quartermaine"];
        let output = self.says(&[["admin", "init"].as_slice(), &names].concat()).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        let value = |label: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(label)).expect("a line");
            line.trim().to_owned()
        };
        (value("Platform administrator"), value("Start code"))
    }

    /// Starts the program; its log goes into a file.
    pub(super) async fn served(&self, log: &str) -> Serving {
        let port = testkit::free_port();
        let file = std::fs::File::create(self.log()).expect("a file");
        let process = Command::new(GUILDHALL)
            .args(["serve", "--port", &port.to_string(), "--log-format", "json"])
            .args(&self.place)
            .env("GUILDHALL_LOG", log)
            .stdout(Stdio::null())
            .stderr(file)
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let client = Client::builder().unix_socket(self.folder.join("guildhall.sock")).build();
        let serving = Serving { process, client: client.expect("a client"), port };
        let ready = async {
            // Another process cannot be waited for but by asking again.
            let mut again = tokio::time::interval(Duration::from_millis(10));
            while serving.get("/health/ready").await.is_err() {
                again.tick().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), ready).await.expect("it is ready");
        serving
    }

    pub(super) fn log(&self) -> PathBuf {
        self.scratch.folder.join("log")
    }
}

impl Serving {
    /// Asks through the operator's socket.
    pub(super) async fn get(&self, path: &str) -> reqwest::Result<Response> {
        self.client.get(format!("http://localhost{path}")).send().await
    }

    pub(super) async fn done(&self, name: &str, body: Value) -> (u16, Value) {
        let url = format!("http://localhost/api/v1/commands/{name}");
        let response = self.client.post(url).json(&body).send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// The portal's address of a path.
    pub(super) fn portal(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Ends it in good order.
    pub(super) async fn end(mut self) {
        let id = self.process.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
        assert!(told.success());
        let ended = tokio::time::timeout(Duration::from_secs(60), self.process.wait()).await;
        assert!(ended.expect("it ends").expect("waited for").success());
    }
}
