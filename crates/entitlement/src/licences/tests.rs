//! Licences through the door: purchases, parts, queues, and races for one pool.

use facts::directory::{AccountCreated, AccountDeleted, AccountRestored, OrganisationOpened};
use kernel::authority::Role;
use kernel::door::{Actor, Face};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Error;
use testkit::{World, check, check_races};
use uuid::Uuid;

use super::model::{SubscriptionState, read_table, starter, top_up_of};
use super::*;
use crate::keys::SubscriptionId;
use crate::policies::{MovePeople, PolicyList, PolicyOfPerson};

/// Microsoft 365 E3, the national base licence of the enhanced tier, which testkit's organisations are of.
const E3: ProductId = ProductId(Uuid::from_u128(0x05e9_a617_0261_4cee_bb44_138d_3ef5_d965));

async fn opened(world: &World, code: &str) -> OrganisationId {
    ensure(&world.door).await.unwrap();
    let organisation = world.organisation(code).await;
    world.note(OrganisationOpened { organisation }).await;
    organisation
}

async fn newcomer(world: &World, name: &str, organisation: OrganisationId) -> AccountId {
    let account = world.person(name, organisation);
    world
        .note(AccountCreated { account, organisation, kind: "user".to_owned(), policy: None })
        .await;
    account
}

/// A national purchase that is shared out by hand, and the organisation's part of it.
async fn pool(world: &World, code: &str, quantity: i64, part: i64) -> SubscriptionId {
    let add = AddSubscription {
        product: E3,
        label: "Agreement 1".to_owned(),
        quantity,
        organisation: None,
        starts_on: None,
        ends_on: None,
        predecessor: None,
        tops_up: Some(false),
    };
    let subscription = world.done(world.operator(), add).await.id;
    set(world, subscription, code, part).await;
    subscription
}

async fn set(world: &World, subscription: SubscriptionId, organisation: &str, amount: i64) {
    world
        .done(
            world.operator(),
            SetAllotment { subscription, organisation: organisation.to_owned(), amount },
        )
        .await;
}

async fn figures(world: &World, code: &str) -> ProductFigures {
    let overview =
        world.asked(world.operator(), &LicenceOverview { organisation: code.to_owned() }).await;
    overview.items.into_iter().find(|item| item.product == E3).unwrap()
}

async fn standing(world: &World, person: AccountId) -> Option<Holding> {
    let policy = world.asked(world.operator(), &PolicyOfPerson { person }).await;
    policy.licences.iter().find(|licence| licence.is_base).map(|licence| licence.holding)
}

async fn books(world: &World) -> Checked {
    let checked = world.asked(world.operator(), &CheckLicences {}).await;
    assert!(checked.broken.is_empty(), "the books disagree: {:?}", checked.broken);
    checked
}

async fn gone(world: &World, account: AccountId, organisation: OrganisationId) {
    world.note(AccountDeleted { account, organisation }).await;
}

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

/// Does the jobs until none is left.
async fn work(world: &World) {
    loop {
        let mut done = 0;
        for (queue, handler) in crate::handlers() {
            done += kernel::jobs::work_once(&world.door, queue, &handler, "test").await.unwrap();
        }
        if done == 0 {
            return;
        }
    }
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
                                    MovePeople { policy, accounts: vec![account] },
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

fn list() -> PolicyList {
    PolicyList { organisation: "RX1".to_owned(), after: None, limit: None }
}

async fn policies_of(world: &World) -> Vec<PolicyId> {
    world.asked(world.operator(), &list()).await.items.iter().map(|line| line.id).collect()
}

async fn serve(world: &World, organisation: OrganisationId) {
    let call = world.door.call(Actor::Service("licences"), Face::Job);
    match world.door.perform(call, ServeLicences { organisation, product: E3 }).await {
        Ok(_) => {}
        Err(Error::Refused(refusal)) => panic!("serving was refused: {}", refusal.code),
        Err(error) => panic!("serving met a fault: {error}"),
    }
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
fn importing_twice_changes_nothing_the_second_time() {
    check(crate::manifests, |world| async move {
        ensure(&world.door).await.unwrap();
        ensure(&world.door).await.unwrap();
        let first = world.done(world.operator(), ImportProducts { rows: starter() }).await;
        assert_eq!(first, Imported::default(), "the starter set was there already");
        let text = "\u{feff}Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n\
                    Made up,MADE_UP,11111111-1111-4111-8111-111111111111,PLAN,22222222-2222-4222-8222-222222222222,A plan\n\
                    Broken,BROKEN,not a key,PLAN,22222222-2222-4222-8222-222222222222,A plan\n\
                    ,EMPTY,11111111-1111-4111-8111-111111111111,PLAN,22222222-2222-4222-8222-222222222222,A plan\n";
        let table = read_table(text.as_bytes()).unwrap();
        assert_eq!(table.refused.iter().map(|refused| refused.row).collect::<Vec<_>>(), [3, 4]);
        let import = ImportProducts { rows: table.rows };
        assert_eq!(
            world.done(world.operator(), import.clone()).await,
            Imported { products: 1, plans: 1, pairs: 1 }
        );
        assert_eq!(world.done(world.operator(), import).await, Imported::default());
        assert_eq!(read_table(b"a,b\n1,2\n").unwrap_err(), "Product_Display_Name");
        let found = world
            .asked(
                world.operator(),
                &ProductList { search: Some("made".to_owned()), ..ProductList::default() },
            )
            .await;
        assert_eq!(found.items.len(), 1);
    });
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the real data is"
)]
fn the_real_table_of_products_is_imported_whole() {
    // Microsoft's table lies in the folder of real data, beside the register's files.
    let data = std::env::var("GUILDHALL_REAL_DATA").map_or_else(
        |_| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        std::path::PathBuf::from,
    );
    let table = "m365/product-names-and-service-plan-identifiers_2026-01.csv";
    let beside = [data.join(table), data.join("..").join(table)];
    let path = &beside[usize::from(!beside[0].exists())];
    let Ok(bytes) = std::fs::read(path) else {
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "NOT RUN ON THE REAL TABLE OF PRODUCTS: {} is not there (GUILDHALL_REAL_DATA names the folder)",
            path.display()
        );
        return;
    };
    let table = read_table(&bytes).unwrap();
    assert!(table.refused.is_empty(), "{:?}", table.refused);
    check(crate::manifests, |world| {
        let rows = table.rows.clone();
        async move {
            for again in [false, true] {
                let mut imported = Imported::default();
                for chunk in ImportProducts::chunks(&rows) {
                    imported += world.done(world.operator(), chunk).await;
                }
                let expected = if again {
                    Imported::default()
                } else {
                    Imported { products: 569, plans: 723, pairs: 5448 }
                };
                assert_eq!(imported, expected);
            }
            let products = world.asked(world.operator(), &ProductList::default()).await;
            assert_eq!((products.known, products.plans), (569, 723));
        }
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
