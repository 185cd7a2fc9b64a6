//! National purchases that top up, and purchases of one organisation.

use kernel::authority::Role;
use testkit::check;

use super::*;
use crate::licences::model::{SubscriptionState, top_up_of};

#[test]
fn a_national_purchase_tops_organisations_up_in_blocks_as_they_need() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let add = AddSubscription {
            product: E3,
            label: "National agreement".to_owned(),
            quantity: 70,
            organisation: None,
            starts_on: None,
            ends_on: None,
            predecessor: None,
            tops_up: None,
        };
        world.done(world.operator(), add).await;
        let first = newcomer(&world, "Asha Rao", organisation).await;
        assert_eq!(standing(&world, first).await, Some(Holding::Waiting { ahead: 0 }));
        work(&world).await;
        assert_eq!(standing(&world, first).await, Some(Holding::Held));
        assert_eq!(figures(&world, "RX1").await.owned, 50);
        for number in 0..41 {
            newcomer(&world, &format!("Person N{number}"), organisation).await;
        }
        work(&world).await;
        assert_eq!(figures(&world, "RX1").await.owned, 70, "the rest, which is less than a block");
        books(&world).await;
    });
}

#[test]
fn an_organisations_own_purchase_is_its_own() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let add = |quantity: i64, ends_on: Option<&str>| AddSubscription {
            product: E3,
            label: "Our own".to_owned(),
            quantity,
            organisation: Some("RX1".to_owned()),
            starts_on: None,
            ends_on: ends_on.map(str::to_owned),
            predecessor: None,
            tops_up: None,
        };
        assert_eq!(world.refused(world.operator(), add(-1, None)).await, "subscription.quantity");
        assert_eq!(
            world.refused(world.operator(), add(1, Some("5 March"))).await,
            "subscription.day"
        );
        assert_eq!(
            world.refused(world.operator(), add(1, Some("2026-03-05"))).await,
            "subscription.ends-first"
        );
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        assert_eq!(world.refused(local.clone(), add(1, None)).await, "not-allowed");
        let subscription = world.done(world.operator(), add(1, Some("2027-02-01"))).await.id;
        let other = SetAllotment { subscription, organisation: "RX2".to_owned(), amount: 1 };
        assert_eq!(world.refused(world.operator(), other).await, "allotment.own-purchase");
        let figures_now =
            world.asked(local.clone(), &LicenceOverview { organisation: "RX1".to_owned() }).await;
        assert_eq!(figures_now.items[0].parts[0].state, SubscriptionState::Expiring);
        let foreign = LicenceOverview { organisation: "RX2".to_owned() };
        let unknown = LicenceOverview { organisation: "NOT".to_owned() };
        assert_eq!(world.not_asked(local.clone(), &foreign).await, "not-found");
        assert_eq!(world.not_asked(local, &unknown).await, "not-found");
        let held = newcomer(&world, "Asha Rao", organisation).await;
        world.advance_days(60);
        let late = newcomer(&world, "Ben Cole", organisation).await;
        assert_eq!(
            standing(&world, held).await,
            Some(Holding::Held),
            "an ended purchase takes nothing away"
        );
        gone(&world, held, organisation).await;
        serve_queue(&world.door).await.unwrap();
        assert_eq!(
            standing(&world, late).await,
            Some(Holding::Waiting { ahead: 0 }),
            "nor does it give anything out"
        );
        let next = AddSubscription { predecessor: Some(subscription), ..add(1, None) };
        world.done(world.operator(), next).await;
        serve_queue(&world.door).await.unwrap();
        assert_eq!(standing(&world, late).await, Some(Holding::Held));
        books(&world).await;
    });
}

#[test]
fn blocks_are_whole_and_cover_what_is_missing() {
    assert_eq!(top_up_of(0, 10, 10, 50), 0);
    assert_eq!(top_up_of(0, 9, 10, 50), 50);
    assert_eq!(top_up_of(41, 0, 10, 50), 100);
    for waiting in 0..200 {
        for free in 0..200 {
            let more = top_up_of(waiting, free, 10, 50);
            assert!(
                more % 50 == 0
                    && free + more >= waiting + 10
                    && (more == 0 || free + more - 50 < waiting + 10)
            );
        }
    }
}
