//! Jobs and followers: what follows an act happens, once or more, never not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::door::{After, Manifest};
use kernel::followers::follow_once;
use kernel::jobs::{Handler, JobEnd, work_once};
use parking_lot::Mutex;
use testkit::check;

use crate::sample::{Put, manifest};

#[test]
fn a_job_is_leased_done_retried_and_parked() {
    check(
        || vec![manifest()],
        |world| async move {
            let now = world.clock.now();
            for (subject, payload) in [("a", "1"), ("a", "2"), ("b", "3"), ("c", "never")] {
                world
                    .door
                    .upkeep(move |tx| {
                        Box::pin(
                            async move { Ok(tx.enqueue("sample", subject, payload, now).await?) },
                        )
                    })
                    .await
                    .expect("enqueued");
            }
            let seen = Arc::new(Mutex::new(Vec::new()));
            let record = Arc::clone(&seen);
            let handler: Handler = Arc::new(move |door, job| {
                let record = Arc::clone(&record);
                Box::pin(async move {
                    record.lock().push(job.payload.clone());
                    let again =
                        JobEnd::Later(door.clock().now().plus_seconds(1), "not yet".to_owned());
                    Ok(if job.payload == "never" { again } else { JobEnd::Done })
                })
            });
            assert_eq!(
                work_once(&world.door, "sample", &handler, "me").await.expect("works"),
                3,
                "one job a subject at a time"
            );
            assert_eq!(work_once(&world.door, "sample", &handler, "me").await.expect("works"), 1);
            assert_eq!(
                *seen
                    .lock()
                    .iter()
                    .filter(|payload| *payload != "never")
                    .cloned()
                    .collect::<Vec<_>>()
                    .iter()
                    .max()
                    .expect("some"),
                "3"
            );
            for _ in 0..20 {
                world.advance(std::time::Duration::from_secs(2));
                work_once(&world.door, "sample", &handler, "me").await.expect("works");
            }
            assert_eq!(
                seen.lock().iter().filter(|payload| *payload == "never").count(),
                10,
                "then it is parked"
            );
            let parked = world
                .door
                .reader()
                .await
                .expect("a reader")
                .number("SELECT COUNT(*) FROM job WHERE parked = 1", &[])
                .await
                .expect("a count");
            assert_eq!(parked, 1);
        },
    );
}

#[test]
fn a_lost_worker_loses_its_lease_and_not_the_job() {
    check(
        || vec![manifest()],
        |world| async move {
            let now = world.clock.now();
            world
                .door
                .upkeep(move |tx| {
                    Box::pin(async move { Ok(tx.enqueue("sample", "a", "x", now).await?) })
                })
                .await
                .expect("enqueued");
            let dying: Handler = Arc::new(|_, _| Box::pin(async { panic!("the worker dies") }));
            assert!(work_once(&world.door, "sample", &dying, "first").await.is_err());
            let done: Handler = Arc::new(|_, _| Box::pin(async { Ok(JobEnd::Done) }));
            assert_eq!(
                work_once(&world.door, "sample", &done, "second").await.expect("works"),
                0,
                "still leased"
            );
            world.advance(std::time::Duration::from_secs(61));
            assert_eq!(work_once(&world.door, "sample", &done, "second").await.expect("works"), 1);
        },
    );
}

static TOLD: AtomicUsize = AtomicUsize::new(0);

fn listening() -> Vec<Manifest> {
    TOLD.store(0, Ordering::SeqCst);
    let after = After {
        name: "sample.counter",
        facts: &["sample.told"],
        run: Arc::new(|_, _, payload| {
            Box::pin(async move {
                assert!(payload.get("row").is_some());
                TOLD.fetch_add(1, Ordering::SeqCst);
                Ok(())
            })
        }),
    };
    vec![Manifest { after: vec![after], ..manifest() }]
}

#[test]
fn a_follower_is_told_every_sealed_fact_and_keeps_its_place() {
    check(listening, |world| async move {
        let org = world.organisation("RX1").await;
        for number in 0..250 {
            world.done(world.operator(), Put::new(org, &number.to_string())).await;
        }
        world.seal().await;
        let after = world.door.after()[0].clone();
        while follow_once(&world.door, &after).await.expect("follows") > 0 {}
        assert_eq!(TOLD.load(Ordering::SeqCst), 250);
        world.done(world.operator(), Put::new(org, "one more")).await;
        world.seal().await;
        while follow_once(&world.door, &after).await.expect("follows") > 0 {}
        assert_eq!(TOLD.load(Ordering::SeqCst), 251);
    });
}
