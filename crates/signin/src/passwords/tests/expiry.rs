//! Passwords that end under the older rules, and what signing in asks for then.

use facts::signin::PasswordsEnding;
use kernel::authority::Role;
use kernel::door::Actor;
use testkit::World;

use crate::attempts::SignInStateOf;
use crate::factors::tests::with_second_step;
use crate::factors::{Asks, Entered, Waiting, prove, renew};
use crate::passwords::{MyPassword, POLICY, VALID_DAYS};
use crate::sessions::{SignedIn, resolve, sign_in};
use crate::testing::{
    PASSWORD, USERNAME, asha, browser, check, check_races, enter, open, post, refusal,
    send_with_cookie, set_password, signed_in,
};

const NEW: &str = "otters-swim-upstream";

async fn entered(world: &World) -> Entered {
    sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await.unwrap()
}

async fn waiting(world: &World) -> Waiting {
    match entered(world).await {
        Entered::Waiting(waiting) => waiting,
        Entered::SignedIn(_) => panic!("was signed in with a password that has ended"),
    }
}

async fn renewed(world: &World, step: &str, new: &str) -> kernel::refusal::Result<SignedIn> {
    match renew(&world.door, &browser(world), "a browser", step, new).await? {
        Entered::SignedIn(signed_in) => Ok(signed_in),
        Entered::Waiting(_) => panic!("is asked for something more"),
    }
}

#[test]
fn a_password_that_has_ended_leads_to_a_new_one_and_only_then_to_a_session() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        world.advance_days(400);
        assert_eq!(world.asked(me.clone(), &MyPassword {}).await.ends_at, None);
        let before = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.set_rule(&POLICY, 1).await;
        // Who is signed in stays so.
        assert!(resolve(&world.door, &before).await.unwrap().is_some());
        let step = waiting(&world).await;
        assert_eq!(step.asks, Asks::NewPassword);
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!(state.sessions, 1, "no session was begun");
        assert!(state.password_ends_at.is_some_and(|at| at < world.clock.now()));
        for (new, code) in [
            ("short-one", "password.too-short"),
            ("Asha-Rao-Asha", "password.guessable"),
            (PASSWORD, "password.blanks"),
        ] {
            assert_eq!(refusal(renewed(&world, &step.step_key, new).await).code, code);
        }
        // It is no key for a code, and no session.
        let as_code = prove(&world.door, &browser(&world), "", &step.step_key, "123456").await;
        assert_eq!(refusal(as_code).code, "second-factor.step-over");
        assert!(resolve(&world.door, &step.step_key).await.unwrap().is_none());
        let session = renewed(&world, &step.step_key, NEW).await.unwrap().session_key;
        assert!(resolve(&world.door, &session).await.unwrap().is_some());
        assert!(resolve(&world.door, &before).await.unwrap().is_none(), "others end");
        let again = refusal(renewed(&world, &step.step_key, "herons-wade-slowly").await);
        assert_eq!(again.code, "second-factor.step-over", "a step is used once");
        enter(&world, USERNAME, NEW).await.unwrap();
        let ends_at = world.asked(me, &MyPassword {}).await.ends_at;
        assert_eq!(ends_at, Some(world.clock.now().plus_days(365)));
    });
}

#[test]
fn the_password_that_ended_is_not_taken_again() {
    check(|world| async move {
        world.set_rule(&POLICY, 1).await;
        let (person, _) = asha_with(&world, NEW).await;
        world.advance_days(365);
        let came = sign_in(&world.door, &browser(&world), "", USERNAME, NEW).await.unwrap();
        let Entered::Waiting(step) = came else { panic!("it has ended") };
        assert_eq!(refusal(renewed(&world, &step.step_key, NEW).await).code, "password.earlier");
        // Somebody else's reset ends the step.
        set_password(&world, person, "herons-wade-slowly").await;
        let late = refusal(renewed(&world, &step.step_key, "four-brown-hares").await);
        assert_eq!(late.code, "second-factor.step-over");
    });
}

/// Somebody with a password that the older rules take.
async fn asha_with(world: &World, password: &str) -> (kernel::ids::AccountId, Actor) {
    let organisation = world.organisation("RX1").await;
    let person = world.person("Asha Rao", organisation);
    set_password(world, person, password).await;
    (person, world.administrator(Role::LocalAdministrator, organisation).await)
}

#[test]
fn the_code_comes_before_the_new_password() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_second_step(&world, person, PASSWORD).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let step = waiting(&world).await;
        assert_eq!(step.asks, Asks::Code);
        // The key of the first step changes no password.
        let early = refusal(renewed(&world, &step.step_key, NEW).await);
        assert_eq!(early.code, "second-factor.step-over");
        let code = app.shows(&world);
        let came = prove(&world.door, &browser(&world), "", &step.step_key, &code).await.unwrap();
        let Entered::Waiting(next) = came else { panic!("the password has ended") };
        assert_eq!(next.asks, Asks::NewPassword);
        assert_ne!(next.step_key, step.step_key);
        renewed(&world, &next.step_key, NEW).await.unwrap();
    });
}

#[test]
fn of_sixteen_who_finish_a_step_at_once_one_is_let_in() {
    check_races(|world| async move {
        asha(&world).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let step = waiting(&world).await.step_key;
        let tries: Vec<_> = (0..16)
            .map(|number| {
                let (world, step) = (world.clone(), step.clone());
                tokio::spawn(async move {
                    renewed(&world, &step, &format!("{NEW}-{number}")).await.is_ok()
                })
            })
            .collect();
        let mut let_in = 0;
        for one in tries {
            let_in += usize::from(one.await.unwrap());
        }
        assert_eq!(let_in, 1);
    });
}

#[test]
fn a_step_is_over_after_ten_minutes_and_when_the_account_is_disabled() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let step = waiting(&world).await.step_key;
        world.advance(std::time::Duration::from_secs(600));
        assert_eq!(refusal(renewed(&world, &step, NEW).await).code, "second-factor.step-over");
        let step = waiting(&world).await.step_key;
        world.change_person(person, |view| view.state = "disabled".to_owned());
        assert_eq!(refusal(renewed(&world, &step, NEW).await).code, "second-factor.step-over");
    });
}

#[test]
fn the_pages_lead_from_the_old_password_to_the_new_one() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let nobody = browser(&world);
        let form = "username=asha.rao%40guildhall.example&password=lantern+orchard+42+velvet&next=%2Fpeople";
        let came = post(&world, &nobody, "/sign-in", form).await;
        assert_eq!(came.location(), "/sign-in/new-password?next=%2Fpeople");
        let cookie = came.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap();
        let at = "/sign-in/new-password";
        let page = send_with_cookie(&world, &nobody, at, cookie, None).await;
        assert!(page.html.contains("its time is over") && page.html.contains("without spaces"));
        let wrong =
            send_with_cookie(&world, &nobody, at, cookie, Some("new=short&next=%2Fpeople")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("href=\"#new\"") && wrong.html.contains("/people"));
        let none = send_with_cookie(&world, &nobody, at, cookie, Some("new=")).await;
        assert_eq!(none.status, 422);
        let form = format!("new={NEW}&next=%2Fpeople");
        let done = send_with_cookie(&world, &nobody, at, cookie, Some(&form)).await;
        assert_eq!(done.location(), "/people");
        assert_eq!(done.headers.get_all("set-cookie").iter().count(), 2);
        let over = send_with_cookie(&world, &nobody, at, cookie, Some(&form)).await;
        assert_eq!(over.location(), "/sign-in?over=yes&next=%2Fpeople");
        assert_eq!(open(&world, &nobody, at).await.location(), "/sign-in");
        // Both sides read until when the new one is good.
        let mine = open(&world, &signed_in(&world, &Actor::Account(person)), "/me/password").await;
        assert!(mine.html.contains("Your password is good until"), "{}", mine.html);
        let call = world.call(administrator);
        let lines = crate::attempts::portal::lines(world.door.clone(), call, person).await.unwrap();
        assert!(lines[0].text.contains("Signing in asks for a new one from"), "{}", lines[0].text);
    });
}

#[test]
fn those_whose_passwords_end_are_found_in_pages_and_nobody_under_the_modern_rules() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let names = ["Ann Lee", "Bo Kit", "Cy Dent", "Di Fox", "Ed Gale"];
        let mut people = Vec::new();
        // Three at the same moment, and two later.
        for (number, name) in names.into_iter().enumerate() {
            if number > 2 {
                world.advance_days(1);
            }
            let person = world.person(name, organisation);
            set_password(&world, person, PASSWORD).await;
            people.push((world.clock.now().plus_days(100), person));
        }
        people.sort();
        let now = world.clock.now();
        let asked = |from: i64, by: i64, after| PasswordsEnding {
            at: now,
            from: now.plus_days(from),
            by: now.plus_days(by),
            after,
            limit: 2,
        };
        let found = async |asked: PasswordsEnding| {
            let page = world.door.reader().await.unwrap().ask(asked).await.unwrap();
            page.into_iter().map(|one| (one.ends_at, one.account)).collect::<Vec<_>>()
        };
        assert!(found(asked(0, 1000, None)).await.is_empty());
        world.set_rule(&VALID_DAYS, 100).await;
        world.set_rule(&POLICY, 1).await;
        let mut all = Vec::new();
        loop {
            let page = found(asked(0, 1000, all.last().copied())).await;
            if page.is_empty() {
                break;
            }
            all.extend(page);
        }
        assert_eq!(all, people);
        assert_eq!(found(asked(98, 99, None)).await, people[3..4], "after one moment, by another");
    });
}
