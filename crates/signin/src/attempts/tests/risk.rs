//! What is unusual about a sign-in, from the first look to the list.

use std::time::Duration;

use kernel::clock::Timestamp;
use kernel::door::Actor;
use kernel::http::Caller;
use testkit::{World, engines};

use crate::attempts::{Factor, Level, LoggedAttempt, Reason, RecentSignIns, SignInLog};
use crate::breached::{BreachedList, import};
use crate::factors::tests::with_app;
use crate::factors::{Entered, prove};
use crate::places::Places;
use crate::places::tests::file::{At, write};
use crate::sessions::sign_in;
use crate::testing::{
    Folder, OTHER, PASSWORD, USERNAME, asha, browser, check, on, open, ports, set_password,
    signed_in,
};

const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:144.0) Gecko/20100101 Firefox/144.0";
/// Truro, by the file of these tests, and an hour's flight from Leeds.
const TRURO: &str = "198.51.100.9";
const LEEDS: &str = "192.0.2.9";

fn at(world: &World, peer: &str) -> Caller {
    Caller { peer: peer.to_owned(), ..browser(world) }
}

async fn tries(world: &World, peer: &str, device: &str, username: &str, password: &str) {
    let _ = sign_in(&world.door, &at(world, peer), device, username, password).await;
}

/// The latest line of one's own.
async fn latest(world: &World, own: &Actor) -> LoggedAttempt {
    world.asked(own.clone(), &RecentSignIns::default()).await.items.remove(0)
}

async fn unusual(world: &World, own: &Actor, peer: &str, device: &str) -> Vec<Reason> {
    tries(world, peer, device, USERNAME, PASSWORD).await;
    latest(world, own).await.risk
}

#[test]
fn what_was_not_there_before_is_told_once_and_familiar_from_then_on() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let own = Actor::Account(person);
        assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
        let both = [Reason::NewDevice, Reason::NewNetwork];
        assert_eq!(unusual(&world, &own, "203.0.113.4", FIREFOX).await, both);
        assert_eq!(latest(&world, &own).await.level, Level::Medium);
        assert_eq!(world.acts_that_tell("sign-in.unusual").await, 1);
        assert_eq!(unusual(&world, &own, "203.0.113.5", FIREFOX).await, []);
        assert_eq!(unusual(&world, &own, LEEDS, FIREFOX).await, []);
        assert_eq!(world.acts_that_tell("sign-in.unusual").await, 1);
        // A wrong password is not looked at: it would take longer than one of an account that there is not.
        tries(&world, "2001:db8::1", CHROME, USERNAME, OTHER).await;
        let line = latest(&world, &own).await;
        assert_eq!((line.risk, line.factor), (Vec::new(), None));
        world.advance(Duration::from_secs(91 * 86_400));
        assert_eq!(unusual(&world, &own, "2001:db8::1", CHROME).await, []);
        // Those who look after the person find them by it.
        let query =
            SignInLog { organisation: "RX1".to_owned(), unusual: true, ..SignInLog::default() };
        let found = world.asked(administrator.clone(), &query).await.items;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].attempt.risk, both);
        let helper = signed_in(&world, &administrator);
        let page = open(&world, &helper, "/o/RX1/sign-ins?unusual=yes").await.html;
        assert!(page.contains("Signed in with a password"), "{page}");
        assert!(page.contains("Unusual: new browser, new network"));
        let file = open(&world, &helper, "/o/RX1/sign-ins.csv?unusual=yes").await.html;
        assert!(file.ends_with(",Firefox 144 on Windows,,password,new-device new-network,\r\n"));
        assert_eq!(file.lines().count(), 2);
    });
}

#[test]
fn the_letter_goes_out_where_terms_wait() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        tries(&world, LEEDS, CHROME, USERNAME, PASSWORD).await;
        let app = with_app(&world, person).await;
        let mut reader = world.door.reader().await.unwrap();
        let place = crate::people::person(&mut reader, person).await.unwrap().organisation;
        drop(reader);
        let platform = crate::terms::tests::platform(&world, place).await;
        let terms = crate::terms::tests::draft(&world, None);
        crate::terms::tests::publish(&world, &platform, terms).await;
        let caller = at(&world, "203.0.113.4");
        let half = sign_in(&world.door, &caller, FIREFOX, USERNAME, PASSWORD).await.unwrap();
        let Entered::Waiting(step) = half else { panic!("no code is asked for") };
        let came = prove(&world.door, &caller, FIREFOX, &step.step_key, &app.shows(&world)).await;
        let Entered::Waiting(terms) = came.unwrap() else { panic!("the terms do not wait") };
        assert_eq!(terms.asks, crate::factors::Asks::Terms);
        assert_eq!(world.acts_that_tell("sign-in.unusual").await, 1);
    });
}

#[test]
fn the_second_step_has_what_was_unusual_about_the_password() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let own = Actor::Account(person);
        tries(&world, LEEDS, CHROME, USERNAME, PASSWORD).await;
        let app = with_app(&world, person).await;
        let caller = at(&world, "203.0.113.4");
        let half = sign_in(&world.door, &caller, CHROME, USERNAME, PASSWORD).await.unwrap();
        let Entered::Waiting(step) = half else { panic!("no code is asked for") };
        assert_eq!(latest(&world, &own).await.risk, [Reason::NewNetwork]);
        prove(&world.door, &caller, CHROME, &step.step_key, &app.shows(&world)).await.unwrap();
        let line = latest(&world, &own).await;
        assert_eq!((line.risk, line.level), (vec![Reason::NewNetwork], Level::Low));
        assert_eq!(line.factor, Some(Factor::Code));
    });
}

#[test]
fn many_accounts_tried_in_vain_from_one_address_look_like_an_attack_and_a_hospital_does_not() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let own = Actor::Account(person);
        assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
        for number in 0..15 {
            let nobody = format!("person.{number}@guildhall.example");
            tries(&world, LEEDS, FIREFOX, &nobody, OTHER).await;
        }
        assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, [Reason::Spray]);
        assert_eq!(latest(&world, &own).await.level, Level::High);
        world.advance(Duration::from_secs(3601));
        assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
        // As many who get it wrong once and come in then.
        let organisation =
            crate::people::person(&mut world.door.reader().await.unwrap(), person).await.unwrap();
        for number in 0..16 {
            let name = format!("Nurse N{number}");
            let nurse = world.person(&name, organisation.organisation);
            set_password(&world, nurse, PASSWORD).await;
            let username = format!("nurse.n{number}@guildhall.example");
            tries(&world, LEEDS, CHROME, &username, OTHER).await;
            tries(&world, LEEDS, CHROME, &username, PASSWORD).await;
        }
        assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
    });
}

#[test]
fn nobody_travels_faster_than_they_can_and_a_leaked_password_is_told() {
    for engine in engines() {
        let folder = Folder::new();
        let (places, list) = (folder.join("places.mmdb"), folder.join("breached"));
        write(
            &places,
            &[At([192, 0, 2], "Leeds", 53.8, -1.55), At([198, 51, 100], "Truro", 50.26, -5.05)],
        );
        let with = || ports().with(Places::at(&places)).with(BreachedList::at(&list));
        on(&[engine], with, |world| {
            let list = list.clone();
            async move {
                let (person, _) = asha(&world).await;
                let own = Actor::Account(person);
                assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
                assert_eq!(latest(&world, &own).await.place, "Leeds, United Kingdom");
                world.advance(Duration::from_secs(20 * 60));
                let far = unusual(&world, &own, TRURO, CHROME).await;
                assert_eq!(far, [Reason::NewNetwork, Reason::ImpossibleTravel]);
                world.advance(Duration::from_secs(60 * 60));
                assert_eq!(unusual(&world, &own, LEEDS, CHROME).await, []);
                let hash = aws_lc_rs::digest::digest(
                    &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
                    PASSWORD.as_bytes(),
                );
                let line: String = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect();
                let now = Timestamp::from_micros(0);
                import(format!("{line}:1\n").as_bytes(), &list, now, |_| {}).unwrap();
                let leaked = unusual(&world, &own, LEEDS, CHROME).await;
                assert_eq!(leaked, [Reason::BreachedPassword]);
                drop(std::fs::remove_file(&list));
            }
        });
    }
}
