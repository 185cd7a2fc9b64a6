//! Licences through the door: purchases, parts, queues, and races for one pool.

mod products;
mod purchases;
mod races;
mod waiting;

use facts::directory::{AccountCreated, AccountDeleted, OrganisationOpened};
use kernel::door::{Actor, Face};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Error;
use testkit::World;
use uuid::Uuid;

use super::*;
use crate::keys::SubscriptionId;
use crate::policies::{PolicyList, PolicyOfPerson};

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
