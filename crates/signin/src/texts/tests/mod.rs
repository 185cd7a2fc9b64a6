//! Codes by text message, on both engines: what the tests have in common.

mod adding;
mod limits;
mod pages;
mod recovering;
mod sending;
mod signing_in;

use std::time::Duration;

use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::jobs::work_once;
use kernel::secret::Secret;
use testkit::World;
use uuid::Uuid;

use super::model::QUEUE;
use super::{BeginTextNumber, ConfirmTextNumber, RemoveTextNumber, handlers};
use crate::Origin;
use crate::factors::Entered;
use crate::sessions::sign_in;
use crate::testing::{PASSWORD, SentTexts, USERNAME, browser};

/// Two minutes: another text may be sent.
const APART: Duration = Duration::from_secs(120);
const MOBILE: &str = "07700 900123";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn begin(mobile: &str) -> BeginTextNumber {
    BeginTextNumber {
        mobile: secret(mobile),
        code: None,
        current: Some(secret(PASSWORD)),
        assertion: None,
        origin: Origin::default(),
    }
}

fn confirm(number: Uuid, code: &str) -> ConfirmTextNumber {
    ConfirmTextNumber { number, code: secret(code), origin: Origin::default() }
}

fn remove(code: &str) -> RemoveTextNumber {
    RemoveTextNumber { code: Some(secret(code)), assertion: None, origin: Origin::default() }
}

/// Does the jobs that are due.
async fn work(world: &World) {
    let handler = handlers().remove(QUEUE).expect("the queue has a handler");
    while work_once(&world.door, QUEUE, &handler, "a test").await.expect("jobs are done") > 0 {}
}

/// Every text that was sent, once the jobs are done.
async fn texts(world: &World) -> Vec<(String, String)> {
    work(world).await;
    let sent = world.door.ports().port::<SentTexts>().expect("a sink");
    sent.0.lock().clone()
}

/// The code in the last text.
pub(crate) async fn last_code(world: &World) -> String {
    let (_, words) = texts(world).await.pop().expect("a text was sent");
    let digits: String = words.chars().filter(char::is_ascii_digit).take(6).collect();
    assert!(words.contains(&format!(": {digits} is your code")), "{words}");
    digits
}

/// A code that is not that one.
fn another(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

/// A person's number, confirmed, and the recovery codes that came with it. The clock goes on until another may be sent.
pub(crate) async fn with_number(world: &World, person: AccountId) -> Vec<String> {
    let me = Actor::Account(person);
    let begun = world.done(me.clone(), begin(MOBILE)).await;
    let code = last_code(world).await;
    let done = world.done(me, confirm(begun.number, &code)).await;
    world.advance(APART);
    done.recovery_codes.expect("recovery codes come with the first second step")
}

/// The key of a step, after a right password.
async fn waiting(world: &World) -> String {
    match sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await.unwrap() {
        Entered::Waiting(waiting) => waiting.step_key,
        Entered::SignedIn(_) => panic!("was signed in by a password alone"),
    }
}
