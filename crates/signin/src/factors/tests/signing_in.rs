//! Password, then code: what lets in, what does not, and what ends a step.

use std::time::Duration;

use facts::directory::{AccountDisabled, AccountErased};
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use kernel::secret::Secret;

use super::{App, STEP, entered, give, waiting, with_app};
use crate::attempts::SignInStateOf;
use crate::codes::redeem;
use crate::factors::Entered;
use crate::passwords::ChangePassword;
use crate::sessions::{MySessions, Proofs, resolve, sign_in};
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, code, reasons, refusal, set_password,
};

/// What the log says of a right password after which no code came.
const HALF: &str = "right so far, but no code was given";

#[test]
fn a_session_exists_after_the_code_only_and_a_wrong_one_keeps_the_step() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        let all = MySessions::default();
        let mine = || world.asked(Actor::Account(person), &all);
        assert!(mine().await.items.is_empty());
        assert!(resolve(&world.door, &step).await.unwrap().is_none());
        for typed in [app.never_shows(&world), "ABCDE-FGHJK-MNPQ".to_owned()] {
            assert_eq!(refusal(give(&world, &step, &typed).await).code, "second-factor.refused");
        }
        assert_eq!(refusal(give(&world, &step, "  ").await).code, "second-factor.needed");
        assert!(mine().await.items.is_empty());
        let signed_in = give(&world, &step, &app.shows(&world)).await.unwrap();
        let session = resolve(&world.door, &signed_in.session_key).await.unwrap().unwrap();
        assert_eq!((session.account, session.proofs), (person, Proofs::PasswordAndCode));
        world.advance(STEP);
        assert_eq!(
            refusal(give(&world, &step, &app.shows(&world)).await).code,
            "second-factor.step-over",
            "a step leads to one session"
        );
        let log = reasons(&world, person).await;
        let wrong = "wrong code after the password";
        assert_eq!(log[..3], ["", wrong, wrong], "one line says that somebody signed in");
        assert!(!log.contains(&HALF.to_owned()));
        waiting(&world).await;
        assert_eq!(reasons(&world, person).await[0], HALF);
    });
}

#[test]
fn a_code_is_used_once_and_fits_a_step_either_way() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let ahead = app.shows_at(&world, 1);
        give(&world, &waiting(&world).await, &ahead).await.unwrap();
        let step = waiting(&world).await;
        for typed in [app.shows(&world), ahead, app.shows_at(&world, -1), app.shows_at(&world, 2)] {
            assert_eq!(refusal(give(&world, &step, &typed).await).code, "second-factor.refused");
        }
        world.advance(3 * STEP);
        give(&world, &step, &app.shows_at(&world, -1)).await.unwrap();
    });
}

#[test]
fn a_recovery_code_lets_in_once_however_it_is_typed() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let typed = app.recovery[3].to_lowercase().replace('-', " ");
        give(&world, &waiting(&world).await, &typed).await.unwrap();
        let step = waiting(&world).await;
        assert_eq!(refusal(give(&world, &step, &typed).await).code, "second-factor.refused");
        give(&world, &step, &app.recovery[4]).await.unwrap();
    });
}

#[test]
fn a_step_lasts_ten_minutes() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let (one, other) = (waiting(&world).await, waiting(&world).await);
        world.advance(Duration::from_secs(599));
        give(&world, &one, &app.shows(&world)).await.unwrap();
        world.advance(Duration::from_secs(31));
        assert_eq!(
            refusal(give(&world, &other, &app.shows(&world)).await).code,
            "second-factor.step-over"
        );
    });
}

#[test]
fn nothing_goes_past_the_code() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let code = code(&world, &administrator, person).await;
        let started =
            redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await;
        let Entered::Waiting(waiting) = started.unwrap() else {
            panic!("a start code went past the second step")
        };
        assert!(world.asked(Actor::Account(person), &MySessions::default()).await.items.is_empty());
        give(&world, &waiting.step_key, &app.shows(&world)).await.unwrap();
        set_password(&world, person, PASSWORD).await;
        assert!(matches!(entered(&world).await.unwrap(), Entered::Waiting(_)));
    });
}

#[test]
fn a_step_is_over_once_the_password_changes() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        let command = ChangePassword {
            current: Secret::new(PASSWORD.to_owned()),
            new: Secret::new(OTHER.to_owned()),
            origin: crate::Origin::default(),
        };
        world.done(Actor::Account(person), command).await;
        let over = |step: String, app: App| {
            let world = world.clone();
            async move { refusal(give(&world, &step, &app.shows(&world)).await).code }
        };
        assert_eq!(over(step, app.clone()).await, "second-factor.step-over");
        set_password(&world, person, PASSWORD).await;
        let step = waiting(&world).await;
        crate::testing::helped(
            &world,
            &administrator,
            person,
            crate::codes::ResetPassword { person },
        )
        .await;
        assert_eq!(over(step, app).await, "second-factor.step-over");
        assert!(world.asked(Actor::Account(person), &MySessions::default()).await.items.is_empty());
    });
}

#[test]
fn a_step_is_over_once_the_account_is_closed() {
    check(|world| async move {
        let (account, administrator) = asha(&world).await;
        let app = with_app(&world, account).await;
        let organisation = OrganisationId(account.0);
        let step = waiting(&world).await;
        world.note(AccountDisabled { account, organisation }).await;
        assert_eq!(
            refusal(give(&world, &step, &app.shows(&world)).await).code,
            "second-factor.step-over"
        );
        world.note(AccountErased { account, organisation }).await;
        let state = world.asked(administrator, &SignInStateOf { person: account }).await;
        assert_eq!((state.authenticators, state.recovery_codes_left), (0, 0));
    });
}

#[test]
fn a_step_of_nobody_answers_alike() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        for (key, typed) in
            [("", app.shows(&world)), ("made up", String::new()), (&step[1..], app.shows(&world))]
        {
            assert_eq!(refusal(give(&world, key, &typed).await).code, "second-factor.step-over");
        }
    });
}

#[test]
fn a_wrong_password_is_answered_alike_with_and_without_an_app() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let try_in = |username: &'static str, password: &'static str| {
            let world = world.clone();
            async move {
                let nobody = browser(&world);
                let tried = sign_in(&world.door, &nobody, "a browser", username, password).await;
                let refused = refusal(tried);
                (refused.kind, refused.code, refused.text)
            }
        };
        let before = try_in(USERNAME, OTHER).await;
        with_app(&world, person).await;
        assert_eq!(before, try_in(USERNAME, OTHER).await);
        assert_eq!(before, try_in("nobody@guildhall.example", OTHER).await);
    });
}
