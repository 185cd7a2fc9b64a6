//! The daily report: who is on it, and when somebody is told.

use facts::signin::SecondStepEnding;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{ask_of_rx1, is_in, place_of};
use crate::factors::tests::with_app;
use crate::mfa::{
    AskException, Concern, DecideException, Decision, Ground, ObligePerson, Policy, ReportPage,
    SecondStepReadiness, SecondStepReport, report,
};
use crate::testing::{
    PASSWORD, asha, check, check_races, enter, on, open, ports, set_password, signed_in,
};

async fn found(world: &World, actor: &Actor) -> ReportPage {
    let organisation = "RX1".to_owned();
    world.asked(actor.clone(), &SecondStepReport { organisation, ..Default::default() }).await
}

fn concern(page: &ReportPage, person: AccountId) -> Option<Concern> {
    page.items.iter().find(|one| one.person == person).map(|one| one.concern)
}

#[test]
fn who_is_in_without_it_who_has_none_and_whose_exception_ends_are_on_it_and_nobody_else() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let administrator = helper.account().expect("an account");
        is_in(&world).await;
        // An administrator without one is on it, whether or not roles oblige; others of whom nothing is asked are not.
        let before = found(&world, &helper).await;
        assert_eq!(concern(&before, administrator), Some(Concern::NoFactor));
        assert!(before.items.iter().all(|one| one.person == administrator && one.is_administrator));
        world.done(helper.clone(), ObligePerson { person, policy: Policy::Standard }).await;
        let after = found(&world, &helper).await;
        assert_eq!(concern(&after, person), Some(Concern::SignedIn));
        let figures = after.figures.expect("figures");
        assert_eq!((figures.signed_in, figures.without, figures.ending), (1, 1, 0));
        // The session of a password alone ends when a second step is added in another one.
        with_app(&world, person).await;
        assert_eq!(concern(&found(&world, &helper).await, person), None);
        let place = place_of(&world, person).await;
        let approver = world.administrator(Role::SecondPlatformApprover, place).await;
        let words = "She works in a vault.".to_owned();
        let ask = AskException { person, ground: Ground::SecureArea, words, until: None };
        let exception = world.done(helper.clone(), ask).await.exception;
        let decide = DecideException { exception, decision: Decision::Approve };
        world.done(approver, decide).await;
        assert_eq!(concern(&found(&world, &helper).await, person), None);
        world.advance_days(170);
        assert_eq!(concern(&found(&world, &helper).await, person), Some(Concern::Ending));
        let asked = SecondStepEnding { organisation: place, at: world.clock.now() };
        let ends = world.door.reader().await.unwrap().ask(asked).await.unwrap();
        assert_eq!(ends.iter().map(|one| one.account).collect::<Vec<_>>(), [person]);
    });
}

#[test]
fn administrators_are_told_once_when_it_gets_worse_and_once_a_week_while_it_stays() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let told = async || world.acts("second-step.tell").await;
        for _ in 0..3 {
            report(&world.door).await.unwrap();
        }
        assert_eq!(told().await, 1, "Ben, who holds a role, has none");
        world.advance_days(1);
        report(&world.door).await.unwrap();
        assert_eq!(told().await, 1, "nothing got worse");
        world.advance_days(1);
        world.done(helper.clone(), ObligePerson { person, policy: Policy::Standard }).await;
        report(&world.door).await.unwrap();
        assert_eq!(told().await, 2);
        world.advance_days(6);
        report(&world.door).await.unwrap();
        assert_eq!(told().await, 2);
        world.advance_days(1);
        report(&world.door).await.unwrap();
        assert_eq!(told().await, 3, "a week has gone by");
        assert!(found(&world, &helper).await.told_at.is_some());
    });
}

#[test]
fn those_who_run_the_service_are_told_of_sessions_that_were_missed_and_of_nothing_else() {
    check(|world| async move {
        let (_, helper) = asha(&world).await;
        let acts = async || world.acts_that_tell("second-step.missed").await;
        report(&world.door).await.unwrap();
        assert_eq!(acts().await, 0);
        is_in(&world).await;
        ask_of_rx1(&world, &helper, Policy::Standard).await;
        // A session lasts a day at most, so that the round of the next day still meets it.
        world.advance(std::time::Duration::from_secs(20 * 3600));
        report(&world.door).await.unwrap();
        world.advance(std::time::Duration::from_secs(3 * 3600));
        report(&world.door).await.unwrap();
        assert_eq!(acts().await, 1);
    });
}

#[test]
fn sessions_of_whom_nothing_is_asked_do_not_hide_those_that_were_missed() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let (person, helper) = asha(&world).await;
        let elsewhere = world.organisation("RX2").await;
        // More than a page of them, and older.
        for number in 0..5 {
            let name = format!("Nurse N{number}");
            let nurse = world.person(&name, elsewhere);
            set_password(&world, nurse, PASSWORD).await;
            for _ in 0..45 {
                let username = format!("nurse.n{number}@guildhall.example");
                enter(&world, &username, PASSWORD).await.unwrap();
            }
        }
        is_in(&world).await;
        world.done(helper, ObligePerson { person, policy: Policy::Standard }).await;
        report(&world.door).await.unwrap();
        assert_eq!(world.acts_that_tell("second-step.missed").await, 1);
    });
}

#[test]
fn whoever_came_days_ago_has_the_time_to_add_one_that_everybody_has() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        ask_of_rx1(&world, &helper, Policy::NamedLocation).await;
        world.advance_days(20);
        let here_since = Some(world.clock.now());
        world.change_person(person, |view| view.here_since = here_since);
        is_in(&world).await;
        // They have to have one, and are in by right until then.
        assert_eq!(concern(&found(&world, &helper).await, person), Some(Concern::NoFactor));
        let organisation = "RX1".to_owned();
        let query = SecondStepReadiness { organisation, ..SecondStepReadiness::default() };
        let listed = world.asked(helper, &query).await.items;
        let one = listed.iter().find(|one| one.person == person).expect("she is listed");
        assert_eq!(one.stands.add_by, Some(world.clock.now().plus_days(14)));
    });
}

#[test]
fn of_several_nodes_that_look_at_once_one_tells() {
    check_races(|world| async move {
        asha(&world).await;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..16 {
            let door = world.door.clone();
            at_once.spawn(async move { report(&door).await.is_ok() });
        }
        while let Some(one) = at_once.join_next().await {
            assert!(one.unwrap());
        }
        assert_eq!(world.acts_that_tell("second-step.reported").await, 1);
    });
}

#[test]
fn others_see_nothing_of_it_and_the_file_says_what_the_page_says() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let rx2 = world.organisation("RX2").await;
        let elsewhere = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let organisation = "RX1".to_owned();
        let query = SecondStepReport { organisation, ..Default::default() };
        assert_eq!(world.not_asked(elsewhere, &query).await, "not-found");
        assert_eq!(world.not_asked(Actor::Account(person), &query).await, "not-allowed");
        let browser = signed_in(&world, &helper);
        let page = open(&world, &browser, "/o/RX1/second-step/report").await.html;
        assert!(page.contains("Ben Okafor") && page.contains("Has none that can be used"));
        let file = open(&world, &browser, "/o/RX1/second-step/report.csv").await.html;
        assert!(file.contains("Ben Okafor") && file.lines().count() == 2, "{file}");
    });
}
