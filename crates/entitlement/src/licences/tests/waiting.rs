//! Who waits, who is next, and what keeps fitting when there are fewer licences.

use facts::directory::AccountRestored;
use testkit::check;

use super::*;

#[test]
fn who_comes_when_the_pool_is_empty_is_created_all_the_same_and_waits_in_turn() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        pool(&world, "RX1", 10, 1).await;
        let first = newcomer(&world, "Asha Rao", organisation).await;
        let second = newcomer(&world, "Ben Cole", organisation).await;
        let third = newcomer(&world, "Cara Dunn", organisation).await;
        assert_eq!(standing(&world, first).await, Some(Holding::Held));
        assert_eq!(standing(&world, second).await, Some(Holding::Waiting { ahead: 0 }));
        assert_eq!(standing(&world, third).await, Some(Holding::Waiting { ahead: 1 }));
        gone(&world, first, organisation).await;
        assert_eq!(
            standing(&world, second).await,
            Some(Holding::Waiting { ahead: 0 }),
            "a job serves, not the leaver"
        );
        let fourth = newcomer(&world, "Dev Eng", organisation).await;
        assert_eq!(
            standing(&world, fourth).await,
            Some(Holding::Waiting { ahead: 2 }),
            "nobody overtakes"
        );
        serve_queue(&world.door).await.unwrap();
        assert_eq!(standing(&world, second).await, Some(Holding::Held));
        assert_eq!(standing(&world, third).await, Some(Holding::Waiting { ahead: 0 }));
        let queue =
            LicenceQueue { organisation: "RX1".to_owned(), product: E3, after: None, limit: None };
        let queue = world.asked(world.operator(), &queue).await;
        assert_eq!(
            queue.items.iter().map(|line| line.account).collect::<Vec<_>>(),
            [third, fourth]
        );
        world.note(AccountRestored { account: first, organisation }).await;
        assert_eq!(
            standing(&world, first).await,
            Some(Holding::Waiting { ahead: 2 }),
            "who comes back stands at the end"
        );
        let numbers = figures(&world, "RX1").await;
        assert_eq!(
            (numbers.owned, numbers.used, numbers.free, numbers.waiting, numbers.over),
            (1, 1, 0, 3, 0)
        );
        books(&world).await;
    });
}

#[test]
fn fewer_licences_take_nothing_away_and_give_nothing_out_until_the_numbers_fit() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let subscription = pool(&world, "RX1", 5, 4).await;
        let mut people = Vec::new();
        for name in ["Asha Rao", "Ben Cole", "Cara Dunn"] {
            people.push(newcomer(&world, name, organisation).await);
        }
        let quantity = |quantity| ChangeQuantity { subscription, quantity };
        world.done(world.operator(), quantity(2)).await;
        sweep(&world.door).await.unwrap();
        for person in &people {
            assert_eq!(standing(&world, *person).await, Some(Holding::Held));
        }
        let purchase = world
            .asked(world.operator(), &SubscriptionById { subscription, after: None, limit: None })
            .await;
        assert_eq!((purchase.purchase.used, purchase.purchase.over), (3, 1));
        let waiting = newcomer(&world, "Dev Eng", organisation).await;
        gone(&world, people[0], organisation).await;
        sweep(&world.door).await.unwrap();
        assert_eq!(
            standing(&world, waiting).await,
            Some(Holding::Waiting { ahead: 0 }),
            "two are in use of two"
        );
        books(&world).await;
        gone(&world, people[1], organisation).await;
        sweep(&world.door).await.unwrap();
        assert_eq!(standing(&world, waiting).await, Some(Holding::Held));
        world.done(world.operator(), quantity(9)).await;
        set(&world, subscription, "RX1", 9).await;
        assert_eq!(figures(&world, "RX1").await.free, 7);
        books(&world).await;
    });
}

#[test]
fn a_part_may_become_smaller_than_what_is_in_use_but_never_larger_than_what_is_left() {
    check(crate::manifests, |world| async move {
        let one = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let subscription = pool(&world, "RX1", 3, 3).await;
        newcomer(&world, "Asha Rao", one).await;
        let second = newcomer(&world, "Ben Cole", one).await;
        set(&world, subscription, "RX1", 1).await;
        let numbers = figures(&world, "RX1").await;
        assert_eq!((numbers.owned, numbers.used, numbers.over), (1, 2, 1));
        assert_eq!(books(&world).await.over, 1);
        let more = |amount| SetAllotment { subscription, organisation: "RX2".to_owned(), amount };
        // Two are in use at RX1, whatever its part says: only one is left.
        assert_eq!(world.refused(world.operator(), more(2)).await, "allotment.not-enough");
        world.done(world.operator(), more(1)).await;
        gone(&world, second, one).await;
        world.done(world.operator(), more(2)).await;
        assert_eq!(books(&world).await.over, 0);
    });
}
