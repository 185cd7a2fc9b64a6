//! How an organisation and the service stand: lists, figures, letters, and what was missed.

use facts::signin::SecondStepMissing;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{ask_of_rx1, is_in, place_of};
use crate::factors::tests::with_app;
use crate::mfa::{
    Cause, MySecondStep, Policy, ReadinessPage, RemindOfSecondStep, SecondStepByOrganisation,
    SecondStepMissed, SecondStepOf, SecondStepReadiness, Show,
};
use crate::testing::{asha, check, open, post, signed_in};

async fn readiness(world: &World, actor: &Actor, show: Show) -> ReadinessPage {
    let organisation = "RX1".to_owned();
    let query = SecondStepReadiness { organisation, show, ..SecondStepReadiness::default() };
    world.asked(actor.clone(), &query).await
}

fn who(page: &ReadinessPage) -> Vec<AccountId> {
    page.items.iter().map(|one| one.person).collect()
}

#[test]
fn the_figures_and_the_lists_follow_what_is_asked_and_what_people_have() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let before = readiness(&world, &helper, Show::Everybody).await;
        let figures = before.figures.expect("figures");
        assert_eq!((figures.obliged, figures.ready, figures.missing), (0, 0, 0));
        assert!(figures.people > 1 && figures.people == before.items.len() as i64);
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        with_app(&world, person).await;
        let after = readiness(&world, &helper, Show::Everybody).await;
        let figures = after.figures.expect("figures");
        assert_eq!((figures.obliged, figures.ready), (figures.people, 1));
        assert_eq!(figures.missing, figures.people - 1);
        assert_eq!(after.policy, Policy::Standard);
        let missing = readiness(&world, &helper, Show::Missing).await;
        assert!(!who(&missing).contains(&person) && !missing.items.is_empty());
        assert!(missing.items.iter().all(|one| one.stands.cause == Cause::Organisation));
        assert!(readiness(&world, &helper, Show::Excepted).await.items.is_empty());
        // Page by page it is the same list.
        let mut seen = Vec::new();
        let mut query = SecondStepReadiness {
            organisation: "RX1".to_owned(),
            limit: Some(1),
            ..SecondStepReadiness::default()
        };
        loop {
            let page = world.asked(helper.clone(), &query).await;
            seen.extend(who(&page));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, who(&after));
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        let nation = world.asked(platform, &SecondStepByOrganisation::default()).await;
        let here = nation.items.iter().find(|one| one.code == "RX1").expect("RX1");
        assert_eq!((here.policy, here.figures.ready), (Policy::Standard, 1));
    });
}

#[test]
fn others_see_nothing_of_it() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let rx2 = world.organisation("RX2").await;
        let elsewhere = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let organisation = "RX1".to_owned();
        let query = SecondStepReadiness { organisation, ..SecondStepReadiness::default() };
        assert_eq!(world.not_asked(elsewhere.clone(), &query).await, "not-found");
        assert_eq!(world.not_asked(Actor::Account(person), &query).await, "not-allowed");
        let one = SecondStepOf { person };
        assert_eq!(world.not_asked(elsewhere, &one).await, "not-found");
        let missed = SecondStepMissed::default();
        assert_eq!(world.not_asked(helper, &missed).await, "not-allowed");
        let mine = world.asked(Actor::Account(person), &MySecondStep {}).await.expect("a person");
        assert_eq!(mine.cause, Cause::NotObliged);
    });
}

#[test]
fn who_is_in_without_one_that_is_asked_by_now_is_on_the_list() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        is_in(&world).await;
        let missed = async || {
            let found = world.asked(platform.clone(), &SecondStepMissed::default()).await;
            found.items.iter().map(|one| (one.person, one.cause)).collect::<Vec<_>>()
        };
        assert_eq!(missed().await, []);
        ask_of_rx1(&world, &helper, Policy::NamedLocation).await;
        assert_eq!(missed().await, [], "there is time");
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        assert_eq!(missed().await, [(person, Cause::Organisation)]);
        world.advance_days(2);
        assert_eq!(missed().await, [], "the session has ended");
    });
}

#[test]
fn letters_go_to_those_who_have_to_have_one_and_have_none() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let organisation = place_of(&world, person).await;
        let told = async || {
            let at = world.clock.now();
            let asked = SecondStepMissing { organisation, at, after: None };
            let page = world.door.reader().await.unwrap().ask(asked).await.unwrap();
            page.accounts.into_iter().find(|(account, _)| *account == person)
        };
        assert_eq!(told().await, None);
        ask_of_rx1(&world, &helper, Policy::NamedLocation).await;
        let by = told().await.expect("she is told").1;
        assert_eq!(by, Some(world.clock.now().plus_days(14)));
        let remind = || RemindOfSecondStep { organisation: "RX1".to_owned() };
        world.done(helper.clone(), remind()).await;
        assert_eq!(world.refused(helper.clone(), remind()).await, "second-step.reminded");
        world.advance_days(14);
        assert_eq!(told().await, Some((person, None)));
        world.done(helper, remind()).await;
        with_app(&world, person).await;
        assert_eq!(told().await, None);
    });
}

#[test]
fn the_pages_say_what_holds_and_what_goes_on() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = place_of(&world, person).await;
        let platform = world.administrator(Role::PlatformAdministrator, place).await;
        let here = signed_in(&world, &helper);
        let shown = post(&world, &here, "/o/RX1/second-step/policy", "policy=named-location").await;
        assert_eq!(shown.location(), "/o/RX1/second-step?done=asked");
        let again = post(&world, &here, "/o/RX1/second-step/policy", "policy=nothing").await;
        assert!(again.html.contains("Choose what is asked of everybody."));
        let list = open(&world, &here, "/o/RX1/second-step").await;
        assert!(
            list.html.contains("outside your approved networks") && list.html.contains("Asha Rao")
        );
        let file = open(&world, &here, "/o/RX1/second-step.csv?show=missing").await;
        assert!(file.html.contains("Asha Rao"));
        let form = "addresses=192.0.2.1%2F24&name=Main+site";
        let wrong = post(&world, &here, "/o/RX1/second-step/networks", form).await;
        assert!(wrong.html.contains("enter 192.0.2.0/24"), "{}", wrong.html);
        let form = "addresses=192.0.2.0%2F24&name=Main+site";
        let right = post(&world, &here, "/o/RX1/second-step/networks", form).await;
        assert_eq!(right.location(), "/o/RX1/second-step/networks");
        let one = format!("/o/RX1/people/{person}/second-step");
        assert!(
            open(&world, &here, &one).await.html.contains("Leave the second step out for a day")
        );
        let except = open(&world, &here, &format!("{one}/except")).await;
        assert!(except.html.contains("Their telephone is lost or was stolen"));
        let except = post(&world, &here, &format!("{one}/except"), "").await;
        assert!(except.html.contains("Choose why the second step is left out."));
        let ask = post(&world, &here, &format!("{one}/ask"), "ground=secure-area").await;
        assert!(ask.html.contains("Say in a sentence or two why"));
        let nation = signed_in(&world, &platform);
        let decisions = open(&world, &nation, "/national/second-step/decisions").await;
        assert!(decisions.html.contains("192.0.2.0/24"));
        assert!(open(&world, &nation, "/national/second-step").await.html.contains("RX1"));
        let missed = open(&world, &nation, "/national/second-step/missed").await;
        assert!(missed.html.contains("All is well."));
    });
}
