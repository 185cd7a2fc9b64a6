//! The second step of signing in, on both engines: what the tests of it have in common, and adding and removing apps.

mod adding;
mod clearing;
mod codes;
mod ending;
mod helping;
mod limit;
mod machine;
mod owning;
mod pages;
mod paths;
mod races;
mod signing_in;
mod warning;

use std::time::Duration;

use kernel::door::{Actor, Call};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;
use uuid::Uuid;

use super::model::{code, step_at};
use crate::Origin;
use crate::factors::{
    BeginAuthenticator, ConfirmAuthenticator, DrawRecoveryCodes, Entered, RemoveAuthenticator,
    prove,
};
use crate::sessions::{SignedIn, sign_in};
use crate::testing::{PASSWORD, USERNAME, browser};

/// Half a minute: the next code.
const STEP: Duration = Duration::from_secs(30);

/// An authenticator app as a telephone has it.
#[derive(Clone)]
pub(crate) struct App {
    id: Uuid,
    key: Vec<u8>,
    recovery: Vec<String>,
}

impl App {
    /// An app that was given these letters.
    pub(crate) fn read(id: Uuid, letters: &str) -> Self {
        Self { id, key: read(letters), recovery: Vec::new() }
    }

    /// Keeps the recovery codes that came with it.
    pub(crate) fn keep(&mut self, recovery: Vec<String>) {
        self.recovery = recovery;
    }

    /// The code that it shows, so many steps from now.
    fn shows_at(&self, world: &World, ahead: i64) -> String {
        let step = step_at(world.clock.now()) + ahead;
        String::from_utf8(code(&self.key, step).to_vec()).expect("digits")
    }

    pub(crate) fn shows(&self, world: &World) -> String {
        self.shows_at(world, 0)
    }

    /// One of the recovery codes that came with it.
    pub(crate) fn recovery_code(&self, number: usize) -> String {
        self.recovery[number].clone()
    }

    /// A code that it shows at no moment around now.
    pub(crate) fn never_shows(&self, world: &World) -> String {
        let near: Vec<String> = (-3..=3).map(|ahead| self.shows_at(world, ahead)).collect();
        let free = (0..10).map(|digit| format!("{digit}{digit}{digit}123"));
        free.into_iter().find(|code| !near.contains(code)).expect("ten are more than seven")
    }
}

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn begin(name: &str, code: Option<&str>) -> BeginAuthenticator {
    // The first app is added with the password, the others with a code.
    let current = code.is_none().then(|| secret(PASSWORD));
    let (name, code) = (name.to_owned(), code.map(secret));
    BeginAuthenticator { name, code, current, assertion: None, origin: Origin::default() }
}

fn confirm(authenticator: Uuid, code: &str) -> ConfirmAuthenticator {
    ConfirmAuthenticator { authenticator, code: secret(code), origin: Origin::default() }
}

fn remove(authenticator: Uuid, code: &str) -> RemoveAuthenticator {
    let code = Some(secret(code));
    RemoveAuthenticator { authenticator, code, assertion: None, origin: Origin::default() }
}

fn draw(code: &str) -> DrawRecoveryCodes {
    DrawRecoveryCodes { code: Some(secret(code)), assertion: None, origin: Origin::default() }
}

/// What an app reads out of the letters it is given.
fn read(letters: &str) -> Vec<u8> {
    let mut bits = String::new();
    for letter in letters.bytes().filter(|letter| *letter != b' ') {
        let place = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|one| *one == letter);
        bits.push_str(&format!("{:05b}", place.expect("a letter of base32")));
    }
    let bytes = bits.as_bytes().chunks_exact(8);
    let byte = |chunk: &[u8]| u8::from_str_radix(std::str::from_utf8(chunk).unwrap(), 2).unwrap();
    bytes.map(byte).collect()
}

/// An app that was begun and is not confirmed.
async fn begun(world: &World, person: AccountId, name: &str, proof: Option<&str>) -> App {
    let begun = world.done(Actor::Account(person), begin(name, proof)).await;
    App { id: begun.authenticator, key: read(&begun.key), recovery: Vec::new() }
}

/// A person's first app. The code that confirmed it is used, so the clock goes on to the next one.
pub(crate) async fn with_app(world: &World, person: AccountId) -> App {
    let mut app = begun(world, person, "My telephone", None).await;
    let done = world.done(Actor::Account(person), confirm(app.id, &app.shows(world))).await;
    app.recovery = done.recovery_codes.expect("recovery codes come with the first app");
    world.advance(STEP);
    app
}

/// The first app of somebody who had something else, of which this is a code.
pub(crate) async fn with_app_by(world: &World, person: AccountId, proof: &str) -> App {
    let mut app = begun(world, person, "My telephone", Some(proof)).await;
    let done = world.done(Actor::Account(person), confirm(app.id, &app.shows(world))).await;
    app.recovery = done.recovery_codes.expect("recovery codes come with the first app");
    world.advance(STEP);
    app
}

/// The same for tests of other slices, whose people have other passwords.
pub(crate) async fn with_second_step(world: &World, person: AccountId, password: &str) -> App {
    let me = Actor::Account(person);
    let command =
        BeginAuthenticator { current: Some(secret(password)), ..begin("My telephone", None) };
    let begun = world.done(me.clone(), command).await;
    let mut app = App { id: begun.authenticator, key: read(&begun.key), recovery: Vec::new() };
    let done = world.done(me, confirm(app.id, &app.shows(world))).await;
    app.recovery = done.recovery_codes.expect("recovery codes come with the first app");
    world.advance(STEP);
    app
}

/// The first app of somebody, added in a session of theirs.
pub(crate) async fn with_app_in(world: &World, call: Call) -> App {
    let done = world.door.perform(call.again(), begin("My telephone", None)).await;
    let begun = done.expect("an app can be begun").output;
    let mut app = App { id: begun.authenticator, key: read(&begun.key), recovery: Vec::new() };
    let origin = Origin::new("", "", call.session);
    let command = ConfirmAuthenticator { origin, ..confirm(app.id, &app.shows(world)) };
    let done = world.door.perform(call, command).await.expect("an app can be confirmed").output;
    app.recovery = done.recovery_codes.expect("recovery codes come with the first app");
    world.advance(STEP);
    app
}

/// Removes it again.
pub(crate) async fn without_second_step(world: &World, person: AccountId, app: &App) {
    world.done(Actor::Account(person), remove(app.id, &app.shows(world))).await;
}

async fn entered(world: &World) -> Result<Entered> {
    sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await
}

/// The key of a step, after a right password.
async fn waiting(world: &World) -> String {
    match entered(world).await.unwrap() {
        Entered::Waiting(waiting) => waiting.step_key,
        Entered::SignedIn(_) => panic!("was signed in by a password alone"),
    }
}

async fn give(world: &World, step: &str, code: &str) -> Result<SignedIn> {
    match prove(&world.door, &browser(world), "a browser", step, code).await? {
        Entered::SignedIn(signed_in) => Ok(signed_in),
        Entered::Waiting(_) => panic!("is asked for something more"),
    }
}
