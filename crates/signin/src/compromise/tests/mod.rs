//! Accounts that somebody else got into, on both engines: what the tests have in common. What the directory does about them is
//! tested where all contexts are together.

mod pages;
mod races;
mod running;

use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::{CompromiseOf, CompromiseState, Found, OpenCompromise};
use crate::people;

fn open(person: AccountId) -> OpenCompromise {
    let words = "Letters that she did not write".to_owned();
    OpenCompromise { person, found: Found::Mail, words }
}

async fn state(world: &World, helper: &Actor, person: AccountId) -> CompromiseState {
    world.asked(helper.clone(), &CompromiseOf { person }).await
}

/// Where a person is.
async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    people::person(&mut world.door.reader().await.unwrap(), person).await.unwrap().organisation
}
