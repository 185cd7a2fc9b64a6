use testkit::World;

use super::MINUTE;
use crate::sessions::queries::note_use;
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter};

async fn notes(world: &World) -> i64 {
    let mut reader = world.door.reader().await.unwrap();
    reader.number("SELECT COUNT(*) FROM session_use", &[]).await.unwrap()
}

#[test]
fn when_a_session_was_used_is_cleared_after_a_month_and_not_while_it_lasts() {
    check(|world| async move {
        asha(&world).await;
        for _ in 0..3 {
            let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
            let session = resolve(&world.door, &key).await.unwrap().unwrap();
            note_use(&world.door, session.id, world.clock.now()).await.unwrap();
        }
        world.advance_days(29);
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let session = resolve(&world.door, &key).await.unwrap().unwrap();
        world.advance(50 * MINUTE);
        note_use(&world.door, session.id, world.clock.now()).await.unwrap();
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(notes(&world).await, 4);
        world.advance_days(1);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(notes(&world).await, 1);
    });
}
