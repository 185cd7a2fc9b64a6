//! Letters to real mail servers: a Postfix that `script/mail` starts, and Postfix's own sink for faults.

mod faults;
mod postfix;
mod servers;

use casework::notices::{Letter, NoticeLog, Relay, RelaySettings, Security};
use kernel::door::{Actor, Face, Ports};
use kernel::followers::follow_once;
use kernel::jobs::work_once;
use serde_json::{Value, json};
use testkit::{Stand, World, check_on, engines};

use crate::whole;

/// The settings of a relay on this machine.
fn settings(port: u16) -> RelaySettings {
    RelaySettings {
        host: "localhost".to_owned(),
        port,
        security: Security::None,
        ca: None,
        user: None,
        from: "Guildhall <no-reply@guildhall.example>".to_owned(),
        reply_to: None,
    }
}

/// The whole product with a relay.
fn ports(relay: RelaySettings) -> Ports {
    whole::ports().with(Relay::of(relay).expect("a relay"))
}

/// Runs a test on every engine with a relay.
fn check<T: Future<Output = ()>>(relay: impl Fn() -> RelaySettings, test: impl Fn(World) -> T) {
    check_on(
        &engines(),
        whole::manifests,
        || ports(relay()),
        Stand::Aside,
        |world| {
            let test = &test;
            async move {
                server::compose::settle(&world.door).await.expect("the installation is ready");
                test(world).await;
            }
        },
    );
}

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    let call = world.door.call(actor, Face::Api);
    match world.door.perform_by_name(call, name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// An open organisation.
async fn opened(world: &World) {
    let import = json!({
        "file": { "name": "QRX1.csv", "digest": "0".repeat(64), "as_of": 20_260_101 },
        "rows": [{ "code": "QRX1", "name": "HOSPITAL QRX1", "kind": "trust", "status": "active" }]
    });
    done(world, world.operator(), "register.import", import).await;
    let open = json!({ "organisation": "QRX1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    done(world, world.operator(), "organisation.open", open).await;
}

/// A new person; the address is `given.family` with a number where the name is taken.
async fn created(world: &World, given: &str, family: &str) -> Value {
    let new = json!({ "organisation": "QRX1", "given_name": given, "family_name": family });
    done(world, world.operator(), "person.create", new).await["id"].clone()
}

/// Hears everything, and does what is due now.
async fn run(world: &World) {
    world.seal().await;
    for after in world.door.after().to_vec() {
        while follow_once(&world.door, &after).await.expect("it is heard") > 0 {}
    }
    for (queue, handler) in casework::notices::handlers() {
        while work_once(&world.door, queue, &handler, "a test").await.expect("it works") > 0 {}
    }
}

/// Every letter, the oldest first.
async fn letters(world: &World) -> Vec<Letter> {
    let log = NoticeLog { limit: Some(200), ..NoticeLog::default() };
    let mut found = world.asked(world.operator(), &log).await.items;
    found.reverse();
    found
}

/// A file that a test's mail server left; nothing while it moves it.
fn left(file: &std::path::Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
