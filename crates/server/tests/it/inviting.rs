//! The first administrator of an organisation: opening, person, role and way in are one act, or none of them is.

use casework::notices::NoticeLog;
use kernel::authority::{GrantSpan, Role, grants_of};
use kernel::door::Actor;
use kernel::followers::follow_once;
use kernel::ids::AccountId;
use kernel::refusal::Error;
use serde_json::{Value, json};
use testkit::World;

use crate::whole;

const PASSWORD: &str = "copper meadow 17 saddle";

async fn tried(world: &World, actor: Actor, name: &str, body: Value) -> Result<Value, String> {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => Ok(done.output),
        Err(Error::Refused(refusal)) => Err(refusal.code.to_owned()),
        Err(fault) => panic!("{name}: {fault}"),
    }
}

async fn done(world: &World, name: &str, body: Value) -> Value {
    let output = tried(world, world.operator(), name, body).await;
    output.unwrap_or_else(|code| panic!("{name}: {code}"))
}

async fn asked(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    world.door.ask_by_name(world.call(actor), name, body).await.expect("an answer")
}

async fn listed(world: &World, codes: &[&str]) {
    let rows: Vec<Value> = codes
        .iter()
        .map(|code| json!({ "code": code, "name": format!("HOSPITAL {code}"), "kind": "trust", "status": "active" }))
        .collect();
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    done(world, "register.import", json!({ "file": file, "rows": rows })).await;
}

fn open(code: &str, family: &str, address: &str) -> Value {
    json!({
        "organisation": code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB",
        "waiver": "Opened by a test",
        "administrator": { "given_name": "Rosa", "family_name": family, "address": address },
    })
}

/// Hears everything.
async fn hear(world: &World) {
    world.seal().await;
    for after in world.door.after().to_vec() {
        while follow_once(&world.door, &after).await.expect("it is heard") > 0 {}
    }
}

/// The code in the letter that goes to the account at that address.
async fn code(world: &World, person: AccountId, address: &str) -> Option<String> {
    let made = (signin::codes::unwritten().0)(world.door.clone(), person, address.to_owned());
    let path = made.await.expect("an answer")?;
    Some(path.rsplit_once("&code=").expect("a code").1.to_owned())
}

async fn tracker(world: &World, code: &str) -> Value {
    let body = json!({ "organisation": code });
    asked(world, world.operator(), "joining.by-code", body).await
}

#[test]
fn whoever_is_invited_as_it_opens_administers_it_once_they_have_opened_the_link() {
    whole::check(async |world| {
        listed(&world, &["QZ1"]).await;
        let refused = [
            open("QZ1", "First", "nowhere"),
            open("QZ1", "", "rosa@home.example"),
            open("QZ1", "First", "new.person@guildhall.example"),
        ];
        for body in refused {
            let code = tried(&world, world.operator(), "organisation.open", body).await;
            assert_eq!(code, Err("person.details".to_owned()));
            assert_eq!(tracker(&world, "QZ1").await["state"], "listed", "nothing is half done");
        }
        let opened =
            done(&world, "organisation.open", open("QZ1", "First", "rosa@home.example")).await;
        let person: AccountId =
            serde_json::from_value(opened["administrator"].clone()).expect("somebody");
        let seen = tracker(&world, "QZ1").await;
        let first = &seen["first_administrator"];
        assert_eq!((&first["name"], &first["started_at"]), (&json!("Rosa First"), &Value::Null));
        assert!(first["link_until"].is_string(), "{first}");
        let mut reader = world.door.reader().await.expect("a connection");
        let held = grants_of(&mut reader, person, world.clock.now()).await.expect("roles");
        let held: Vec<_> = held.iter().map(|grant| (grant.role, grant.ends_at)).collect();
        assert_eq!(held, [(Role::PrimaryLocalAdministrator, None)]);
        drop(reader);

        // The link lapses, is sent again to another address, and only that one works.
        let lost = code(&world, person, "rosa@home.example").await.expect("a link");
        world.advance_days(8);
        assert_eq!(tracker(&world, "QZ1").await["first_administrator"]["link_until"], Value::Null);
        let again = json!({ "organisation": "QZ1", "address": "rosa@other.example" });
        done(&world, "organisation.invite-again", again).await;
        hear(&world).await;
        let log = NoticeLog { limit: Some(50), ..NoticeLog::default() };
        let letters = world.asked(world.operator(), &log).await.items;
        let links: Vec<&str> = letters
            .iter()
            .filter(|letter| letter.notice == "person.start-link")
            .map(|letter| letter.address.as_str())
            .collect();
        assert_eq!(links, ["rosa@other.example"]);
        let username = "rosa.first@guildhall.example";
        let start =
            |code: &str| json!({ "username": username, "code": code, "password": PASSWORD });
        let late = tried(&world, Actor::Anonymous, "start-code.redeem", start(&lost)).await;
        assert_eq!(late.expect_err("it lapsed"), "start-code.refused");
        let code = code(&world, person, "rosa@other.example").await.expect("a link");
        tried(&world, Actor::Anonymous, "start-code.redeem", start(&code))
            .await
            .expect("a session");
        let seen = tracker(&world, "QZ1").await;
        assert!(seen["first_administrator"]["started_at"].is_string(), "{seen}");
        let again = json!({ "organisation": "QZ1" });
        let over = tried(&world, world.operator(), "organisation.invite-again", again).await;
        assert_eq!(over.expect_err("it was used"), "joining.has-started");
        // They administer: somebody is created, and gets a role.
        let own = || Actor::Account(person);
        let new = json!({ "organisation": "QZ1", "given_name": "Bo", "family_name": "Second" });
        let new = tried(&world, own(), "person.create", new).await.expect("a person");
        let give = json!({ "person": new["id"], "role": "local administrator", "organisation": "QZ1", "reason": "a second one" });
        tried(&world, own(), "grant.give", give).await.expect("a role");
        // The history of the organisation tells it, and what it sees of the tracker has no address outside.
        let seen = asked(&world, own(), "joining.by-code", json!({ "organisation": "QZ1" })).await;
        assert_eq!(seen["first_administrator"]["address"], Value::Null);
    });
}

#[test]
fn two_who_open_at_once_leave_one_administrator_and_a_platform_administrator_invites_by_their_own_right()
 {
    whole::check(async |world| {
        listed(&world, &["QZ0", "QZ1", "QZ2"]).await;
        let home =
            done(&world, "organisation.open", open("QZ0", "Zero", "zero@home.example")).await;
        let platform: AccountId =
            serde_json::from_value(home["administrator"].clone()).expect("somebody");
        world.grant(platform, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let platform = || Actor::Account(platform);
        let bodies = ["a@home.example", "b@home.example"].map(|to| open("QZ1", "First", to));
        let [one, two] = bodies;
        let (one, two) = tokio::join!(
            tried(&world, platform(), "organisation.open", one),
            tried(&world, world.operator(), "organisation.open", two),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let inside = json!({ "organisation": "QZ1" });
        let inside = asked(&world, world.operator(), "closing.people", inside).await;
        assert_eq!(inside["inside"], 1);
        // Invited later, twice at once: one of them.
        let bare = json!({ "organisation": "QZ2", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
        done(&world, "organisation.open", bare).await;
        let invite = |family: &str, address: &str| json!({ "organisation": "QZ2", "administrator": { "given_name": "Rosa", "family_name": family, "address": address } });
        let name = "organisation.invite-administrator";
        let (one, two) = tokio::join!(
            tried(&world, platform(), name, invite("Here", "c@home.example")),
            tried(&world, world.operator(), name, invite("There", "d@home.example")),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let inside = json!({ "organisation": "QZ2" });
        let inside = asked(&world, world.operator(), "closing.people", inside).await;
        assert_eq!(inside["inside"], 1);
        // Nobody else invites.
        let local = tracker(&world, "QZ2").await["first_administrator"]["person"].clone();
        let local = Actor::Account(serde_json::from_value(local).expect("a key"));
        let refused = tried(&world, local, name, invite("More", "e@home.example")).await;
        assert_eq!(refused.expect_err("not theirs"), "not-allowed");
    });
}
