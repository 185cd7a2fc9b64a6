//! Passwords, on both engines: changing them, which are taken, and how they are kept.

mod expiry;
mod history;
mod policy;

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;

use super::{Chosen, store};
use crate::passwords::{ChangePassword, Cost, HashingPool, SetPasswordByOperator, normalise};
use crate::sessions::resolve;
use crate::testing::{
    LIGHT, OTHER, PASSWORD, USERNAME, asha, check, enter, open, post, refusal, set_password,
    signed_in,
};

fn change(current: &str, new: &str) -> ChangePassword {
    ChangePassword {
        current: Secret::new(current.to_owned()),
        new: Secret::new(new.to_owned()),
        origin: crate::Origin::default(),
    }
}

async fn checked(world: &World, person: AccountId, password: &str) -> Option<&'static str> {
    let command = SetPasswordByOperator { person, password: Secret::new(password.to_owned()) };
    let outcome = world.door.perform(world.call(world.operator()), command).await;
    outcome.is_err().then(|| refusal(outcome).code)
}

#[test]
fn changing_a_password_needs_the_one_in_use_and_ends_other_sessions() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let here = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let there = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let actor = Actor::Account(person);
        assert_eq!(
            world.refused(actor.clone(), change(OTHER, "a third one to be sure")).await,
            "password.wrong"
        );
        assert_eq!(
            world.refused(actor.clone(), change(PASSWORD, PASSWORD)).await,
            "password.unchanged"
        );
        let key = resolve(&world.door, &here).await.unwrap().unwrap().key_hash;
        let mut command = change(PASSWORD, OTHER);
        command.origin = crate::Origin::new("192.0.2.7", "a browser", Some(key));
        world.done(actor, command).await;
        assert!(resolve(&world.door, &here).await.unwrap().is_some());
        assert!(resolve(&world.door, &there).await.unwrap().is_none());
        enter(&world, USERNAME, OTHER).await.unwrap();
        refusal(enter(&world, USERNAME, PASSWORD).await);
    });
}

#[test]
fn guessing_the_password_in_use_locks_the_account_too() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        for _ in 0..10 {
            world.refused(Actor::Account(person), change(OTHER, "a third one to be sure")).await;
        }
        assert_eq!(
            world.refused(Actor::Account(person), change(PASSWORD, OTHER)).await,
            "password.wrong"
        );
        refusal(enter(&world, USERNAME, PASSWORD).await);
    });
}

#[test]
fn only_the_operator_sets_anybodys_password() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let command = || SetPasswordByOperator { person, password: Secret::new(OTHER.to_owned()) };
        assert_eq!(world.refused(administrator, command()).await, "not-allowed");
        assert_eq!(world.refused(Actor::Account(person), command()).await, "not-allowed");
        world.done(world.operator(), command()).await;
        enter(&world, USERNAME, OTHER).await.unwrap();
    });
}

#[test]
fn passwords_made_of_what_a_guesser_knows_are_not_taken() {
    for (password, code) in [
        ("fourteen chars", Some("password.too-short")),
        ("Password12345!?!", Some("password.guessable")),
        ("Asha-Rao-Asha-Rao", Some("password.guessable")),
        ("Guildhall Guildhall 27", Some("password.guessable")),
        ("RX1 Hospital 2027", Some("password.guessable")),
        ("passpasswordword", Some("password.guessable")),
        ("aaaaaaaaaaaaaaaa", Some("password.guessable")),
        ("123456789012345", Some("password.guessable")),
        ("correct horse battery", None),
        ("αβγδεζηθικλμνξο", None),
        ("Li Jo walks the dog", None),
    ] {
        on_sqlite(password, code);
    }
}

fn on_sqlite(password: &'static str, code: Option<&'static str>) {
    crate::testing::on(&[testkit::Engine::Sqlite], crate::testing::ports, |world| async move {
        let (person, _) = asha(&world).await;
        assert_eq!(checked(&world, person, password).await, code, "{password}");
    });
}

#[test]
fn the_longest_password_has_128_characters() {
    on_sqlite(Box::leak("abcdefgh ijklmnop".repeat(8)[..128].to_owned().into_boxed_str()), None);
    on_sqlite(
        Box::leak("abcdefgh ijklmnop".repeat(8)[..129].to_owned().into_boxed_str()),
        Some("password.too-long"),
    );
}

#[test]
fn a_password_typed_in_another_unicode_form_still_fits() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        set_password(&world, person, "café au lait for twelve").await;
        enter(&world, USERNAME, "cafe\u{301} au lait for twelve").await.unwrap();
    });
    assert_eq!(normalise("ﬁne"), "fine");
}

#[tokio::test]
async fn hashes_fit_their_password_under_any_cost_and_nobodys_fits_none() {
    let light = HashingPool::new(LIGHT).unwrap();
    let heavier = HashingPool::new(Cost { memory: 256, passes: 2, lanes: 1 }).unwrap();
    let hash = light.place("").unwrap().hash(PASSWORD).await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert!(!hash.contains(PASSWORD));
    let place = heavier.place("").unwrap();
    assert!(place.verify(Some(&hash), PASSWORD).await.unwrap());
    assert!(!place.verify(Some(&hash), OTHER).await.unwrap());
    assert!(!place.verify(None, PASSWORD).await.unwrap());
    assert!(
        place.verify(Some("$argon2id$v=19$m=99999999,t=1,p=1$AAAA$AAAA"), PASSWORD).await.is_err()
    );
    assert_ne!(place.hash(PASSWORD).await.unwrap(), hash);
}

#[tokio::test]
async fn hashes_of_the_standard_cost_are_those_of_the_reference_implementation() {
    // `echo -n "password" | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32`, as published with the reference.
    let kept =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let pool = HashingPool::new(Cost::STANDARD).unwrap();
    let place = pool.place("").unwrap();
    assert!(place.verify(Some(kept), "password").await.unwrap());
    assert!(!place.verify(Some(kept), "Password").await.unwrap());
}

#[test]
fn the_page_changes_the_password_and_says_what_is_wrong_beside_the_field() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let caller = signed_in(&world, &Actor::Account(person));
        let wrong = post(
            &world,
            &caller,
            "/me/password",
            "current=not+this+one+99&new=copper+meadow+17+saddle",
        )
        .await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("href=\"#current\""));
        let done = post(
            &world,
            &caller,
            "/me/password",
            "current=lantern+orchard+42+velvet&new=copper+meadow+17+saddle",
        )
        .await;
        assert_eq!(done.location(), "/me/password?changed=yes");
        assert!(
            open(&world, &caller, "/me/password?changed=yes")
                .await
                .html
                .contains("Your password is changed")
        );
        enter(&world, USERNAME, OTHER).await.unwrap();
    });
}

/// Keeps a hash that was made in another installation.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Keep {
    person: AccountId,
    hash: String,
}

impl Command for Keep {
    const NAME: &'static str = "test.keep-hash";
    const ACTION: Action = super::authority::SET_BY_OPERATOR;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let chosen = Chosen { hash: self.hash.clone(), characters_asked: 15, remembered: 4 };
        store::set(tx, self.person, &chosen, call.now, call.act).await?;
        Ok(())
    }
}

async fn kept_under(world: &World, person: AccountId, cost: Cost) -> String {
    let hash = HashingPool::new(cost).unwrap().place("").unwrap().hash(PASSWORD).await.unwrap();
    world.done(world.operator(), Keep { person, hash: hash.clone() }).await;
    hash
}

async fn kept(world: &World, person: AccountId) -> store::Credential {
    store::credential(&mut world.door.reader().await.unwrap(), person).await.unwrap().unwrap()
}

#[test]
fn a_password_kept_under_a_lower_cost_is_hashed_anew_when_its_owner_signs_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let cheap = Cost { memory: LIGHT.memory / 2, ..LIGHT };
        let before = kept_under(&world, person, cheap).await;
        let set = kept(&world, person).await;
        refusal(enter(&world, USERNAME, OTHER).await);
        assert_eq!(kept(&world, person).await.hash, before);
        world.advance_days(1);
        let first = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let renewed = kept(&world, person).await;
        assert!(renewed.hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", renewed.hash);
        // It is the same password: as old as before, and nobody is signed out.
        assert_eq!((renewed.set_at, renewed.version), (set.set_at, set.version));
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        assert!(resolve(&world.door, &first).await.unwrap().is_some());
        assert_eq!(kept(&world, person).await.hash, renewed.hash);
        let dear = kept_under(&world, person, Cost { passes: LIGHT.passes + 1, ..LIGHT }).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        assert_eq!(kept(&world, person).await.hash, dear);
    });
}

#[test]
fn many_who_sign_in_while_the_hash_is_renewed_are_all_let_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        kept_under(&world, person, Cost { memory: LIGHT.memory / 2, ..LIGHT }).await;
        let mut visits = Vec::new();
        for _ in 0..16 {
            let world = world.clone();
            visits
                .push(tokio::spawn(async move { enter(&world, USERNAME, PASSWORD).await.is_ok() }));
        }
        for visit in visits {
            assert!(visit.await.unwrap());
        }
    });
}
