//! What signing in asks of whoever has to have a second step.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::secret::Secret;

use super::{ask_of_rx1, asked, entered, is_in, place_of, registered};
use crate::factors::tests::with_app;
use crate::factors::{Asks, BeginAtSignIn, Entered};
use crate::mfa::{
    DecideNetwork, Decision, ObligeOrganisation, ObligePerson, Policy, ProposeNetwork,
    RemoveNetwork,
};
use crate::sessions::resolve;
use crate::testing::{asha, check};

#[test]
fn whoever_has_none_adds_one_before_there_is_a_session_and_is_in() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        is_in(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        let waiting = asked(&world, Asks::SecondStep).await;
        let (app, came) = registered(&world, &waiting.step_key).await;
        let Entered::SignedIn(signed_in) = came else { panic!("something else was asked") };
        assert!(resolve(&world.door, &signed_in.session_key).await.unwrap().is_some());
        // The step has served.
        let again = BeginAtSignIn {
            step_key: Secret::new(waiting.step_key),
            name: "Another one".to_owned(),
        };
        let over = world.refused(Actor::Anonymous, again).await;
        assert_eq!(over, "second-factor.step-over");
        // From now on the code is asked for.
        let waiting = asked(&world, Asks::Code).await;
        let browser = crate::testing::browser(&world);
        let code = app.shows(&world);
        let came =
            crate::factors::prove(&world.door, &browser, "a browser", &waiting.step_key, &code)
                .await
                .unwrap();
        assert!(matches!(came, Entered::SignedIn(_)));
    });
}

#[test]
fn outside_its_networks_only_and_after_fourteen_days() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::NamedLocation).await;
        is_in(&world).await;
        world.advance_days(13);
        is_in(&world).await;
        world.advance_days(1);
        let waiting = asked(&world, Asks::SecondStep).await;
        registered(&world, &waiting.step_key).await;
        asked(&world, Asks::Code).await;
        // The browsers of these tests come from 192.0.2.7.
        let place = place_of(&world, person).await;
        let propose = |addresses: &str| ProposeNetwork {
            organisation: "RX1".to_owned(),
            addresses: addresses.to_owned(),
            name: "Main site".to_owned(),
        };
        let network = world.done(helper.clone(), propose("192.0.2.0/24")).await.network;
        let there = world.refused(helper.clone(), propose(" 192.0.2.0/24")).await;
        assert_eq!(there, "second-step.network-there");
        asked(&world, Asks::Code).await;
        let approve = DecideNetwork { network, decision: Decision::Approve };
        assert_eq!(world.refused(helper.clone(), approve.clone()).await, "not-allowed");
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        world.done(platform.clone(), approve.clone()).await;
        assert_eq!(world.refused(platform.clone(), approve).await, "second-step.decided");
        is_in(&world).await;
        // The standard policy asks everywhere.
        let policy = Policy::Standard;
        world.done(helper.clone(), ObligePerson { person, policy }).await;
        asked(&world, Asks::Code).await;
        let policy = Policy::None;
        world.done(helper.clone(), ObligePerson { person, policy }).await;
        is_in(&world).await;
        world.done(helper, RemoveNetwork { network }).await;
        asked(&world, Asks::Code).await;
        let own = world.done(platform.clone(), propose("198.51.100.0/24")).await.network;
        let own = DecideNetwork { network: own, decision: Decision::Approve };
        assert_eq!(world.refused(platform, own).await, "second-step.own-asking");
    });
}

#[test]
fn a_day_to_come_changes_nothing_before_it_and_can_be_given_up() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        let on = |policy, from_now: i64| ObligeOrganisation {
            organisation: "RX1".to_owned(),
            policy,
            from: Some(crate::terms::tests::day(&world, from_now)),
        };
        for far in [-1, 400] {
            let refused = world.refused(helper.clone(), on(Policy::Standard, far)).await;
            assert_eq!(refused, "second-step.day");
        }
        world.done(helper.clone(), on(Policy::Standard, 3)).await;
        is_in(&world).await;
        world.done(helper.clone(), on(Policy::None, 0)).await;
        world.advance_days(4);
        is_in(&world).await;
        world.done(helper.clone(), on(Policy::Standard, 1)).await;
        world.advance_days(2);
        asked(&world, Asks::SecondStep).await;
        let again = world.refused(helper, on(Policy::Standard, 0)).await;
        assert_eq!(again, "second-step.asked");
    });
}

#[test]
fn whoever_has_one_is_asked_for_it_whether_or_not_anybody_obliges_them() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        with_app(&world, person).await;
        for policy in [Policy::Standard, Policy::NamedLocation] {
            asked(&world, Asks::Code).await;
            ask_of_rx1(&world, &helper, policy).await;
        }
        asked(&world, Asks::Code).await;
    });
}

#[test]
fn who_asks_it_of_an_organisation_looks_after_it() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let place = place_of(&world, person).await;
        let desk = world.person("Cara Li", place);
        world.grant(desk, Role::LocalHelpDesk, GrantSpan::Organisation(place)).await;
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::PrimaryLocalAdministrator, elsewhere).await;
        let (organisation, policy) = ("RX1".to_owned(), Policy::Standard);
        let command = ObligeOrganisation { organisation, policy, from: None };
        assert_eq!(world.refused(Actor::Account(desk), command.clone()).await, "not-allowed");
        assert_eq!(world.refused(foreign.clone(), command).await, "not-found");
        let one = ObligePerson { person, policy };
        assert_eq!(world.refused(foreign, one).await, "not-found");
        assert!(matches!(entered(&world).await, Entered::SignedIn(_)));
    });
}
