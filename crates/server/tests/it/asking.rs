//! What is asked for in one slice and done in another: a change of name, in the real directory.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::door::{Actor, Face};
use kernel::http::{App, Caller};
use serde_json::{Value, json};
use testkit::World;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::whole;

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

async fn asked(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    world.door.ask_by_name(world.call(actor), name, body).await.expect("an answer")
}

fn actor(id: &Value) -> Actor {
    Actor::Account(serde_json::from_value(id.clone()).expect("a key"))
}

/// An organisation with somebody who asks and somebody of the help desk.
async fn ward(world: &World) -> (Value, Value) {
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    let row = json!({ "code": "QZ1", "name": "HOSPITAL", "kind": "trust", "status": "active" });
    let operator = || world.operator();
    done(world, operator(), "register.import", json!({ "file": file, "rows": [row] })).await;
    let open = json!({ "organisation": "QZ1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    done(world, operator(), "organisation.open", open).await;
    let mut people = Vec::new();
    for (given, family) in [("Ann", "Hay"), ("Bea", "Desk")] {
        let body = json!({ "organisation": "QZ1", "given_name": given, "family_name": family });
        people.push(done(world, operator(), "person.create", body).await["id"].clone());
    }
    let grant = json!({ "person": people[1], "role": "local help desk", "organisation": "QZ1", "reason": "for the test" });
    done(world, operator(), "grant.give", grant).await;
    (people[0].clone(), people[1].clone())
}

async fn carried_out(world: &World) {
    world.door.run_due_proposals().await.expect("proposals run");
    casework::requests::jobs::run_due(&world.door).await.expect("the reconciler runs");
}

fn new_name(family: &str, address: &str) -> Value {
    json!({ "kind": "name", "answers": { "given_name": "Ann", "family_name": family, "address": address } })
}

#[test]
fn a_name_that_was_asked_for_is_changed_by_whoever_approved_it() {
    whole::check(async |world| {
        let (ann, bea) = ward(&world).await;
        let request = done(&world, actor(&ann), "request.ask", new_name("Meadow", "keep")).await;
        assert_eq!(request["desk"], "help-desk");
        let key = request["request"].clone();
        let approve = json!({ "request": key, "verdict": "approve" });
        done(&world, actor(&bea), "request.decide", approve).await;
        carried_out(&world).await;
        let view = asked(&world, actor(&ann), "request.by-id", json!({ "request": key })).await;
        assert_eq!(
            (&view["line"]["state"], &view["command"]),
            (&json!("done"), &json!("person.rename"))
        );
        let record = asked(&world, actor(&ann), "person.me", json!({})).await;
        assert_eq!(record["display_name"], "Ann Meadow");
        world.seal().await;
        let history =
            asked(&world, world.operator(), "history.of-person", json!({ "person": ann })).await;
        let newest = history["items"][0]["sentence"].as_str().unwrap_or_default().to_owned();
        assert!(history.to_string().contains("Bea Desk"), "{newest}: {history}");
    });
}

#[test]
fn a_name_that_cannot_be_one_is_told_to_the_asker_and_a_new_address_is_chosen_by_hand() {
    whole::check(async |world| {
        let (ann, bea) = ward(&world).await;
        let call = world.call(actor(&ann));
        let wrong =
            world.door.perform_by_name(call, "request.ask", new_name("Mea\u{fffe}dow", "keep"));
        let Err(kernel::refusal::Error::Refused(refusal)) = wrong.await else {
            panic!("what no name holds was asked for")
        };
        assert_eq!(refusal.fields[0].field, "family_name");
        let request = done(&world, actor(&ann), "request.ask", new_name("Meadow", "follow")).await;
        let key = request["request"].clone();
        let approve = json!({ "request": key, "verdict": "approve" });
        let standing = done(&world, actor(&bea), "request.decide", approve).await;
        assert_eq!(standing["state"], "approved", "somebody chooses the address");
        let view = asked(&world, actor(&bea), "request.by-id", json!({ "request": key })).await;
        let id = ann.as_str().expect("a key");
        assert_eq!(view["place"]["href"], format!("/o/QZ1/people/{id}/rename"));
    });
}

#[test]
fn every_kind_has_a_key_of_its_own_and_fields_that_a_form_can_carry() {
    let kinds = server::compose::kinds();
    let keys: BTreeSet<&str> = kinds.iter().map(|kind| kind.key).collect();
    assert_eq!(keys.len(), kinds.len());
    for kind in kinds {
        let names: BTreeSet<&str> = kind.fields.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), kind.fields.len(), "{}", kind.key);
        for name in names {
            assert_ne!(name, ui::form::FILES_FIELD, "the files of {} have this name", kind.key);
            for part in ["password", "current", "code", "token", "step", "key", "next"] {
                assert!(!name.contains(part), "{name} would be lost when somebody signs in again");
            }
            assert!(!["asked_for", "organisation", "version", "act", "csrf"].contains(&name));
        }
    }
}

/// What the API says to a command of somebody.
async fn sent(world: &World, actor: &Actor, name: &str, body: String) -> StatusCode {
    let caller = Caller {
        actor: actor.clone(),
        scope: None,
        face: Face::Api,
        request: Uuid::nil(),
        peer: String::new(),
        session: None,
        key: None,
        expected: None,
    };
    let request = Request::post(format!("/commands/{name}")).extension(caller);
    let api = server::web::api::routes().with_state(App { door: world.door.clone() });
    let answer = api.oneshot(request.body(Body::from(body)).expect("a request")).await;
    answer.expect("an answer").status()
}

#[test]
fn only_what_carries_files_has_a_large_body_and_strangers_have_none_read() {
    whole::check(async |world| {
        let (ann, bea) = ward(&world).await;
        let (ann, bea) = (actor(&ann), actor(&bea));
        // "xxx" in base64.
        let file = |bytes: usize| json!({ "name": "a.txt", "content": "eHh4".repeat(bytes / 3) });
        let asks = |bytes: &[usize]| {
            let files: Vec<Value> = bytes.iter().map(|bytes| file(*bytes)).collect();
            json!({ "kind": "something-else", "answers": { "subject": "A log", "details": "See it" }, "files": files }).to_string()
        };
        let three = asks(&[3 << 20]);
        assert_eq!(sent(&world, &ann, "request.ask", three.clone()).await, StatusCode::OK);
        let most = asks(&[4_000_000, 4_000_000]);
        assert_eq!(sent(&world, &ann, "request.ask", most).await, StatusCode::OK);
        let over = asks(&[4_000_000, 4_500_000]);
        let status = sent(&world, &ann, "request.ask", over).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the command says which limit it is");
        let huge = asks(&[5_000_000, 5_000_000]);
        let status = sent(&world, &ann, "request.ask", huge.clone()).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        for name in ["request.decide", "request.nothing"] {
            let status = sent(&world, &bea, name, three.clone()).await;
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{name}");
        }
        let status = sent(&world, &Actor::Anonymous, "request.ask", huge).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    });
}
