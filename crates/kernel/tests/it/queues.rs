//! Jobs and followers: what follows an act happens, once or more, never not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kernel::door::{After, Manifest};
use kernel::followers::follow_once;
use kernel::jobs::{Handler, JobEnd, Lead, work_once};
use parking_lot::Mutex;
use testkit::check;

use crate::sample::{Put, manifest};

#[test]
fn one_process_at_a_time_leads() {
    check(
        || vec![manifest()],
        |world| async move {
            let door = &world.door;
            let (mut one, mut other) = (Lead::new("clocks"), Lead::new("clocks"));
            let mut elsewhere = Lead::new("register");
            for _ in 0..3 {
                assert!(one.is_ours(door).await.expect("asked"));
                assert!(!other.is_ours(door).await.expect("asked"));
                assert!(elsewhere.is_ours(door).await.expect("asked"));
                world.advance(Duration::from_secs(90));
            }
            // Whoever is not heard of loses the lead, and learns of it.
            world.advance(Duration::from_secs(30));
            assert!(other.is_ours(door).await.expect("asked"));
            assert!(!one.is_ours(door).await.expect("asked"));
            // Giving up what one does not have takes nothing from anybody.
            one.give_up(door).await.expect("given up");
            assert!(!one.is_ours(door).await.expect("asked"));
            other.give_up(door).await.expect("given up");
            assert!(one.is_ours(door).await.expect("asked"));
        },
    );
}

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

async fn enqueue(world: &testkit::World, subject: &'static str, payload: &'static str) {
    let now = world.clock.now();
    let put = world.door.upkeep(move |tx| {
        Box::pin(async move { Ok(tx.enqueue("sample", subject, payload, now).await?) })
    });
    put.await.expect("enqueued");
}

fn done() -> Handler {
    Arc::new(|_, _| Box::pin(async { Ok(JobEnd::Done) }))
}

#[test]
fn a_lost_worker_loses_its_lease_and_not_the_job() {
    check(
        || vec![manifest()],
        |world| async move {
            enqueue(&world, "a", "x").await;
            let (begun, begin) = tokio::sync::oneshot::channel();
            let begun = Mutex::new(Some(begun));
            let hanging: Handler = Arc::new(move |_, _| {
                if let Some(begun) = begun.lock().take() {
                    let _ = begun.send(());
                }
                Box::pin(std::future::pending())
            });
            let door = world.door.clone();
            let lost =
                tokio::spawn(async move { work_once(&door, "sample", &hanging, "first").await });
            begin.await.expect("the first worker has the job");
            lost.abort();
            assert_eq!(
                work_once(&world.door, "sample", &done(), "second").await.expect("works"),
                0,
                "still leased"
            );
            world.advance(std::time::Duration::from_secs(61));
            assert_eq!(
                work_once(&world.door, "sample", &done(), "second").await.expect("works"),
                1
            );
        },
    );
}

#[test]
fn a_job_that_panics_is_tried_again_and_harms_no_neighbour() {
    check(
        || vec![manifest()],
        |world| async move {
            for (subject, payload) in [("a", "panics"), ("b", "fine"), ("c", "fine")] {
                enqueue(&world, subject, payload).await;
            }
            let handler: Handler = Arc::new(|_, job| {
                Box::pin(async move {
                    assert_ne!(job.payload, "panics", "on purpose");
                    Ok(JobEnd::Done)
                })
            });
            assert_eq!(work_once(&world.door, "sample", &handler, "me").await.expect("works"), 3);
            let left = world
                .door
                .reader()
                .await
                .expect("a reader")
                .rows("SELECT payload, attempts FROM job", &[])
                .await
                .expect("rows");
            assert_eq!(left.len(), 1);
            assert_eq!(
                (left[0].text(0).expect("a payload").as_str(), left[0].int(1).expect("a number")),
                ("panics", 1)
            );
        },
    );
}

#[test]
fn two_workers_never_work_on_one_subject_at_the_same_time() {
    check(
        || vec![manifest()],
        |world| async move {
            for _ in 0..40 {
                enqueue(&world, "one", "x").await;
            }
            let busy = Arc::new(AtomicUsize::new(0));
            let handled = Arc::new(AtomicUsize::new(0));
            let counting = {
                let (busy, handled) = (Arc::clone(&busy), Arc::clone(&handled));
                let handler: Handler = Arc::new(move |_, _| {
                    let (busy, handled) = (Arc::clone(&busy), Arc::clone(&handled));
                    Box::pin(async move {
                        assert_eq!(busy.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                        tokio::task::yield_now().await;
                        busy.fetch_sub(1, Ordering::SeqCst);
                        handled.fetch_add(1, Ordering::SeqCst);
                        Ok(JobEnd::Done)
                    })
                });
                handler
            };
            let mut workers = tokio::task::JoinSet::new();
            for worker in ["first", "second", "third", "fourth"] {
                let (door, handler, handled) =
                    (world.door.clone(), Arc::clone(&counting), Arc::clone(&handled));
                workers.spawn(async move {
                    while handled.load(Ordering::SeqCst) < 40 {
                        work_once(&door, "sample", &handler, worker).await.expect("works");
                        // An empty queue is seen without waiting for anything: the others get their turn.
                        tokio::task::yield_now().await;
                    }
                });
            }
            workers.join_all().await;
            assert_eq!(handled.load(Ordering::SeqCst), 40, "each job once");
        },
    );
}

static TOLD: AtomicUsize = AtomicUsize::new(0);

fn listening() -> Vec<Manifest> {
    TOLD.store(0, Ordering::SeqCst);
    let after = After {
        name: "sample.counter",
        facts: &["sample.told"],
        run: Arc::new(|_, told| {
            Box::pin(async move {
                assert!(told.payload.get("row").is_some());
                assert_eq!(
                    (told.fact, told.command.as_str(), told.actor.as_str()),
                    ("sample.told", "sample.put", "operator:test"),
                );
                assert!(!told.act.0.is_nil());
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

fn failing() -> Vec<Manifest> {
    TOLD.store(0, Ordering::SeqCst);
    let after = After {
        name: "sample.failing",
        facts: &["sample.told"],
        run: Arc::new(|_, _| {
            Box::pin(async move {
                TOLD.fetch_add(1, Ordering::SeqCst);
                panic!("on purpose");
            })
        }),
    };
    vec![Manifest { after: vec![after], ..manifest() }]
}

#[test]
fn a_fact_that_cannot_be_told_is_parked_after_ten_tries_each() {
    check(failing, |world| async move {
        let org = world.organisation("RX1").await;
        for number in 0..3 {
            world.done(world.operator(), Put::new(org, &number.to_string())).await;
        }
        world.seal().await;
        let after = world.door.after()[0].clone();
        let mut rounds = 0;
        while follow_once(&world.door, &after).await.map_or(true, |passed| passed > 0) {
            rounds += 1;
            assert!(rounds < 100, "the follower gets past what it cannot tell");
        }
        let parked = world
            .door
            .reader()
            .await
            .expect("a reader")
            .number("SELECT COUNT(*) FROM parked_fact", &[])
            .await
            .expect("a count");
        assert_eq!(parked, 3);
        assert_eq!(TOLD.load(Ordering::SeqCst), 30, "ten tries for each, not ten for all");
    });
}
