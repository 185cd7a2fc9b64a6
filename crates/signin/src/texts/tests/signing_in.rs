//! The code by text after the password.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use testkit::World;

use super::{APART, another, last_code, texts, waiting, with_number};
use crate::factors::{Entered, prove};
use crate::sessions::{Proofs, resolve};
use crate::testing::{asha, browser, check, check_races, send_with_cookie};

/// Asks for a text as the page does; the word that it is answered with.
pub(super) async fn ask(world: &World, step: &str) -> String {
    let cookie = format!("guildhall_step={step}");
    let here = browser(world);
    let shown = send_with_cookie(world, &here, "/sign-in/code/text", &cookie, Some("")).await;
    let (_, word) = shown.location().split_once("text=").expect("a word").to_owned();
    word.to_owned()
}

async fn gives(world: &World, step: &str, code: &str) -> Option<Proofs> {
    match prove(&world.door, &browser(world), "a browser", step, code).await.ok()? {
        Entered::SignedIn(come) => {
            Some(resolve(&world.door, &come.session_key).await.unwrap().unwrap().proofs)
        }
        Entered::Waiting(_) => panic!("is asked for something more"),
    }
}

#[test]
fn a_code_by_text_lets_in_once_for_its_own_step_and_is_kept_apart() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let (step, other) = (waiting(&world).await, waiting(&world).await);
        assert_eq!(ask(&world, &step).await, "sent");
        let code = last_code(&world).await;
        assert!(gives(&world, &other, &code).await.is_none(), "it is good for its own step");
        assert!(gives(&world, &step, another(&code)).await.is_none());
        assert_eq!(gives(&world, &step, &code).await, Some(Proofs::PasswordAndText));
        assert_eq!(Proofs::PasswordAndText.name(), "pwd sms");
        assert_eq!(Proofs::kept_as("pwd sms"), Proofs::PasswordAndText);
    });
}

#[test]
fn a_code_is_good_for_ten_minutes_and_for_five_tries() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        world.set_rule(&crate::factors::FAILURES_AT_ONCE, 100).await;
        world.set_rule(&crate::factors::FAILURES_A_DAY, 100).await;
        let step = waiting(&world).await;
        ask(&world, &step).await;
        let code = last_code(&world).await;
        for _ in 0..5 {
            assert!(gives(&world, &step, another(&code)).await.is_none());
        }
        assert!(gives(&world, &step, &code).await.is_none(), "the sixth try");
        world.advance(APART);
        ask(&world, &step).await;
        let code = last_code(&world).await;
        let later = waiting(&world).await;
        world.advance(Duration::from_secs(600));
        assert!(gives(&world, &step, &code).await.is_none());
        drop(later);
    });
}

#[test]
fn whoever_was_given_a_role_is_not_let_in_by_a_text() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let recovery = with_number(&world, person).await;
        let step = waiting(&world).await;
        ask(&world, &step).await;
        let code = last_code(&world).await;
        let place = world.organisation("RX9").await;
        world.grant(person, Role::LicenceAdministrator, GrantSpan::Organisation(place)).await;
        assert!(gives(&world, &step, &code).await.is_none());
        world.advance(APART);
        assert_eq!(ask(&world, &step).await, "", "none is sent");
        assert_eq!(texts(&world).await.len(), 2);
        assert!(gives(&world, &step, &recovery[0]).await.is_some());
    });
}

#[test]
fn of_sixty_four_who_give_a_code_at_once_one_is_let_in() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let step = waiting(&world).await;
        ask(&world, &step).await;
        let code = last_code(&world).await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (world, step, code) = (world.clone(), step.clone(), code.clone());
                tokio::spawn(async move { gives(&world, &step, &code).await.is_some() })
            })
            .collect();
        let mut won = 0;
        for one in tries {
            won += usize::from(one.await.unwrap());
        }
        assert_eq!(won, 1);
    });
}
