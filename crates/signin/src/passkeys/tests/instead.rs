//! A passkey takes the place of a code wherever somebody shows that it is them.

use kernel::door::{Actor, Command as _};

use super::{asked_for, here, secret, waiting, with_passkey};
use crate::factors::tests::with_app;
use crate::factors::{
    BeginAuthenticator, DrawRecoveryCodes, MySecondFactor, ProveSecondFactor, RemoveAuthenticator,
};
use crate::identity_checks::{IdentityCheckOf, MyTelephoneWord, SetTelephoneWord};
use crate::passkeys::{BeginPasskey, RemovePasskey};
use crate::sessions::{Held, Proofs};
use crate::testing::{asha, check};

#[test]
fn apps_recovery_codes_and_the_telephone_word_are_changed_with_one() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let (mut device, codes) = with_passkey(&world, person).await;
        let signed = async |device: &mut super::Device, act| {
            Some(device.answer(&asked_for(&world, person, act).await))
        };
        assert!(world.asked(me.clone(), &MyTelephoneWord {}).await.asks_for_code);
        let word = |assertion| SetTelephoneWord {
            word: secret("Marmaladefox"),
            code: None,
            assertion,
            current: Some(secret(crate::testing::PASSWORD)),
            origin: here(),
        };
        assert_eq!(world.refused(me.clone(), word(None)).await, "second-factor.needed");
        let assertion = signed(&mut device, SetTelephoneWord::NAME).await;
        world.done(me.clone(), word(assertion)).await;
        let query = IdentityCheckOf { person };
        assert!(
            !world.asked(administrator, &query).await.has_authenticator,
            "nobody reads a passkey out on the telephone"
        );
        let app = |assertion| BeginAuthenticator {
            name: "My telephone".to_owned(),
            code: None,
            assertion,
            current: None,
            origin: here(),
        };
        let of_another = signed(&mut device, BeginPasskey::NAME).await;
        assert_eq!(world.refused(me.clone(), app(of_another)).await, "passkey.over");
        let assertion = signed(&mut device, BeginAuthenticator::NAME).await;
        world.done(me.clone(), app(assertion)).await;
        let draw = |assertion, code: Option<&str>| DrawRecoveryCodes {
            code: code.map(secret),
            assertion,
            origin: here(),
        };
        let assertion = signed(&mut device, DrawRecoveryCodes::NAME).await;
        let new = world.done(me.clone(), draw(assertion.clone(), None)).await.recovery_codes;
        assert_eq!(world.refused(me.clone(), draw(assertion, None)).await, "passkey.over");
        let old = world.refused(me.clone(), draw(None, Some(&codes[0]))).await;
        assert_eq!(old, "second-factor.refused", "those before are void");
        world.done(me, draw(None, Some(&new[0]))).await;
    });
}

#[test]
fn an_app_beside_a_passkey_goes_without_the_recovery_codes() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let app = with_app(&world, person).await;
        let code = Some(secret(&app.shows(&world)));
        let command = BeginPasskey { code, current: None, ..super::begin("Key") };
        let new = super::begun(&world, person, command).await;
        let mut device = super::Device::new(b"a key");
        world.done(me.clone(), super::confirm("Key", device.make(&new))).await;
        let listed = world.asked(me.clone(), &MySecondFactor {}).await.authenticators;
        let asked = asked_for(&world, person, RemoveAuthenticator::NAME).await;
        let command = RemoveAuthenticator {
            authenticator: listed[0].id,
            code: None,
            assertion: Some(device.answer(&asked)),
            origin: here(),
        };
        world.done(me.clone(), command).await;
        assert_eq!(world.asked(me.clone(), &MySecondFactor {}).await.recovery_codes_left, 10);
        let step = waiting(&world).await;
        let by_code = ProveSecondFactor {
            step_key: secret(&step),
            code: Some(secret(&app.recovery_code(0))),
            assertion: None,
            origin: here(),
        };
        world.done(Actor::Anonymous, by_code).await;
        let asked = asked_for(&world, person, RemovePasskey::NAME).await;
        let command = RemovePasskey {
            passkey: super::mine(&world, person).await[0].id,
            code: None,
            assertion: Some(device.answer(&asked)),
            origin: here(),
        };
        world.done(me.clone(), command).await;
        assert_eq!(world.asked(me, &MySecondFactor {}).await.recovery_codes_left, 0);
    });
}

#[test]
fn what_was_proved_is_kept_under_a_name_of_its_own() {
    let all = [
        Proofs::Password,
        Proofs::PasswordAndCode,
        Proofs::PasswordAndPasskey(Held::OnDevice),
        Proofs::PasswordAndPasskey(Held::Synced),
        Proofs::Passkey(Held::OnDevice),
        Proofs::Passkey(Held::Synced),
    ];
    for proofs in all {
        assert_eq!(Proofs::kept_as(proofs.name()), proofs);
    }
    assert_eq!(Proofs::kept_as("something else"), Proofs::Password);
}
