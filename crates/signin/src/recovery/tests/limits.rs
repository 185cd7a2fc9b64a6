//! How many codes of strangers are looked at, and what that leaves to the owner.

use std::time::Duration;

use super::{by_code, by_stranger, from, judged, told, tried};
use crate::factors::tests::with_app;
use crate::factors::{Entered, prove};
use crate::recovery::{NETWORK_A_DAY, ProveForRecovery, STRANGERS_A_DAY};
use crate::sessions::sign_in;
use crate::testing::{PASSWORD, USERNAME, asha, browser, check, reasons};

#[test]
fn strangers_have_three_codes_in_ten_minutes_and_ten_in_a_day_and_the_owner_has_the_others() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        for round in 1..=5 {
            for _ in 0..4 {
                let never = app.never_shows(&world);
                assert_eq!(told(&world, USERNAME, &never).await.0, "recovery.refused");
            }
            assert_eq!(judged(&world, person).await, (3 * round).min(10), "round {round}");
            // A code that is right is not looked at either.
            assert!(tried(&world, by_stranger(USERNAME, &app.shows(&world))).await.is_err());
            // The owner, who knows the password, still has codes that are looked at.
            let came = sign_in(&world.door, &browser(&world), "", USERNAME, PASSWORD).await;
            let Ok(Entered::Waiting(step)) = came else { panic!("is asked for a code") };
            let code = app.shows(&world);
            prove(&world.door, &browser(&world), "", &step.step_key, &code).await.unwrap();
            world.advance(Duration::from_secs(600));
        }
        // A recovery code cannot be guessed, and is good at any time.
        tried(&world, by_stranger(USERNAME, &app.recovery_code(0))).await.unwrap();
        world.advance(Duration::from_secs(86_400));
        tried(&world, by_stranger(USERNAME, &app.shows(&world))).await.unwrap();
    });
}

#[test]
fn wrong_codes_after_the_password_count_for_strangers_too() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let came = sign_in(&world.door, &browser(&world), "", USERNAME, PASSWORD).await;
        let Ok(Entered::Waiting(step)) = came else { panic!("is asked for a code") };
        for _ in 0..4 {
            let never = app.never_shows(&world);
            assert!(
                prove(&world.door, &browser(&world), "", &step.step_key, &never).await.is_err()
            );
        }
        for _ in 0..3 {
            told(&world, USERNAME, &app.never_shows(&world)).await;
        }
        assert_eq!(judged(&world, person).await, 1, "five in ten minutes over everything");
    });
}

#[test]
fn a_network_and_all_strangers_together_have_a_bound() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        world.set_rule(&NETWORK_A_DAY, 2).await;
        world.set_rule(&STRANGERS_A_DAY, 4).await;
        let at = |peer: &str, username: &str, code: &str| ProveForRecovery {
            origin: from(peer),
            ..by_code(username, code)
        };
        // Codes that are right do not count.
        for _ in 0..3 {
            tried(&world, at("192.0.2.1", USERNAME, &app.shows(&world))).await.unwrap();
            world.advance(Duration::from_secs(30));
        }
        for number in 0..2 {
            let nobody = format!("nobody.{number}@guildhall.example");
            assert!(tried(&world, at("192.0.2.9", &nobody, "123456")).await.is_err());
        }
        let code = app.shows(&world);
        assert!(tried(&world, at("192.0.2.1", USERNAME, &code)).await.is_err());
        assert_eq!(reasons(&world, person).await[0], "too many wrong codes from this network");
        // A recovery code cannot be guessed.
        tried(&world, at("192.0.2.1", USERNAME, &app.recovery_code(0))).await.unwrap();
        let code = app.shows(&world);
        tried(&world, at("198.51.100.1", USERNAME, &code)).await.unwrap();
        for peer in ["203.0.113.1", "203.0.113.2"] {
            assert!(tried(&world, at(peer, "nobody@guildhall.example", "123456")).await.is_err());
        }
        world.advance(Duration::from_secs(30));
        let code = app.shows(&world);
        assert!(tried(&world, at("198.51.100.1", USERNAME, &code)).await.is_err());
        assert_eq!(reasons(&world, person).await[0], "too many wrong codes of strangers");
        world.advance(Duration::from_secs(86_400));
        tried(&world, at("192.0.2.1", USERNAME, &app.shows(&world))).await.unwrap();
    });
}
