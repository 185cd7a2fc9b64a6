//! After a restore: what would be sent is planned, and nothing is sent until two different people release it.

use kernel::authority::GrantSpan;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::epoch::{Outside, settle};
use kernel::ids::AccountId;
use kernel::refusal::Error;
use serde_json::{Value, json};
use tenant::release::{ReleaseRestored, ReleaseState};
use tenant::shadow::{OnTheWay, Stage};
use tenant::{confirm_by_delta, reconcile};
use testkit::World;
use uuid::Uuid;

use super::later;
use super::scene::check;
use crate::whole;

#[test]
fn after_a_restore_nothing_is_sent_until_two_different_people_release_it() {
    check(|stage| async move {
        let before = stage.person("Asha Rao").await;
        stage.work().await;
        assert_eq!(stage.stage(before).await, Stage::Live);
        let administrator = async || {
            let world = &stage.world;
            world.administrator(Role::PlatformAdministrator, stage.organisation).await
        };
        let (one, other) = (administrator().await, administrator().await);
        stage.world.advance(later(60));
        let settled = async |remembered: Uuid| {
            let outside = Outside { remembered: Some(remembered), witnessed: 0 };
            let now = stage.world.clock.now();
            settle(stage.world.door.database(), outside, now).await.expect("it settles")
        };
        let first = settled(Uuid::from_bytes([1; 16])).await;
        assert!(!first.is_restored());
        let view = stage.world.asked(one.clone(), &ReleaseState {}).await;
        assert!(!view.held);
        let code = stage.world.refused(one.clone(), ReleaseRestored {}).await;
        assert_eq!(code, "tenant.not-held");

        // The folder remembers a life that this database does not know.
        assert!(settled(Uuid::from_bytes([2; 16])).await.is_restored());
        let writes = stage.writes();
        let person = stage.person("Ben Ode").await;
        stage.world.change_person(before, |view| view.department = Some("Wards".to_owned()));
        stage.changed(before).await;
        let hears_and_looks = async || {
            stage.work().await;
            stage.world.advance(later(400));
            stage.work().await;
            reconcile(&stage.world.door).await.expect("it looks");
            confirm_by_delta(&stage.world.door).await.expect("it hears");
            stage.world.advance(later(400));
            stage.work().await;
        };
        hears_and_looks().await;
        assert_eq!(stage.writes(), writes, "something was sent while it was held");
        let way = OnTheWay { organisation: "RX1".to_owned(), after: None, limit: None };
        let way = stage.world.asked(stage.admin.clone(), &way).await;
        assert_eq!(way.items.len(), 2, "what would be sent is planned");

        let said = stage.world.done(one.clone(), ReleaseRestored {}).await;
        assert!(!said.released, "one person is not enough");
        let code = stage.world.refused(one.clone(), ReleaseRestored {}).await;
        assert_eq!(code, "tenant.already-released-by-you");
        let view = stage.world.asked(other.clone(), &ReleaseState {}).await;
        assert!(view.held && view.released_by.len() == 1 && !view.released_by_caller);
        for nobody in [stage.admin.clone(), stage.world.operator()] {
            stage.world.refused(nobody, ReleaseRestored {}).await;
        }
        hears_and_looks().await;
        assert_eq!(stage.writes(), writes, "something was sent after one person released it");

        // Whoever may not act any more counts no more.
        let account = one.account().expect("a person");
        stage.world.change_person(account, |view| view.state = "disabled".to_owned());
        assert!(!stage.world.done(other.clone(), ReleaseRestored {}).await.released);
        // Nor does whoever became one since.
        let late = administrator().await;
        let code = stage.world.refused(late, ReleaseRestored {}).await;
        assert_eq!(code, "tenant.release-granted-since");
        let view = stage.world.asked(other, &ReleaseState {}).await;
        assert_eq!(view.released_by.len(), 1, "{view:?}");
        // When they may act again, both count; it is not stuck for having been said too early.
        stage.world.change_person(account, |view| view.state = "active".to_owned());
        let view = stage.world.asked(one.clone(), &ReleaseState {}).await;
        assert!(view.held && view.released_by.len() == 2 && !view.released_by_caller);
        assert!(stage.world.done(one, ReleaseRestored {}).await.released);
        stage.work().await;
        assert!(stage.writes() > writes);
        for person in [person, before] {
            assert_eq!(stage.stage(person).await, Stage::Live);
        }
        assert!(!stage.world.asked(stage.world.operator(), &ReleaseState {}).await.held);
    });
}

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

async fn person(world: &World, family: &str) -> AccountId {
    let new = json!({ "organisation": "QZ1", "given_name": "Ann", "family_name": family });
    let made = done(world, world.operator(), "person.create", new).await;
    AccountId(made["id"].as_str().and_then(|id| id.parse().ok()).expect("a key"))
}

/// What somebody's word is worth: whether it is released, or the refusal's code.
async fn said(world: &World, account: AccountId) -> Result<bool, String> {
    let call = world.call(Actor::Account(account));
    match world.door.perform_by_name(call, "tenant.release-restored", json!({})).await {
        Ok(done) => Ok(done.output["released"] == json!(true)),
        Err(Error::Refused(refusal)) => Err(refusal.code.to_owned()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn nobody_releases_it_with_people_they_have_made_or_can_sign_in_as() {
    whole::check(async |world| {
        let operator = || world.operator();
        let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
        let row = json!({ "code": "QZ1", "name": "HOSPITAL", "kind": "trust", "status": "active" });
        done(&world, operator(), "register.import", json!({ "file": file, "rows": [row] })).await;
        let opening = json!({ "organisation": "QZ1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
        done(&world, operator(), "organisation.open", opening).await;
        let role = Role::PlatformAdministrator;
        let mut before = Vec::new();
        for family in ["Hay", "Lee", "Orr", "Ude"] {
            let account = person(&world, family).await;
            world.grant(account, role, GrantSpan::Nation).await;
            before.push(account);
        }
        let [alone, coded, set, own] = before[..] else { panic!("four people") };
        let late = person(&world, "Zed").await;
        let given = person(&world, "Fry").await;
        let password = async |account: AccountId| {
            let body = json!({ "person": account, "password": "quiet harbour seven lamps" });
            done(&world, world.operator(), "password.set-by-operator", body).await;
        };
        password(own).await;
        world.advance(later(60));
        for remembered in [1, 2] {
            let remembered = Some(Uuid::from_bytes([remembered; 16]));
            let outside = Outside { remembered, witnessed: 0 };
            settle(world.door.database(), outside, world.clock.now()).await.expect("it settles");
        }
        world.advance(later(60));

        assert_eq!(said(&world, alone).await, Ok(false));
        // Somebody they made an administrator themselves.
        world.grant(late, role, GrantSpan::Nation).await;
        let refused = |code: &str| Err(code.to_owned());
        assert_eq!(said(&world, late).await, refused("tenant.release-granted-since"));
        // Somebody as whom they, or the operator, can sign in.
        let code = json!({ "person": coded });
        done(&world, Actor::Account(alone), "start-code.issue", code).await;
        password(set).await;
        for account in [coded, set] {
            assert_eq!(said(&world, account).await, refused("tenant.release-way-in-given"));
        }
        // Whom the operator made one, and who signs in as before; and not after that either.
        let role = json!({ "person": given, "role": "platform administrator", "with_descendants": false, "reason": "after the restore" });
        done(&world, operator(), "grant.give", role).await;
        password(alone).await;
        assert_eq!(said(&world, given).await, Ok(false), "who came first counts no more");
        // What was given before the restore is no matter.
        assert_eq!(said(&world, own).await, Ok(true));
    });
}
