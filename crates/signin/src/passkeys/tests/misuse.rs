//! What is not right about a passkey is refused, whatever it is; of each case the right one beside it is taken.

use kernel::door::{Actor, Command as _};

use super::device::{ALONE, COPIED, Device, Says};
use super::{
    alone_with, asked_after, asked_for, begin, begun, confirm, here, invited, mine, prove, remove,
    waiting, with_passkey,
};
use crate::Origin;
use crate::factors::DrawRecoveryCodes;
use crate::passkeys::{BeginPasskey, RemovePasskey, SignInWithPasskey};
use crate::testing::{PASSWORD, asha, check, set_password};

#[test]
fn a_signature_counts_here_for_this_and_by_its_owner_only() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let asked = invited(&world).await;
        device.count += 1;
        let right = device.says("webauthn.get", &asked.challenge);
        let other = "another challenge altogether, of 43 letters";
        let wrong = [
            (
                "another origin",
                Says { origin: "https://localhost:8400".to_owned(), ..right.clone() },
            ),
            ("another port", Says { origin: "http://localhost:8401".to_owned(), ..right.clone() }),
            (
                "a slash behind",
                Says { origin: "http://localhost:8400/".to_owned(), ..right.clone() },
            ),
            ("large letters", Says { origin: "http://LOCALHOST:8400".to_owned(), ..right.clone() }),
            ("another service", Says { host: "guildhall.example".to_owned(), ..right.clone() }),
            ("the other ceremony", Says { kind: "webauthn.create", ..right.clone() }),
            ("nobody was there", Says { flags: 0x04, ..right.clone() }),
            ("nobody was made sure of", Says { flags: 0x01, ..right.clone() }),
            ("within another site", Says { within_another: true, ..right.clone() }),
            ("another challenge", Says { challenge: other.to_owned(), ..right.clone() }),
            ("a key that may be copied now", Says { flags: COPIED, ..right.clone() }),
        ];
        for (why, says) in wrong {
            let assertion = device.signed(&asked.ticket, &says);
            let refused = world.refused(Actor::Anonymous, alone_with(assertion)).await;
            assert_eq!(refused, "passkey.refused", "{why}");
        }
        let signed = device.signed(&asked.ticket, &right);
        let mut nobody = signed.clone();
        nobody.user_handle = None;
        let mut somebody = signed.clone();
        somebody.user_handle = Some("AAAA".to_owned());
        let mut stranger = Device::new(&device.id);
        stranger.handle.clone_from(&device.handle);
        let mut unknown = signed.clone();
        unknown.credential = "AAAA".to_owned();
        for (why, assertion) in [
            ("it does not say whose it is", nobody),
            ("it says another's", somebody),
            ("another key of that name", stranger.signed(&asked.ticket, &right)),
            ("a credential that nobody has", unknown),
        ] {
            let refused = world.refused(Actor::Anonymous, alone_with(assertion)).await;
            assert_eq!(refused, "passkey.refused", "{why}");
        }
        let other_browser = SignInWithPasskey {
            browser_key: super::secret("another browser"),
            ..alone_with(signed.clone())
        };
        assert_eq!(world.refused(Actor::Anonymous, other_browser).await, "passkey.over");
        world.done(Actor::Anonymous, alone_with(signed)).await;
    });
}

#[test]
fn a_registration_is_for_here_and_for_a_key_on_the_curve() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let new = begun(&world, person, begin("My telephone")).await;
        let device = Device::new(b"a credential");
        let right = device.says("webauthn.create", &new.challenge);
        let wrong = [
            (
                "another origin",
                Says { origin: "http://guildhall.example".to_owned(), ..right.clone() },
            ),
            ("another service", Says { host: "guildhall.example".to_owned(), ..right.clone() }),
            ("the other ceremony", Says { kind: "webauthn.get", ..right.clone() }),
            ("nobody was there", Says { flags: 0x04, ..right.clone() }),
            ("nobody was made sure of", Says { flags: 0x01, ..right.clone() }),
            ("copied, though it may not be", Says { flags: ALONE | 0x10, ..right.clone() }),
            ("within another site", Says { within_another: true, ..right.clone() }),
            ("another challenge", Says { challenge: "AAAA".to_owned(), ..right.clone() }),
        ];
        for (why, says) in wrong {
            let registration = device.made(&new.ticket, &says);
            let refused = world.refused(me.clone(), confirm("Mine", registration)).await;
            assert_eq!(refused, "passkey.not-made", "{why}");
        }
        let registration = device.made(&new.ticket, &right);
        let mut renamed = registration.clone();
        renamed.credential = "AAAA".to_owned();
        assert_eq!(world.refused(me.clone(), confirm("Mine", renamed)).await, "passkey.not-made");
        let mut elsewhere = confirm("Mine", registration.clone());
        elsewhere.origin = Origin::new("192.0.2.7", "a browser", Some([4; 32]));
        assert_eq!(world.refused(me.clone(), elsewhere).await, "passkey.not-begun");
        world.done(me, confirm("Mine", registration)).await;
    });
}

#[test]
fn a_challenge_of_another_act_session_or_account_is_over() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let (mut device, _) = with_passkey(&world, person).await;
        let draw = |assertion, session: [u8; 32]| DrawRecoveryCodes {
            code: None,
            assertion: Some(assertion),
            origin: Origin::new("192.0.2.7", "a browser", Some(session)),
        };
        let of_another_act = device.answer(&asked_for(&world, person, BeginPasskey::NAME).await);
        let command = draw(of_another_act, super::HERE);
        assert_eq!(world.refused(me.clone(), command).await, "passkey.over");
        let asked = asked_for(&world, person, DrawRecoveryCodes::NAME).await;
        let assertion = device.answer(&asked);
        let elsewhere = draw(assertion.clone(), [4; 32]);
        assert_eq!(world.refused(me.clone(), elsewhere).await, "passkey.over");
        let from_the_way_in = device.answer(&invited(&world).await);
        let command = draw(from_the_way_in, super::HERE);
        assert_eq!(world.refused(me.clone(), command).await, "passkey.over");
        let step = waiting(&world).await;
        let after = device.answer(&asked_after(&world, person, &step).await);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(after)).await, "passkey.over");

        let other = administrator.account().unwrap();
        set_password(&world, other, PASSWORD).await;
        let (mut theirs, _) = with_passkey(&world, other).await;
        let command = draw(assertion, super::HERE);
        assert_eq!(world.refused(administrator, command).await, "passkey.over");
        let asked = asked_for(&world, person, DrawRecoveryCodes::NAME).await;
        let command = draw(theirs.answer(&asked), super::HERE);
        assert_eq!(
            world.refused(me.clone(), command).await,
            "passkey.refused",
            "a passkey of another account"
        );
        let step = waiting(&world).await;
        let asked = asked_after(&world, person, &step).await;
        let theirs = theirs.answer(&asked);
        assert_eq!(world.refused(Actor::Anonymous, prove(&step, theirs)).await, "passkey.refused");
        let right = prove(&step, device.answer(&asked));
        world.done(Actor::Anonymous, right).await;
    });
}

#[test]
fn a_counter_that_does_not_go_on_is_refused_and_told() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let right = device.answer(&invited(&world).await);
        world.done(Actor::Anonymous, alone_with(right.clone())).await;
        let twice = world.refused(Actor::Anonymous, alone_with(right)).await;
        assert_eq!(twice, "passkey.over");
        crate::passkeys::warn(&world.door).await.unwrap();
        assert_eq!(
            world.acts_that_tell("passkey.counter-back").await,
            0,
            "a form sent twice is no copy"
        );
        for back in [device.count, 1, 0] {
            let asked = invited(&world).await;
            let mut says = device.says("webauthn.get", &asked.challenge);
            says.count = back;
            let copy = device.signed(&asked.ticket, &says);
            let refused = world.refused(Actor::Anonymous, alone_with(copy)).await;
            assert_eq!(refused, "passkey.refused", "{back}");
        }
        let reasons = crate::testing::reasons(&world, person).await;
        assert_eq!(reasons[0], "passkey whose counter went back");
        assert!(mine(&world, person).await[0].counter_back_at.is_none());
        crate::passkeys::warn(&world.door).await.unwrap();
        crate::passkeys::warn(&world.door).await.unwrap();
        assert!(mine(&world, person).await[0].counter_back_at.is_some());
        assert_eq!(
            world.acts_that_tell("passkey.counter-back").await,
            1,
            "however often it was tried"
        );
        let right = device.answer(&invited(&world).await);
        world.done(Actor::Anonymous, alone_with(right)).await;
    });
}

#[test]
fn a_passkey_that_is_removed_or_whose_owner_may_not_act_lets_nobody_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        world.change_person(person, |view| view.state = "disabled".to_owned());
        let asked = invited(&world).await;
        let disabled = device.answer(&asked);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(disabled)).await, "passkey.refused");
        assert_eq!(crate::testing::reasons(&world, person).await[0], "account not active");
        world.change_person(person, |view| view.state = "active".to_owned());
        let right = device.answer(&asked);
        world.done(Actor::Anonymous, alone_with(right)).await;
        let asked = invited(&world).await;
        let command = remove(&world, person, &mut device).await;
        world.done(Actor::Account(person), command).await;
        let removed = device.answer(&asked);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(removed)).await, "passkey.refused");
        let again = RemovePasskey {
            passkey: uuid::Uuid::nil(),
            code: None,
            assertion: None,
            origin: here(),
        };
        assert_eq!(world.refused(Actor::Account(person), again).await, "second-factor.needed");
    });
}
