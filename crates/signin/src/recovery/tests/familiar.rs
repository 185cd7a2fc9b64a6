//! Who comes from a network that the account knows has codes that are looked at, whatever strangers do.

use testkit::World;

use super::{by_code, by_stranger, from, judged, told, tried};
use crate::factors::tests::with_app;
use crate::recovery::{NETWORK_A_DAY, ProveForRecovery, STRANGERS_A_DAY};
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, reasons};

const NOBODY: &str = "nobody@guildhall.example";

fn at(peer: &str, username: &str, code: &str) -> ProveForRecovery {
    ProveForRecovery { origin: from(peer), ..by_code(username, code) }
}

/// Strangers who come from many networks, until none of their codes is looked at any more.
async fn flood(world: &World, networks: u8) {
    for number in 0..networks {
        let peer = format!("198.51.{number}.1");
        assert!(tried(world, at(&peer, NOBODY, "123456")).await.is_err());
    }
}

#[test]
fn strangers_who_fill_their_bound_keep_nobody_out_who_comes_from_where_they_were_let_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let app = with_app(&world, person).await;
        world.set_rule(&STRANGERS_A_DAY, 2).await;
        flood(&world, 3).await;
        // The code that is right is not looked at from elsewhere, and is from the hospital's other addresses.
        let code = app.shows(&world);
        assert!(tried(&world, by_stranger(USERNAME, &code)).await.is_err());
        assert_eq!(reasons(&world, person).await[0], "too many wrong codes of strangers");
        tried(&world, at("192.0.2.99", USERNAME, &code)).await.unwrap();
    });
}

#[test]
fn whoever_belongs_elsewhere_since_comes_from_where_they_were_let_in_before() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let app = with_app(&world, person).await;
        let elsewhere = world.organisation("RX2").await;
        world.change_person(person, |view| view.organisation = elsewhere);
        world.set_rule(&STRANGERS_A_DAY, 2).await;
        flood(&world, 3).await;
        tried(&world, at("192.0.2.99", USERNAME, &app.shows(&world))).await.unwrap();
    });
}

#[test]
fn a_network_has_one_count_for_strangers_and_one_for_those_it_is_familiar_to() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let app = with_app(&world, person).await;
        world.set_rule(&NETWORK_A_DAY, 2).await;
        for _ in 0..3 {
            assert!(tried(&world, at("192.0.2.50", NOBODY, "123456")).await.is_err());
        }
        tried(&world, at("192.0.2.7", USERNAME, &app.shows(&world))).await.unwrap();
        // They have a bound of their own, because somebody can guess there, too.
        for _ in 0..2 {
            let never = app.never_shows(&world);
            assert!(tried(&world, at("192.0.2.7", USERNAME, &never)).await.is_err());
        }
        let never = app.never_shows(&world);
        assert!(tried(&world, at("192.0.2.7", USERNAME, &never)).await.is_err());
        assert_eq!(reasons(&world, person).await[0], "too many wrong codes from this network");
    });
}

#[test]
fn strangers_at_one_account_leave_codes_to_whoever_comes_from_somewhere_familiar() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let app = with_app(&world, person).await;
        for _ in 0..5 {
            told(&world, USERNAME, &app.never_shows(&world)).await;
        }
        assert_eq!(judged(&world, person).await, 3);
        assert!(tried(&world, by_stranger(USERNAME, &app.shows(&world))).await.is_err());
        for _ in 0..3 {
            let never = app.never_shows(&world);
            assert!(tried(&world, at("192.0.2.8", USERNAME, &never)).await.is_err());
        }
        // One of five in ten minutes is left to whoever knows the password.
        assert_eq!(judged(&world, person).await, 4);
    });
}

#[test]
fn a_password_that_was_right_without_its_code_makes_no_network_familiar() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let caller = kernel::http::Caller {
            peer: "203.0.113.5".to_owned(),
            ..crate::testing::browser(&world)
        };
        crate::sessions::sign_in(&world.door, &caller, "", USERNAME, PASSWORD).await.unwrap();
        world.set_rule(&STRANGERS_A_DAY, 1).await;
        flood(&world, 2).await;
        assert!(tried(&world, by_stranger(USERNAME, &app.shows(&world))).await.is_err());
        assert_eq!(reasons(&world, person).await[0], "too many wrong codes of strangers");
    });
}
