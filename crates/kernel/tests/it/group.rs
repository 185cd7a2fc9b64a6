//! Several acts share one commit on SQLite; one that goes wrong harms none of its neighbours.

use std::sync::Arc;

use kernel::db::{SqliteSettings, Target};
use kernel::door::Ports;
use kernel::refusal::Error;
use testkit::{Engine, Scratch, Stand, World, check_on};

use crate::sample::{Misbehave, Put, manifest, rows};

fn on_sqlite<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    check_on(&[Engine::Sqlite], || vec![manifest()], Ports::default, Stand::In, test);
}

/// Performs good acts and one bad one at the same time, so that they meet in groups; every good one must be done.
async fn among_neighbours(world: &World, bad: Misbehave) -> Result<(), Error> {
    let org = world.organisation("RX1").await;
    let before = rows(world).await;
    let barrier = Arc::new(tokio::sync::Barrier::new(41));
    let mut together = tokio::task::JoinSet::new();
    for number in 0..40 {
        let (door, call, barrier) =
            (world.door.clone(), world.call(world.operator()), Arc::clone(&barrier));
        together.spawn(async move {
            barrier.wait().await;
            door.perform(call, Put::new(org, &format!("neighbour {number}"))).await.map(|_| ())
        });
    }
    barrier.wait().await;
    let outcome = world.door.perform(world.call(world.operator()), bad).await.map(|_| ());
    for neighbour in together.join_all().await {
        neighbour.expect("a neighbour is done whatever the bad one does");
    }
    assert_eq!(rows(world).await - before, 40, "nothing of the bad act is kept");
    outcome
}

#[test]
fn a_panic_a_wait_and_a_failed_statement_harm_no_neighbour() {
    on_sqlite(|world| async move {
        for bad in [Misbehave::Panic, Misbehave::Wait, Misbehave::FailAndGoOn, Misbehave::Machine] {
            let name = format!("{bad:?}");
            assert!(
                matches!(among_neighbours(&world, bad).await, Err(Error::Fault(_))),
                "{name} is a fault"
            );
        }
        assert!(matches!(
            among_neighbours(&world, Misbehave::Refused).await,
            Err(Error::Refused(_))
        ));
    });
}

#[test]
fn a_full_disk_harms_no_neighbour_and_is_over_when_there_is_room() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut scratch = Scratch::new(Engine::Sqlite).await;
        let Target::Sqlite(path, settings) = scratch.target.clone() else {
            panic!("an SQLite target")
        };
        // About 8 MiB: room for the neighbours, none for the act that writes 64 MiB.
        scratch.target = Target::Sqlite(path, SqliteSettings { max_pages: Some(2048), ..settings });
        let world =
            World::open(&scratch, Engine::Sqlite, vec![manifest()], Ports::default(), Stand::In)
                .await
                .expect("opens");
        for _ in 0..3 {
            match among_neighbours(&world, Misbehave::Fill).await {
                Err(Error::Refused(refusal)) => {
                    assert_eq!(refusal.code, "outage");
                    assert!(refusal.retry_after.is_some(), "the answer says when to try again");
                }
                other => panic!("filling the disk should be an outage, got {other:?}"),
            }
        }
        let report = kernel::audit::verify(
            &mut world.door.reader().await.expect("a reader"),
            world.door.node_key(),
            &[],
            None,
        )
        .await
        .expect("reads");
        assert_eq!(report.problems, []);
        world.door.close().await;
        scratch.remove().await;
    });
}
