//! Accounts that somebody else got into, on both engines: what the tests have in common. What the directory does about them is
//! tested where all contexts are together.

mod again;
mod lifting;
mod pages;
mod races;
mod running;

use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::{
    CloseCompromise, CompromiseOf, CompromiseState, Found, OpenCompromise, RecordDeviceCheck,
    ReleaseCompromised,
};
use crate::codes::IssueStartCode;
use crate::people;
use crate::testing::{helped, sees};

fn open(person: AccountId) -> OpenCompromise {
    let words = "Letters that she did not write".to_owned();
    OpenCompromise { person, found: Found::Mail, words }
}

async fn state(world: &World, helper: &Actor, person: AccountId) -> CompromiseState {
    world.asked(helper.clone(), &CompromiseOf { person }).await
}

fn devices(person: AccountId) -> RecordDeviceCheck {
    RecordDeviceCheck { person, words: "Her laptop, by the security team: clean".to_owned() }
}

fn close(person: AccountId) -> CloseCompromise {
    CloseCompromise { person, words: "A copied sign-in page".to_owned() }
}

/// Shuts somebody, lets them begin again, and gives them a start code.
async fn begun_again(world: &World, helper: &Actor, person: AccountId) -> String {
    world.done(helper.clone(), open(person)).await;
    sees(world, helper, person).await;
    world.done(helper.clone(), ReleaseCompromised { person }).await;
    helped(world, helper, person, IssueStartCode { person }).await.code
}

/// Where a person is.
async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    people::person(&mut world.door.reader().await.unwrap(), person).await.unwrap().organisation
}
