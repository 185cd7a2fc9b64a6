//! Passkeys on both engines, with a device made of software: what the tests have in common.

mod adding;
mod alone;
pub(crate) mod device;
mod helping;
mod instead;
mod misuse;
mod mutants;
mod on_the_way_in;
mod pages;
mod races;
mod second;

use kernel::door::{Actor, Command, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;
use uuid::Uuid;

use self::device::{Asked, COPIED, Device};
use super::model::{Bound, Offer, Party, for_alone, for_known};
use crate::Gate;
use crate::Origin;
use crate::factors::{Entered, ProveSecondFactor};
use crate::keys;
use crate::passkeys::{
    Assertion, BeginPasskey, ConfirmPasskey, Kind, MyPasskeys, NewPasskey, PasskeyItem,
    RemovePasskey, SignInWithPasskey,
};
use crate::sessions::{SignedIn, sign_in};
use crate::step_up::ProveAgain;
use crate::testing::{PASSWORD, USERNAME, browser};

/// The session that everything of one's own comes from.
const HERE: [u8; 32] = [3; 32];
/// The key of a browser on the sign-in page.
const BROWSER: &str = "the key of a browser";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn here() -> Origin {
    Origin::new("192.0.2.7", "a browser", Some(HERE))
}

fn gate(world: &World) -> std::sync::Arc<Gate> {
    let ports: &Ports = world.door.ports();
    ports.port::<Gate>().expect("a gate")
}

fn begin(name: &str) -> BeginPasskey {
    BeginPasskey {
        name: name.to_owned(),
        kind: Kind::Passkey,
        code: None,
        assertion: None,
        current: Some(secret(PASSWORD)),
        origin: here(),
    }
}

fn confirm(name: &str, registration: super::Registration) -> ConfirmPasskey {
    ConfirmPasskey { name: name.to_owned(), kind: Kind::Passkey, registration, origin: here() }
}

async fn begun(world: &World, person: AccountId, command: BeginPasskey) -> NewPasskey {
    world.done(Actor::Account(person), command).await
}

/// A key that somebody carries, for tests of other slices.
pub(crate) struct Carried(Device);

impl Carried {
    /// The first key of a person with the password of these tests.
    pub(crate) async fn added(world: &World, person: AccountId) -> Self {
        Self(with_passkey(world, person).await.0)
    }

    /// Adds one more key of the same person, which is copied between devices.
    pub(crate) async fn copied(&mut self, world: &World, person: AccountId) -> Result<()> {
        let assertion = self.0.answer(&asked_for(world, person, BeginPasskey::NAME).await);
        let again =
            BeginPasskey { assertion: Some(assertion), current: None, ..begin("A copied one") };
        let new = begun(world, person, again).await;
        let mut device = Device::new(b"a key in many places");
        (device.flags, device.count) = (COPIED, 0);
        let registration = device.make(&new);
        let call = world.call(Actor::Account(person));
        world.door.perform(call, confirm("A copied one", registration)).await?;
        Ok(())
    }

    /// Removes a key of the same person.
    pub(crate) async fn removes(&mut self, world: &World, person: AccountId, passkey: Uuid) {
        let command = remove(world, person, &mut self.0).await;
        world.done(Actor::Account(person), RemovePasskey { passkey, ..command }).await;
    }

    /// Signs in with nothing but the key.
    pub(crate) async fn sign_in(&mut self, world: &World) -> Result<Entered> {
        let assertion = self.0.answer(&invited(world).await);
        let call = world.door.call(Actor::Anonymous, kernel::door::Face::Portal);
        Ok(world.door.perform(call, alone_with(assertion)).await?.output)
    }
}

/// A person's first passkey, and the recovery codes that came with it.
pub(crate) async fn with_passkey(world: &World, person: AccountId) -> (Device, Vec<String>) {
    added(world, person, Device::new(person.0.as_bytes())).await
}

async fn added(world: &World, person: AccountId, mut device: Device) -> (Device, Vec<String>) {
    let new = begun(world, person, begin("My telephone")).await;
    let registration = device.make(&new);
    let done = world.done(Actor::Account(person), confirm("My telephone", registration)).await;
    (device, done.recovery_codes.expect("recovery codes come with the first passkey"))
}

async fn mine(world: &World, person: AccountId) -> Vec<PasskeyItem> {
    world.asked(Actor::Account(person), &MyPasskeys {}).await.items
}

fn asked(offer: Offer) -> Asked {
    Asked { ticket: offer.ticket, challenge: offer.challenge }
}

/// What a page asks somebody for before a change of their own.
async fn asked_for(world: &World, person: AccountId, act: &'static str) -> Asked {
    let bound = Bound { act, account: Some(person), browser: Some(HERE) };
    let mut reader = world.door.reader().await.unwrap();
    let offer = for_known(&gate(world), &mut reader, &bound, world.clock.now()).await;
    asked(offer.unwrap().expect("a passkey"))
}

/// What the sign-in page asks for.
async fn invited(world: &World) -> Asked {
    asked_of_anybody(world, SignInWithPasskey::NAME, BROWSER).await
}

/// What a page asks somebody for of whom nothing is known.
pub(crate) async fn asked_of_anybody(world: &World, act: &'static str, browser: &str) -> Asked {
    let bound = Bound { act, account: None, browser: Some(keys::hash(browser)) };
    let mut reader = world.door.reader().await.unwrap();
    asked(for_alone(&gate(world), &mut reader, &bound, world.clock.now()).await.unwrap())
}

fn alone_with(assertion: Assertion) -> SignInWithPasskey {
    let origin = Origin::new("192.0.2.7", "a browser", None);
    SignInWithPasskey { browser_key: secret(BROWSER), assertion, origin }
}

/// The key of a step, after a right password.
async fn waiting(world: &World) -> String {
    match sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await.unwrap() {
        Entered::Waiting(waiting) => waiting.step_key,
        Entered::SignedIn(_) => panic!("was signed in by a password alone"),
    }
}

/// What the page after the password asks for.
async fn asked_after(world: &World, person: AccountId, step_key: &str) -> Asked {
    let browser = Some(keys::hash(step_key));
    let bound = Bound { act: ProveSecondFactor::NAME, account: Some(person), browser };
    let mut reader = world.door.reader().await.unwrap();
    let offer = for_known(&gate(world), &mut reader, &bound, world.clock.now()).await;
    asked(offer.unwrap().expect("a passkey"))
}

fn prove(step_key: &str, assertion: Assertion) -> ProveSecondFactor {
    let origin = Origin::new("192.0.2.7", "a browser", None);
    let assertion = Some(assertion);
    ProveSecondFactor { step_key: secret(step_key), code: None, assertion, origin }
}

fn session(entered: Entered) -> SignedIn {
    match entered {
        Entered::SignedIn(signed_in) => signed_in,
        Entered::Waiting(_) => panic!("is asked for something more"),
    }
}

async fn remove(world: &World, person: AccountId, device: &mut Device) -> RemovePasskey {
    let assertion = device.answer(&asked_for(world, person, RemovePasskey::NAME).await);
    let passkey = mine(world, person).await[0].id;
    RemovePasskey { passkey, code: None, assertion: Some(assertion), origin: here() }
}

/// A person's passkey for tests of other slices.
pub(crate) struct Signer(Device);

impl Signer {
    /// Adds it, and gives the recovery codes that come with the first one.
    pub(crate) async fn added(
        world: &World,
        person: AccountId,
        password: &str,
    ) -> (Self, Vec<String>) {
        let command = BeginPasskey { current: Some(secret(password)), ..begin("My telephone") };
        let new = begun(world, person, command).await;
        let mut device = Device::new(person.0.as_bytes());
        let registration = device.make(&new);
        let done = world.done(Actor::Account(person), confirm("My telephone", registration)).await;
        (Self(device), done.recovery_codes.expect("recovery codes come with the first passkey"))
    }

    /// Signs after the password; where the account has no passkey any more, what the sign-in page asked for.
    pub(crate) async fn after_password(
        &mut self,
        world: &World,
        person: AccountId,
        step_key: &str,
    ) -> ProveSecondFactor {
        let asked = match mine(world, person).await.is_empty() {
            true => invited(world).await,
            false => asked_after(world, person, step_key).await,
        };
        prove(step_key, self.0.answer(&asked))
    }

    /// Signs in the middle of a form.
    pub(crate) async fn again(&mut self, world: &World, person: AccountId) -> ProveAgain {
        let assertion = self.0.answer(&asked_for(world, person, ProveAgain::NAME).await);
        ProveAgain { code: None, assertion: Some(assertion), origin: here() }
    }

    /// Signs on the sign-in page.
    pub(crate) async fn alone(&mut self, world: &World) -> SignInWithPasskey {
        alone_with(self.0.answer(&invited(world).await))
    }
}

#[test]
fn the_service_is_known_by_its_address_as_browsers_write_it() {
    for (address, id, origin) in [
        ("http://localhost:8400", "localhost", "http://localhost:8400"),
        ("https://Portal.Example.org", "portal.example.org", "https://portal.example.org"),
        ("https://portal.example.org:443/", "portal.example.org", "https://portal.example.org"),
        ("http://portal.example.org:80", "portal.example.org", "http://portal.example.org"),
        ("https://a.example:80", "a.example", "https://a.example:80"),
        ("http://[::1]:8400", "[::1]", "http://[::1]:8400"),
    ] {
        assert_eq!(Party::of(address), Party { id: id.to_owned(), origin: origin.to_owned() });
    }
}
