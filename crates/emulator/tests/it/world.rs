//! A tenant on a free port, a clock by hand, and a client with a token.

use std::path::PathBuf;
use std::sync::Arc;

use emulator::{Emulator, FaultControl, Limits, Settings, Sku};
use kernel::clock::{Clock, Timestamp};
use kernel::http::Shutdown;
use kernel::secret::Secret;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

pub(crate) const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
pub(crate) const F3: &str = "66b55226-6b4f-492c-910c-a3b7a3c9d993";
pub(crate) const EXCHANGE: &str = "efb87545-963c-4e0d-99df-69c6916d9eb0";
pub(crate) const TEAMS: &str = "57ff2da0-773e-42df-b2af-ffb7a2317929";

pub(crate) struct World {
    pub(crate) emulator: Arc<Emulator>,
    pub(crate) base: String,
    pub(crate) tls_base: String,
    pub(crate) clock: Clock,
    pub(crate) client: Client,
    pub(crate) token: String,
    pub(crate) directory: PathBuf,
    shutdown: Shutdown,
    listeners: Vec<tokio::task::JoinHandle<()>>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Self { status, headers, body }
    }

    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.body["error"]["message"].as_str().unwrap_or_default()
    }

    pub(crate) fn values(&self) -> &Vec<Value> {
        self.body["value"].as_array().unwrap()
    }

    pub(crate) fn names(&self, property: &str) -> Vec<String> {
        self.values()
            .iter()
            .map(|value| value[property].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(Uuid::from_bytes(kernel::random::bytes()).to_string());
        let clock = Clock::by_hand(Timestamp::from_micros(1_790_000_000_000_000));
        Self::open(directory, clock, limits).await
    }

    pub(crate) async fn open(directory: PathBuf, clock: Clock, limits: Limits) -> Self {
        let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", plain.local_addr().unwrap().port());
        let tls_base = format!("https://localhost:{}", tls.local_addr().unwrap().port());
        let emulator =
            Emulator::open(settings(directory.clone(), &base, &tls_base, limits), clock.clone())
                .unwrap();
        let shutdown = Shutdown::default();
        let (acceptor, authority) = emulator.tls();
        let listeners = vec![
            tokio::spawn(kernel::http::serve(plain, emulator.router(), None, shutdown.clone())),
            tokio::spawn(kernel::http::serve(
                tls,
                emulator.router(),
                Some(acceptor),
                shutdown.clone(),
            )),
        ];
        let authority = reqwest::Certificate::from_pem(authority.as_bytes()).unwrap();
        let client = Client::builder()
            .tls_certs_only([authority])
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        let mut world = Self {
            emulator,
            base,
            tls_base,
            clock,
            client,
            token: String::new(),
            directory,
            shutdown,
            listeners,
        };
        world.sign_in().await;
        world
    }

    pub(crate) async fn sign_in(&mut self) {
        let answer = self.ask_token("/t/oauth2/v2.0/token", "demo", "demo").await;
        self.token = answer.body["access_token"].as_str().unwrap().to_owned();
    }

    pub(crate) async fn ask_token(&self, path: &str, client: &str, secret: &str) -> Answer {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client),
            ("client_secret", secret),
            ("scope", "https://graph.microsoft.com/.default"),
        ];
        Answer::of(
            self.client.post(format!("{}{path}", self.base)).form(&form).send().await.unwrap(),
        )
        .await
    }

    /// A request with a token. The path comes after the version, or is a whole address.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/v1.0{path}", self.base)
        };
        self.client.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub(crate) async fn eventual(&self, path: &str) -> Answer {
        Answer::of(
            self.request(Method::GET, path)
                .header("ConsistencyLevel", "eventual")
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(&body).send().await.unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path).send().await.unwrap()).await
    }

    /// Creates a user with a usage location and answers the key.
    pub(crate) async fn user(&self, name: &str) -> String {
        let mut body = new_user(name);
        body["usageLocation"] = json!("GB");
        let answer = self.post("/users", body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// Stops the tenant and starts it again in the same directory.
    pub(crate) async fn restart(self) -> Self {
        let (directory, clock) = (self.directory.clone(), self.clock.clone());
        self.stop().await;
        Self::open(directory, clock, Limits::default()).await
    }

    /// Stops the tenant; its journal is complete and free when this returns.
    pub(crate) async fn stop(self) {
        self.shutdown.begin();
        for listener in self.listeners {
            listener.await.unwrap();
        }
        drop(self.client);
        assert!(Arc::into_inner(self.emulator).is_some(), "nothing else holds the tenant");
    }
}

pub(crate) fn settings(directory: PathBuf, base: &str, tls_base: &str, limits: Limits) -> Settings {
    let plan = |id: &str, name: &str| (id.parse().unwrap(), name.to_owned());
    let sku = |id: &str, part: &str, units| Sku {
        sku_id: id.parse().unwrap(),
        part_number: part.to_owned(),
        enabled_units: units,
        service_plans: vec![plan(EXCHANGE, "EXCHANGE_S_ENTERPRISE"), plan(TEAMS, "TEAMS1")],
    };
    Settings {
        directory,
        tenant_name: "Test tenant".to_owned(),
        domains: vec!["example.org".to_owned(), "trust.example.org".to_owned()],
        skus: vec![sku(E3, "SPE_E3", 2), sku(F3, "SPE_F1", 1)],
        client_id: "demo".to_owned(),
        client_secret: Secret::new("demo".to_owned()),
        public_url: base.to_owned(),
        public_tls_url: tls_base.to_owned(),
        limits,
    }
}

pub(crate) fn over_http() -> Limits {
    Limits { faults: FaultControl::OverHttp, ..Limits::default() }
}

pub(crate) fn new_user(name: &str) -> Value {
    json!({
        "accountEnabled": true, "displayName": name, "mailNickname": name.to_lowercase(), "userPrincipalName": format!("{}@example.org", name.to_lowercase()),
        "passwordProfile": { "forceChangePasswordNextSignIn": true, "password": "xWwvJ]6NMw+bWH-d" },
    })
}
