//! A person moves from one organisation to another, through every slice.

use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Face};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Error;
use serde_json::{Value, json};
use testkit::World;
use uuid::Uuid;

use crate::whole;

const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const PASSWORD: &str = "quiet harbour seven lamps";

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    let call = world.door.call(actor, Face::Api);
    match world.door.perform_by_name(call, name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// The answer, or the code of the refusal.
async fn asked(world: &World, actor: &Actor, name: &str, body: Value) -> Result<Value, String> {
    match world.door.ask_by_name(world.call(actor.clone()), name, body).await {
        Ok(answer) => Ok(answer),
        Err(Error::Refused(refusal)) => Err(refusal.code.to_owned()),
        Err(error) => panic!("{name}: {error}"),
    }
}

fn id(output: &Value, member: &str) -> Uuid {
    output[member].as_str().and_then(|text| text.parse().ok()).expect("a key")
}

/// An open organisation with one licence, and its administrator.
async fn opened(world: &World, code: &str) -> Actor {
    let import = json!({
        "file": { "name": format!("{code}.csv"), "digest": "0".repeat(64), "as_of": 20_260_101 },
        "rows": [{ "code": code, "name": format!("HOSPITAL {code}"), "kind": "trust", "status": "active" }]
    });
    done(world, world.operator(), "register.import", import).await;
    let open = json!({ "organisation": code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    let organisation = id(&done(world, world.operator(), "organisation.open", open).await, "id");
    let bought = json!({ "product": E3, "label": "Ours", "quantity": 2, "organisation": code });
    done(world, world.operator(), "subscription.add", bought).await;
    let new = json!({ "organisation": code, "given_name": "Admin", "family_name": "Here" });
    let admin = AccountId(id(&done(world, world.operator(), "person.create", new).await, "id"));
    let span = GrantSpan::Organisation(OrganisationId(organisation));
    world.grant(admin, Role::LocalAdministrator, span).await;
    Actor::Account(admin)
}

/// Opens another organisation and has somebody move there.
pub(crate) async fn moved_to(world: &World, person: &Value, code: &str) {
    let by = opened(world, code).await;
    let mark = json!({ "person": person, "leaving": "moves" });
    done(world, world.operator(), "person.mark-leaver", mark).await;
    let accept = json!({ "organisation": code, "person": person });
    done(world, by, "person.accept-joiner", accept).await;
}

#[test]
fn nothing_of_a_person_stays_with_the_old_organisation_but_its_history() {
    whole::check(async |world| {
        let (old, new) = (opened(&world, "QRX1").await, opened(&world, "QRX2").await);
        let create = json!({ "organisation": "QRX1", "given_name": "Asha", "family_name": "Rao" });
        let created = done(&world, old.clone(), "person.create", create).await;
        let (person, address) = (id(&created, "id"), created["address"].clone());
        let role = json!({ "person": person, "role": "licence administrator", "organisation": "QRX1", "reason": "cover" });
        done(&world, world.operator(), "grant.give", role).await;
        let password = json!({ "person": person, "password": PASSWORD });
        done(&world, world.operator(), "password.set-by-operator", password).await;
        let admit = json!({ "username": address, "password": PASSWORD });
        let session = done(&world, Actor::Anonymous, "signin.admit", admit.clone()).await;
        let key = session["session_key"].as_str().expect("a session").to_owned();
        let me = Actor::Account(AccountId(person));
        let record = asked(&world, &me, "person.me", json!({})).await.expect("one's own");
        let signed_in = world.clock.now().rfc3339();
        assert_eq!(record["last_activity_at"], json!(signed_in), "signing in is activity");

        let mark = json!({ "person": person, "leaving": "moves" });
        done(&world, old.clone(), "person.mark-leaver", mark).await;
        let of = json!({ "person": person });
        let held = asked(&world, &world.operator(), "grant.of-person", of.clone()).await;
        assert_eq!(held.expect("the roles")["items"], json!([]), "roles end at once");
        let policy = asked(&world, &old, "policy.of-person", of.clone()).await.expect("seen");
        assert_eq!(policy["licences"].as_array().map(Vec::len), Some(1), "the licence stays");

        let find = json!({ "organisation": "QRX2", "search": address });
        let found = asked(&world, &new, "joiner.find", find.clone()).await.expect("searched");
        assert_eq!(found["items"][0]["id"], json!(person));
        let accept = json!({ "organisation": "QRX2", "person": person });
        done(&world, new.clone(), "person.accept-joiner", accept).await;
        entitlement::sweep(&world.door).await.expect("swept");
        world.seal().await;

        for query in [
            "person.by-id",
            "person.acts",
            "policy.of-person",
            "grant.of-person",
            "signin.recent",
            "signin.state",
            "history.of-person",
            "tenant.state-of",
        ] {
            let seen = asked(&world, &old, query, of.clone()).await;
            assert_eq!(seen, Err("not-found".to_owned()), "{query} tells the old organisation");
            let seen = asked(&world, &new, query, of.clone()).await;
            assert!(
                seen.is_ok() || query == "tenant.state-of",
                "{query} is hidden from the new one: {seen:?}"
            );
        }
        for command in ["person.delete", "person.disable", "password.reset", "session.end-all"] {
            let call = world.call(old.clone());
            let answer = world.door.perform_by_name(call, command, of.clone()).await;
            let code = match answer {
                Err(Error::Refused(refusal)) => refusal.code,
                other => panic!("{command}: {other:?}"),
            };
            assert_eq!(code, "not-found", "{command}");
        }
        let overview = |actor: Actor, code: &'static str| {
            let world = world.clone();
            async move {
                let body = json!({ "organisation": code });
                asked(&world, &actor, "licence.overview", body).await.expect("seen").to_string()
            }
        };
        // One licence is in use in each: that of the administrator there, and now Asha's at the new place.
        assert_ne!(overview(old.clone(), "QRX1").await, overview(new.clone(), "QRX2").await);
        let policy = asked(&world, &new, "policy.of-person", of.clone()).await.expect("seen");
        assert_eq!(policy["licences"].as_array().map(Vec::len), Some(1));
        let record = asked(&world, &new, "person.by-id", of.clone()).await.expect("seen");
        assert_eq!((&record["address"], &record["organisation"]), (&address, &json!("QRX2")));

        // The session goes on, and so does the password.
        let resolved = signin::sessions::resolve(&world.door, &key).await.expect("read");
        assert!(resolved.is_some());
        done(&world, Actor::Anonymous, "signin.admit", admit).await;

        // Both have the act in their history; the old one still has its own.
        for (actor, code) in [(&old, "QRX1"), (&new, "QRX2")] {
            let body = json!({ "organisation": code, "command": "person.accept-joiner" });
            let history =
                asked(&world, actor, "history.of-organisation", body).await.expect("seen");
            assert_eq!(history["items"].as_array().map(Vec::len), Some(1), "{code}");
        }
        let body = json!({ "organisation": "QRX1", "command": "person.create" });
        let history = asked(&world, &old, "history.of-organisation", body).await.expect("seen");
        assert!(history["items"].as_array().is_some_and(|items| items.len() >= 2));
        let after = asked(&world, &new, "joiner.find", find).await.expect("searched");
        assert_eq!(after["items"], json!([]), "nobody is claimed twice");
    });
}
