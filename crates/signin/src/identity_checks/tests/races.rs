//! However many answer at the same moment, no more wrong answers are judged than a day has.

use kernel::door::{Actor, Door};
use kernel::refusal::Error;
use testkit::World;

use super::{WORD, answer, right, set};
use crate::testing::{asha, check_races};

#[test]
fn of_sixty_four_wrong_answers_at_once_three_are_judged() {
    check_races(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let given = right(&world, &administrator, person).await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (door, call) = (world.door.clone(), world.call(administrator.clone()));
                let not = (given.0.clone(), "zzz".to_owned());
                tokio::spawn(async move { door.perform(call, answer(person, not)).await })
            })
            .collect();
        let mut judged = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(done) => {
                    assert!(!done.output.passed);
                    judged += 1;
                }
                Err(Error::Refused(refusal)) => assert_eq!(refusal.code, "identity-check.closed"),
                Err(fault) => panic!("met a fault: {fault}"),
            }
        }
        assert_eq!(judged, 3);
        let refused = world.refused(administrator, answer(person, given)).await;
        assert_eq!(refused, "identity-check.closed");
    });
}

#[test]
fn of_sixty_four_right_answers_at_once_one_is_right() {
    check_races(|world: World| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let given = right(&world, &administrator, person).await;
        let perform = |door: Door| {
            let (call, given) = (world.call(administrator.clone()), given.clone());
            tokio::spawn(async move { door.perform(call, answer(person, given)).await })
        };
        let tries: Vec<_> = (0..64).map(|_| perform(world.door.clone())).collect();
        let mut passed = 0;
        for one in tries {
            if let Ok(done) = one.await.unwrap() {
                passed += usize::from(done.output.passed);
            }
        }
        // By chance the next letters are the same ones, once in 220 times.
        assert!((1..=2).contains(&passed), "{passed}");
    });
}
