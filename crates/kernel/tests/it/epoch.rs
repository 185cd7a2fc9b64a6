//! The lives of a database: which signs outside make it a restored one.

use kernel::authority::Role;
use kernel::epoch::{Cause, Epoch, Outside, current, note_voided, settle};
use testkit::{Engine, World, check};
use uuid::Uuid;

use crate::sample::{Put, manifest};

async fn settled(world: &World, remembered: Option<Uuid>, witnessed: i64) -> Epoch {
    let outside = Outside { remembered, witnessed };
    settle(world.door.database(), outside, world.clock.now()).await.expect("it settles")
}

#[test]
fn a_new_database_takes_the_life_its_folder_remembers_and_keeps_it() {
    check(
        || vec![manifest()],
        |world| async move {
            let mut reader = world.door.reader().await.expect("a reader");
            assert_eq!(current(&mut reader).await.expect("read"), None);
            drop(reader);
            let remembered = Uuid::from_bytes([7; 16]);
            let first = settled(&world, Some(remembered), 0).await;
            assert_eq!((first.number, first.id, first.cause), (1, remembered, Cause::First));
            assert!(!first.is_restored() && first.voided_at.is_some());
            assert_eq!(settled(&world, Some(remembered), 0).await, first);
        },
    );
}

#[test]
fn a_life_that_the_database_does_not_know_begins_another_and_an_earlier_one_does_not() {
    check(
        || vec![manifest()],
        |world| async move {
            let first = settled(&world, Some(Uuid::from_bytes([1; 16])), 0).await;
            let second = settled(&world, Some(Uuid::from_bytes([2; 16])), 0).await;
            assert_eq!((second.number, second.cause), (2, Cause::Elsewhere));
            assert!(second.is_restored() && second.voided_at.is_none());
            assert_ne!(second.id, Uuid::from_bytes([2; 16]), "nobody brings a life along");
            // Another node whose folder remembers what was forgotten, too.
            assert_eq!(settled(&world, Some(Uuid::from_bytes([2; 16])), 0).await, second);
            // Another node of the same database, which was away meanwhile.
            assert_eq!(settled(&world, Some(first.id), 0).await, second);
            let third = settled(&world, None, 0).await;
            match world.engine {
                // A folder and the file in it belong together.
                Engine::Sqlite => assert_eq!((third.number, third.cause), (3, Cause::Elsewhere)),
                // A further node comes with a folder of its own.
                _ => assert_eq!(third, second),
            }
        },
    );
}

#[test]
fn words_that_are_no_life_are_never_known() {
    check(
        || vec![manifest()],
        |world| async move {
            settled(&world, Some(Uuid::from_bytes([1; 16])), 0).await;
            // Somebody goes on twice with what was moved elsewhere.
            for number in 2..4 {
                let begun = settled(&world, Some(Uuid::nil()), 0).await;
                assert_eq!((begun.number, begun.cause), (number, Cause::Elsewhere));
                assert_eq!(begun.forgot, None);
            }
        },
    );
}

#[test]
fn an_earlier_life_is_another_nodes_only_where_there_can_be_one() {
    check(
        || vec![manifest()],
        |world| async move {
            let first = settled(&world, Some(Uuid::from_bytes([1; 16])), 0).await;
            let forgotten = Uuid::from_bytes([2; 16]);
            let second = settled(&world, Some(forgotten), 0).await;
            let now = world.clock.now();
            note_voided(world.door.database(), &second, now).await.expect("noted");
            let mut reader = world.door.reader().await.expect("a reader");
            let second = current(&mut reader).await.expect("read").expect("a life");
            drop(reader);
            for (nth, earlier) in [first.id, forgotten].into_iter().enumerate() {
                let found = settled(&world, Some(earlier), 0).await;
                match world.engine {
                    // The folder is older than the file that was put into it.
                    Engine::Sqlite => {
                        assert_eq!(found.cause, Cause::Elsewhere);
                        assert_eq!(found.number, 3 + i64::try_from(nth).expect("it fits"));
                        note_voided(world.door.database(), &found, now).await.expect("noted");
                    }
                    _ => assert_eq!(found, second),
                }
            }
        },
    );
}

#[test]
fn what_a_folder_remembered_is_kept_whatever_made_the_life_begin() {
    check(
        || vec![manifest()],
        |world| async move {
            let first = settled(&world, Some(Uuid::from_bytes([1; 16])), 0).await;
            let unknown = Uuid::from_bytes([2; 16]);
            let behind = settled(&world, Some(unknown), first.sealed + 40).await;
            assert_eq!((behind.cause, behind.forgot), (Cause::Behind, Some(unknown)));
            // Another node whose folder remembers the same.
            assert_eq!(settled(&world, Some(unknown), 0).await, behind);
            let further = settled(&world, Some(behind.id), first.sealed + 41).await;
            assert_eq!((further.cause, further.forgot), (Cause::Behind, None));
        },
    );
}

#[test]
fn a_database_behind_its_checkpoint_begins_another_life_once() {
    check(
        || vec![manifest()],
        |world| async move {
            let organisation = world.organisation("RX1").await;
            let admin = world.administrator(Role::LocalAdministrator, organisation).await;
            for name in ["one", "two", "three"] {
                world.done(admin.clone(), Put::new(organisation, name)).await;
            }
            world.seal().await;
            let first = settled(&world, Some(Uuid::from_bytes([1; 16])), 3).await;
            assert_eq!(first.cause, Cause::First, "a checkpoint of what is there is no sign");
            let held = first.sealed;
            let behind = settled(&world, Some(first.id), held + 40).await;
            assert_eq!((behind.cause, behind.sealed), (Cause::Behind, held));
            assert_eq!((behind.witnessed, behind.lost()), (held + 40, 40));
            assert_eq!(settled(&world, Some(behind.id), held + 40).await, behind);
            // Another node's folder tells of the same loss.
            assert_eq!(settled(&world, Some(first.id), held + 40).await, behind);
            let further = settled(&world, Some(behind.id), held + 41).await;
            assert_eq!((further.number, further.cause), (3, Cause::Behind));
        },
    );
}
