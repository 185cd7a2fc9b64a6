//! Letters before a password ends.

use std::sync::Arc;
use std::time::Duration;

use facts::signin::EndingPassword;

use super::{Ends, letters, manifests_with};
use crate::notices::jobs::warn;

#[test]
fn whoever_has_a_password_that_ends_is_told_five_times_and_once_each() {
    let ends = Arc::new(Ends::default());
    let manifests = || manifests_with(&ends);
    testkit::check(manifests, |world| {
        let ends = Arc::clone(&ends);
        async move {
            let organisation = world.organisation("RX1").await;
            let account = world.person("Jo Bell", organisation);
            let ends_at = world.clock.now().plus_days(20);
            *ends.passwords.lock() = vec![EndingPassword { account, ends_at }];
            let mut at = Vec::new();
            // As often as a process looks.
            for hour in 1..=(21 * 24) {
                world.advance(Duration::from_secs(3600));
                let written = warn(&world.door).await.expect("letters are written");
                assert!(written <= 1);
                if written == 1 {
                    at.push((ends_at.micros() - world.clock.now().micros()) / 3_600_000_000);
                }
                assert!(hour < 20 * 24 || written == 0, "nothing is told of what is over");
            }
            assert_eq!(at, [18 * 24, 10 * 24, 5 * 24, 2 * 24, 24]);
            let letters = letters(&world).await;
            assert!(letters.iter().all(|letter| letter.notice == "password.ends"));
            assert!(letters.iter().any(|letter| letter.subject == "Your password ends in 1 day"));
            assert!(letters.iter().all(|letter| !letter.body.contains("http")), "no link to click");
        }
    });
}

#[test]
fn after_a_pause_of_a_day_the_last_letter_is_still_written() {
    let ends = Arc::new(Ends::default());
    let manifests = || manifests_with(&ends);
    testkit::check(manifests, |world| {
        let ends = Arc::clone(&ends);
        async move {
            let organisation = world.organisation("RX1").await;
            let account = world.person("Jo Bell", organisation);
            let ends_at = world.clock.now().plus_days(20);
            *ends.passwords.lock() = vec![EndingPassword { account, ends_at }];
            world.advance(Duration::from_secs(20 * 86_400 - 3600));
            assert_eq!(warn(&world.door).await.expect("letters are written"), 1);
        }
    });
}
