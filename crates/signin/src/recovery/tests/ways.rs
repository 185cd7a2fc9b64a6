//! Two proofs where one is not enough, passkeys of others, and what happens between a proof and the password.

use std::time::Duration;

use kernel::door::Actor;

use super::{by_code, by_passkey, finish, proved, secret};
use crate::factors::ResetSecondFactor;
use crate::factors::tests::with_app;
use crate::passkeys::tests::with_passkey;
use crate::recovery::{Asks, PROOFS, ProveForRecovery};
use crate::testing::{OTHER, USERNAME, asha, check, helped};

#[test]
fn where_two_proofs_are_asked_for_they_are_of_two_kinds() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        world.set_rule(&PROOFS, 2).await;
        let first = proved(&world, by_code(USERNAME, &app.shows(&world))).await;
        assert_eq!(first.asks, Asks::AnotherProof);
        assert_eq!(
            world.refused(Actor::Anonymous, finish(&first.key, OTHER)).await,
            "recovery.over",
            "one proof is not enough"
        );
        world.advance(Duration::from_secs(30));
        let and = |code: &str| ProveForRecovery {
            key: Some(secret(&first.key)),
            ..by_code(USERNAME, code)
        };
        let again = world.refused(Actor::Anonymous, and(&app.shows(&world))).await;
        assert_eq!(again, "recovery.another");
        let elsewhere = ProveForRecovery {
            username: "ben.okafor@guildhall.example".to_owned(),
            ..and(&app.recovery_code(0))
        };
        assert_eq!(world.refused(Actor::Anonymous, elsewhere).await, "recovery.over");
        let second = proved(&world, and(&app.recovery_code(0))).await;
        assert_eq!((second.asks, second.expires_at), (Asks::NewPassword, first.expires_at));
        world.done(Actor::Anonymous, finish(&second.key, OTHER)).await;
    });
}

#[test]
fn a_passkey_of_somebody_else_and_one_asked_for_by_another_browser_lead_nowhere() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        for username in ["ben.okafor@guildhall.example", "nobody.at.all@guildhall.example"] {
            let command = by_passkey(&world, username, &mut device).await;
            assert_eq!(world.refused(Actor::Anonymous, command).await, "recovery.refused");
        }
        let command = by_passkey(&world, USERNAME, &mut device).await;
        let elsewhere = ProveForRecovery { browser_key: Some(secret("another")), ..command };
        assert_eq!(world.refused(Actor::Anonymous, elsewhere).await, "passkey.over");
        let command = by_passkey(&world, USERNAME, &mut device).await;
        assert_eq!(proved(&world, command).await.asks, Asks::NewPassword);
    });
}

#[test]
fn a_reset_of_the_second_step_after_the_proof_voids_it() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_app(&world, person).await;
        let key = proved(&world, by_code(USERNAME, &app.shows(&world))).await.key;
        helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        assert_eq!(world.refused(Actor::Anonymous, finish(&key, OTHER)).await, "recovery.over");
    });
}
