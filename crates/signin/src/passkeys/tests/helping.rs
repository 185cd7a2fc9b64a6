//! What those who help see of passkeys and may do about them, what an erasure leaves, and what is cleared.

use facts::directory::AccountErased;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use uuid::Uuid;

use super::{alone_with, invited, mine, waiting, with_passkey};
use crate::attempts::SignInStateOf;
use crate::codes::IssueStartCode;
use crate::factors::{MySecondFactor, ResetSecondFactor};
use crate::passkeys::store::looks;
use crate::passkeys::{PasskeysOfPerson, RevokePasskey};
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, helped};

#[test]
fn the_reset_of_the_second_step_takes_passkeys_along() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!((state.authenticators, state.passkeys, state.recovery_codes_left), (0, 1, 10));
        let asked = invited(&world).await;
        helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        assert!(mine(&world, person).await.is_empty());
        let late = device.answer(&asked);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(late)).await, "passkey.refused");
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        assert_eq!((state.passkeys, state.recovery_codes_left), (0, 0));
        enter(&world, USERNAME, PASSWORD).await.unwrap();
    });
}

#[test]
fn a_helper_takes_a_lost_passkey_off_and_its_owner_is_told() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let right = device.answer(&invited(&world).await);
        let came = world.done(Actor::Anonymous, alone_with(right)).await;
        let came = crate::testing::admitted(Ok(came)).unwrap();
        let step = waiting(&world).await;
        let query = PasskeysOfPerson { person };
        let list = world.asked(administrator.clone(), &query).await.items;
        assert_eq!((list.len(), list[0].name.as_str()), (1, "My telephone"));
        let passkey = list[0].id;
        let revoke = RevokePasskey { person, passkey };
        assert_eq!(
            world.refused(administrator.clone(), revoke.clone()).await,
            "identity-check.needed"
        );
        assert_eq!(world.refused(Actor::Account(person), revoke.clone()).await, "not-allowed");
        let elsewhere = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(stranger.clone(), revoke.clone()).await, "not-found");
        assert_eq!(world.not_asked(stranger, &query).await, "not-found");
        let unknown = RevokePasskey { person, passkey: Uuid::nil() };
        assert_eq!(world.refused(administrator.clone(), unknown).await, "passkey.gone");
        helped(&world, &administrator, person, revoke).await;
        assert_eq!(world.acts_that_tell("passkey.removed").await, 1);
        assert!(resolve(&world.door, &came.session_key).await.unwrap().is_none());
        let command = super::prove(&step, device.answer(&invited(&world).await));
        assert_eq!(world.refused(Actor::Anonymous, command).await, "second-factor.step-over");
        let left = world.asked(Actor::Account(person), &MySecondFactor {}).await;
        assert_eq!(left.recovery_codes_left, 0);
        // It was the last one, so it counts as half of what signing in takes.
        assert_eq!(
            world.refused(administrator, IssueStartCode { person }).await,
            "second-factor.colleague"
        );
    });
}

#[test]
fn an_account_that_is_erased_keeps_nothing_and_used_challenges_go_after_a_day() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let right = device.answer(&invited(&world).await);
        world.done(Actor::Anonymous, alone_with(right)).await;
        let rows = async || {
            let mut reader = world.door.reader().await.unwrap();
            (looks::rows(&mut reader).await.unwrap(), looks::used(&mut reader).await.unwrap())
        };
        assert_eq!(rows().await, (2, 2));
        crate::passkeys::forget_old(&world.door).await.unwrap();
        assert_eq!(rows().await, (2, 2));
        world.advance_days(2);
        crate::passkeys::forget_old(&world.door).await.unwrap();
        assert_eq!(rows().await, (2, 0));
        let organisation = OrganisationId(Uuid::nil());
        world.note(AccountErased { account: person, organisation }).await;
        assert_eq!(rows().await, (0, 0));
    });
}
