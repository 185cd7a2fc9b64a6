//! A session alone changes nothing of what signing in asks for, and a token changes nothing of it at all.

use kernel::door::{Actor, Command, TokenScope};
use kernel::ids::AccountId;
use testkit::World;
use uuid::Uuid;

use super::{begin, begun, confirm, draw, entered, remove, secret, with_app};
use crate::factors::{BeginAuthenticator, Entered, MySecondFactor};
use crate::testing::{OTHER, asha, check, reasons, refusal, set_password, unlock};

fn with(current: &str) -> BeginAuthenticator {
    BeginAuthenticator { current: Some(secret(current)), ..begin("My telephone", None) }
}

#[test]
fn the_first_app_asks_for_the_password_and_counts_wrong_ones() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let bare = BeginAuthenticator { current: None, ..begin("My telephone", None) };
        for command in [bare, with("")] {
            assert_eq!(world.refused(me.clone(), command).await, "authenticator.password-needed");
        }
        assert!(reasons(&world, person).await.is_empty(), "nothing was tried yet");
        for _ in 0..10 {
            assert_eq!(world.refused(me.clone(), with(OTHER)).await, "password.wrong");
        }
        let reasons = reasons(&world, person).await;
        assert_eq!(reasons[0], "wrong password on adding an authenticator app");
        let right = begin("My telephone", None);
        assert_eq!(world.refused(me.clone(), right).await, "password.wrong", "locked");
        assert!(entered(&world).await.is_err(), "and so is signing in");
        crate::testing::helped(&world, &administrator, person, unlock(person)).await;
        begun(&world, person, "My telephone", None).await;
        // A password from before does not do.
        set_password(&world, person, OTHER).await;
        assert_eq!(world.refused(me.clone(), begin("My telephone", None)).await, "password.wrong");
        world.done(me.clone(), with(OTHER)).await;
        assert!(world.asked(me, &MySecondFactor {}).await.authenticators.is_empty());
    });
}

async fn by_token<C: Command>(world: &World, person: AccountId, command: C) -> &'static str {
    let mut call = world.call(Actor::Account(person));
    call.scope = Some(TokenScope::All);
    refusal(world.door.perform(call, command).await).code
}

#[test]
fn a_token_changes_nothing_of_it() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let refused = "second-factor.by-hand";
        assert_eq!(by_token(&world, person, begin("My telephone", None)).await, refused);
        let first = begun(&world, person, "My telephone", None).await;
        let right = confirm(first.id, &first.shows(&world));
        assert_eq!(by_token(&world, person, right).await, refused);
        assert!(matches!(entered(&world).await.unwrap(), Entered::SignedIn(_)));
        let app = with_app(&world, person).await;
        let code = app.shows(&world);
        assert_eq!(by_token(&world, person, begin("Tablet", Some(&code))).await, refused);
        assert_eq!(by_token(&world, person, remove(app.id, &code)).await, refused);
        assert_eq!(by_token(&world, person, remove(Uuid::nil(), &code)).await, refused);
        assert_eq!(by_token(&world, person, draw(&code)).await, refused);
        world.done(Actor::Account(person), draw(&code)).await;
    });
}
