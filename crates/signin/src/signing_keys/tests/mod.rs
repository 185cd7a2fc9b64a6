//! Keys over the days, on the paper and behind the door.

mod withdrawing;

use kernel::clock::Timestamp;
use kernel::door::{Actor, Face};
use testkit::World;

use crate::signing_keys::model::{Move, Stage, State, Times, due};
use crate::signing_keys::{Algorithm, published, sign};
use crate::signing_keys::{Audience, Expected, Life, PublicKey, TurnSigningKeys, verify};
use crate::testing::{check, check_races};

const HOUR: i64 = 3600;
const TIMES: Times = Times { rotation: 90 * 24 * HOUR, published: 24 * HOUR, kept: 25 * HOUR };

fn applied(keys: &mut Vec<Stage>, moves: &[Move], now: Timestamp) {
    for one in moves {
        match *one {
            Move::Begin(generation) | Move::Publish(generation) => {
                let is_first = matches!(one, Move::Begin(_));
                let state = if is_first { State::Active } else { State::Pending };
                keys.push(Stage { generation, state, since: now, is_readable: true });
            }
            Move::To(generation, state) => {
                let key = keys.iter_mut().find(|key| key.generation == generation).unwrap();
                (key.state, key.since) = (state, now);
            }
        }
    }
}

#[test]
fn over_400_days_one_key_signs_and_each_is_published_long_before_and_after() {
    let mut keys: Vec<Stage> = Vec::new();
    let (mut ahead, mut after) = (Vec::new(), Vec::new());
    for hour in 0..400 * 24 {
        let now = Timestamp::from_micros(0).plus_seconds(hour * HOUR);
        let before = keys.clone();
        let moves = due(&keys, TIMES, now);
        applied(&mut keys, &moves, now);
        let active = keys.iter().filter(|key| key.state == State::Active).count();
        assert_eq!(active, 1, "hour {hour}");
        for one in &moves {
            let since = |generation: i64| {
                let key = before.iter().find(|key| key.generation == generation).unwrap();
                (now.micros() - key.since.micros()) / 1_000_000
            };
            match *one {
                Move::To(generation, State::Active) => ahead.push(since(generation)),
                Move::To(generation, State::Withdrawn) => after.push(since(generation)),
                _ => {}
            }
        }
        assert!(due(&keys, TIMES, now).is_empty(), "what is done is done");
    }
    assert_eq!((ahead.len(), after.len()), (4, 4));
    assert!(ahead.iter().all(|seconds| *seconds >= 24 * HOUR), "{ahead:?}");
    assert!(after.iter().all(|seconds| *seconds >= 25 * HOUR), "{after:?}");
}

#[test]
fn a_key_that_cannot_be_read_any_more_makes_room_at_once() {
    let now = Timestamp::from_micros(0).plus_seconds(HOUR);
    let lost = |generation, state| Stage {
        generation,
        state,
        since: Timestamp::from_micros(0),
        is_readable: false,
    };
    let moves = due(&[lost(1, State::Active)], TIMES, now);
    assert_eq!(moves, [Move::To(1, State::Retiring), Move::Begin(2)]);
    let good = Stage { is_readable: true, ..lost(1, State::Active) };
    let moves = due(&[good, lost(2, State::Pending)], TIMES, now);
    assert_eq!(moves, [Move::To(2, State::Withdrawn)]);
}

async fn kids(world: &World) -> Vec<String> {
    published(&world.door).await.unwrap().into_iter().map(|key| key.kid).collect()
}

#[test]
fn keys_follow_one_another_as_the_days_pass() {
    check(|world| async move {
        super::forget_old(&world.door).await.unwrap();
        assert_eq!(world.acts("signing-key.turn").await, 0, "nothing was ever signed");
        sign(&world.door, Algorithm::Es256, "JWT", &serde_json::json!({})).await.unwrap();
        let first = kids(&world).await;
        assert_eq!(first.len(), 2, "one of each algorithm");
        world.advance_days(89);
        super::forget_old(&world.door).await.unwrap();
        assert_eq!(kids(&world).await.len(), 4, "the next ones are published ahead");
        world.advance_days(1);
        super::forget_old(&world.door).await.unwrap();
        assert_eq!(kids(&world).await.len(), 4, "and sign; the first ones are kept");
        world.advance_days(2);
        super::forget_old(&world.door).await.unwrap();
        let last = kids(&world).await;
        assert!(last.len() == 2 && last.iter().all(|kid| !first.contains(kid)));
    });
}

#[test]
fn however_many_turn_the_keys_at_once_one_of_each_signs() {
    check_races(|world| async move {
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let door = world.door.clone();
            tries.spawn(async move {
                let call = door.call(Actor::Service("signing-keys"), Face::Job);
                door.perform(call, TurnSigningKeys::default()).await.is_ok()
            });
        }
        let done = tries.join_all().await.into_iter().filter(|done| *done).count();
        assert!(done >= 1);
        assert_eq!(kids(&world).await.len(), 2);
    });
}

#[test]
fn a_token_that_is_well_signed_counts_only_for_what_it_was_made_for() {
    check(|world| async move {
        let now = world.clock.now();
        let seconds = now.micros() / 1_000_000;
        let claims = |more: i64| serde_json::json!({ "iss": "https://a.example", "aud": "b", "exp": seconds + more, "iat": seconds });
        let made = async |typ: &str, algorithm: Algorithm, more: i64| {
            sign(&world.door, algorithm, typ, &claims(more)).await.unwrap()
        };
        let keys = published(&world.door).await.unwrap();
        let expected = || Expected {
            typ: "at+jwt",
            issuer: "https://a.example",
            audience: Audience::Only("b"),
            keys: &keys,
            algorithms: &[Algorithm::Es256],
            life: Life::MustHold,
            now,
        };
        let counts = |token: &str, expected: Expected<'_>| {
            verify::<serde_json::Value>(token, &expected).is_some()
        };
        let token = made("at+jwt", Algorithm::Es256, 60).await;
        assert!(counts(&token, expected()));
        let others: Vec<PublicKey> =
            keys.iter().filter(|key| key.algorithm == Algorithm::Rs256).cloned().collect();
        for (what, expected) in [
            ("kind", Expected { typ: "JWT", ..expected() }),
            ("issuer", Expected { issuer: "https://a.example/", ..expected() }),
            ("audience", Expected { audience: Audience::Only("a"), ..expected() }),
            ("keys", Expected { keys: &others, ..expected() }),
            ("algorithms", Expected { algorithms: &[Algorithm::Rs256], ..expected() }),
            ("end", Expected { now: now.plus_seconds(60), ..expected() }),
            ("beginning", Expected { now: now.plus_seconds(-120), ..expected() }),
        ] {
            assert!(!counts(&token, expected), "{what}");
        }
        let over = Expected { now: now.plus_seconds(60), life: Life::MayBeOver, ..expected() };
        assert!(counts(&token, over));
        assert!(!counts(&made("JWT", Algorithm::Es256, 60).await, expected()));
        let other = made("at+jwt", Algorithm::Rs256, 60).await;
        assert!(!counts(&other, expected()));
        let both = Expected { algorithms: &Algorithm::ALL, ..expected() };
        assert!(counts(&other, both));
        // Under the name of the other key, whose algorithm it was not signed with.
        let renamed: Vec<PublicKey> = keys
            .iter()
            .map(|key| PublicKey {
                kid: keys.iter().find(|other| other.kid != key.kid).unwrap().kid.clone(),
                ..key.clone()
            })
            .collect();
        assert!(!counts(
            &token,
            Expected { keys: &renamed, algorithms: &Algorithm::ALL, ..expected() }
        ));
    });
}

#[test]
fn the_certificate_of_a_document_key_is_the_same_each_time_and_the_next_is_published_ahead() {
    check(|world| async move {
        let first = super::document_key(&world.door).await.unwrap().certificate;
        assert_eq!(super::document_key(&world.door).await.unwrap().certificate, first);
        assert_eq!(super::certificates(&world.door).await.unwrap(), std::slice::from_ref(&first));
        // It is no key of tokens, and none of those were drawn for it.
        let published = published(&world.door).await.unwrap();
        assert!(published.iter().all(|key| key.algorithm != Algorithm::Document));
        world.advance_days(669);
        super::forget_old(&world.door).await.unwrap();
        assert_eq!(super::certificates(&world.door).await.unwrap().len(), 1);
        world.advance_days(1);
        super::forget_old(&world.door).await.unwrap();
        let both = super::certificates(&world.door).await.unwrap();
        assert!(both.len() == 2 && both.contains(&first));
        assert_eq!(super::document_key(&world.door).await.unwrap().certificate, first);
        world.advance_days(60);
        super::forget_old(&world.door).await.unwrap();
        let key = super::document_key(&world.door).await.unwrap();
        assert!(key.certificate != first && both.contains(&key.certificate));
        let certificate = wire::saml::Certificate::read(&key.certificate).unwrap();
        let public = certificate.public_key().unwrap();
        let signature = key.sign(b"a document").unwrap();
        let public = aws_lc_rs::signature::UnparsedPublicKey::new(
            &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256,
            public,
        );
        public.verify(b"a document", &signature).unwrap();
    });
}
