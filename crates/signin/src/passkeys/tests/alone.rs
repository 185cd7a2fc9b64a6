//! Signing in with a passkey alone.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;

use super::device::{COPIED, Device};
use super::{added, alone_with, invited, remove, with_passkey};
use crate::break_glass::EnrolBreakGlass;
use crate::codes::ResetPassword;
use crate::factors::Entered;
use crate::sessions::{Held, Proofs, resolve};
use crate::terms::accept_at_sign_in;
use crate::testing::{PASSWORD, USERNAME, admitted, asha, browser, check, enter, helped, reasons};

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

#[test]
fn the_only_key_of_an_emergency_account_stays() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        world.grant(person, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let (mut device, _) = with_passkey(&world, person).await;
        world.done(world.operator(), EnrolBreakGlass { person }).await;
        let command = remove(&world, person, &mut device).await;
        assert_eq!(world.refused(Actor::Account(person), command).await, "break-glass.last-key");
    });
}

#[test]
fn what_a_passkey_began_ends_when_a_helper_resets_the_password() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let mut reader = world.door.reader().await.unwrap();
        let place = crate::people::person(&mut reader, person).await.unwrap().organisation;
        drop(reader);
        let platform = crate::terms::tests::platform(&world, place).await;
        let draft = crate::terms::tests::draft(&world, None);
        let terms = crate::terms::tests::publish(&world, &platform, draft).await;
        let assertion = device.answer(&invited(&world).await);
        let came = world.done(Actor::Anonymous, alone_with(assertion)).await;
        let Entered::Waiting(step) = came else { panic!("the terms do not wait") };
        helped(&world, &helper, person, ResetPassword { person }).await;
        let browser = browser(&world);
        let key = &step.step_key;
        let came = accept_at_sign_in(&world.door, &browser, "", key, vec![terms]).await;
        assert!(came.is_err() || came.is_ok_and(|session| session.is_none()));
    });
}
