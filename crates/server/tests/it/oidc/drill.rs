//! The drill of an account that somebody else got into, from the report to the end of what was left out, on two nodes of one
//! database and with a tenant that answers. Each thing is asked for right after the answer to the report, on both nodes: what
//! is still open then is found, however fast the machine is. The times are printed by `script/bench/drill`; here the order counts.
//! On SQLite there is one node.

use axum::http::StatusCode;
use emulator::Emulator;
use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::door::{Actor, Door, Opening};
use kernel::followers::follow_once;
use kernel::http::{Shutdown, serve};
use kernel::ids::AccountId;
use kernel::jobs::work_once;
use kernel::vals;
use serde_json::{Value, json};
use signin::passwords::Cost;
use tenant::Connection;
use testkit::{Engine, Scratch, Stand, World, engines};
use tokio::net::TcpListener;

use super::scene::{Browser, Scene, Shown, fields, form, hidden, with};
use super::second_step::app_with;
use super::step_up::signed_in;
use crate::tenant_sync::scene;

const OTHER: &str = "copper meadow 17 saddle";

/// Light hashing, as everywhere in tests.
const LIGHT: Cost = Cost { memory: 64, passes: 1, lanes: 1 };

/// A tenant on a port of its own, and how its own administrator speaks to it.
struct Tenant {
    url: String,
    shutdown: Shutdown,
    serving: tokio::task::JoinHandle<()>,
    connection: Connection,
}

impl Tenant {
    async fn start(scratch: &Scratch) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let (folder, domain) = (scratch.folder.join("tenant"), Settings::default().brand.domain);
        let settings = scene::settings(&folder, &url, &domain, vec![scene::mailbox()]);
        let emulator = Emulator::open(settings, Clock::machine()).expect("the tenant opens");
        let shutdown = Shutdown::default();
        let serving = tokio::spawn(serve(listener, emulator.router(), None, shutdown.clone()));
        let connection = scene::connect(&url);
        Self { url, shutdown, serving, connection }
    }

    async fn graph(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        scene::graph(&self.url, method, path, body).await
    }
}

/// Lets one follower of the tenant, if any, and the jobs of one of its queues do what is due, on one node.
async fn work(world: &World, door: &Door, follower: Option<&str>, own: &str) {
    world.seal().await;
    for after in door.after().iter().filter(|after| Some(after.name) == follower) {
        follow_once(door, after).await.expect("the follower follows");
    }
    for (queue, handler) in tenant::handlers().into_iter().filter(|(queue, _)| *queue == own) {
        while work_once(door, queue, &handler, "drill").await.expect("the queue") > 0 {}
    }
}

/// What whoever got in may hold.
struct Loot {
    access: String,
    refresh: String,
    token: String,
}

/// Whether any of it still opens anything at a node.
async fn opens(node: &Scene, loot: &Loot) -> Vec<&'static str> {
    let mut open = Vec::new();
    if node.userinfo(&loot.access).await.status != StatusCode::UNAUTHORIZED {
        open.push("userinfo");
    }
    for token in [&loot.access, &loot.refresh] {
        let told = node.call("/oidc/introspect", &fields(&[("token", token)])).await;
        if told.json()["active"] != false {
            open.push("introspection");
        }
    }
    let refresh = fields(&[("grant_type", "refresh_token"), ("refresh_token", &loot.refresh)]);
    if node.call("/oidc/token", &refresh).await.json()["error"] != "invalid_grant" {
        open.push("refresh");
    }
    let request = axum::http::Request::get("/api/v1/queries/person.me")
        .header("authorization", format!("Bearer {}", loot.token))
        .body(axum::body::Body::empty());
    if node.send(request.expect("a request")).await.status != StatusCode::UNAUTHORIZED {
        open.push("interface");
    }
    open
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/home").await.status == StatusCode::OK
}

/// Signs in with a code, and waits for the next one.
async fn comes_in<'a>(node: &'a Scene, key: &[u8]) -> Browser<'a> {
    let browser = signed_in(node, key).await;
    node.world.advance(std::time::Duration::from_secs(30));
    browser
}

/// An application that speaks SAML; the address that opens it.
async fn with_saml(node: &Scene) -> String {
    let metadata = r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://files.example/saml">
        <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://files.example/saml/acs" index="0"/>
        </md:SPSSODescriptor></md:EntityDescriptor>"#;
    let application = json!({
        "name": "Files", "protocol": "saml", "scopes": ["email"], "open_to": "everybody",
        "saml": { "metadata": metadata, "encryption": "never" },
    });
    let made = node.done("application.register", application).await;
    format!("/saml/start/{}", made["application"].as_str().expect("a key"))
}

/// What somebody entered with SAML and is still in, as far as is known here.
async fn entries(node: &Scene) -> i64 {
    let account = serde_json::from_value::<AccountId>(node.person.clone()).expect("an account");
    let mut reader = node.world.door.reader().await.expect("a reader");
    let sql = "SELECT COUNT(*) FROM saml_entry WHERE account = $1 AND expires_at > $2";
    reader.number(sql, &vals![account, node.world.clock.now()]).await.expect("a count")
}

async fn case(node: &Scene) -> Value {
    let call = node.world.call(node.world.operator());
    let asked = json!({ "person": node.person });
    let case = node.world.door.ask_by_name(call, "compromise.state", asked).await;
    case.expect("the case")
}

async fn refused(node: &Scene, name: &str, body: Value) -> String {
    let call = node.world.call(node.world.operator());
    let done = node.world.door.perform_by_name(call, name, body).await;
    done.expect_err(name).to_string()
}

/// Reports it in a browser: "Somebody else uses my account".
async fn report(browser: &mut Browser<'_>) -> Shown {
    let page = browser.get("/me/compromised").await;
    let csrf = hidden(&page.text, "csrf");
    let words = [("words", "A letter that I never wrote"), ("csrf", csrf.as_str())];
    browser.post("/me/compromised", form(&fields(&words))).await
}

#[test]
fn from_the_report_to_the_end_of_what_was_left_out() {
    for engine in engines() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime can be made").block_on(on(engine));
    }
}

async fn on(engine: Engine) {
    let scratch = Scratch::new(engine).await;
    let tenant = Tenant::start(&scratch).await;
    let ports = || {
        server::compose::ports_with(&Settings::default(), Some(tenant.connection.clone()), LIGHT)
            .expect("the services start")
    };
    let manifests = server::compose::manifests;
    let world = World::open(&scratch, engine, manifests(), ports(), Stand::Aside).await;
    let world = world.expect("the door opens");
    server::compose::settle(&world.door).await.expect("the installation is ready");
    let first = Scene::build(world.clone()).await;
    // The other node: another door on the same database, with everything of its own but the key.
    let other_door = match engine {
        Engine::Sqlite => None,
        _ => {
            let opening = Opening {
                target: scratch.target.clone(),
                clock: world.clock.clone(),
                key: kernel::audit::node_key(b"a key for tests"),
                ports: ports(),
            };
            let door = Door::open(opening, &manifests()).await.expect("the other node opens");
            signin::bind(&door).expect("its gate is bound");
            Some(door)
        }
    };
    let routes = |door: &Door| server::web::router(door.clone(), Settings::default());
    let door = other_door.clone().unwrap_or_else(|| world.door.clone());
    let second = first.at(routes(&door));
    run(&world, &door, &first, &second, &tenant).await;
    drop((first, second, door));
    if let Some(door) = other_door {
        door.close().await;
    }
    tenant.shutdown.begin();
    tenant.serving.await.expect("the listener ends");
    world.seal().await;
    world.door.close().await;
    scratch.remove().await;
}

async fn run(world: &World, door: &Door, first: &Scene, second: &Scene, tenant: &Tenant) {
    // Before: a second step, browsers at both nodes, tokens, a token of the interface, and an account in the tenant with rules.
    let key = app_with(first, super::scene::PASSWORD).await;
    let mut here = comes_in(first, &key).await;
    let mut there = comes_in(second, &key).await;
    let asks = with(first.asks(), &[("scope", "openid email offline_access")]);
    let code = here.authorize(&asks).await.code();
    let tokens = first.tokens(&code).await;
    let account = serde_json::from_value(first.person.clone()).expect("an account");
    let body = json!({ "name": "a script", "expires_in_days": 30 });
    let call = world.call(Actor::Account(account));
    let token = world.door.perform_by_name(call, "token.create", body).await.expect("a token");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let loot = Loot {
        access: text(&tokens["access_token"]),
        refresh: text(&tokens["refresh_token"]),
        token: text(&token.output["token"]),
    };
    work(world, &world.door, Some("tenant.planner"), "tenant.sync").await;
    let users =
        tenant.graph("GET", "/users?$select=id,userPrincipalName,accountEnabled", None).await;
    let mut users = users["value"].as_array().expect("a list").iter();
    let user = users.find(|user| user["userPrincipalName"] == first.username.as_str());
    let user = text(&user.expect("the person is there")["id"]);
    let licence = json!({ "addLicenses": [{ "skuId": scene::MAILBOX }], "removeLicenses": [] });
    tenant.graph("POST", &format!("/users/{user}/assignLicense"), Some(licence)).await;
    let rules = format!("/users/{user}/mailFolders/inbox/messageRules");
    let rule = json!({ "displayName": "Delete \"password\"", "actions": { "delete": true } });
    tenant.graph("POST", &rules, Some(rule)).await;
    let files = with_saml(first).await;
    let shown = there.get(&files).await;
    assert!(shown.text.contains("SAMLResponse"), "{} {}", shown.status, shown.text);
    assert_eq!(entries(first).await, 1);
    assert!(is_in(&mut here).await && is_in(&mut there).await);
    assert!(opens(second, &loot).await.len() >= 4, "everything is open before");

    // The report at one node; everything is asked for right after its answer, first at the other one.
    let shut = report(&mut here).await;
    assert!(shut.text.contains("Your account is shut"), "{} {}", shut.status, shut.text);
    // The application keeps whoever it let in until its own session is over; nothing here vouches for them any more.
    assert_eq!(entries(second).await, 0);
    let shown = there.get(&files).await;
    assert!(!shown.text.contains("SAMLResponse"), "{} {}", shown.status, shown.text);
    assert!(!is_in(&mut there).await, "the browser at the other node");
    assert_eq!(opens(second, &loot).await, Vec::<&str>::new(), "at the other node");
    assert!(!is_in(&mut here).await);
    assert_eq!(opens(first, &loot).await, Vec::<&str>::new());
    let shown = second.browser().sign_in("/sign-in", &first.username).await;
    assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "the password is gone");

    // The tenant, by a job of either node; each proof is later than the report.
    // Whatever else waits to be sent, this goes ahead of it: nothing of the other queue is done here.
    let person = json!({ "person": first.person });
    let found = case(first).await;
    assert_eq!(found["proofs"]["tenant"], false, "nothing is proved before it is done");
    work(world, door, None, "tenant.contain").await;
    let found = case(first).await;
    assert_eq!(found["proofs"]["tenant"], true);
    let opened = found["open"]["opened_at"].as_i64().expect("a moment");
    for proof in ["blocked_at", "sessions_ended_at", "rules_off_at"] {
        let at = found["tenant"][proof].as_i64().unwrap_or_else(|| panic!("{proof}: {found}"));
        assert!(at >= opened && at - opened <= 60_000_000, "{proof}");
    }
    assert_eq!(found["tenant"]["rules"], json!(["Delete \"password\""]));
    let user = tenant.graph("GET", &format!("/users/{user}?$select=accountEnabled"), None).await;
    assert_eq!(user["accountEnabled"], false);
    assert_eq!(tenant.graph("GET", &rules, None).await["value"][0]["isEnabled"], false);

    // Back, without a telephone: the second step is left out, and asked for again by the clock on both nodes.
    first.done("compromise.release", person.clone()).await;
    let code = first.done("start-code.issue", person.clone()).await;
    let redeem = json!({ "username": first.username, "code": code["code"], "password": OTHER });
    let call = world.call(Actor::Anonymous);
    world.door.perform_by_name(call, "start-code.redeem", redeem).await.expect("a new password");
    assert!(
        refused(first, "compromise.lift", person.clone()).await.contains("compromise.lift-later")
    );
    let checked = json!({ "person": first.person, "words": "Her laptop: clean" });
    first.done("compromise.check-devices", checked).await;
    first.done("compromise.lift", person.clone()).await;
    world.advance(std::time::Duration::from_secs(48 * 3600 - 60));
    let mut browser = second.browser();
    browser.password = OTHER;
    let shown = browser.sign_in("/sign-in", &first.username).await;
    assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
    assert!(is_in(&mut browser).await);
    browser.authorize(&first.asks()).await.code();
    world.advance(std::time::Duration::from_secs(60));
    let shown = browser.authorize(&first.asks()).await;
    assert!(!shown.text.contains("code="), "applications ask again by the clock alone");
    let mut late = first.browser();
    late.password = OTHER;
    let shown = late.sign_in("/sign-in", &first.username).await;
    assert!(shown.header("location").starts_with("/sign-in/second-step"), "{}", shown.text);
    signin::sweep(door).await.expect("the clock is looked at");
    assert!(!is_in(&mut browser).await, "what began without one is over");
    assert!(case(first).await["open"]["lift_ended_at"].is_i64());

    // Closed once everything is proved.
    let close = json!({ "person": first.person, "words": "A copied page" });
    assert!(refused(first, "compromise.close", close.clone()).await.contains("a second step"));
    app_with(first, OTHER).await;
    assert_eq!(first.done("compromise.close", close).await["state"], "closed");
}
