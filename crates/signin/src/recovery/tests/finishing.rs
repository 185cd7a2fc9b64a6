//! What a new password takes, and what it ends.

use std::time::Duration;

use kernel::door::Actor;
use kernel::secret::Secret;

use super::{RIGHT, by_code, by_passkey, finish, proved, recovered};
use crate::factors::Entered;
use crate::factors::tests::with_app;
use crate::passkeys::tests::with_passkey;
use crate::recovery::Asks;
use crate::sessions::{MySessions, sign_in};
use crate::testing::{OTHER, PASSWORD, USERNAME, asha, browser, check, enter, reasons};

#[test]
fn a_code_of_the_app_leads_to_a_new_password_and_ends_everything() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let app = with_app(&world, person).await;
        let waits = sign_in(&world.door, &browser(&world), "a browser", USERNAME, PASSWORD).await;
        let Entered::Waiting(step) = waits.unwrap() else { panic!("is asked for a code") };
        for _ in 0..10 {
            let wrong = "not the password at all";
            assert!(sign_in(&world.door, &browser(&world), "", USERNAME, wrong).await.is_err());
        }
        let code = app.shows(&world);
        let came = proved(&world, by_code(USERNAME, &code)).await;
        assert_eq!(came.asks, Asks::NewPassword);
        assert_eq!(came.expires_at, world.clock.now().plus_seconds(600));
        assert_eq!(reasons(&world, person).await[0], RIGHT);
        assert_eq!(
            world.refused(Actor::Anonymous, by_code(USERNAME, &code)).await,
            "recovery.refused",
            "a code is used once"
        );
        world.done(Actor::Anonymous, finish(&came.key, OTHER)).await;
        assert_eq!(
            world.refused(Actor::Anonymous, finish(&came.key, "another walnut 3 tulip")).await,
            "recovery.over",
            "what was proved is good for one password"
        );
        let here = browser(&world);
        let late = crate::factors::prove(&world.door, &here, "", &step.step_key, "1");
        assert_eq!(crate::testing::refusal(late.await).code, "second-factor.step-over");
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert!(mine.items.is_empty(), "signed out everywhere");
        // The lock is open, the old password is gone, and the second step is asked for as always.
        let old = sign_in(&world.door, &browser(&world), "", USERNAME, PASSWORD).await;
        assert!(old.is_err());
        let new = sign_in(&world.door, &browser(&world), "", USERNAME, OTHER).await;
        assert!(matches!(new.unwrap(), Entered::Waiting(_)));
    });
}

#[test]
fn a_recovery_code_or_a_passkey_does_as_well() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, codes) = with_passkey(&world, person).await;
        let command = by_passkey(&world, USERNAME, &mut device).await;
        let key = proved(&world, command).await.key;
        world.done(Actor::Anonymous, finish(&key, OTHER)).await;
        recovered(&world, &codes[0], "another walnut 3 tulip").await;
        assert_eq!(
            world.refused(Actor::Anonymous, by_code(USERNAME, &codes[0])).await,
            "recovery.refused",
            "a recovery code is used once"
        );
        assert_eq!(reasons(&world, person).await[..3], [super::WRONG, RIGHT, RIGHT]);
    });
}

#[test]
fn the_rules_of_passwords_hold_and_cost_no_proof() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let key = proved(&world, by_code(USERNAME, &app.shows(&world))).await.key;
        for (new, code) in [
            ("short", "password.too-short"),
            ("asha rao asha rao", "password.guessable"),
            (PASSWORD, "password.earlier"),
        ] {
            assert_eq!(world.refused(Actor::Anonymous, finish(&key, new)).await, code, "{new}");
        }
        world.done(Actor::Anonymous, finish(&key, OTHER)).await;
    });
}

#[test]
fn what_was_proved_is_void_after_ten_minutes_and_after_another_change() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let key = proved(&world, by_code(USERNAME, &app.shows(&world))).await.key;
        world.advance(Duration::from_secs(600));
        assert_eq!(world.refused(Actor::Anonymous, finish(&key, OTHER)).await, "recovery.over");
        let key = proved(&world, by_code(USERNAME, &app.shows(&world))).await.key;
        world.advance(Duration::from_secs(599));
        let change = crate::passwords::ChangePassword {
            current: Secret::new(PASSWORD.to_owned()),
            new: Secret::new("another walnut 3 tulip".to_owned()),
            origin: crate::Origin::default(),
        };
        world.done(Actor::Account(person), change).await;
        assert_eq!(world.refused(Actor::Anonymous, finish(&key, OTHER)).await, "recovery.over");
        for forged in ["", "not a key", &key[1..], &format!("{key}A")] {
            let refused = world.refused(Actor::Anonymous, finish(forged, OTHER)).await;
            assert_eq!(refused, "recovery.over", "{forged}");
        }
    });
}
