//! Many at once on one pool and on one purchase.

use facts::directory::AccountRestored;
use testkit::{check, check_races};

use super::*;
use crate::policies::{MovePeople, PolicyOfPerson};

/// A sequence of numbers that looks like chance and is the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn sixty_four_at_once_on_one_pool_never_take_more_than_there_is() {
    check_races(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let subscription = pool(&world, "RX1", 24, 20).await;
        let national = policies_of(&world).await[0];
        let create = crate::policies::CreatePolicy {
            organisation: "RX1".to_owned(),
            name: "Wards".to_owned(),
            base_product: E3,
            addons: Vec::new(),
            description: String::new(),
            switched_off: Vec::new(),
        };
        let wards = world.done(world.operator(), create).await.id;
        let mut running = tokio::task::JoinSet::new();
        for number in 0..64_u64 {
            let world = world.clone();
            running.spawn(async move {
                let mut dice = Dice(number + 1);
                let account = newcomer(&world, &format!("Person N{number}"), organisation).await;
                let mut present = true;
                for _ in 0..6 {
                    match dice.throw(5) {
                        0 if present => {
                            gone(&world, account, organisation).await;
                            present = false;
                        }
                        0 | 1 if !present => {
                            world.note(AccountRestored { account, organisation }).await;
                            present = true;
                        }
                        2 => {
                            let policy = if dice.throw(2) == 0 { wards } else { national };
                            world
                                .done(
                                    world.operator(),
                                    MovePeople { policy, accounts: vec![account], day: None },
                                )
                                .await;
                        }
                        3 => set(&world, subscription, "RX1", 18 + dice.throw(6) as i64).await,
                        _ => serve(&world, organisation).await,
                    }
                    let policy =
                        world.asked(world.operator(), &PolicyOfPerson { person: account }).await;
                    assert!(
                        [wards, national].contains(&policy.policy),
                        "nobody is ever without a user policy"
                    );
                    assert_eq!(
                        policy.licences.len(),
                        usize::from(present),
                        "everybody holds or waits"
                    );
                    books(&world).await;
                }
                present
            });
        }
        let mut present = 0;
        while let Some(ended) = running.join_next().await {
            present += i64::from(ended.unwrap());
        }
        set(&world, subscription, "RX1", 24).await;
        serve(&world, organisation).await;
        let numbers = figures(&world, "RX1").await;
        assert_eq!(numbers.used, present.min(24));
        assert_eq!(numbers.waiting, (present - 24).max(0));
        assert_eq!(books(&world).await.over, 0);
        let lines = world.asked(world.operator(), &list()).await.items;
        assert_eq!(
            lines.iter().map(|line| line.members).sum::<i64>(),
            present,
            "everybody is in exactly one"
        );
    });
}

#[test]
fn a_run_for_the_last_licences_gives_out_each_once() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        pool(&world, "RX1", 10, 10).await;
        let mut running = tokio::task::JoinSet::new();
        for number in 0..64 {
            let world = world.clone();
            running.spawn(async move {
                newcomer(&world, &format!("Person N{number}"), organisation).await;
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
        let numbers = figures(&world, "RX1").await;
        assert_eq!((numbers.used, numbers.free, numbers.waiting), (10, 0, 54));
        books(&world).await;
    });
}

#[test]
fn four_organisations_at_once_on_one_national_purchase_never_share_out_more_than_there_is() {
    check_races(crate::manifests, |world| async move {
        let mut organisations = Vec::new();
        for code in ["RX1", "RX2", "RX3", "RX4"] {
            organisations.push(opened(&world, code).await);
        }
        let subscription = pool(&world, "RX1", 120, 0).await;
        let add = AddSubscription {
            product: E3,
            label: "National agreement".to_owned(),
            quantity: 130,
            organisation: None,
            starts_on: None,
            ends_on: None,
            predecessor: None,
            tops_up: Some(true),
        };
        let national = world.done(world.operator(), add).await.id;
        let mut running = tokio::task::JoinSet::new();
        for number in 0..64_u64 {
            let world = world.clone();
            let place = (number % 4) as usize;
            let organisation = organisations[place];
            running.spawn(async move {
                let mut dice = Dice(number + 99);
                for round in 0..3 {
                    let name = format!("Person N{number}R{round}");
                    let account = newcomer(&world, &name, organisation).await;
                    match dice.throw(4) {
                        0 => gone(&world, account, organisation).await,
                        1 => {
                            let code = format!("RX{}", place + 1);
                            set(&world, subscription, &code, dice.throw(30) as i64).await;
                        }
                        2 if number == 2 => {
                            let quantity = 100 + dice.throw(60) as i64;
                            let change = ChangeQuantity { subscription: national, quantity };
                            world.done(world.operator(), change).await;
                        }
                        _ => sweep(&world.door).await.unwrap(),
                    }
                    books(&world).await;
                }
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
        world
            .done(world.operator(), ChangeQuantity { subscription: national, quantity: 300 })
            .await;
        sweep(&world.door).await.unwrap();
        sweep(&world.door).await.unwrap();
        let all = world.asked(world.operator(), &NationalLicences::default()).await.items;
        for purchase in all {
            let shared_out = purchase.allotted <= purchase.quantity;
            assert!(shared_out && purchase.used <= purchase.allotted, "{purchase:?}");
        }
        for code in ["RX1", "RX2", "RX3", "RX4"] {
            assert_eq!(figures(&world, code).await.waiting, 0, "there is enough for everybody now");
        }
        books(&world).await;
    });
}
