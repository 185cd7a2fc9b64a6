//! A door connected to an emulator, with neighbours from memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use emulator::{Emulator, FaultPlan, Limits, Rule, Sku};
use facts::access::IsGivenByOperator;
use facts::directory::{AccountChanged, AccountCreated};
use facts::entitlement::{HeldLicence, LicenceMoved, LicencesOf, MembersOf};
use facts::signin::{IsContained, WaysInGiven};
use kernel::authority::Role;
use kernel::clock::Clock;
use kernel::db::Target;
use kernel::door::{Actor, Answers, Manifest, Ports};
use kernel::followers::follow_once;
use kernel::http::{Shutdown, serve};
use kernel::ids::{AccountId, OrganisationId};
use kernel::jobs::work_once;
use kernel::refusal::Fault;
use kernel::secret::Secret;
use serde_json::Value;
use tenant::shadow::{Stage, StateOf, StateView};
use tenant::{Connection, Settings};
use testkit::{Scratch, Stand, World, engines};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub(super) const PRODUCT: &str = "6fd2c87f-b296-42f0-b197-1e91e994b900";
/// A product that brings a mailbox.
pub(crate) const MAILBOX: &str = "4b9405b0-7788-4568-add1-99614e613b69";

/// Who holds which licences, in place of entitlement.
static HELD: Mutex<BTreeMap<AccountId, Vec<HeldLicence>>> = Mutex::new(BTreeMap::new());

/// Who was let begin again after their account was shut, in place of sign-in.
pub(super) static RELEASED: Mutex<BTreeSet<AccountId>> = Mutex::new(BTreeSet::new());

fn entitlement(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|LicencesOf(account), _| {
        let held = HELD.lock().expect("nobody panicked").get(&account).cloned();
        Box::pin(async { Ok(held.unwrap_or_default()) })
    })?;
    // Every policy holds everybody who holds anything.
    answers.add(|question: MembersOf, _| {
        let held = HELD.lock().expect("nobody panicked");
        let after = |account: &&AccountId| question.after.is_none_or(|after| **account > after);
        let most = usize::try_from(question.limit).unwrap_or(0);
        let members: Vec<AccountId> = held.keys().filter(after).take(most).copied().collect();
        drop(held);
        Box::pin(async { Ok(members) })
    })
}

/// Nobody gives anybody a role or a way in here; in place of access and sign-in.
fn untouched(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|IsGivenByOperator(_), _| Box::pin(async { Ok(false) }))?;
    answers.add(|_: WaysInGiven, _| Box::pin(async { Ok(Vec::new()) }))?;
    answers.add(|IsContained(account), _| {
        let is_released = RELEASED.lock().expect("nobody panicked").contains(&account);
        Box::pin(async move { Ok(!is_released) })
    })
}

/// That product, as the tenant has it.
pub(crate) fn mailbox() -> Sku {
    Sku {
        sku_id: MAILBOX.parse().expect("a key"),
        part_number: "EXCHANGESTANDARD".to_owned(),
        enabled_units: 10,
        service_plans: vec![(
            "9aaf7827-d63c-4b61-89c3-182f06f82e5c".parse().expect("a key"),
            "EXCHANGE_S_STANDARD".to_owned(),
        )],
    }
}

/// A tenant that is found at an address.
pub(crate) fn settings(
    folder: &Path,
    url: &str,
    domain: &str,
    skus: Vec<Sku>,
) -> emulator::Settings {
    emulator::Settings {
        directory: folder.to_owned(),
        tenant_name: "A tenant for tests".to_owned(),
        domains: vec![domain.to_owned()],
        skus,
        client_id: "demo".to_owned(),
        client_secret: Secret::new("demo".to_owned()),
        public_url: url.to_owned(),
        public_tls_url: "https://127.0.0.1:1".to_owned(),
        limits: Limits::default(),
    }
}

/// A connection to it.
pub(crate) fn connect(url: &str) -> Connection {
    let settings = Settings {
        token_url: format!("{url}/oauth2/v2.0/token"),
        url: url.to_owned(),
        client_id: "demo".to_owned(),
        client_secret: Secret::new("demo".to_owned()),
        ca_file: None,
        usage_location: "GB".to_owned(),
        writes_per_second: 1000,
    };
    Connection::open(settings, Clock::machine()).expect("a connection")
}

/// Says something to it as its own administrator would.
pub(crate) async fn graph(url: &str, method: &str, path: &str, body: Option<Value>) -> Value {
    let client = reqwest::Client::new();
    let form = format!(
        "grant_type=client_credentials&client_id=demo&client_secret=demo&scope={url}/.default"
    );
    let request = client
        .post(format!("{url}/oauth2/v2.0/token"))
        .header("Content-Type", "application/x-www-form-urlencoded");
    let token: Value =
        request.body(form).send().await.expect("a token").json().await.expect("a token");
    let method = method.parse().expect("a method");
    let mut request = client
        .request(method, format!("{url}/v1.0{path}"))
        .bearer_auth(token["access_token"].as_str().expect("a token"));
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    serde_json::from_slice(&answer.bytes().await.expect("a body")).unwrap_or(Value::Null)
}

/// A door, a tenant it is connected to, and an administrator of one organisation.
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) organisation: OrganisationId,
    pub(super) admin: Actor,
    pub(super) connection: Connection,
    pub(super) tenant: Mutex<Option<Running>>,
    pub(super) folder: PathBuf,
    pub(super) port: u16,
    /// The database, for what no act does.
    pub(super) target: Target,
    /// Write calls that reached the tenant.
    writes: Arc<AtomicU64>,
}

pub(super) struct Running {
    pub(super) emulator: Arc<Emulator>,
    shutdown: Shutdown,
    serving: JoinHandle<()>,
}

/// Runs a test on every engine.
pub(super) fn check<T: Future<Output = ()>>(test: impl Fn(Arc<Scene>) -> T) {
    for engine in engines() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime can be made").block_on(async {
            let scratch = Scratch::new(engine).await;
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
            let port = listener.local_addr().expect("it is bound").port();
            let folder = scratch.folder.join("tenant");
            let writes = Arc::new(AtomicU64::new(0));
            let running = start(&folder, listener, port, &writes).await;
            let url = format!("http://127.0.0.1:{port}");
            let connection = connect(&url);
            let ports = Ports::default().with(connection.clone());
            let mut manifests = tenant::manifests();
            manifests.push(Manifest {
                name: "test/entitlement",
                answers: vec![entitlement, untouched],
                ..Manifest::default()
            });
            let world = World::open(&scratch, engine, manifests, ports, Stand::In)
                .await
                .expect("the door opens");
            let organisation = world.organisation("RX1").await;
            let admin = world.administrator(Role::LocalAdministrator, organisation).await;
            let stage = Arc::new(Scene {
                world: world.clone(),
                organisation,
                admin,
                connection,
                tenant: Mutex::new(Some(running)),
                folder,
                port,
                target: scratch.target.clone(),
                writes,
            });
            test(Arc::clone(&stage)).await;
            stage.stop().await;
            world.seal().await;
            world.door.close().await;
            scratch.remove().await;
        });
    }
}

async fn start(
    folder: &Path,
    listener: TcpListener,
    port: u16,
    writes: &Arc<AtomicU64>,
) -> Running {
    let product = Sku {
        sku_id: PRODUCT.parse().expect("a key"),
        part_number: "ENTERPRISEPACK".to_owned(),
        enabled_units: 1,
        service_plans: Vec::new(),
    };
    let url = format!("http://127.0.0.1:{port}");
    let settings = settings(folder, &url, "guildhall.example", vec![product, mailbox()]);
    let emulator = Emulator::open(settings, Clock::machine()).expect("the tenant opens");
    let (shutdown, writes) = (Shutdown::default(), Arc::clone(writes));
    let count = move |request: Request, next: Next| {
        let is_write = request.method() != "GET"
            && request.uri().path().starts_with("/v1.0/")
            && !request.uri().path().ends_with("$batch");
        writes.fetch_add(u64::from(is_write), Ordering::SeqCst);
        next.run(request)
    };
    let router = emulator.router().layer(from_fn(count));
    let serving = tokio::spawn(serve(listener, router, None, shutdown.clone()));
    Running { emulator, shutdown, serving }
}

impl Scene {
    pub(super) async fn stop(&self) {
        let running = self.tenant.lock().expect("nobody panicked").take();
        if let Some(Running { emulator, shutdown, serving }) = running {
            shutdown.begin();
            serving.await.expect("the listener ends");
            drop(emulator);
        }
    }

    pub(super) async fn restart(&self) {
        self.stop().await;
        let listener =
            TcpListener::bind(("127.0.0.1", self.port)).await.expect("our port is free again");
        let running = start(&self.folder, listener, self.port, &self.writes).await;
        *self.tenant.lock().expect("nobody panicked") = Some(running);
    }

    pub(super) fn fault(&self, rules: Vec<Rule>) {
        let tenant = self.tenant.lock().expect("nobody panicked");
        tenant
            .as_ref()
            .expect("it runs")
            .emulator
            .faults()
            .set(FaultPlan { rules, ..FaultPlan::default() });
    }

    pub(super) fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }

    /// A new person, as the directory would tell of one.
    pub(super) async fn person(&self, name: &str) -> AccountId {
        let (account, organisation) =
            (self.world.person(name, self.organisation), self.organisation);
        let fact = AccountCreated { account, organisation, kind: "user".to_owned(), policy: None };
        self.world.note(fact).await;
        account
    }

    pub(super) async fn changed(&self, account: AccountId) {
        self.world.note(AccountChanged { account, organisation: self.organisation }).await;
    }

    /// Gives a person the product, or takes it away, as entitlement would.
    pub(super) async fn licence(&self, account: AccountId, is_held: bool) {
        let sku = PRODUCT.parse().expect("a key");
        let held = is_held.then(|| HeldLicence { sku, disabled_plans: Vec::new() });
        HELD.lock().expect("nobody panicked").insert(account, held.into_iter().collect());
        self.world.note(LicenceMoved { account, organisation: self.organisation, sku }).await;
    }

    /// Lets followers and jobs do everything that is due; says how many jobs that were.
    pub(super) async fn work(&self) -> usize {
        self.world.seal().await;
        let door = &self.world.door;
        for after in door.after().to_vec() {
            follow_once(door, &after).await.expect("the follower follows");
        }
        let mut done = 0;
        for (queue, handler) in tenant::handlers() {
            loop {
                match work_once(door, queue, &handler, "test")
                    .await
                    .expect("the queue is worked on")
                {
                    0 => break,
                    jobs => done += jobs,
                }
            }
        }
        done
    }

    pub(super) async fn state(&self, person: AccountId) -> StateView {
        self.world.asked(self.admin.clone(), &StateOf { person }).await
    }

    pub(super) async fn stage(&self, person: AccountId) -> Stage {
        self.state(person).await.stage
    }

    /// What the person's page says.
    pub(super) async fn line(&self, person: AccountId) -> String {
        let call = self.world.call(self.admin.clone());
        let lines = tenant::ready_lines()[0](self.world.door.clone(), call, person).await;
        lines.expect("the line is made").remove(0).text
    }

    /// Says something to the tenant as its own administrator would.
    pub(super) async fn graph(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        graph(&format!("http://127.0.0.1:{}", self.port), method, path, body).await
    }

    /// The users of the tenant.
    pub(super) async fn users(&self) -> Vec<Value> {
        let users = self.graph("GET", "/users?$select=id,displayName,userPrincipalName,accountEnabled,department,assignedLicenses,otherMails,usageLocation", None).await;
        users["value"].as_array().expect("a list").clone()
    }
}
