//! Whatever is not right is answered alike, so that nobody learns who has an account or how it signs in.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;

use super::{by_code, organisation_of, told, tried};
use crate::compromise::{Found, OpenCompromise};
use crate::factors::ResetSecondFactor;
use crate::factors::tests::with_second_step;
use crate::testing::{OTHER, PASSWORD, USERNAME, asha, check, helped, reasons, set_password};

#[test]
fn unknown_known_disabled_and_without_a_second_step_are_told_the_same() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let app = with_second_step(&world, person, PASSWORD).await;
        let organisation = organisation_of(&world, person).await;
        let mut others = Vec::new();
        for name in ["Disabled", "Application", "Starting", "Contained", "Reset", "Voided"] {
            let other = world.person(&format!("{name} Person"), organisation);
            set_password(&world, other, OTHER).await;
            let app = with_second_step(&world, other, OTHER).await;
            others.push((name, other, app));
        }
        let bare = world.person("Bare Person", organisation);
        set_password(&world, bare, OTHER).await;
        let expected = told(&world, USERNAME, &app.never_shows(&world)).await;
        assert_eq!(expected.0, "recovery.refused");
        for (name, other, app) in &others {
            match *name {
                "Disabled" => {
                    world.change_person(*other, |view| view.state = "disabled".to_owned())
                }
                "Application" => {
                    world.change_person(*other, |view| view.kind = "application".to_owned());
                }
                "Starting" => world.change_person(*other, |view| {
                    view.state = "starting".to_owned();
                    view.starts_at = Some(kernel::clock::Timestamp::from_micros(i64::MAX / 2));
                }),
                "Contained" => {
                    let words = "Letters that they did not write".to_owned();
                    let open = OpenCompromise { person: *other, found: Found::Mail, words };
                    world.done(administrator.clone(), open).await;
                }
                "Reset" => {
                    let reset = ResetSecondFactor { person: *other };
                    helped(&world, &administrator, *other, reset).await;
                    set_password(&world, *other, OTHER).await;
                }
                _ => {
                    let reset = crate::codes::ResetPassword { person: *other };
                    helped(&world, &administrator, *other, reset).await;
                }
            }
            let address = format!("{}.person@guildhall.example", name.to_lowercase());
            // Also with a code that is right.
            for code in [app.shows(&world), app.recovery_code(0)] {
                assert_eq!(told(&world, &address, &code).await, expected, "{name}");
            }
        }
        for (username, code) in [
            ("bare.person@guildhall.example", "123456"),
            ("nobody.at.all@guildhall.example", "123456"),
            ("nobody.at.all@guildhall.example", "ABCD-EFGH-JKLM"),
            ("\u{0}", "123456"),
            ("a password in the wrong field", "123456"),
        ] {
            assert_eq!(told(&world, username, code).await, expected, "{username}");
        }
        // Those who help see why.
        for (name, other, _) in others {
            let seen = reasons(&world, other).await[0].clone();
            let why = match name {
                "Disabled" | "Starting" => "account not active",
                "Application" => "not a person's account",
                "Reset" => "second step taken off a short time ago",
                "Voided" => "no password to reset",
                _ => "account that somebody else may have got into",
            };
            // Containing an account also disables it where the directory is there.
            assert!(
                seen == why || name == "Contained" && seen == "account not active",
                "{name} {seen}"
            );
        }
    });
}

#[test]
fn whoever_holds_a_role_goes_by_an_app_and_not_by_a_recovery_code() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_second_step(&world, person, PASSWORD).await;
        let organisation = organisation_of(&world, person).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(organisation)).await;
        let recovery = app.recovery_code(0);
        assert_eq!(told(&world, USERNAME, &recovery).await.0, "recovery.refused");
        assert!(tried(&world, by_code(USERNAME, &app.shows(&world))).await.is_ok());
    });
}

#[test]
fn while_it_is_closed_everybody_is_told_so_before_anything_is_looked_up() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_second_step(&world, person, PASSWORD).await;
        let key = tried(&world, by_code(USERNAME, &app.shows(&world))).await.unwrap().key;
        world.set_rule(&crate::recovery::OPEN, 0).await;
        let lines = reasons(&world, person).await.len();
        for username in [USERNAME, "nobody.at.all@guildhall.example"] {
            assert_eq!(told(&world, username, "123456").await.0, "recovery.closed");
        }
        let late = super::finish(&key, OTHER);
        assert_eq!(world.refused(Actor::Anonymous, late).await, "recovery.closed");
        assert_eq!(reasons(&world, person).await.len(), lines);
    });
}
