//! One command in, one act out.

use std::time::Duration;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::refusal::Error;
use testkit::{World, check};

use crate::sample::{Mark, Misbehave, Put, SAID_NO, acts, manifest, marks, rows};

fn manifests() -> Vec<kernel::door::Manifest> {
    vec![manifest()]
}

async fn refusal(world: &World, call: kernel::door::Call, put: Put) -> &'static str {
    match world.door.perform(call, put).await {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn done_and_refused_acts_leave_one_row_each() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        world.done(admin.clone(), Put::new(org, "first")).await;
        let refused = Put { listener_refuses: true, ..Put::new(org, "second") };
        assert_eq!(world.refused(admin.clone(), refused).await, SAID_NO.code);
        assert_eq!(world.refused(admin, Misbehave::Refused).await, "not-allowed");
        assert_eq!(rows(&world).await, 1, "a refused act leaves nothing behind");
        assert_eq!(
            acts(&world).await,
            ["sample.put done", "sample.put sample.said-no", "sample.misbehave not-allowed"]
        );
    });
}

#[test]
fn what_cannot_be_read_names_its_field() {
    check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let refused = async |body: serde_json::Value| {
            let call = world.call(admin.clone());
            match world.door.perform_by_name(call, "sample.put", body).await {
                Err(Error::Refused(refusal)) => {
                    assert_eq!(refusal.code, "input.malformed");
                    let fields = refusal.fields.iter().map(|field| field.field.to_string());
                    (refusal.text.to_string(), fields.collect::<Vec<_>>())
                }
                other => panic!("expected a refusal, got {other:?}"),
            }
        };
        let (text, fields) =
            refused(serde_json::json!({ "organisation": "RX1", "name": "one" })).await;
        assert!(text.contains("organisation: UUID"), "{text}");
        assert_eq!(fields, ["organisation"]);
        let (text, fields) =
            refused(serde_json::json!({ "organisation": organisation, "name": 7 })).await;
        assert!(text.contains("name: ") && text.contains("string"), "{text}");
        assert_eq!(fields, ["name"]);
        let (text, fields) = refused(serde_json::json!({ "organisation": organisation })).await;
        assert!(text.contains("`name`"), "{text}");
        assert_eq!(fields, Vec::<String>::new());
    });
}

#[test]
fn a_repeat_answers_the_same_and_does_it_once() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let keyed = |key: &str| kernel::door::Call {
            key: Some(key.to_owned()),
            ..world.call(admin.clone())
        };
        let mut together = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let (door, call) = (world.door.clone(), keyed("k1"));
            together.spawn(async move {
                door.perform(call, Put::new(org, "once")).await.expect("done or repeated")
            });
        }
        let answers = together.join_all().await;
        assert_eq!(answers.iter().filter(|done| !done.repeated).count(), 1);
        assert!(
            answers
                .iter()
                .all(|done| done.output == answers[0].output && done.act == answers[0].act)
        );
        assert_eq!(rows(&world).await, 1);
        assert_eq!(
            refusal(&world, keyed("k1"), Put::new(org, "other")).await,
            "idempotency.other-body"
        );
        assert_eq!(refusal(&world, keyed(""), Put::new(org, "other")).await, "idempotency.form");
        // Another principal's keys are its own.
        let other = world.administrator(Role::LocalAdministrator, org).await;
        let call = kernel::door::Call { key: Some("k1".to_owned()), ..world.call(other) };
        assert!(!world.door.perform(call, Put::new(org, "once")).await.expect("done").repeated);
        world.advance_days(2);
        assert!(
            !world
                .door
                .perform(keyed("k1"), Put::new(org, "other"))
                .await
                .expect("a key is free after a day")
                .repeated
        );
    });
}

#[test]
fn a_refused_act_does_not_use_up_its_key() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let keyed =
            || kernel::door::Call { key: Some("k".to_owned()), ..world.call(admin.clone()) };
        assert_eq!(
            refusal(&world, keyed(), Put { listener_refuses: true, ..Put::new(org, "a") }).await,
            SAID_NO.code
        );
        assert!(!world.door.perform(keyed(), Put::new(org, "a")).await.expect("done").repeated);
    });
}

#[test]
fn from_the_21st_identical_refusal_in_a_minute_only_the_count_grows() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        for _ in 0..50 {
            world.refused(admin.clone(), Misbehave::Refused).await;
        }
        assert_eq!(acts(&world).await.len(), 20);
        let counted = world
            .door
            .reader()
            .await
            .expect("a reader")
            .number("SELECT refusals FROM refusal_count", &[])
            .await
            .expect("a count");
        assert_eq!(counted, 50);
        world.advance(Duration::from_secs(60));
        world.refused(admin, Misbehave::Refused).await;
        assert_eq!(acts(&world).await.len(), 21);
        world.refused(Actor::Anonymous, Put::new(org, "nobody")).await;
        assert_eq!(acts(&world).await.len(), 21, "nobody's refusals are not in the audit");
    });
}

#[test]
fn a_glance_sees_one_state_and_leaves_its_connection_as_it_was() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let count = "SELECT COUNT(*) FROM sample";
        for turn in 0..3 {
            let mut glance = world.door.glance().await.expect("a glance");
            assert_eq!(glance.number(count, &[]).await.expect("a count"), turn);
            world.done(admin.clone(), Put::new(org, "one more")).await;
            let after = glance.number(count, &[]).await.expect("a count");
            // PostgreSQL begins nothing for readers; there it is one like any other.
            let is_embedded = world.door.database().seals_in_commit();
            assert_eq!(after, if is_embedded { turn } else { turn + 1 });
            drop(glance);
            assert_eq!(rows(&world).await, turn + 1, "whoever has the connection next sees all");
        }
        let mut glance = world.door.glance().await.expect("a glance");
        glance.number("SELECT COUNT(*) FROM nothing", &[]).await.expect_err("no such table");
        drop(glance);
        assert_eq!(rows(&world).await, 3);
    });
}

#[test]
fn nothing_but_the_allowed_tables_can_be_written() {
    check(manifests, |world| async move {
        for bad in [Misbehave::Machine, Misbehave::Audit, Misbehave::FailAndGoOn] {
            let name = format!("{bad:?}");
            match world.door.perform(world.call(world.operator()), bad).await {
                Err(Error::Fault(_)) => {}
                other => panic!("{name} should be a fault, got {other:?}"),
            }
        }
        let business = world
            .door
            .upkeep(|tx| Box::pin(async move { Ok(tx.exec("DELETE FROM sample", &[]).await?) }))
            .await;
        assert!(matches!(business, Err(Error::Fault(_))), "upkeep touches no business table");
        let machine = world
            .door
            .upkeep(|tx| Box::pin(async move { Ok(tx.exec("DELETE FROM follower", &[]).await?) }))
            .await;
        assert!(machine.is_ok());
        assert_eq!(rows(&world).await, 0);
    });
}

#[test]
fn what_a_command_leaves_in_machine_tables_comes_with_its_commit_and_with_its_refusal() {
    check(manifests, |world| async move {
        let mark = |is_refused, goes_too_far| Mark { is_refused, goes_too_far };
        world.done(world.operator(), mark(false, false)).await;
        assert_eq!(marks(&world).await, ["done"]);
        assert_eq!(world.refused(world.operator(), mark(true, false)).await, SAID_NO.code);
        assert_eq!(marks(&world).await, ["done", SAID_NO.code]);
        for is_refused in [false, true] {
            let call = world.call(world.operator());
            match world.door.perform(call, mark(is_refused, true)).await {
                Err(Error::Fault(_)) => {}
                other => panic!("upkeep touches no business table, but {other:?}"),
            }
        }
        assert_eq!(marks(&world).await, ["done", SAID_NO.code], "nothing is left of what failed");
        assert_eq!(rows(&world).await, 1);
        assert_eq!(acts(&world).await, ["sample.mark done", "sample.mark sample.said-no"]);
    });
}

#[test]
fn a_dropped_caller_does_not_cancel_the_act() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let door = world.door.clone();
        let call = world.call(world.operator());
        let act = call.act;
        {
            let mut asked = std::pin::pin!(door.perform(call, Put::new(org, "kept")));
            // Asked once and forgotten: the act is on its way already.
            let _ =
                asked.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        }
        let landed = async {
            loop {
                let sql = "SELECT 1 FROM audit WHERE id = $1";
                if world
                    .door
                    .reader()
                    .await
                    .expect("a reader")
                    .row(sql, &kernel::vals![act])
                    .await
                    .expect("rows")
                    .is_some()
                {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), landed)
            .await
            .expect("the act landed without its caller");
    });
}

#[test]
fn a_lost_race_is_run_again() {
    use std::sync::atomic::Ordering;
    let postgres: Vec<_> = testkit::engines()
        .into_iter()
        .filter(|engine| *engine == testkit::Engine::Postgres)
        .collect();
    testkit::check_on(
        &postgres,
        manifests,
        kernel::door::Ports::default,
        testkit::Stand::In,
        |world| async move {
            crate::sample::RACES.store(0, Ordering::SeqCst);
            world.done(world.operator(), Misbehave::Race(3)).await;
            assert_eq!(crate::sample::RACES.load(Ordering::SeqCst), 4);
            assert_eq!(rows(&world).await, 1, "only the last run is kept");
            crate::sample::RACES.store(0, Ordering::SeqCst);
            assert_eq!(world.refused(world.operator(), Misbehave::Race(1000)).await, "outage");
            assert_eq!(rows(&world).await, 1);
        },
    );
}
