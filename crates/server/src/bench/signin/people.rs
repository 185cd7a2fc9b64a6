//! People who sign in with a password and an authenticator app, and the applications that they sign in to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use anyhow::Context as _;
use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use kernel::clock::Clock;
use kernel::door::{Actor, Door, Face};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::bench::people::people;

/// The organisation they are of.
const CODE: &str = "XXB01";
/// The password of all of them: each has a salt of its own.
const PASSWORD: &str = "lantern orchard 42 velvet";
/// People made at the same time.
const TOGETHER: usize = 16;
/// Where browsers are sent back to; nobody listens there.
pub(super) const CALLBACK: &str = "https://rota.example/callback";

/// What was made.
#[derive(Clone, Debug)]
pub struct Ready {
    pub(super) people: Vec<Signer>,
    /// People who have a password and nothing else yet.
    pub(super) plain: Vec<Signer>,
    /// Of the application that people sign in to.
    pub(super) client_id: String,
    pub(super) secret: String,
    /// Of the application that works in its own name.
    pub(super) service_id: String,
    pub(super) service_secret: String,
}

/// Somebody who can sign in.
#[derive(Debug)]
pub(super) struct Signer {
    pub(super) username: String,
    pub(super) password: &'static str,
    key: Vec<u8>,
    /// The last step of which the code was used.
    last: AtomicI64,
}

impl Clone for Signer {
    fn clone(&self) -> Self {
        Self {
            username: self.username.clone(),
            password: self.password,
            key: self.key.clone(),
            last: AtomicI64::new(self.last.load(Ordering::Relaxed)),
        }
    }
}

/// The people, each of whose codes is used once.
pub(super) struct Signers {
    people: Vec<Signer>,
    turn: AtomicUsize,
    clock: Clock,
}

impl Signers {
    pub(super) fn new(people: Vec<Signer>) -> Self {
        Self { people, turn: AtomicUsize::new(0), clock: Clock::machine() }
    }

    /// The next person who has a code that counts and was not used, and that code.
    pub(super) fn next(&self) -> Option<(&Signer, String)> {
        for _ in 0..self.people.len() {
            let signer =
                &self.people[self.turn.fetch_add(1, Ordering::Relaxed) % self.people.len()];
            let now = step(&self.clock);
            // One step early counts as well, and still does if the step ends on the way.
            let next = |last: i64| Some((last + 1).max(now)).filter(|next| *next <= now + 1);
            let used = signer.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
            if let Some(step) = used.ok().and_then(next) {
                return Some((signer, code(&signer.key, step)));
            }
        }
        None
    }
}

/// Makes people with passwords and apps, some with passwords alone, and two applications.
pub async fn prepare(door: &Door, number: usize, plain: usize) -> anyhow::Result<Ready> {
    crate::demo::open_one(door, CODE, "Bench Hospital").await?;
    let places = Arc::new(Semaphore::new(TOGETHER));
    let mut making = JoinSet::new();
    for (turn, person) in people(number + plain).enumerate() {
        let (door, places) = (door.clone(), Arc::clone(&places));
        making.spawn(async move {
            let _place = places.acquire().await?;
            let body = json!({ "organisation": CODE, "given_name": person.given, "family_name": person.family });
            let made = perform(&door, operator(), "person.create", body).await?;
            signer(&door, &made, turn < number).await
        });
    }
    let mut signers = Vec::with_capacity(number + plain);
    while let Some(made) = making.join_next().await {
        signers.push(made??);
    }
    let (signers, plain) = signers.into_iter().partition(|signer: &Signer| !signer.key.is_empty());
    let web = json!({
        "name": "Sample rota", "protocol": "oidc", "kind": "web", "redirect_uris": [CALLBACK],
        "scopes": ["openid", "profile", "email", "offline_access"], "open_to": "everybody",
    });
    let service = json!({
        "name": "Sample feed", "protocol": "oidc", "kind": "service",
        "scopes": ["read"], "audience": "https://feed.example",
    });
    let web = perform(door, operator(), "application.register", web).await?;
    let service = perform(door, operator(), "application.register", service).await?;
    let text = |made: &Value, name: &str| made[name].as_str().unwrap_or_default().to_owned();
    Ok(Ready {
        people: signers,
        plain,
        client_id: text(&web, "client_id"),
        secret: text(&web, "client_secret"),
        service_id: text(&service, "client_id"),
        service_secret: text(&service, "client_secret"),
    })
}

fn operator() -> Actor {
    Actor::Operator("bench".to_owned())
}

async fn perform(door: &Door, actor: Actor, name: &str, body: Value) -> anyhow::Result<Value> {
    let done = door.perform_by_name(door.call(actor, Face::Cli), name, body).await;
    done.map(|done| done.output).map_err(|error| anyhow::anyhow!("{name}: {error}"))
}

/// Gives somebody who was created a password, and an app.
async fn signer(door: &Door, made: &Value, with_app: bool) -> anyhow::Result<Signer> {
    let set = json!({ "person": made["id"], "password": PASSWORD });
    perform(door, operator(), "password.set-by-operator", set).await?;
    let username = made["address"].as_str().context("a person without an address")?.to_owned();
    if !with_app {
        return Ok(Signer {
            username,
            password: PASSWORD,
            key: Vec::new(),
            last: AtomicI64::new(0),
        });
    }
    let own = Actor::Account(serde_json::from_value(made["id"].clone())?);
    let begin = json!({ "name": "Telephone", "current": PASSWORD });
    let begun = perform(door, own.clone(), "authenticator.begin", begin).await?;
    let key = bytes_of(begun["key"].as_str().context("an app without a key")?);
    // The code of the step before counts too, and leaves this one for signing in.
    let step = step(door.clock()) - 1;
    let confirm = json!({ "authenticator": begun["authenticator"], "code": code(&key, step) });
    perform(door, own, "authenticator.confirm", confirm).await?;
    Ok(Signer { username, password: PASSWORD, key, last: AtomicI64::new(step) })
}

/// The step of 30 seconds that it is.
fn step(clock: &Clock) -> i64 {
    clock.now().micros() / 30_000_000
}

/// What the app shows in a step (RFC 6238).
fn code(key: &[u8], step: i64) -> String {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, key), &step.to_be_bytes());
    let tag = tag.as_ref();
    let place = usize::from(tag[19] & 15);
    let number =
        tag[place..place + 4].iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", (number & 0x7fff_ffff) % 1_000_000)
}

/// The bytes of letters of base32 in groups (RFC 4648).
fn bytes_of(letters: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in letters.bytes().filter(|letter| *letter != b' ') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        (bits, count) = (bits << 5 | u32::from(value), count + 5);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}
