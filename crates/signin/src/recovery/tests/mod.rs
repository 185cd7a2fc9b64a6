//! A new password without the one before, on both engines: what the tests have in common.

mod alike;
mod familiar;
mod finishing;
mod limits;
mod pages;
mod races;
mod ways;

use kernel::door::{Actor, Command as _};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;

use super::{FinishRecovery, ProveForRecovery, Recovering};
use crate::Origin;
use crate::passkeys::tests::asked_of_anybody;
use crate::passkeys::tests::device::Device;
use crate::testing::USERNAME;

/// What a browser carries.
const BROWSER: &str = "what the page gave the browser";
/// The reason in the log for a code that was looked at and was wrong.
const WRONG: &str = "wrong code on resetting the password";
/// That for a proof that was right.
const RIGHT: &str = "right proof, to reset the password without the one before";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn from(peer: &str) -> Origin {
    Origin::new(peer, "a browser", None)
}

/// What somebody gives who comes from a network that nobody was let in from.
fn by_stranger(username: &str, code: &str) -> ProveForRecovery {
    ProveForRecovery { origin: from("203.0.113.5"), ..by_code(username, code) }
}

fn by_code(username: &str, code: &str) -> ProveForRecovery {
    ProveForRecovery {
        username: username.to_owned(),
        key: None,
        code: Some(secret(code)),
        assertion: None,
        browser_key: None,
        origin: from("192.0.2.7"),
    }
}

async fn by_passkey(world: &World, username: &str, device: &mut Device) -> ProveForRecovery {
    let asked = asked_of_anybody(world, ProveForRecovery::NAME, BROWSER).await;
    let (assertion, browser_key) = (Some(device.answer(&asked)), Some(secret(BROWSER)));
    ProveForRecovery { code: None, assertion, browser_key, ..by_code(username, "") }
}

fn finish(key: &str, new: &str) -> FinishRecovery {
    FinishRecovery { key: secret(key), new: secret(new), origin: from("192.0.2.7") }
}

async fn proved(world: &World, command: ProveForRecovery) -> Recovering {
    world.done(Actor::Anonymous, command).await
}

async fn tried(world: &World, command: ProveForRecovery) -> Result<Recovering> {
    let call = world.call(Actor::Anonymous);
    Ok(world.door.perform(call, command).await?.output)
}

/// The whole of what somebody with such a username and code is told.
async fn told(world: &World, username: &str, code: &str) -> (&'static str, String) {
    let refusal = crate::testing::refusal(tried(world, by_stranger(username, code)).await);
    (refusal.code, format!("{} {:?} {:?}", refusal.text, refusal.fields, refusal.kind))
}

/// How many codes of an account were looked at.
async fn judged(world: &World, person: AccountId) -> usize {
    let reasons = crate::testing::reasons(world, person).await;
    reasons.iter().filter(|reason| *reason == WRONG).count()
}

/// Asha's own way to a new password.
async fn recovered(world: &World, code: &str, new: &str) {
    let key = proved(world, by_code(USERNAME, code)).await.key;
    world.done(Actor::Anonymous, finish(&key, new)).await;
}

/// Where a person is.
async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    let mut reader = world.door.reader().await.unwrap();
    crate::people::person(&mut reader, person).await.unwrap().organisation
}
