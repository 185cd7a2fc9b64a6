//! A passkey after the password.

use std::time::Duration;

use kernel::door::Actor;

use super::{asked_after, prove, session, waiting, with_passkey};
use crate::factors::MySecondFactor;
use crate::factors::tests::with_app;
use crate::sessions::{Held, Proofs, resolve};
use crate::testing::{asha, check, reasons};

#[test]
fn a_passkey_is_asked_for_after_the_password_and_signs_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let step = waiting(&world).await;
        assert_eq!(reasons(&world, person).await, ["right so far, but no code was given", ""]);
        let asked = asked_after(&world, person, &step).await;
        let assertion = device.answer(&asked);
        let came = session(world.done(Actor::Anonymous, prove(&step, assertion.clone())).await);
        let view = resolve(&world.door, &came.session_key).await.unwrap().unwrap();
        assert_eq!(view.account, person);
        assert_eq!(view.proofs, Proofs::PasswordAndPasskey(Held::OnDevice));
        let lines = reasons(&world, person).await;
        assert_eq!(lines, ["", ""], "one line beside that of adding it, and it says accepted");
        assert_eq!(
            world.refused(Actor::Anonymous, prove(&step, assertion)).await,
            "second-factor.step-over"
        );
    });
}

#[test]
fn a_recovery_code_does_as_well_and_an_app_beside_it() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        let code = Some(super::secret(&app.recovery_code(0)));
        let command = crate::factors::ProveSecondFactor {
            step_key: super::secret(&step),
            code,
            assertion: None,
            origin: crate::Origin::default(),
        };
        session(world.done(Actor::Anonymous, command).await);
        let left = world.asked(Actor::Account(person), &MySecondFactor {}).await;
        assert_eq!(left.recovery_codes_left, 9);
    });
}

#[test]
fn a_step_is_for_ten_minutes_and_for_its_own_key() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let (one, other) = (waiting(&world).await, waiting(&world).await);
        let asked = asked_after(&world, person, &one).await;
        let assertion = device.answer(&asked);
        assert_eq!(
            world.refused(Actor::Anonymous, prove(&other, assertion.clone())).await,
            "passkey.over",
            "a challenge of another step"
        );
        world.advance(Duration::from_secs(600));
        assert_eq!(
            world.refused(Actor::Anonymous, prove(&one, assertion)).await,
            "second-factor.step-over"
        );
    });
}
