//! Attempts bounded by the network they come from, and guessing that is spread over many.

use std::time::Duration;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;
use tokio::task::JoinSet;

use crate::attempts::{
    FAMILIAR_DAYS, Level, MANY_ACCOUNTS, MANY_NETWORKS, NETWORK_FAILURES, OWN_NETWORK_FAILURES,
    Reason, RecentSignIns, store, warn,
};
use crate::mfa::{DecideNetwork, Decision, ProposeNetwork};
use crate::sessions::sign_in;
use crate::sweep;
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, check_races, on, ports, reasons, refusal,
    set_password,
};

const BOUND: i64 = 10;

/// A try from an address; whether it led in.
async fn tries(world: &World, peer: &str, username: &str, password: &str) -> bool {
    let caller = Caller { peer: peer.to_owned(), ..browser(world) };
    sign_in(&world.door, &caller, "a browser", username, password).await.is_ok()
}

/// So many people of an organisation, with their usernames.
async fn staff(
    world: &World,
    organisation: OrganisationId,
    many: usize,
) -> Vec<(AccountId, String)> {
    let mut all = Vec::new();
    for number in 0..many {
        let person = world.person(&format!("Nurse N{number}"), organisation);
        set_password(world, person, PASSWORD).await;
        all.push((person, format!("nurse.n{number}@guildhall.example")));
    }
    all
}

/// How many tries at some people were judged, and how many were kept out.
async fn judged(world: &World, people: &[(AccountId, String)]) -> (usize, usize) {
    let (mut wrong, mut kept_out) = (0, 0);
    for (person, _) in people {
        let reasons = reasons(world, *person).await;
        wrong += reasons.iter().filter(|reason| *reason == "wrong password").count();
        let words = "too many failures from this network";
        kept_out += reasons.iter().filter(|reason| *reason == words).count();
    }
    (wrong, kept_out)
}

#[test]
fn one_network_cannot_try_out_a_nation_and_locks_nobody() {
    check(|world| async move {
        world.set_rule(&NETWORK_FAILURES, BOUND).await;
        let organisation = world.organisation("RX1").await;
        let people = staff(&world, organisation, 14).await;
        for (number, (_, username)) in people.iter().enumerate() {
            // Each from another address of it.
            assert!(!tries(&world, &format!("203.0.113.{number}"), username, OTHER).await);
        }
        assert_eq!(judged(&world, &people).await, (10, 4));
        // The right password is not found out there any more, however often it is tried, and its owner is not kept from it.
        let (last, username) = &people[13];
        for _ in 0..20 {
            assert!(!tries(&world, "203.0.113.77", username, PASSWORD).await);
        }
        assert!(!reasons(&world, *last).await.contains(&"account locked".to_owned()));
        assert!(tries(&world, "192.0.2.7", username, PASSWORD).await);
        // What is answered says nothing.
        let caller = Caller { peer: "203.0.113.1".to_owned(), ..browser(&world) };
        let nobody = sign_in(&world.door, &caller, "", "nobody@guildhall.example", OTHER).await;
        let kept_out = sign_in(&world.door, &caller, "", username, PASSWORD).await;
        let said = |refusal| serde_json::to_string(&refusal).expect("it is written");
        assert_ne!(people[0].0, *last);
        assert_eq!(said(refusal(nobody)), said(refusal(kept_out)));
        // An hour counts.
        world.advance(Duration::from_secs(3599));
        assert!(!tries(&world, "203.0.113.1", &people[12].1, PASSWORD).await);
        world.advance(Duration::from_secs(2));
        assert!(tries(&world, "203.0.113.1", &people[12].1, PASSWORD).await);
    });
}

#[test]
fn names_that_nobody_has_use_up_the_bound_of_their_network_too_and_right_passwords_do_not() {
    check(|world| async move {
        world.set_rule(&NETWORK_FAILURES, BOUND).await;
        let (person, _) = asha(&world).await;
        for _ in 0..15 {
            assert!(tries(&world, "2001:db8:7:1::5", USERNAME, PASSWORD).await);
        }
        for number in 0..10 {
            let name = format!("guess.{number}@guildhall.example");
            assert!(!tries(&world, &format!("2001:db8:7:2::{number}"), &name, OTHER).await);
        }
        assert!(!tries(&world, "2001:db8:7:2:ffff::1", USERNAME, PASSWORD).await);
        assert_eq!(reasons(&world, person).await[0], "too many failures from this network");
        assert!(tries(&world, "2001:db8:7:3::1", USERNAME, PASSWORD).await, "the next network");
    });
}

#[test]
fn whoever_is_known_from_a_network_is_judged_whatever_others_do_there() {
    check(|world| async move {
        world.set_rule(&NETWORK_FAILURES, BOUND).await;
        let (person, _) = asha(&world).await;
        assert!(tries(&world, "203.0.113.9", USERNAME, PASSWORD).await);
        // So many failures that what was right before is far behind them, too.
        for number in 0..130 {
            let name = format!("guess.{number}@guildhall.example");
            tries(&world, "203.0.113.4", &name, OTHER).await;
        }
        assert!(tries(&world, "203.0.113.200", USERNAME, PASSWORD).await);
        for _ in 0..10 {
            tries(&world, "203.0.113.4", USERNAME, OTHER).await;
        }
        assert!(!tries(&world, "203.0.113.9", USERNAME, PASSWORD).await);
        assert_eq!(reasons(&world, person).await[0], "account locked", "their own bound holds");
        world.advance_days(FAMILIAR_DAYS.default.unsigned_abs() + 1);
        for number in 0..10 {
            let name = format!("guess.{number}@guildhall.example");
            tries(&world, "203.0.113.4", &name, OTHER).await;
        }
        assert!(!tries(&world, "203.0.113.9", USERNAME, PASSWORD).await, "not known any more");
    });
}

#[test]
fn people_of_an_organisation_have_more_from_the_networks_that_are_its_own() {
    check(|world| async move {
        world.set_rule(&NETWORK_FAILURES, BOUND).await;
        world.set_rule(&OWN_NETWORK_FAILURES, 13).await;
        let (here, there) = (world.organisation("RX8").await, world.organisation("RX9").await);
        let leader = world.administrator(Role::LocalAdministrator, here).await;
        let platform = world.administrator(Role::PlatformAdministrator, there).await;
        let propose = ProposeNetwork {
            organisation: "RX8".to_owned(),
            addresses: "203.0.113.0/24".to_owned(),
            name: "Main site".to_owned(),
        };
        let network = world.done(leader, propose).await.network;
        let people = staff(&world, here, 6).await;
        let foreign = world.person("Carol Penn", there);
        set_password(&world, foreign, PASSWORD).await;
        let flood = async |many: usize| {
            for number in 0..many {
                let name = format!("guess.{number}@guildhall.example");
                tries(&world, "203.0.113.4", &name, OTHER).await;
            }
        };
        flood(10).await;
        assert!(!tries(&world, "203.0.113.9", &people[0].1, PASSWORD).await, "it is not approved");
        let approve = DecideNetwork { network, decision: Decision::Approve };
        world.done(platform, approve).await;
        assert!(tries(&world, "203.0.113.9", &people[0].1, PASSWORD).await);
        assert!(!tries(&world, "203.0.113.9", "carol.penn@guildhall.example", PASSWORD).await);
        for (_, username) in &people[1..4] {
            tries(&world, "203.0.113.9", username, OTHER).await;
        }
        assert!(!tries(&world, "203.0.113.9", &people[4].1, PASSWORD).await, "it has an end, too");
        assert!(tries(&world, "203.0.113.9", &people[0].1, PASSWORD).await, "but not for them");
    });
}

#[test]
fn no_more_is_judged_for_a_network_however_many_come_at_once() {
    check_races(|world| async move {
        world.set_rule(&NETWORK_FAILURES, BOUND).await;
        let organisation = world.organisation("RX1").await;
        let people = staff(&world, organisation, 16).await;
        let mut guesses = JoinSet::new();
        for number in 0..64 {
            let (world, username) = (world.clone(), people[number % 16].1.clone());
            guesses.spawn(async move {
                // Whoever is told to come back does.
                loop {
                    let caller = Caller { peer: "203.0.113.5".to_owned(), ..browser(&world) };
                    let came = sign_in(&world.door, &caller, "", &username, OTHER).await;
                    if refusal(came).code != "signin.busy" {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
            });
        }
        guesses.join_all().await;
        assert_eq!(judged(&world, &people).await, (10, 54));
    });
}

#[test]
fn those_who_run_the_service_are_told_once_a_day_of_guessing_from_many_networks() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let told = async || {
            warn(&world.door).await.expect("it looks");
            world.acts_that_tell("sign-in.guessing").await
        };
        for network in 0..9 {
            tries(&world, &format!("203.0.{network}.5"), USERNAME, OTHER).await;
            // From its neighbour again: that is no other network.
            tries(&world, &format!("203.0.{network}.6"), "nobody@guildhall.example", OTHER).await;
        }
        assert_eq!(told().await, 0);
        assert!(tries(&world, "192.0.2.7", USERNAME, PASSWORD).await);
        tries(&world, "203.0.77.5", USERNAME, OTHER).await;
        tries(&world, "203.0.77.6", "nobody@guildhall.example", OTHER).await;
        assert_eq!(told().await, 1, "nobody is told of a name that nobody has");
        assert!(tries(&world, "192.0.2.7", USERNAME, PASSWORD).await);
        let query = RecentSignIns::default();
        let line = world.asked(Actor::Account(person), &query).await.items.remove(0);
        assert!(line.risk.contains(&Reason::ManyNetworks) && line.level >= Level::Medium);
        assert_eq!(told().await, 1);
        world.advance_days(2);
        assert!(tries(&world, "192.0.2.7", USERNAME, PASSWORD).await);
        for network in 0..10 {
            tries(&world, &format!("203.0.{network}.5"), USERNAME, OTHER).await;
        }
        assert_eq!(told().await, 2);
        world.set_rule(&MANY_ACCOUNTS, 12).await;
        for number in 0..11 {
            let name = format!("guess.{number}@guildhall.example");
            tries(&world, &format!("198.51.{number}.5"), &name, OTHER).await;
        }
        assert_eq!((told().await, told().await), (3, 3), "many accounts, a try each");
        world.advance_days(1);
        sweep(&world.door).await.expect("it is cleared");
        let mut reader = world.door.reader().await.expect("a reader");
        let is_left = store::has_networks_before(&mut reader, world.clock.now()).await;
        assert!(!is_left.expect("an answer"));
    });
}

#[test]
fn neither_names_that_nobody_has_nor_those_told_already_keep_an_account_from_being_told_of() {
    on(&testkit::engines()[..1], ports, |world| async move {
        world.set_rule(&MANY_NETWORKS, 3).await;
        let organisation = world.organisation("RX1").await;
        let people = staff(&world, organisation, 22).await;
        let guess = async |username: &str| {
            for network in 0..3 {
                tries(&world, &format!("203.0.{network}.5"), username, OTHER).await;
            }
        };
        world.set_rule(&NETWORK_FAILURES, 1000).await;
        for number in 0..40 {
            guess(&format!("guess.{number}@guildhall.example")).await;
        }
        for (_, username) in &people {
            guess(username).await;
        }
        for told in [20, 22, 22] {
            warn(&world.door).await.expect("it looks");
            assert_eq!(world.acts("signin.warn-of-guessing").await, told);
        }
        assert_eq!(world.refusals("signin.warn-of-guessing").await, 0, "strangers write nothing");
    });
}

#[test]
fn many_wrong_passwords_hide_nothing_of_what_is_known() {
    on(&testkit::engines()[..1], ports, |world| async move {
        world.set_rule(&NETWORK_FAILURES, 1000).await;
        let (person, _) = asha(&world).await;
        assert!(tries(&world, "192.0.2.7", USERNAME, PASSWORD).await);
        for _ in 0..120 {
            tries(&world, "203.0.113.5", USERNAME, OTHER).await;
        }
        world.advance(Duration::from_secs(2 * 3600));
        assert!(tries(&world, "203.0.113.5", USERNAME, PASSWORD).await);
        let query = RecentSignIns::default();
        let line = world.asked(Actor::Account(person), &query).await.items.remove(0);
        assert_eq!(line.risk, [Reason::NewNetwork]);
    });
}
