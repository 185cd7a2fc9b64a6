//! Signing in with a passkey alone.

use std::time::Duration;

use kernel::door::Actor;

use super::device::{COPIED, Device};
use super::{added, alone_with, invited, with_passkey};
use crate::sessions::{Held, Proofs, resolve};
use crate::testing::{PASSWORD, USERNAME, admitted, asha, check, enter, reasons};

#[test]
fn a_passkey_alone_signs_in_with_proofs_of_its_own() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let mut device = Device::new(b"a synced one");
        (device.flags, device.count) = (COPIED, 0);
        let (mut device, _) = added(&world, person, device).await;
        let assertion = device.answer(&invited(&world).await);
        let came = world.done(Actor::Anonymous, alone_with(assertion.clone())).await;
        let came = admitted(Ok(came)).unwrap();
        let view = resolve(&world.door, &came.session_key).await.unwrap().unwrap();
        assert_eq!((view.account, view.proofs), (person, Proofs::Passkey(Held::Synced)));
        assert_eq!(reasons(&world, person).await, ["", ""], "beside the password on adding it");
        assert_eq!(
            world.refused(Actor::Anonymous, alone_with(assertion)).await,
            "passkey.over",
            "a challenge is used once"
        );
    });
}

#[test]
fn a_lock_after_wrong_passwords_does_not_keep_a_passkey_out() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        for _ in 0..10 {
            assert!(enter(&world, USERNAME, "not the password at all").await.is_err());
        }
        assert!(enter(&world, USERNAME, PASSWORD).await.is_err(), "it is locked");
        let assertion = device.answer(&invited(&world).await);
        world.done(Actor::Anonymous, alone_with(assertion)).await;
    });
}

#[test]
fn a_challenge_is_good_for_ten_minutes() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let asked = invited(&world).await;
        world.advance(Duration::from_secs(600));
        let late = device.answer(&asked);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(late)).await, "passkey.over");
        let asked = invited(&world).await;
        world.advance(Duration::from_secs(599));
        let in_time = device.answer(&asked);
        world.done(Actor::Anonymous, alone_with(in_time)).await;
    });
}
