//! The second step left out for hours, and asked for again by the clock.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::refusal::Error;

use super::{begun_again, close, devices, open, organisation_of, state};
use crate::codes::redeem;
use crate::compromise::{EndLift, LiftSecondStep, check_second_step};
use crate::factors::{Asks, Entered};
use crate::mfa::tests::registered;
use crate::sessions::{Proofs, resolve, sign_in};
use crate::testing::{OTHER, USERNAME, asha, browser, check, check_races, enter, sees};

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn it_is_left_out_for_two_days_and_asked_for_again_by_the_clock() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let lift = LiftSecondStep { person };
        assert_eq!(world.refused(helper.clone(), lift.clone()).await, "compromise.none-open");
        let code = begun_again(&world, &helper, person).await;
        assert_eq!(world.refused(helper.clone(), lift.clone()).await, "compromise.lift-later");
        let page = browser(&world);
        let came = redeem(&world.door, &page, "a browser", USERNAME, &code, OTHER).await;
        assert!(matches!(came, Ok(Entered::Waiting(_))), "there is no session without one");
        world.done(helper.clone(), devices(person)).await;
        world.advance(HOUR);
        let unsure = world.refused(helper.clone(), lift.clone()).await;
        assert_eq!(unsure, "identity-check.needed", "somebody makes sure of them first");
        sees(&world, &helper, person).await;
        world.done(helper.clone(), lift.clone()).await;
        let until = world.clock.now().plus_seconds(48 * 3600);
        let case = state(&world, &helper, person).await.open.expect("a case");
        assert_eq!(case.lifted_until, Some(until));
        assert_eq!(world.acts_that_tell("compromise.lifted").await, 1);
        assert_eq!(world.refused(helper.clone(), close(person)).await, "compromise.missing");

        let session = enter(&world, USERNAME, OTHER).await.expect("a password is enough for now");
        let mut reader = world.door.reader().await.unwrap();
        let now = world.clock.now();
        check_second_step(&mut reader, person, Proofs::Password, now).await.unwrap();
        // A moment before its end it is left out, at its end it is asked for, whether anything has run or not.
        let before = until.plus_seconds(-1);
        check_second_step(&mut reader, person, Proofs::Password, before).await.unwrap();
        let over = check_second_step(&mut reader, person, Proofs::Password, until).await;
        assert!(matches!(over, Err(Error::Refused(_))));
        drop(reader);
        world.advance(47 * HOUR);
        crate::sweep(&world.door).await.unwrap();
        let session = match resolve(&world.door, &session.session_key).await.unwrap() {
            // A session ends sooner than that by its own clock.
            None => enter(&world, USERNAME, OTHER).await.expect("still"),
            Some(_) => session,
        };
        world.advance(HOUR);
        let entered = sign_in(&world.door, &browser(&world), "a browser", USERNAME, OTHER).await;
        let Ok(Entered::Waiting(waiting)) = entered else { panic!("was let in after its end") };
        assert_eq!(waiting.asks, Asks::SecondStep);
        crate::sweep(&world.door).await.unwrap();
        crate::sweep(&world.door).await.unwrap();
        assert!(resolve(&world.door, &session.session_key).await.unwrap().is_none());
        assert_eq!(world.acts_that_tell("compromise.lift-ended").await, 1);
        let again = world.refused(helper.clone(), lift).await;
        assert_eq!(again, "compromise.lifted-already", "once each time it is shut");
        registered(&world, &waiting.step_key).await;
        world.done(helper, close(person)).await;
    });
}

#[test]
fn whoever_holds_a_role_is_always_asked_and_a_help_desk_lifts_nothing() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let code = begun_again(&world, &helper, person).await;
        redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await.unwrap();
        world.done(helper.clone(), devices(person)).await;
        let place = GrantSpan::Organisation(organisation_of(&world, person).await);
        let desk = world.person("Cara Li", organisation_of(&world, person).await);
        world.grant(desk, Role::LocalHelpDesk, place).await;
        let lift = LiftSecondStep { person };
        assert_eq!(world.refused(Actor::Account(desk), lift.clone()).await, "not-allowed");
        let own = world.refused(Actor::Account(person), lift.clone()).await;
        assert_eq!(own, "not-allowed", "nobody for themselves");
        world.grant(person, Role::LocalHelpDesk, place).await;
        sees(&world, &helper, person).await;
        assert_eq!(world.refused(helper.clone(), lift).await, "compromise.lift-role");
        let nothing = world.refused(helper, EndLift { person }).await;
        assert_eq!(nothing, "compromise.not-lifted");
    });
}

#[test]
fn nobody_who_signs_in_while_it_is_asked_for_again_stays_in() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        let code = begun_again(&world, &helper, person).await;
        redeem(&world.door, &browser(&world), "a browser", USERNAME, &code, OTHER).await.unwrap();
        world.done(helper.clone(), devices(person)).await;
        sees(&world, &helper, person).await;
        world.done(helper.clone(), LiftSecondStep { person }).await;
        let entering: Vec<_> = (0..8)
            .map(|_| {
                let (door, caller) = (world.door.clone(), browser(&world));
                tokio::spawn(
                    async move { sign_in(&door, &caller, "a browser", USERNAME, OTHER).await },
                )
            })
            .collect();
        world.done(helper.clone(), EndLift { person }).await;
        for one in entering {
            if let Ok(Entered::SignedIn(signed_in)) = one.await.unwrap() {
                let session = resolve(&world.door, &signed_in.session_key).await.unwrap();
                assert!(session.is_none(), "a session without a second step outlived it");
            }
        }
        // It does not begin anew by opening the same case once more.
        assert_eq!(world.done(helper, open(person)).await.version, 6);
    });
}
