//! Making sure who is asking, on both engines: what its tests have in common.

mod acts;
mod answers;
mod numbers;
mod pages;
mod races;
mod words;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use kernel::secret::Secret;
use testkit::World;

use crate::Origin;
use crate::identity_checks::{IdentityCheckOf, Method, RecordIdentityCheck, SetTelephoneWord};
use crate::people;
use crate::testing::PASSWORD;

const WORD: &str = "Marmaladefox";

fn set(word: &str) -> SetTelephoneWord {
    let secret = |text: &str| Some(Secret::new(text.to_owned()));
    SetTelephoneWord {
        word: Secret::new(word.to_owned()),
        code: None,
        assertion: None,
        current: secret(PASSWORD),
        origin: Origin::default(),
    }
}

fn check(person: AccountId, method: Method) -> RecordIdentityCheck {
    RecordIdentityCheck { person, method, letters: None, asked: Vec::new(), code: None }
}

/// Letters that were given, and which were asked for.
type Given = (Vec<usize>, String);

fn answer(person: AccountId, (asked, letters): Given) -> RecordIdentityCheck {
    let letters = Some(Secret::new(letters));
    RecordIdentityCheck { letters, asked, ..check(person, Method::TelephoneWord) }
}

/// Where a person is.
async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    people::person(&mut world.door.reader().await.unwrap(), person).await.unwrap().organisation
}

/// Somebody of the local help desk there.
async fn desk(world: &World, person: AccountId) -> Actor {
    world.administrator(Role::LocalHelpDesk, organisation_of(world, person).await).await
}

/// Which letters a helper is to ask for.
async fn asked_for(world: &World, helper: &Actor, person: AccountId) -> Vec<usize> {
    world.asked(helper.clone(), &IdentityCheckOf { person }).await.letters
}

/// Those letters of a word.
fn letters_of(word: &str, places: &[usize]) -> String {
    places.iter().filter_map(|place| word.chars().nth(place - 1)).collect()
}

/// The right answer to what a helper is to ask for.
async fn right(world: &World, helper: &Actor, person: AccountId) -> Given {
    let asked = asked_for(world, helper, person).await;
    let letters = letters_of(WORD, &asked);
    (asked, letters)
}

/// An answer to it that no word fits.
async fn wrong(world: &World, helper: &Actor, person: AccountId) -> Given {
    (asked_for(world, helper, person).await, "zzz".to_owned())
}
