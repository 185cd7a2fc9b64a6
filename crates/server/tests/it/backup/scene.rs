//! Installations to take backups of.

use kernel::audit::{NodeKey, node_key};
use kernel::door::Actor;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::{Engine, Scratch, Stand, World};

use crate::whole;

/// The key of the test kit's worlds.
pub(super) fn key() -> NodeKey {
    node_key(b"a key for tests")
}

pub(super) fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime can be made").block_on(work)
}

/// Somebody to create, and what is changed about them afterwards.
#[derive(Clone, Debug)]
pub(super) struct Person {
    given: String,
    family: String,
    title: Option<String>,
    department: Option<String>,
    is_disabled: bool,
}

/// People with names in many scripts, with and without details.
pub(super) fn people() -> impl Strategy<Value = Person> {
    let name = "[A-Za-zÀ-ɏΑ-ωА-я가-힣]{1,20}";
    let detail = prop::option::of("[A-Za-z0-9 é山'\"\\\\]{0,60}");
    (name, name, detail.clone(), detail, any::<bool>()).prop_map(
        |(given, family, title, department, is_disabled)| Person {
            given,
            family,
            title,
            department,
            is_disabled,
        },
    )
}

pub(super) async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The whole product on a database.
pub(super) async fn open(scratch: &Scratch, engine: Engine) -> World {
    let opened =
        World::open(scratch, engine, whole::manifests(), whole::ports(), Stand::Aside).await;
    let world = opened.expect("the door opens");
    server::compose::settle(&world.door).await.expect("the installation is ready");
    world
}

/// An installation with an organisation, some licences and these people.
pub(super) async fn installation(scratch: &Scratch, engine: Engine, people: &[Person]) -> World {
    let world = open(scratch, engine).await;
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    let row = json!({ "code": "QZ1", "name": "HOSPITAL", "kind": "trust", "status": "active" });
    let operator = || world.operator();
    done(&world, operator(), "register.import", json!({ "file": file, "rows": [row] })).await;
    let opening = json!({ "organisation": "QZ1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    done(&world, operator(), "organisation.open", opening).await;
    for person in people {
        let body = json!({ "organisation": "QZ1", "given_name": person.given, "family_name": person.family });
        // Some names are no names; what is refused is in the record, too.
        let call = world.call(operator());
        let Ok(made) = world.door.perform_by_name(call, "person.create", body).await else {
            continue;
        };
        let id = &made.output["id"];
        let change =
            json!({ "person": id, "job_title": person.title, "department": person.department });
        let call = world.call(operator());
        let _ = world.door.perform_by_name(call, "person.change", change).await;
        if person.is_disabled {
            done(&world, operator(), "person.disable", json!({ "person": id })).await;
        }
    }
    world
}
