//! Installations as an operator has them: a folder, a database, and the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::door::{Actor, Door, Face};
use kernel::epoch::{self, Epoch};
use serde_json::{Value, json};
use server::compose;
use server::data_dir::DataDir;
use testkit::{Engine, Scratch};
use tower::ServiceExt as _;

pub(super) const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");
pub(super) const PASSWORD: &str = "lantern orchard 42 velvet";

/// An installation's folder and, on a server, its database.
pub(super) struct Site {
    pub(super) scratch: Scratch,
    pub(super) folder: PathBuf,
    pub(super) url: Option<String>,
}

impl Site {
    pub(super) async fn new(engine: Engine) -> Self {
        let scratch = Scratch::new(engine).await;
        let url = match &scratch.target {
            kernel::db::Target::Postgres(url) => Some(url.clone()),
            kernel::db::Target::Sqlite(..) => None,
        };
        Self { folder: scratch.folder.join("data"), scratch, url }
    }

    pub(super) fn data(&self) -> DataDir {
        DataDir::open(&self.folder, self.url.as_deref()).expect("the folder opens")
    }

    pub(super) async fn door(&self) -> Door {
        let data = self.data();
        let settings = data.settings().expect("settings");
        compose::open(&data, Clock::machine(), &settings, None).await.expect("the door opens")
    }

    /// Where it is, for the command line.
    pub(super) fn place(&self) -> Vec<String> {
        let mut place = vec!["--data".to_owned(), self.folder.display().to_string()];
        if let Some(url) = &self.url {
            place.extend(["--database".to_owned(), url.clone()]);
        }
        place
    }

    pub(super) fn says(&self, arguments: &[&str]) -> Output {
        Command::new(GUILDHALL).args(arguments).args(self.place()).output().expect("it runs")
    }

    /// Runs it; it must succeed and answer in JSON.
    pub(super) fn asked(&self, arguments: &[&str]) -> Value {
        let output = self.says(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice(&output.stdout).expect("it answers in JSON")
    }

    /// Runs it; it must fail, and says why.
    pub(super) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.says(arguments);
        assert!(!output.status.success(), "{arguments:?} was done");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Moves the installation; what the program answers.
    pub(super) fn move_to(&self, to: &Site) -> Value {
        let mut arguments = vec!["move".to_owned(), "--json".to_owned()];
        let mut add = |name: &str, value: String| arguments.extend([name.to_owned(), value]);
        add("--from-data", self.folder.display().to_string());
        add("--to-data", to.folder.display().to_string());
        if let Some(url) = &self.url {
            add("--from-database", url.clone());
        }
        if let Some(url) = &to.url {
            add("--to-database", url.clone());
        }
        let output = Command::new(GUILDHALL).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    pub(super) fn digests(&self) -> Value {
        self.asked(&["dump", "--digest", "--json"])
    }

    pub(super) fn verified(&self) -> Value {
        self.asked(&["audit", "verify", "--json"])
    }

    pub(super) async fn remove(self) {
        self.scratch.remove().await;
    }
}

pub(super) async fn closed(door: Door) {
    server::run::seal_all(&door).await;
    door.close().await;
}

pub(super) async fn done(door: &Door, actor: Actor, name: &str, body: Value) -> Value {
    match door.perform_by_name(door.call(actor, Face::Cli), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

pub(super) fn operator() -> Actor {
    Actor::Operator("test".to_owned())
}

pub(super) async fn life(door: &Door) -> Epoch {
    let mut reader = door.reader().await.expect("a reader");
    epoch::current(&mut reader).await.expect("read").expect("a life")
}

pub(super) async fn is_signed_in(door: &Door, key: &str) -> bool {
    signin::sessions::resolve(door, key).await.expect("asked").is_some()
}

/// What somebody's first page says.
pub(super) async fn home(door: &Door, session: &str) -> String {
    let cookie = format!("{}={session}", signin::sessions::cookie_name(false));
    let request = Request::get("/home").header(header::COOKIE, cookie).body(Body::empty());
    let routes = server::web::router(door.clone(), Settings::default());
    let response = routes.oneshot(request.expect("a request")).await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    let body = to_bytes(response.into_body(), 4 << 20).await.expect("a body");
    String::from_utf8_lossy(&body).into_owned()
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Somebody who is signed in, has a token, and gave somebody else a start code.
pub(super) struct Given {
    pub(super) address: String,
    pub(super) session: String,
    pub(super) other: String,
    pub(super) code: String,
}

pub(super) async fn person(door: &Door, given: &str, family: &str) -> Value {
    let person = json!({ "organisation": "QZ1", "given_name": given, "family_name": family });
    done(door, operator(), "person.create", person).await
}

pub(super) async fn arrange(door: &Door) -> Given {
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    let row = json!({ "code": "QZ1", "name": "HOSPITAL", "kind": "trust", "status": "active" });
    done(door, operator(), "register.import", json!({ "file": file, "rows": [row] })).await;
    let opening = json!({ "organisation": "QZ1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    done(door, operator(), "organisation.open", opening).await;
    let (ann, bob) = (person(door, "Ann", "Hay").await, person(door, "Bob", "Lee").await);
    let password = json!({ "person": ann["id"], "password": PASSWORD });
    done(door, operator(), "password.set-by-operator", password).await;
    let grant = json!({ "person": ann["id"], "role": "platform administrator", "with_descendants": false, "reason": "for the test" });
    done(door, operator(), "grant.give", grant).await;
    let credentials = json!({ "username": ann["address"], "password": PASSWORD });
    let session = done(door, Actor::Anonymous, "signin.admit", credentials).await;
    let account = Actor::Account(text(&ann["id"]).parse().expect("a key"));
    done(door, account, "token.create", json!({ "name": "reports", "expires_in_days": 30 })).await;
    let code = done(door, operator(), "start-code.issue", json!({ "person": bob["id"] })).await;
    Given {
        address: text(&ann["address"]),
        session: text(&session["session_key"]),
        other: text(&bob["address"]),
        code: text(&code["code"]),
    }
}

pub(super) fn passphrase(folder: &Path, name: &str, words: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, format!("{words}\n")).expect("written");
    file.display().to_string()
}

/// What stands in a folder: names, lengths, and when it was last changed.
pub(super) fn listing(folder: &Path) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let about = entry.metadata().expect("known");
        if about.is_dir() {
            found.extend(listing(&entry.path()));
        } else {
            found.push((entry.path(), about.len(), about.modified().expect("a time")));
        }
    }
    found.sort();
    found
}
