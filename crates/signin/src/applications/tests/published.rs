//! Keys that an application publishes: read when a new one is named, at most once a minute, and bounded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use parking_lot::Mutex;
use serde_json::{Value, json};
use testkit::World;
use wire::jose::to_base64url;

use super::{platform, rota};
use crate::applications::{
    Application, ApplicationOf, ChangeApplication, RegisterApplication, by_id, keys_of,
};
use crate::outbound::Outbound;
use crate::testing::{on, ports, refusal};

/// A site that says this, and how often it was asked.
#[derive(Clone)]
struct Site {
    says: Arc<Mutex<(StatusCode, String)>>,
    asked: Arc<AtomicUsize>,
    address: String,
}

impl Site {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/jwks", listener.local_addr().expect("an address"));
        let says = Arc::new(Mutex::new((StatusCode::OK, String::new())));
        let asked = Arc::new(AtomicUsize::new(0));
        let site = Self { says, asked, address };
        let (says, asked) = (Arc::clone(&site.says), Arc::clone(&site.asked));
        let answer = move || {
            asked.fetch_add(1, Ordering::SeqCst);
            let said = says.lock().clone();
            async move { said }
        };
        let router = Router::new().route("/jwks", get(answer));
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    fn says(&self, status: StatusCode, text: impl Into<String>) {
        *self.says.lock() = (status, text.into());
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn key(kid: &str) -> Value {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a pair");
    let point = pair.public_key().as_ref().to_vec();
    let (x, y) = point[1..].split_at(32);
    json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": to_base64url(x), "y": to_base64url(y) })
}

fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

async fn application(world: &World, site: &Site) -> Application {
    let registration = RegisterApplication { keys_uri: site.address.clone(), ..rota() };
    let made = world.done(platform(world).await, registration).await;
    assert!(made.client_secret.is_none(), "it has keys in place of a secret");
    kept(world, made.application).await
}

async fn kept(world: &World, id: uuid::Uuid) -> Application {
    let mut reader = world.door.reader().await.expect("a reader");
    by_id(&mut reader, id).await.expect("an answer").expect("it is there")
}

async fn kids(world: &World, application: &Application, kid: Option<&str>) -> Vec<String> {
    let found = keys_of(&world.door, application, kid, world.clock.now()).await;
    found.expect("an answer").into_iter().map(|key| key.kid).collect()
}

fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    let with_calls = || ports().with(Outbound::new(false, &[]).expect("a client"));
    on(&testkit::engines(), with_calls, test);
}

#[test]
fn keys_are_read_when_a_new_one_is_named_and_at_most_once_a_minute() {
    check(|world| async move {
        let site = Site::open().await;
        let application = application(&world, &site).await;
        let (one, two) = (key("one"), key("two"));
        site.says(StatusCode::OK, set(std::slice::from_ref(&one)));
        assert_eq!(kids(&world, &application, Some("one")).await, ["one"]);
        assert_eq!(kids(&world, &application, Some("one")).await, ["one"]);
        assert_eq!(site.asked(), 1);
        // A new key, in the same minute: it is not there yet.
        site.says(StatusCode::OK, set(&[one, two.clone()]));
        for _ in 0..5 {
            assert_eq!(kids(&world, &application, Some("two")).await, ["one"]);
        }
        assert_eq!(site.asked(), 1);
        world.advance(std::time::Duration::from_secs(60));
        assert_eq!(kids(&world, &application, Some("two")).await, ["one", "two"]);
        // What is published no more is forgotten within the hour.
        site.says(StatusCode::OK, set(&[two]));
        world.advance(std::time::Duration::from_secs(3600));
        assert_eq!(kids(&world, &application, Some("two")).await, ["two"]);
        assert_eq!(site.asked(), 3);
    });
}

#[test]
fn what_cannot_be_read_is_told_and_what_was_read_counts_for_a_day() {
    check(|world| async move {
        let site = Site::open().await;
        let application = application(&world, &site).await;
        site.says(StatusCode::OK, set(&[key("one")]));
        assert_eq!(kids(&world, &application, None).await, ["one"]);
        let private = json!({ "kty": "EC", "crv": "P-256", "kid": "own", "d": "AQAB" });
        for (status, text, problem) in [
            (StatusCode::SERVICE_UNAVAILABLE, String::new(), "it answered 503"),
            (StatusCode::FOUND, String::new(), "it answered 302"),
            (StatusCode::OK, "a".repeat((64 << 10) + 1), "it is longer than 65536 bytes"),
            (StatusCode::OK, "nothing".to_owned(), "it holds no public key"),
            (StatusCode::OK, set(&[private]), "it holds no public key"),
        ] {
            world.advance(std::time::Duration::from_secs(3600));
            site.says(status, text);
            assert_eq!(kids(&world, &application, Some("one")).await, ["one"], "{problem}");
            let query = ApplicationOf { application: application.id };
            let view = world.asked(world.operator(), &query).await;
            assert_eq!(view.keys_problem, problem);
        }
        world.advance_days(1);
        assert!(kids(&world, &application, Some("one")).await.is_empty());
    });
}

#[test]
fn another_address_makes_nothing_of_what_was_read_before() {
    check(|world| async move {
        let (site, other) = (Site::open().await, Site::open().await);
        let application = application(&world, &site).await;
        site.says(StatusCode::OK, set(&[key("one")]));
        other.says(StatusCode::OK, set(&[key("other")]));
        assert_eq!(kids(&world, &application, Some("one")).await, ["one"]);
        let to = |keys: &str, keys_uri: &str| ChangeApplication {
            keys: keys.to_owned(),
            keys_uri: keys_uri.to_owned(),
            ..super::changed(application.id)
        };
        let both = to(&key("three").to_string(), &other.address);
        let call = world.call(world.operator());
        assert_eq!(refusal(world.door.perform(call, both).await).fields[0].field, "keys_uri");
        world.done(world.operator(), to("", &other.address)).await;
        let now = kept(&world, application.id).await;
        assert!(kids(&world, &now, Some("one")).await.is_empty());
        world.advance(std::time::Duration::from_secs(60));
        assert_eq!(kids(&world, &now, Some("one")).await, ["other"]);
        // Keys of its own in place of an address.
        world.done(world.operator(), to(&key("three").to_string(), "")).await;
        let now = kept(&world, application.id).await;
        assert_eq!(kids(&world, &now, Some("one")).await, ["three"]);
    });
}

#[test]
fn of_many_who_name_a_new_key_at_once_one_reads() {
    check(|world| async move {
        let site = Site::open().await;
        let application = application(&world, &site).await;
        site.says(StatusCode::OK, set(&[key("one")]));
        let many = (0..64).map(|_| {
            let (door, application) = (world.door.clone(), application.clone());
            let now = world.clock.now();
            tokio::spawn(async move { keys_of(&door, &application, Some("one"), now).await })
        });
        for one in many.collect::<Vec<_>>() {
            one.await.expect("it ends").expect("an answer");
        }
        assert_eq!(site.asked(), 1);
    });
}
