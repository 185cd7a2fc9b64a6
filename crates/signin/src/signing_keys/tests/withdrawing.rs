//! Withdrawing a key at once: what it signed counts no more, another one signs, and it takes two people.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use serde_json::{Value, json};
use testkit::World;
use tokio::task::JoinSet;

use crate::signing_keys::{
    Algorithm, Audience, Doing, Expected, Family, Life, SigningKeyItem, SigningKeys,
    WithdrawSigningKey, certificates, document_key, forget_old, published, sign, verify,
};
use crate::testing::{check, check_races, open, post, signed_in};

async fn token(world: &World, algorithm: Algorithm) -> String {
    let seconds = world.clock.now().micros() / 1_000_000;
    let claims =
        json!({ "iss": "i", "aud": "a", "iat": seconds, "exp": seconds + 600, "sub": "s" });
    sign(&world.door, algorithm, "JWT", &claims).await.expect("a token")
}

async fn counts(world: &World, token: &str) -> bool {
    let expected = Expected {
        typ: "JWT",
        issuer: "i",
        audience: Audience::Only("a"),
        keys: &published(&world.door).await.expect("the keys"),
        algorithms: &Algorithm::ALL,
        life: Life::MustHold,
        now: world.clock.now(),
    };
    verify::<Value>(token, &expected).is_some()
}

/// The key of an algorithm that does this.
async fn key(world: &World, algorithm: Algorithm, doing: Doing) -> Option<String> {
    let keys = world.asked(world.operator(), &SigningKeys {}).await.items;
    let is_it = |key: &&SigningKeyItem| key.algorithm == algorithm.name() && key.doing == doing;
    keys.iter().find(is_it).map(|key| key.kid.clone())
}

#[test]
fn what_a_withdrawn_key_signed_counts_no_more_and_another_one_signs() {
    check(|world| async move {
        let (first, other) =
            (token(&world, Algorithm::Es256).await, token(&world, Algorithm::Rs256).await);
        assert!(counts(&world, &first).await && counts(&world, &other).await);
        let kid = key(&world, Algorithm::Es256, Doing::Signs).await.expect("a key");
        let command = WithdrawSigningKey { kid: kid.clone() };
        let signs = world.done(world.operator(), command.clone()).await.signs;
        assert!(!counts(&world, &first).await && counts(&world, &other).await);
        let now = key(&world, Algorithm::Es256, Doing::Signs).await;
        assert!(now.is_some() && now == signs && now.as_ref() != Some(&kid));
        let published = published(&world.door).await.expect("the keys");
        assert!(published.iter().all(|key| key.kid != kid));
        assert!(counts(&world, &token(&world, Algorithm::Es256).await).await);
        assert_eq!(world.refused(world.operator(), command).await, "signing-key.gone");
        let unknown = WithdrawSigningKey { kid: "nobody".to_owned() };
        assert_eq!(world.refused(world.operator(), unknown).await, "signing-key.gone");
    });
}

#[test]
fn the_one_that_is_announced_takes_its_place_and_an_announced_one_is_announced_anew() {
    check(|world| async move {
        token(&world, Algorithm::Es256).await;
        world.advance_days(89);
        forget_old(&world.door).await.expect("the keys turn");
        let signed = token(&world, Algorithm::Es256).await;
        let active = key(&world, Algorithm::Es256, Doing::Signs).await.expect("a key");
        let announced = key(&world, Algorithm::Es256, Doing::Announced).await.expect("a key");
        let withdraw = |kid: &str| WithdrawSigningKey { kid: kid.to_owned() };
        let signs = world.done(world.operator(), withdraw(&active)).await.signs;
        assert_eq!(signs.as_ref(), Some(&announced), "applications know it already");
        assert!(!counts(&world, &signed).await);
        assert!(key(&world, Algorithm::Es256, Doing::Announced).await.is_none());
        let of_other = key(&world, Algorithm::Rs256, Doing::Announced).await.expect("a key");
        let signed = token(&world, Algorithm::Rs256).await;
        assert_eq!(world.done(world.operator(), withdraw(&of_other)).await.signs, None);
        forget_old(&world.door).await.expect("the keys turn");
        let next = key(&world, Algorithm::Rs256, Doing::Announced).await;
        assert!(next.is_some() && next != Some(of_other));
        assert!(counts(&world, &signed).await);
    });
}

#[test]
fn it_takes_two_people_and_the_page_says_what_it_does() {
    check(|world| async move {
        token(&world, Algorithm::Es256).await;
        document_key(&world.door).await.expect("a key");
        let before = certificates(&world.door).await.expect("certificates");
        let organisation = world.organisation("RX1").await;
        let mut keepers = Vec::new();
        for name in ["Ann Hay", "Bea Law"] {
            let account = world.person(name, organisation);
            world.grant(account, Role::PlatformAdministrator, GrantSpan::Nation).await;
            keepers.push(Actor::Account(account));
        }
        let kid = key(&world, Algorithm::Document, Doing::Signs).await.expect("a key");
        let command = WithdrawSigningKey { kid: kid.clone() };
        let waits = world.refused(keepers[0].clone(), command.clone()).await;
        assert_eq!(waits, "second-person.needed");
        assert_eq!(certificates(&world.door).await.expect("certificates"), before);
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        assert_eq!(world.refused(local.clone(), command).await, "not-allowed");
        assert_eq!(world.not_asked(local, &SigningKeys {}).await, "not-allowed");

        let browser = signed_in(&world, &keepers[0]);
        let list = open(&world, &browser, "/national/signing-keys").await.html;
        assert!(list.contains(&kid) && list.contains("Documents (SAML)"), "{list}");
        let address = format!("/national/signing-keys/withdraw?kid={kid}");
        let page = open(&world, &browser, &address).await.html;
        for words in ["given the certificate by hand", "nobody can sign in to it", "second person"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        let unknown = open(&world, &browser, "/national/signing-keys/withdraw?kid=x").await;
        assert!(unknown.html.contains("no key of this name"));

        // By the operator, on the host, and by a page that was open too long.
        world.done(world.operator(), WithdrawSigningKey { kid: kid.clone() }).await;
        let after = certificates(&world.door).await.expect("certificates");
        assert_eq!(after.len(), 1);
        assert_ne!(after, before);
        world.set_rule(&kernel::door::SECOND_PERSON, 0).await;
        let sent = format!("kid={kid}");
        let late = post(&world, &browser, "/national/signing-keys/withdraw", &sent).await;
        assert!(late.html.contains("withdrawn already"), "{} {}", late.status, late.html);
        let tokens = world.asked(world.operator(), &SigningKeys {}).await.items;
        assert_eq!(tokens.iter().filter(|key| key.family == Family::Tokens).count(), 2);
    });
}

#[test]
fn of_64_who_withdraw_it_at_once_one_does_and_one_key_signs() {
    check_races(|world| async move {
        token(&world, Algorithm::Es256).await;
        let kid = key(&world, Algorithm::Es256, Doing::Signs).await.expect("a key");
        let mut tries = JoinSet::new();
        for _ in 0..64 {
            let (world, kid) = (world.clone(), kid.clone());
            tries.spawn(async move {
                let call = world.call(world.operator());
                world.door.perform(call, WithdrawSigningKey { kid }).await.is_ok()
            });
        }
        let won = tries.join_all().await.into_iter().filter(|done| *done).count();
        assert_eq!(won, 1);
        let keys = world.asked(world.operator(), &SigningKeys {}).await.items;
        let signs = keys.iter().filter(|key| key.algorithm == "ES256" && key.doing == Doing::Signs);
        assert_eq!(signs.count(), 1);
        assert!(counts(&world, &token(&world, Algorithm::Es256).await).await);
    });
}
