//! A passkey as the second step that somebody has to have, before they are in.

use kernel::door::Actor;

use super::device::Device;
use super::{asked_after, prove, secret, session, waiting};
use crate::Origin;
use crate::factors::{Asks, Entered};
use crate::mfa::{ObligePerson, Policy};
use crate::passkeys::{BeginPasskeyAtSignIn, Kind, RegisterPasskeyAtSignIn};
use crate::sessions::{resolve, sign_in};
use crate::testing::{PASSWORD, USERNAME, asha, browser, check};

#[test]
fn a_passkey_is_added_on_the_way_in_and_only_in_the_browser_that_gave_the_password() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let policy = Policy::Standard;
        world.done(helper, ObligePerson { person, policy }).await;
        let asked = async || {
            let came =
                sign_in(&world.door, &browser(&world), "a browser", USERNAME, PASSWORD).await;
            let Ok(Entered::Waiting(waiting)) = came else { panic!("was not asked for one") };
            assert_eq!(waiting.asks, Asks::SecondStep);
            waiting.step_key
        };
        let (key, other) = (asked().await, asked().await);
        let (name, kind) = ("My telephone".to_owned(), Kind::Passkey);
        let command = BeginPasskeyAtSignIn { step_key: secret(&key), name: name.clone(), kind };
        let new = world.done(Actor::Anonymous, command).await;
        let mut device = Device::new(person.0.as_bytes());
        let registration = device.make(&new);
        let register = |key: &str| RegisterPasskeyAtSignIn {
            step_key: secret(key),
            name: name.clone(),
            kind,
            registration: registration.clone(),
            origin: Origin::default(),
        };
        let elsewhere = world.refused(Actor::Anonymous, register(&other)).await;
        assert_eq!(elsewhere, "passkey.not-begun");
        let done = world.done(Actor::Anonymous, register(&key)).await;
        assert_eq!(done.recovery_codes.expect("they come with the first").len(), 10);
        let signed_in = session(done.entered);
        assert!(resolve(&world.door, &signed_in.session_key).await.unwrap().is_some());
        // Both steps have ended, and from now on the passkey is asked for.
        for key in [&key, &other] {
            let over = world.refused(Actor::Anonymous, register(key)).await;
            assert_eq!(over, "second-factor.step-over");
        }
        let step = waiting(&world).await;
        let asked = asked_after(&world, person, &step).await;
        let assertion = device.answer(&asked);
        session(world.done(Actor::Anonymous, prove(&step, assertion)).await);
    });
}
