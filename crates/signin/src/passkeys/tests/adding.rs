//! Adding, naming and removing passkeys.

use kernel::door::{Actor, Command, TokenScope};
use kernel::ids::AccountId;
use testkit::World;

use super::device::{COPIED, Device};
use super::{asked_for, begin, begun, confirm, here, mine, remove, secret, waiting, with_passkey};
use crate::factors::tests::with_app;
use crate::factors::{DrawRecoveryCodes, MySecondFactor};
use crate::passkeys::{BeginPasskey, RemovePasskey, RenamePasskey};
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, refusal};

#[test]
fn a_passkey_is_added_with_the_password_and_ends_other_sessions() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let there = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let none = BeginPasskey { current: None, ..begin("My telephone") };
        assert_eq!(world.refused(me.clone(), none).await, "authenticator.password-needed");
        for name in ["", "  ", &"a".repeat(61)] {
            assert_eq!(world.refused(me.clone(), begin(name)).await, "passkey.name");
        }
        let new = begun(&world, person, begin("My telephone")).await;
        assert_eq!((new.rp_id.as_str(), new.username.as_str()), ("localhost", USERNAME));
        assert!(!new.user_handle.contains(&person.to_string()) && new.user_handle.len() == 43);
        let mut device = Device::new(b"a credential");
        let registration = device.make(&new);
        assert_eq!(
            world.refused(administrator, confirm("Mine", registration.clone())).await,
            "passkey.not-begun",
            "what others began answers like what nobody began"
        );
        assert!(resolve(&world.door, &there).await.unwrap().is_some());
        let done = world.done(me.clone(), confirm(" My telephone ", registration.clone())).await;
        assert_eq!(done.recovery_codes.unwrap().len(), 10);
        assert!(resolve(&world.door, &there).await.unwrap().is_none());
        let items = mine(&world, person).await;
        assert_eq!((items.len(), items[0].name.as_str()), (1, "My telephone"));
        assert!(!items[0].is_synced && items[0].counter_back_at.is_none());
        assert_eq!(
            world.refused(me, confirm("My telephone", registration)).await,
            "passkey.not-begun",
            "a form that is sent twice adds one"
        );
        waiting(&world).await;
    });
}

#[test]
fn further_ones_take_a_passkey_or_a_code_and_all_have_one_handle() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let (mut first, codes) = with_passkey(&world, person).await;
        assert_eq!(
            world.refused(me.clone(), begin("Key")).await,
            "second-factor.needed",
            "the password is not enough any more"
        );
        let assertion = first.answer(&asked_for(&world, person, BeginPasskey::NAME).await);
        let command = BeginPasskey { assertion: Some(assertion), current: None, ..begin("Key") };
        let new = begun(&world, person, command).await;
        assert_eq!(new.user_handle, first.handle);
        assert_eq!(new.known.len(), 1);
        assert_eq!(new.known[0].transports, ["internal"], "only ways that are known are kept");
        let mut second = Device::with_ed25519(b"a key of the other kind");
        (second.flags, second.count) = (COPIED, 0);
        let done = world.done(me.clone(), confirm("Key", second.make(&new))).await;
        assert!(done.recovery_codes.is_none(), "those there are go on working");
        assert!(mine(&world, person).await[1].is_synced);
        let by_code =
            BeginPasskey { code: Some(secret(&codes[0])), current: None, ..begin("Third") };
        begun(&world, person, by_code).await;
        // A device that does not count is taken as often as it comes.
        for _ in 0..2 {
            let assertion =
                second.answer(&asked_for(&world, person, DrawRecoveryCodes::NAME).await);
            let (code, assertion) = (None, Some(assertion));
            world.done(me.clone(), DrawRecoveryCodes { code, assertion, origin: here() }).await;
        }
    });
}

#[test]
fn there_are_ten_at_most_and_a_credential_stands_with_one_account() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let (mut first, _) = with_passkey(&world, person).await;
        for number in 2..=10_u8 {
            let assertion = first.answer(&asked_for(&world, person, BeginPasskey::NAME).await);
            let command = BeginPasskey { assertion: Some(assertion), ..begin("Another") };
            let new = begun(&world, person, command).await;
            let registration = Device::new(&[number; 16]).make(&new);
            world.done(me.clone(), confirm("Another", registration)).await;
        }
        let assertion = first.answer(&asked_for(&world, person, BeginPasskey::NAME).await);
        let one_more = BeginPasskey { assertion: Some(assertion), ..begin("Another") };
        assert_eq!(world.refused(me, one_more).await, "passkey.too-many");
        let other = administrator.account().unwrap();
        crate::testing::set_password(&world, other, PASSWORD).await;
        let new = begun(&world, other, begin("Mine")).await;
        let registration = Device::new(&[2; 16]).make(&new);
        assert_eq!(
            world.refused(administrator, confirm("Mine", registration)).await,
            "passkey.taken"
        );
        assert!(mine(&world, other).await.is_empty());
    });
}

#[test]
fn the_last_one_takes_the_recovery_codes_along_unless_there_is_an_app() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let (mut device, codes) = with_passkey(&world, person).await;
        let passkey = mine(&world, person).await[0].id;
        let bare = RemovePasskey { passkey, code: None, assertion: None, origin: here() };
        assert_eq!(world.refused(me.clone(), bare).await, "second-factor.needed");
        let command = remove(&world, person, &mut device).await;
        world.done(me.clone(), command).await;
        let left = world.asked(me.clone(), &MySecondFactor {}).await;
        assert_eq!(left.recovery_codes_left, 0);
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let draw =
            DrawRecoveryCodes { code: Some(secret(&codes[0])), assertion: None, origin: here() };
        assert_eq!(world.refused(me.clone(), draw).await, "authenticator.none");

        let app = with_app(&world, person).await;
        let (code, current) = (Some(secret(&app.shows(&world))), None);
        let new = begun(&world, person, BeginPasskey { code, current, ..begin("Key") }).await;
        let mut device = Device::new(b"another one");
        let done = world.done(me.clone(), confirm("Key", device.make(&new))).await;
        assert!(done.recovery_codes.is_none());
        let id = mine(&world, person).await[0].id;
        let rename = RenamePasskey { passkey: id, name: " Blue key ".to_owned() };
        assert_eq!(world.refused(administrator, rename.clone()).await, "passkey.gone");
        world.done(me.clone(), rename).await;
        assert_eq!(mine(&world, person).await[0].name, "Blue key");
        let command = remove(&world, person, &mut device).await;
        world.done(me.clone(), command).await;
        let left = world.asked(me, &MySecondFactor {}).await;
        assert_eq!(left.recovery_codes_left, 10, "they go with the app");
        waiting(&world).await;
    });
}

async fn by_token<C: Command>(world: &World, person: AccountId, command: C) -> &'static str {
    let mut call = world.call(Actor::Account(person));
    call.scope = Some(TokenScope::All);
    refusal(world.door.perform(call, command).await).code
}

#[test]
fn a_token_changes_nothing_of_it() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let refused = "second-factor.by-hand";
        assert_eq!(by_token(&world, person, begin("My telephone")).await, refused);
        let new = begun(&world, person, begin("My telephone")).await;
        let mut device = Device::new(b"a credential");
        let registration = device.make(&new);
        let command = || confirm("My telephone", registration.clone());
        assert_eq!(by_token(&world, person, command()).await, refused);
        world.done(Actor::Account(person), command()).await;
        let passkey = mine(&world, person).await[0].id;
        let rename = RenamePasskey { passkey, name: "Mine".to_owned() };
        assert_eq!(by_token(&world, person, rename).await, refused);
        let command = remove(&world, person, &mut device).await;
        assert_eq!(by_token(&world, person, command).await, refused);
    });
}
