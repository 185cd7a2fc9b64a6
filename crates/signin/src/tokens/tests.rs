use facts::directory::{AccountDeleted, AccountErased};
use kernel::door::{Actor, TokenScope};
use kernel::ids::OrganisationId;
use kernel::secret::Secret;

use crate::passwords::SetPasswordByOperator;
use crate::testing::{asha, check, open, post, refusal, signed_in};
use crate::tokens::{CreateToken, MyTokens, RevokeToken, resolve};

fn token(actions: Option<&[&str]>, expires_in_days: u32) -> CreateToken {
    let actions =
        actions.map(|actions| actions.iter().map(|action| (*action).to_owned()).collect());
    CreateToken { name: "rota program".to_owned(), actions, expires_in_days }
}

#[test]
fn a_token_stands_for_its_owner_until_its_day() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let made = world.done(Actor::Account(person), token(None, 30)).await;
        let view = resolve(&world.door, &made.token).await.unwrap().unwrap();
        assert_eq!((view.account, view.id, view.scope), (person, made.id, TokenScope::All));
        assert!(resolve(&world.door, &made.token[4..]).await.unwrap().is_none());
        world.advance_days(30);
        assert!(resolve(&world.door, &made.token).await.unwrap().is_none());
    });
}

#[test]
fn an_erased_account_leaves_no_password_code_or_words() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), token(None, 30)).await;
        crate::testing::code(&world, &administrator, person).await;
        let organisation = world.organisation("RX1").await;
        let left = async || {
            let (mut reader, now) = (world.door.reader().await.unwrap(), world.clock.now());
            let password = crate::passwords::credential(&mut reader, person).await.unwrap();
            let code = crate::codes::waiting_until(&mut reader, person, now).await.unwrap();
            let tokens = super::store::of_account(&mut reader, person, now).await.unwrap();
            let is_named = tokens.iter().any(|token| !token.name.is_empty());
            [password.is_some(), code.is_some(), is_named]
        };
        assert_eq!(left().await, [true; 3]);
        world.note(AccountErased { account: person, organisation }).await;
        assert_eq!(left().await, [false; 3]);
    });
}

#[test]
fn a_token_covers_the_actions_it_names_and_makes_none_that_covers_more() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let actor = Actor::Account(person);
        let made =
            world.done(actor.clone(), token(Some(&["token.create", "token.mine"]), 30)).await;
        let scope = resolve(&world.door, &made.token).await.unwrap().unwrap().scope;
        let call = || {
            let mut call = world.call(actor.clone());
            call.scope = Some(scope.clone());
            call
        };
        world.door.ask(&call(), &MyTokens {}).await.unwrap();
        let other = world.door.perform(call(), RevokeToken { token: made.id }).await;
        assert_eq!(refusal(other).code, "token.scope");
        assert_eq!(refusal(world.door.perform(call(), token(None, 1)).await).code, "token.wider");
        assert_eq!(
            refusal(world.door.perform(call(), token(Some(&["person.create"]), 1)).await).code,
            "token.wider"
        );
        world.door.perform(call(), token(Some(&["token.mine"]), 1)).await.unwrap();
    });
}

#[test]
fn a_revoked_token_works_no_longer_and_only_its_owner_revokes_it() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let made = world.done(Actor::Account(person), token(None, 30)).await;
        assert_eq!(world.refused(administrator, RevokeToken { token: made.id }).await, "not-found");
        world.done(Actor::Account(person), RevokeToken { token: made.id }).await;
        assert!(resolve(&world.door, &made.token).await.unwrap().is_none());
        assert_eq!(
            world.refused(Actor::Account(person), RevokeToken { token: made.id }).await,
            "token.already-revoked"
        );
        assert!(world.asked(Actor::Account(person), &MyTokens {}).await.items.is_empty());
    });
}

#[test]
fn the_tokens_of_a_deleted_account_are_revoked_and_those_of_a_disabled_one_do_nothing() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let made = world.done(Actor::Account(person), token(None, 30)).await;
        world.change_person(person, |view| view.state = "disabled".to_owned());
        assert_eq!(world.not_asked(Actor::Account(person), &MyTokens {}).await, "sign-in-needed");
        world.change_person(person, |view| view.state = "active".to_owned());
        world
            .note(AccountDeleted { account: person, organisation: OrganisationId(person.0) })
            .await;
        assert!(resolve(&world.door, &made.token).await.unwrap().is_none());
    });
}

#[test]
fn what_is_wrong_with_a_token_is_said_of_its_field() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let actor = Actor::Account(person);
        for (command, field) in [
            (CreateToken { name: " ".to_owned(), ..token(None, 1) }, "name"),
            (CreateToken { name: "a".repeat(101), ..token(None, 1) }, "name"),
            (CreateToken { name: "a\u{1b}b".to_owned(), ..token(None, 1) }, "name"),
            (token(None, 0), "expires_in_days"),
            (token(None, 366), "expires_in_days"),
            (token(Some(&[]), 1), "actions"),
            (token(Some(&["Person.Create"]), 1), "actions"),
        ] {
            let refused = refusal(world.door.perform(world.call(actor.clone()), command).await);
            assert_eq!(refused.fields[0].field, field);
        }
    });
}

#[test]
fn a_secret_takes_no_idempotency_key() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let mut call = world.call(world.operator());
        call.key = Some("again".to_owned());
        let command = SetPasswordByOperator {
            person,
            password: Secret::new("lantern orchard 43 velvet".to_owned()),
        };
        assert_eq!(
            refusal(world.door.perform(call, command).await).code,
            "idempotency.not-repeatable"
        );
    });
}

#[test]
fn a_token_is_shown_once_on_its_page_and_revoked_there() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let caller = signed_in(&world, &Actor::Account(person));
        let made = post(
            &world,
            &caller,
            "/me/tokens",
            "name=rota+program&actions=token.mine%0D%0Asession.mine&expires_in_days=30",
        )
        .await;
        let place = made.html.find("ghd_").unwrap();
        let token = &made.html[place..place + 47];
        let view = resolve(&world.door, token).await.unwrap().unwrap();
        assert!(matches!(view.scope, TokenScope::Actions(actions) if actions.len() == 2));
        let list = open(&world, &caller, "/me/tokens").await;
        assert!(list.html.contains("session.mine, token.mine") && !list.html.contains(token));
        for form in ["name=&expires_in_days=30", "name=a&expires_in_days=soon"] {
            assert_eq!(post(&world, &caller, "/me/tokens", form).await.status, 422);
        }
        let revoked =
            post(&world, &caller, "/me/tokens/revoke", &format!("token={}&version=1", view.id))
                .await;
        assert_eq!(revoked.location(), "/me/tokens");
        assert!(resolve(&world.door, token).await.unwrap().is_none());
    });
}
