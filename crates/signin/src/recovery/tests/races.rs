//! Sixty-four at once: limits are exact, a code leads to one key, and a key to one password.

use testkit::World;

use super::{by_code, finish, judged, proved, tried};
use crate::factors::tests::with_app;
use crate::testing::{USERNAME, asha, check_races};
use kernel::door::Actor;

async fn at_once<T>(world: &World, one: impl Fn(World, usize) -> T) -> usize
where
    T: Future<Output = bool> + Send + 'static,
{
    let tries: Vec<_> = (0..64).map(|number| tokio::spawn(one(world.clone(), number))).collect();
    let mut won = 0;
    for one in tries {
        won += usize::from(one.await.unwrap());
    }
    won
}

#[test]
fn of_sixty_four_wrong_codes_at_once_three_are_looked_at() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let never = app.never_shows(&world);
        let won = at_once(&world, |world, _| {
            let never = never.clone();
            async move { tried(&world, by_code(USERNAME, &never)).await.is_ok() }
        });
        assert_eq!((won.await, judged(&world, person).await), (0, 3));
    });
}

#[test]
fn of_sixty_four_who_use_a_code_at_once_one_goes_on_and_of_as_many_with_a_key_one_sets_a_password()
{
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let code = app.shows(&world);
        let won = at_once(&world, |world, _| {
            let code = code.clone();
            async move { tried(&world, by_code(USERNAME, &code)).await.is_ok() }
        });
        assert_eq!(won.await, 1);
        let key = proved(&world, by_code(USERNAME, &app.recovery_code(0))).await.key;
        let won = at_once(&world, |world, number| {
            let command = finish(&key, &format!("copper meadow {number} saddle"));
            async move { world.door.perform(world.call(Actor::Anonymous), command).await.is_ok() }
        });
        assert_eq!(won.await, 1);
    });
}
