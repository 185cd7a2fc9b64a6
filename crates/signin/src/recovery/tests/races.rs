//! Sixty-four at once: limits are exact, a code leads to one key, and a key to one password.

use super::{by_code, finish, judged, proved, tried};
use crate::factors::tests::with_app;
use crate::testing::{USERNAME, asha, at_once, check_races};
use kernel::door::Actor;

#[test]
fn of_sixty_four_wrong_codes_at_once_three_are_looked_at() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let never = app.never_shows(&world);
        let tries = (0..64).map(|_| {
            let (world, never) = (world.clone(), never.clone());
            async move { tried(&world, by_code(USERNAME, &never)).await.is_ok() }
        });
        assert_eq!((at_once(tries).await, judged(&world, person).await), (0, 3));
    });
}

#[test]
fn of_sixty_four_who_use_a_code_at_once_one_goes_on_and_of_as_many_with_a_key_one_sets_a_password()
{
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let code = app.shows(&world);
        let tries = (0..64).map(|_| {
            let (world, code) = (world.clone(), code.clone());
            async move { tried(&world, by_code(USERNAME, &code)).await.is_ok() }
        });
        assert_eq!(at_once(tries).await, 1);
        let key = proved(&world, by_code(USERNAME, &app.recovery_code(0))).await.key;
        let tries = (0..64).map(|number| {
            let world = world.clone();
            let command = finish(&key, &format!("copper meadow {number} saddle"));
            async move { world.door.perform(world.call(Actor::Anonymous), command).await.is_ok() }
        });
        assert_eq!(at_once(tries).await, 1);
    });
}
