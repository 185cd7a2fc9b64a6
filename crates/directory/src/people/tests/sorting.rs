//! The list of people in other orders than by name: paged without gaps, planned by its own index.

use super::pages::{check_pages, opened, visit};
use super::*;
use crate::people::PeopleInOrganisation;
use crate::people::model::Order;
use crate::people::store::{PLANNED_AS_BEFORE, ordered};
use kernel::clock::Timestamp;
use kernel::vals;

/// Nine people, created an hour apart, some of whom used their accounts, in another order.
async fn nine(world: &World) -> Vec<AccountId> {
    let mut ids = Vec::new();
    for number in 0..9 {
        let family = ["Kay", "Abel", "Hay"][number % 3];
        ids.push(person(world, "RX1", "Asha", family).await.id);
        world.advance(std::time::Duration::from_secs(3600));
    }
    for number in [7, 2, 5] {
        world.note(facts::signin::SessionBegun { account: ids[number] }).await;
        world.advance(std::time::Duration::from_secs(3600));
    }
    ids
}

/// Everybody, two at a time.
async fn paged(world: &World, sort: &str) -> Vec<AccountId> {
    let mut query = PeopleInOrganisation {
        organisation: "RX1".to_owned(),
        sort: Some(sort.to_owned()),
        limit: Some(2),
        ..PeopleInOrganisation::default()
    };
    let mut all = Vec::new();
    loop {
        let page = world.asked(world.operator(), &query).await;
        assert_eq!(page.count, 9);
        all.extend(page.items.iter().map(|row| row.id));
        query.after = page.next;
        if query.after.is_none() {
            return all;
        }
    }
}

#[test]
fn every_order_gives_everybody_once_over_all_pages() {
    check(|world| async move {
        let ids = nine(&world).await;
        let of = |numbers: &[usize]| numbers.iter().map(|number| ids[*number]).collect::<Vec<_>>();
        let up: Vec<AccountId> = ids.clone();
        let down: Vec<AccountId> = ids.iter().rev().copied().collect();
        assert_eq!(paged(&world, "created").await, up);
        assert_eq!(paged(&world, "-created").await, down);
        assert_eq!(paged(&world, "last-used").await, of(&[0, 1, 3, 4, 6, 8, 7, 2, 5]));
        assert_eq!(paged(&world, "-last-used").await, of(&[5, 2, 7, 8, 6, 4, 3, 1, 0]));
        assert_eq!(paged(&world, "name").await, of(&[1, 4, 7, 2, 5, 8, 0, 3, 6]));
        for (sort, after) in [("size", None), ("created", Some("x"))] {
            let wrong = PeopleInOrganisation {
                organisation: "RX1".to_owned(),
                sort: Some(sort.to_owned()),
                after: after.map(str::to_owned),
                ..PeopleInOrganisation::default()
            };
            let call = world.call(world.operator());
            let refused = refusal(world.door.ask(&call, &wrong).await);
            assert_eq!(refused.kind, kernel::refusal::Kind::Invalid);
        }
    });
}

#[test]
fn each_order_is_read_from_its_own_index_and_no_other_list_can_be() {
    on(&[Engine::Sqlite], |world| async move {
        nine(&world).await;
        let listed = "a.organisation = $1 AND 1 = 1 AND a.kind = $2 AND a.state IN ($3, $4, $5)";
        let params = || vals![org("RX1"), "user", "starting", "active", "disabled"].to_vec();
        for order in Order::ALL {
            let index = match order {
                Order::Created | Order::CreatedLast => "account_by_created",
                Order::Used | Order::UsedLast => "account_by_use",
            };
            for after in [None, Some((Timestamp::from_micros(5), AccountId(Uuid::nil())))] {
                let mut params = params();
                let sql = ordered(listed, order, after, 50, &mut params);
                let plan = testkit::plan(&world, &sql).await;
                assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{order:?}: {plan}");
            }
        }
        // What asks about the same columns without those words is planned as before.
        for sql in PLANNED_AS_BEFORE {
            let plan = testkit::plan(&world, sql).await;
            assert!(
                !plan.contains("account_by_created") && !plan.contains("account_by_use"),
                "{plan}"
            );
        }
    });
}

#[test]
fn the_heads_of_the_list_are_links_that_keep_what_was_chosen() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        nine(&world).await;
        let (_, page) = visit(&world, &ann, "/o/RX1/people?state=active", None).await;
        assert!(page.contains("aria-sort=\"ascending\""), "{page}");
        assert!(page.contains("href=\"/o/RX1/people?state=active&amp;sort=created\""), "{page}");
        let at = "/o/RX1/people?state=active&sort=created";
        let (_, page) = visit(&world, &ann, at, None).await;
        assert!(page.contains("href=\"/o/RX1/people?state=active&amp;sort=-created\""), "{page}");
        assert!(page.contains("name=\"sort\" value=\"created\""), "the filters keep the order");
        let (_, csv) =
            visit(&world, &ann, "/o/RX1/people.csv?sort=-created&search=asha", None).await;
        let families: Vec<&str> =
            csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
        assert_eq!(families[..3], ["Hay", "Abel", "Kay"]);
    });
}
