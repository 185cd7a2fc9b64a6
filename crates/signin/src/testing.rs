//! What the tests of this context stand on: light hashing, a bound gate, and a person with a password.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::authority::{GrantSpan, Role};
use kernel::db::BoxFuture;
use kernel::door::{Actor, Command, Face, Ports};
use kernel::http::Caller;
use kernel::ids::AccountId;
use kernel::refusal::{Error, Refusal, Result};
use kernel::secret::Secret;
use parking_lot::Mutex;
use testkit::{Engine, Stand, World};

use crate::attempts::{RecentSignIns, UnlockAccount};
use crate::codes::{IssueStartCode, redeem};
use crate::factors::Entered;
use crate::identity_checks::{Method, RecordIdentityCheck};
use crate::passwords::{Cost, HashingPool, SetPasswordByOperator};
use crate::sessions::{SignedIn, sign_in};
use crate::texts::{Carried, Carrier, Gateway, Text};
use crate::{Gate, Settings};

pub(crate) const PASSWORD: &str = "lantern orchard 42 velvet";
pub(crate) const OTHER: &str = "copper meadow 17 saddle";
pub(crate) const USERNAME: &str = "asha.rao@guildhall.example";

/// Hashing that costs next to nothing.
pub(crate) const LIGHT: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

/// Has them all go at the same moment, and says how many of them made it.
pub(crate) async fn at_once<T>(tries: impl IntoIterator<Item = T>) -> usize
where
    T: Future<Output = bool> + Send + 'static,
{
    let tries: Vec<_> = tries.into_iter().map(tokio::spawn).collect();
    let mut made = 0;
    for one in tries {
        made += usize::from(one.await.expect("a try that ends"));
    }
    made
}

/// A folder of one test, gone at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("guildhall-{}", kernel::random::token()));
        std::fs::create_dir(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub(crate) fn ports() -> Ports {
    let settings = Settings {
        product: "Guildhall".to_owned(),
        over_https: false,
        portal: "http://localhost:8400".to_owned(),
    };
    let sent = SentTexts::default();
    Ports::default()
        .with(Gateway::new(sent.clone()))
        .with(sent)
        .with(HashingPool::new(LIGHT).expect("threads can be started"))
        .with(Gate::new(settings))
}

/// The texts that were sent: the number, and the words.
#[derive(Clone, Default)]
pub(crate) struct SentTexts(pub(crate) Arc<Mutex<Vec<(String, String)>>>);

impl Carrier for SentTexts {
    fn carry<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Carried> {
        self.0.lock().push((text.to.reveal().clone(), text.words.reveal().clone()));
        Box::pin(async { Carried::Taken })
    }
}

/// Runs a test on every engine, with the gate bound.
pub(crate) fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    on(&testkit::engines(), ports, test);
}

/// The same for a race.
pub(crate) fn check_races<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    on(&testkit::racing_engines(), ports, test);
}

/// The same on given engines, with given ports.
pub(crate) fn on<T: Future<Output = ()>>(
    engines: &[Engine],
    ports: impl Fn() -> Ports,
    test: impl Fn(World) -> T,
) {
    testkit::check_on(engines, crate::manifests_with_views, ports, Stand::In, |world| {
        crate::bind(&world.door).expect("the gate is not bound yet");
        test(world)
    });
}

/// Asha Rao of RX1, with a password, and a local administrator of RX1.
pub(crate) async fn asha(world: &World) -> (AccountId, Actor) {
    let organisation = world.organisation("RX1").await;
    let person = world.person("Asha Rao", organisation);
    let administrator = world.person("Ben Okafor", organisation);
    world
        .grant(administrator, Role::LocalAdministrator, GrantSpan::Organisation(organisation))
        .await;
    set_password(world, person, PASSWORD).await;
    (person, Actor::Account(administrator))
}

pub(crate) async fn set_password(world: &World, person: AccountId, password: &str) {
    world
        .done(
            world.operator(),
            SetPasswordByOperator { person, password: Secret::new(password.to_owned()) },
        )
        .await;
}

/// A browser nobody is signed in with.
pub(crate) fn browser(world: &World) -> Caller {
    Caller {
        actor: Actor::Anonymous,
        scope: None,
        face: Face::Portal,
        request: kernel::ids::new_at(world.clock.now()),
        peer: "192.0.2.7".to_owned(),
        session: None,
        key: None,
        expected: None,
    }
}

pub(crate) async fn enter(world: &World, username: &str, password: &str) -> Result<SignedIn> {
    admitted(sign_in(&world.door, &browser(world), "a browser", username, password).await)
}

pub(crate) async fn start(world: &World, code: &str, password: &str) -> Result<SignedIn> {
    admitted(redeem(&world.door, &browser(world), "a browser", USERNAME, code, password).await)
}

/// The session of somebody of whom no code is asked.
pub(crate) fn admitted(entered: Result<Entered>) -> Result<SignedIn> {
    match entered? {
        Entered::SignedIn(signed_in) => Ok(signed_in),
        Entered::Waiting(_) => panic!("is asked for a code"),
    }
}

/// The refusal of something that must have been refused.
pub(crate) fn refusal<T>(outcome: Result<T>) -> Refusal {
    match outcome {
        Err(Error::Refused(refusal)) => *refusal,
        Err(fault) => panic!("met a fault: {fault}"),
        Ok(_) => panic!("was done but should have been refused"),
    }
}

/// The reasons in the log for one account, the latest first.
pub(crate) async fn reasons(world: &World, person: AccountId) -> Vec<String> {
    let query =
        RecentSignIns { person: Some(person), limit: Some(200), ..RecentSignIns::default() };
    world.asked(world.operator(), &query).await.items.into_iter().map(|item| item.reason).collect()
}

/// Has a helper see somebody who asks, so that they may change how that person signs in.
pub(crate) async fn sees(world: &World, helper: &Actor, person: AccountId) {
    let command = RecordIdentityCheck {
        person,
        method: Method::InPerson,
        letters: None,
        asked: Vec::new(),
        code: None,
    };
    assert!(world.done(helper.clone(), command).await.passed);
}

/// Has a helper do something about how a person signs in, after having made sure of them.
pub(crate) async fn helped<C: Command>(
    world: &World,
    helper: &Actor,
    person: AccountId,
    command: C,
) -> C::Output {
    sees(world, helper, person).await;
    world.done(helper.clone(), command).await
}

pub(crate) async fn code(world: &World, administrator: &Actor, person: AccountId) -> String {
    helped(world, administrator, person, IssueStartCode { person }).await.code
}

pub(crate) fn unlock(person: AccountId) -> UnlockAccount {
    UnlockAccount { person }
}

/// A page as a browser gets it.
pub(crate) struct Shown {
    pub(crate) status: axum::http::StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) html: String,
}

impl Shown {
    /// Where the browser is sent.
    pub(crate) fn location(&self) -> &str {
        self.headers["location"].to_str().expect("an address in letters")
    }
}

/// Opens a page as somebody.
pub(crate) async fn open(world: &World, caller: &Caller, address: &str) -> Shown {
    let request = axum::http::Request::get(address).body(axum::body::Body::empty());
    send(world, caller, request.expect("a request")).await
}

/// Posts a form, already encoded, as somebody.
pub(crate) async fn post(world: &World, caller: &Caller, address: &str, form: &str) -> Shown {
    let request = axum::http::Request::post(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("user-agent", "a browser")
        .body(axum::body::Body::from(form.to_owned()));
    send(world, caller, request.expect("a request")).await
}

/// Opens a page, or posts a form, with a cookie.
pub(crate) async fn send_with_cookie(
    world: &World,
    caller: &Caller,
    address: &str,
    cookie: &str,
    form: Option<&str>,
) -> Shown {
    let request = match form {
        None => axum::http::Request::get(address),
        Some(_) => axum::http::Request::post(address)
            .header("content-type", "application/x-www-form-urlencoded"),
    };
    let body = axum::body::Body::from(form.unwrap_or_default().to_owned());
    let request = request.header("cookie", cookie).body(body);
    send(world, caller, request.expect("a request")).await
}

/// All pages, to be opened very often: to put them together takes longer than to open one.
pub(crate) fn pages(world: &World) -> axum::Router {
    crate::portal().with_state(kernel::http::App { door: world.door.clone() })
}

/// Opens one of them.
pub(crate) async fn open_one_of(pages: &axum::Router, caller: &Caller, address: &str) -> Shown {
    let request = axum::http::Request::get(address).body(axum::body::Body::empty());
    send_to(pages.clone(), caller, request.expect("a request")).await
}

async fn send(
    world: &World,
    caller: &Caller,
    request: axum::http::Request<axum::body::Body>,
) -> Shown {
    send_to(pages(world), caller, request).await
}

async fn send_to(
    router: axum::Router,
    caller: &Caller,
    mut request: axum::http::Request<axum::body::Body>,
) -> Shown {
    use tower::ServiceExt as _;
    request.extensions_mut().insert(caller.clone());
    let response = router.oneshot(request).await.expect("a router always answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes =
        axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a page is not large");
    Shown { status, headers, html: String::from_utf8_lossy(&bytes).into_owned() }
}

/// The browser of somebody who is signed in.
pub(crate) fn signed_in(world: &World, actor: &Actor) -> Caller {
    Caller { actor: actor.clone(), ..browser(world) }
}
