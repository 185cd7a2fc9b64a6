//! Adding and removing apps, and recovery codes.

use kernel::door::Actor;

use super::{STEP, begin, begun, confirm, draw, entered, give, remove, waiting, with_app};
use crate::Origin;
use crate::factors::{Entered, FAILURES_AT_ONCE, MySecondFactor};
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, refusal};

#[test]
fn an_app_counts_from_its_first_code_on_and_ends_other_sessions() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let here = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let there = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let app = begun(&world, person, "My telephone", None).await;
        assert!(matches!(entered(&world).await.unwrap(), Entered::SignedIn(_)));
        assert_eq!(
            world.refused(me.clone(), confirm(app.id, &app.never_shows(&world))).await,
            "second-factor.refused"
        );
        assert_eq!(world.refused(me.clone(), confirm(app.id, " ")).await, "second-factor.needed");
        let current = resolve(&world.door, &here).await.unwrap().unwrap().key_hash;
        let mut command = confirm(app.id, &app.shows(&world));
        command.origin = Origin::new("192.0.2.7", "a browser", Some(current));
        let codes = world.done(me.clone(), command).await.recovery_codes.unwrap();
        assert_eq!(codes.len(), 10);
        assert!(resolve(&world.door, &here).await.unwrap().is_some());
        assert!(resolve(&world.door, &there).await.unwrap().is_none());
        let mine = world.asked(me, &MySecondFactor {}).await;
        assert_eq!((mine.authenticators.len(), mine.recovery_codes_left), (1, 10));
        assert_eq!(mine.authenticators[0].name, "My telephone");
        // The code that confirmed it is used.
        let step = waiting(&world).await;
        assert_eq!(
            refusal(give(&world, &step, &app.shows(&world)).await).code,
            "second-factor.refused"
        );
    });
}

#[test]
fn a_form_that_is_sent_twice_adds_one_app_and_draws_codes_once() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let app = with_app(&world, person).await;
        assert_eq!(
            world.refused(me.clone(), confirm(app.id, &app.shows(&world))).await,
            "authenticator.confirmed"
        );
        let mine = world.asked(me, &MySecondFactor {}).await;
        assert_eq!((mine.authenticators.len(), mine.recovery_codes_left), (1, 10));
        let step = waiting(&world).await;
        give(&world, &step, &app.recovery[0]).await.unwrap();
    });
}

#[test]
fn beginning_again_forgets_what_was_begun_and_names_are_needed() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let first = begun(&world, person, "My telephone", None).await;
        let second = begun(&world, person, "My telephone", None).await;
        assert_eq!(
            world.refused(me.clone(), confirm(first.id, &first.shows(&world))).await,
            "authenticator.not-begun"
        );
        assert_eq!(
            world.refused(administrator, confirm(second.id, &second.shows(&world))).await,
            "authenticator.not-begun",
            "what others began answers like what nobody began"
        );
        for name in ["", "  ", &"a".repeat(61)] {
            assert_eq!(world.refused(me.clone(), begin(name, None)).await, "authenticator.name");
        }
        world.done(me, confirm(second.id, &second.shows(&world))).await;
    });
}

#[test]
fn whoever_has_an_app_gives_a_code_before_anything_changes() {
    check(|world| async move {
        world.set_rule(&FAILURES_AT_ONCE, 100).await;
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let app = with_app(&world, person).await;
        let wrong = app.never_shows(&world);
        assert_eq!(world.refused(me.clone(), begin("Tablet", None)).await, "second-factor.needed");
        for outcome in [
            world.refused(me.clone(), begin("Tablet", Some(&wrong))).await,
            world.refused(me.clone(), draw(&wrong)).await,
            world.refused(me.clone(), remove(app.id, &wrong)).await,
        ] {
            assert_eq!(outcome, "second-factor.refused");
        }
        let tablet = begun(&world, person, "Tablet", Some(&app.shows(&world))).await;
        assert_eq!(
            world.refused(me.clone(), draw(&app.shows(&world))).await,
            "second-factor.refused",
            "the code was spent"
        );
        let done = world.done(me.clone(), confirm(tablet.id, &tablet.shows(&world))).await;
        assert!(done.recovery_codes.is_none(), "those there are go on working");
        world.advance(STEP);
        let new = world.done(me.clone(), draw(&tablet.shows(&world))).await.recovery_codes;
        let step = waiting(&world).await;
        assert_eq!(
            refusal(give(&world, &step, &app.recovery[0]).await).code,
            "second-factor.refused"
        );
        give(&world, &step, &new[0]).await.unwrap();
        world.done(me.clone(), remove(app.id, &new[1])).await;
        let mine = world.asked(me.clone(), &MySecondFactor {}).await;
        assert_eq!((mine.authenticators.len(), mine.recovery_codes_left), (1, 8));
        world.advance(STEP);
        world.done(me.clone(), remove(tablet.id, &tablet.shows(&world))).await;
        let mine = world.asked(me.clone(), &MySecondFactor {}).await;
        assert_eq!((mine.authenticators.len(), mine.recovery_codes_left), (0, 0));
        assert!(matches!(entered(&world).await.unwrap(), Entered::SignedIn(_)));
        assert_eq!(world.refused(me, draw(&new[2])).await, "authenticator.none");
    });
}

#[test]
fn there_are_five_apps_at_most() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let first = with_app(&world, person).await;
        for number in 2..=5 {
            let next =
                begun(&world, person, &format!("App {number}"), Some(&first.shows(&world))).await;
            world.done(Actor::Account(person), confirm(next.id, &next.shows(&world))).await;
            world.advance(STEP);
        }
        let one_more = begin("App 6", Some(&first.recovery[0]));
        assert_eq!(world.refused(Actor::Account(person), one_more).await, "authenticator.too-many");
        let mine = world.asked(Actor::Account(person), &MySecondFactor {}).await;
        assert_eq!(mine.recovery_codes_left, 10, "what was refused spends nothing");
    });
}
