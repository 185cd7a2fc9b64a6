//! The queue before the threads that hash: told when it is full, and shared between networks.

use kernel::door::Ports;

use crate::passwords::HashingPool;
use crate::testing::{LIGHT, OTHER, PASSWORD, USERNAME, asha, enter, on, refusal};
use crate::{Gate, Settings};

/// Ports with a queue in which so many may wait.
fn with(waiting: usize) -> Ports {
    let settings = Settings {
        product: "Guildhall".to_owned(),
        over_https: false,
        portal: "http://localhost:8400".to_owned(),
    };
    let pool = HashingPool::with_waiting(LIGHT, waiting).expect("threads can be started");
    Ports::default().with(pool).with(Gate::new(settings))
}

#[test]
fn a_full_queue_asks_to_come_back_and_counts_nothing() {
    on(
        &testkit::engines(),
        || with(0),
        |world| async move {
            let (person, _) = asha(&world).await;
            let pool = world.door.ports().port::<HashingPool>().unwrap();
            let places = (pool.place("").unwrap(), pool.place("").unwrap());
            let refusal = refusal(enter(&world, USERNAME, OTHER).await);
            assert_eq!(
                (refusal.kind, refusal.code),
                (kernel::refusal::Kind::Limited, "signin.busy")
            );
            assert!(refusal.retry_after.is_some());
            assert!(crate::testing::reasons(&world, person).await.is_empty());
            drop(places);
            enter(&world, USERNAME, PASSWORD).await.unwrap();
        },
    );
}

#[test]
fn one_network_leaves_places_in_the_queue_to_others() {
    on(
        &testkit::engines()[..1],
        || with(4),
        |world| async move {
            asha(&world).await;
            let pool = world.door.ports().port::<HashingPool>().unwrap();
            let flood: Vec<_> =
                std::iter::from_fn(|| pool.place("203.0.113.0/24").ok()).take(10).collect();
            assert_eq!(flood.len(), 3, "half of all");
            enter(&world, USERNAME, PASSWORD).await.unwrap();
            drop(flood);
        },
    );
}
