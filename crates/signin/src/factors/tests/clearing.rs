//! What is cleared away by itself, and what a restore makes void.

use std::time::Duration;

use kernel::db::Reader;
use kernel::door::Actor;
use testkit::World;

use super::{STEP, begun, confirm, give, waiting, with_app};
use crate::factors::{Readable, readable, store};
use crate::testing::{asha, check, refusal};

async fn reader(world: &World) -> Reader {
    world.door.reader().await.unwrap()
}

#[test]
fn what_was_begun_and_never_finished_goes() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = begun(&world, person, "My telephone", None).await;
        world.advance(Duration::from_secs(24 * 3600 - 60));
        crate::sweep(&world.door).await.unwrap();
        assert!(store::app(&mut reader(&world).await, person, app.id).await.unwrap().is_some());
        world.advance(Duration::from_secs(120));
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(
            world.refused(Actor::Account(person), confirm(app.id, &app.shows(&world))).await,
            "authenticator.not-begun"
        );
        let app = with_app(&world, person).await;
        waiting(&world).await;
        refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        world.advance_days(3);
        crate::sweep(&world.door).await.unwrap();
        let mut reader = reader(&world).await;
        let now = world.clock.now();
        assert!(!store::has_steps_before(&mut reader, now).await.unwrap());
        assert!(!store::has_failures_before(&mut reader, now).await.unwrap());
        assert!(store::app(&mut reader, person, app.id).await.unwrap().is_some());
        assert_eq!(store::looks::turns(&mut reader).await.unwrap(), 0);
        assert_eq!(world.acts("second-factor.clear-due").await, 4, "two with work, two that end");
    });
}

#[test]
fn apps_are_read_with_the_key_of_the_installation_only() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_app(&world, person).await;
        let mut reader = reader(&world).await;
        let found = readable(&mut reader, world.door.node_key()).await.unwrap();
        assert_eq!(found, Readable { apps: 1, unreadable: 0 });
        let other = kernel::audit::node_key(&[7; 32]);
        let found = readable(&mut reader, &other).await.unwrap();
        assert_eq!(found, Readable { apps: 1, unreadable: 1 });
    });
}

#[test]
fn no_secret_stands_in_a_table_in_the_clear() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let mut reader = reader(&world).await;
        let kept = store::app(&mut reader, person, app.id).await.unwrap().unwrap();
        assert!(!kept.sealed.windows(app.key.len()).any(|part| part == app.key));
        for code in store::unused_codes(&mut reader, person).await.unwrap() {
            assert_eq!(code.hash.len(), 32);
        }
        world.advance(STEP);
    });
}
