//! National administration at the door: marks, the allowance, records of requests, and what the role may do with them.

mod intakes;
mod marks;
mod pages;

use kernel::authority::{GrantSpan, Role, ServedSector};
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::{
    AdministerLocally, AdministerNationally, OpenIntake, Served, ServedByCode, ServedList, Way,
};
use crate::people::tests::pages::{check_pages, opened};
use crate::people::tests::{create, person};

/// A pharmacy without an administrator of its own, with one person.
async fn pharmacy(world: &World, code: &str) -> (OrganisationId, AccountId) {
    let (organisation, Actor::Account(somebody)) = opened(world, code).await else {
        panic!("an account administers it")
    };
    let mut reader = world.door.reader().await.unwrap();
    let grants = kernel::authority::grants_of(&mut reader, somebody, world.clock.now()).await;
    drop(reader);
    for grant in grants.unwrap() {
        world.done(world.operator(), testkit::EndRole(grant)).await;
    }
    (organisation, somebody)
}

/// Somebody of another organisation who looks after pharmacies.
async fn agent(world: &World) -> Actor {
    opened(world, "NAS").await;
    let agent = person(world, "NAS", "Noor", "Agent").await.id;
    let role = Role::NationalAdministrationService;
    world.grant(agent, role, GrantSpan::Sector(ServedSector::Pharmacy)).await;
    Actor::Account(agent)
}

fn begin(code: &str) -> AdministerNationally {
    AdministerNationally {
        organisation: code.to_owned(),
        sector: ServedSector::Pharmacy,
        reason: "It has no staff for it".to_owned(),
    }
}

fn end(code: &str, without: Option<&str>) -> AdministerLocally {
    AdministerLocally {
        organisation: code.to_owned(),
        reason: "It was bought".to_owned(),
        without: without.map(str::to_owned),
    }
}

fn asked(code: &str, ticket: &str) -> OpenIntake {
    OpenIntake {
        organisation: code.to_owned(),
        asked_by: "Priya Nair, manager".to_owned(),
        way: Way::SiteMail,
        ticket: ticket.to_owned(),
        note: "A new technician".to_owned(),
    }
}

async fn served(world: &World, actor: &Actor, code: &str) -> Served {
    world.asked(actor.clone(), &ServedByCode { organisation: code.to_owned() }).await
}
