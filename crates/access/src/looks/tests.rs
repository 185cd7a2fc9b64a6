//! Who looked, told as stories at the door.

use std::time::Duration;

use axum::http::StatusCode;
use kernel::authority::{GrantSpan, Role, ServedSector};
use kernel::door::{Actor, Ports};
use testkit::{Scratch, Stand, World, check, check_races, close_table, engines, open_table};

use super::jobs::sweep;
use super::{LookLine, LooksAtMe, LooksInOrganisation};
use crate::grants::{GrantsInOrganisation, GrantsOfPerson};
use crate::history::HistoryOfOrganisation;

fn in_organisation(code: &str) -> GrantsInOrganisation {
    GrantsInOrganisation { organisation: code.to_owned(), after: None, limit: None }
}

fn looks_in(code: &str) -> LooksInOrganisation {
    LooksInOrganisation { organisation: code.to_owned(), ..LooksInOrganisation::default() }
}

async fn looks(world: &World, code: &str) -> Vec<LookLine> {
    world.asked(world.operator(), &looks_in(code)).await.items
}

#[test]
fn a_look_through_a_national_role_is_one_line_a_quarter_of_an_hour() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = world.person("Asha Rao", rx1);
        let desk = world.administrator(Role::NationalServiceDesk, rx2).await;
        let person = GrantsOfPerson { person: asha };
        for _ in 0..3 {
            world.asked(desk.clone(), &person).await;
            world.asked(desk.clone(), &in_organisation("RX1")).await;
        }
        let told: Vec<(Option<String>, String)> = looks(&world, "RX1")
            .await
            .into_iter()
            .map(|line| (line.person_name, line.aspect))
            .collect();
        let record = "record".to_owned();
        assert_eq!(told, [(None, record.clone()), (Some("Asha Rao".to_owned()), record)]);
        let line = &looks(&world, "RX1").await[1];
        assert_eq!((line.role, line.person), (Role::NationalServiceDesk, Some(asha)));
        assert!(line.who.starts_with("national-service-desk"));
        assert_eq!(line.reason, None);
        assert!(looks(&world, "RX2").await.is_empty(), "it is whose the records are that counts");

        // Something else of the same organisation, and the same a quarter of an hour later.
        let platform = world.administrator(Role::PlatformAdministrator, rx2).await;
        world.asked(platform.clone(), &HistoryOfOrganisation::of("RX1")).await;
        world.asked(platform, &in_organisation("RX1")).await;
        assert_eq!(looks(&world, "RX1").await.len(), 4);
        world.advance(Duration::from_secs(15 * 60));
        world.asked(desk, &person).await;
        assert_eq!(looks(&world, "RX1").await.len(), 5);
        let mine = world.asked(Actor::Account(asha), &LooksAtMe::default()).await.items;
        assert_eq!(mine.len(), 2, "of the organisation's own lines, those about the person");
    });
}

#[test]
fn whoever_looks_for_a_sector_leaves_a_line_with_the_ticket_they_were_asked_under() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let agent = world.administrator(Role::NationalAdministrationService, rx2).await;
        let own = agent.account().expect("an account");
        let query = in_organisation("RX1");
        assert_eq!(world.not_asked(agent.clone(), &query).await, "not-found");
        world.serve(rx1, ServedSector::Pharmacy).await;
        world.asked(agent.clone(), &query).await;
        let line = &looks(&world, "RX1").await[0];
        assert_eq!(line.role, Role::NationalAdministrationService);
        assert_eq!(line.reason, None, "nobody had asked");
        world.intake(own, rx1);
        world.advance(Duration::from_secs(15 * 60));
        world.asked(agent, &query).await;
        let line = &looks(&world, "RX1").await[0];
        assert_eq!(line.reason.as_deref(), Some("Asked for something, ticket T-1"));
    });
}

#[test]
fn what_is_ones_own_or_ones_organisations_is_no_look_from_outside() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", rx1);
        let person = GrantsOfPerson { person: asha };
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        world.asked(local, &person).await;
        world.asked(Actor::Account(asha), &person).await;
        world.asked(world.operator(), &person).await;
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        let own = desk.account().expect("an account");
        world.asked(desk.clone(), &GrantsOfPerson { person: own }).await;
        assert!(looks(&world, "RX1").await.is_empty());

        // Nothing was seen, so there is nothing to tell.
        let nobody = kernel::ids::AccountId(kernel::ids::new_at(world.clock.now()));
        world.not_asked(desk.clone(), &GrantsOfPerson { person: nobody }).await;
        world.not_asked(desk.clone(), &in_organisation("NO1")).await;
        assert!(looks(&world, "RX1").await.is_empty());

        // A role in the organisation itself is enough for what that role shows.
        let span = GrantSpan::Organisation(rx1);
        world.grant(own, Role::LocalHelpDesk, span).await;
        world.asked(desk.clone(), &person).await;
        assert!(looks(&world, "RX1").await.is_empty());
        let other = world.administrator(Role::NationalServiceDesk, rx1).await;
        world.asked(other, &person).await;
        assert_eq!(looks(&world, "RX1").await.len(), 1, "belonging there is no role there");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_cannot_be_recorded_is_not_answered() {
    for engine in engines() {
        let scratch = Scratch::new(engine).await;
        let (manifests, ports) = (crate::manifests(), Ports::default());
        let world = World::open(&scratch, engine, manifests, ports, Stand::In).await.unwrap();
        let rx1 = world.organisation("RX1").await;
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        close_table(&scratch.target, "look").await;
        let answer = world.door.ask(&world.call(desk.clone()), &in_organisation("RX1")).await;
        assert!(answer.is_err(), "it was shown, and nobody will know");
        world.asked(local, &in_organisation("RX1")).await;
        open_table(&scratch.target, "look").await;
        world.asked(desk, &in_organisation("RX1")).await;
        assert_eq!(looks(&world, "RX1").await.len(), 1);
        world.door.close().await;
        scratch.remove().await;
    }
}

#[test]
fn two_looks_at_once_are_one_line() {
    check_races(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        for turn in 1..=4 {
            let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
            let query = in_organisation("RX1");
            let (one, other) = (world.call(desk.clone()), world.call(desk.clone()));
            let (one, other) =
                tokio::join!(world.door.ask(&one, &query), world.door.ask(&other, &query));
            assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
            assert_eq!(looks(&world, "RX1").await.len(), turn);
        }
    });
}

#[test]
fn the_organisation_reads_filters_and_keeps_its_lines_and_no_other_does() {
    check(crate::manifests_with_views, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = world.person("Asha Rao", rx1);
        let platform = world.administrator(Role::PlatformAdministrator, rx2).await;
        let safety = world.administrator(Role::ClinicalSafetyOfficer, rx2).await;
        let desk = world.administrator(Role::NationalServiceDesk, rx2).await;
        world.asked(safety, &HistoryOfOrganisation::of("RX1")).await;
        world.asked(desk.clone(), &GrantsOfPerson { person: asha }).await;
        world.advance(Duration::from_secs(1));
        world.asked(desk, &in_organisation("RX1")).await;

        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let all = world.asked(ann.clone(), &looks_in("RX1")).await.items;
        assert_eq!(all.len(), 3);
        let count =
            async |query: LooksInOrganisation| world.asked(ann.clone(), &query).await.items.len();
        let role = Some(Role::ClinicalSafetyOfficer);
        assert_eq!(count(LooksInOrganisation { role, ..looks_in("RX1") }).await, 1);
        let aspect = Some("record".to_owned());
        assert_eq!(count(LooksInOrganisation { aspect, ..looks_in("RX1") }).await, 2);
        let aspect = Some("nothing".to_owned());
        let wrong = LooksInOrganisation { aspect, ..looks_in("RX1") };
        assert_eq!(world.not_asked(ann.clone(), &wrong).await, "not-found");
        let (mut seen, mut query) = (0, LooksInOrganisation { limit: Some(2), ..looks_in("RX1") });
        loop {
            let page = world.asked(ann.clone(), &query).await;
            seen += page.items.len();
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, 3);

        let foreign = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        assert_eq!(world.not_asked(foreign.clone(), &looks_in("RX1")).await, "not-found");
        let help = world.administrator(Role::LocalHelpDesk, rx1).await;
        assert_eq!(world.not_asked(help, &looks_in("RX1")).await, "not-allowed");
        let visit = async |who: &Actor, at: &str| {
            testkit::visit(&world, crate::portal(), who, at, None).await
        };
        for at in ["/o/RX1/looked", "/o/RX1/looked.csv"] {
            assert_eq!(visit(&foreign, at).await.0, StatusCode::NOT_FOUND, "{at}");
        }
        let (status, page) = visit(&ann, "/o/RX1/looked?role=clinical+safety+officer").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("The history") && !page.contains("Asha Rao"));
        assert!(page.contains("looked.csv?role=clinical%20safety%20officer"));
        let (_, file) = visit(&ann, "/o/RX1/looked.csv").await;
        assert_eq!(file.lines().count(), 4);
        let (_, page) = visit(&Actor::Account(asha), "/me/looked").await;
        assert!(page.contains("National service desk"));
        let (_, page) = visit(&ann, "/me/looked").await;
        assert!(page.contains("Nobody has looked at your record"));
        let (_, page) = visit(&ann, "/o/RX1/looked?aspect=letters").await;
        assert!(page.contains("No look matches"));
        let card = super::portal::card(world.door.clone(), world.call(ann.clone())).await;
        assert!(card.unwrap().unwrap().body.0.contains("clinical safety officer, at the history"));

        // Reading who looked is a look, too.
        world.asked(platform, &looks_in("RX1")).await;
        assert_eq!(world.asked(ann, &looks_in("RX1")).await.items.len(), 4);
    });
}

#[test]
fn whoever_moved_away_is_not_named_any_more() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = world.person("Asha Rao", rx1);
        let desk = world.administrator(Role::NationalServiceDesk, rx2).await;
        world.asked(desk, &GrantsOfPerson { person: asha }).await;
        world.change_person(asha, |view| view.organisation = rx2);
        let line = looks(&world, "RX1").await.remove(0);
        assert_eq!(line.person_name.as_deref(), Some("Somebody who was here then"));
        assert_eq!(line.person, None);
        assert!(looks(&world, "RX2").await.is_empty(), "it was looked at where they were then");
    });
}

#[test]
fn lines_are_dropped_after_their_time() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        world.asked(desk.clone(), &in_organisation("RX1")).await;
        world.advance_days(729);
        world.asked(desk, &in_organisation("RX1")).await;
        assert_eq!(sweep(&world.door).await.unwrap(), 0);
        world.advance_days(2);
        assert_eq!(sweep(&world.door).await.unwrap(), 1);
        assert_eq!(looks(&world, "RX1").await.len(), 1);
    });
}
