use kernel::clock::Timestamp;
use testkit::World;

use super::MINUTE;
use crate::sessions::queries::note_use;
use crate::sessions::{resolve, store};
use crate::testing::{PASSWORD, USERNAME, asha, check, enter};

async fn use_a_session(world: &World) {
    let key = enter(world, USERNAME, PASSWORD).await.unwrap().session_key;
    let session = resolve(&world.door, &key).await.unwrap().unwrap();
    note_use(&world.door, session.id, world.clock.now()).await.unwrap();
}

async fn is_any_noted_before(world: &World, moment: Timestamp) -> bool {
    let mut reader = world.door.reader().await.unwrap();
    store::has_use_before(&mut reader, moment, 100).await.unwrap()
}

#[test]
fn when_a_session_was_used_is_cleared_after_a_month_and_not_before() {
    check(|world| async move {
        asha(&world).await;
        for _ in 0..3 {
            use_a_session(&world).await;
        }
        world.advance_days(29);
        let between = world.clock.now();
        world.advance(50 * MINUTE);
        use_a_session(&world).await;
        crate::sweep(&world.door).await.unwrap();
        assert!(is_any_noted_before(&world, between).await);
        world.advance_days(1);
        crate::sweep(&world.door).await.unwrap();
        assert!(!is_any_noted_before(&world, between).await);
        assert!(is_any_noted_before(&world, world.clock.now()).await);
    });
}
