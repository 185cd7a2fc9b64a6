//! Taking the second step off somebody's account, and what those who help see of it.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use ui::home::ReadyState;

use super::{entered, give, waiting, with_app};
use crate::attempts::SignInStateOf;
use crate::codes::{IssueStartCode, ResetPassword};
use crate::factors::{Entered, ResetSecondFactor};
use crate::sessions::resolve;
use crate::testing::{PASSWORD, asha, check, refusal, set_password};

#[test]
fn a_reset_takes_everything_off_and_ends_sessions_and_steps() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        assert_eq!(
            world.refused(administrator.clone(), ResetSecondFactor { person }).await,
            "second-factor.none"
        );
        let app = with_app(&world, person).await;
        let key = give(&world, &waiting(&world).await, &app.shows(&world)).await.unwrap();
        let step = waiting(&world).await;
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert_eq!((state.authenticators, state.recovery_codes_left), (1, 10));
        crate::testing::helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        assert!(resolve(&world.door, &key.session_key).await.unwrap().is_none());
        assert_eq!(
            refusal(give(&world, &step, &app.recovery[0]).await).code,
            "second-factor.step-over"
        );
        assert!(matches!(entered(&world).await.unwrap(), Entered::SignedIn(_)));
        let state = world.asked(administrator, &SignInStateOf { person }).await;
        assert_eq!((state.authenticators, state.recovery_codes_left), (0, 0));
    });
}

#[test]
fn nobody_takes_it_off_their_own_account_nor_off_one_above_theirs() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let person = world.person("Asha Rao", organisation);
        let administrator = world.administrator(Role::LocalAdministrator, organisation).await;
        let span = GrantSpan::Organisation(organisation);
        let desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        let own = desk.account().unwrap();
        set_password(&world, own, PASSWORD).await;
        with_app(&world, own).await;
        assert_eq!(
            world.refused(desk.clone(), ResetSecondFactor { person: own }).await,
            "second-factor.own"
        );
        set_password(&world, person, PASSWORD).await;
        with_app(&world, person).await;
        world.grant(person, Role::LocalAdministrator, span).await;
        assert_eq!(world.refused(desk, ResetSecondFactor { person }).await, "account.above-you");
        let elsewhere = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(stranger, ResetSecondFactor { person }).await, "not-found");
        assert_eq!(
            world.refused(Actor::Account(person), ResetSecondFactor { person }).await,
            "second-factor.own"
        );
        crate::testing::helped(&world, &administrator, person, ResetSecondFactor { person }).await;
    });
}

#[test]
fn one_helper_alone_gives_no_new_password_and_takes_no_second_step_off() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let person = world.person("Asha Rao", organisation);
        set_password(&world, person, PASSWORD).await;
        let first = world.administrator(Role::LocalAdministrator, organisation).await;
        let second = world.administrator(Role::LocalAdministrator, organisation).await;
        let colleague = "second-factor.colleague";
        with_app(&world, person).await;
        crate::testing::code(&world, &first, person).await;
        assert_eq!(world.refused(first.clone(), ResetSecondFactor { person }).await, colleague);
        crate::testing::helped(&world, &second, person, ResetSecondFactor { person }).await;
        assert_eq!(world.refused(second.clone(), ResetPassword { person }).await, colleague);
        assert_eq!(world.refused(second.clone(), IssueStartCode { person }).await, colleague);
        crate::testing::helped(&world, &first, person, ResetPassword { person }).await;
        world.advance_days(1);
        crate::testing::helped(&world, &second, person, IssueStartCode { person }).await;
    });
}

#[test]
fn can_they_work_says_how_it_stands() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let line = |actor: Actor| {
            let world = world.clone();
            async move {
                let call = world.call(actor);
                let lines =
                    crate::ready_lines()[0](world.door.clone(), call, person).await.unwrap();
                lines.into_iter().find(|line| line.topic == "Second step").unwrap()
            }
        };
        let before = line(administrator.clone()).await;
        assert_eq!(before.text, "Signs in with the password only.");
        assert!(before.act.unwrap().href.ends_with("/code-sheet"));
        let app = with_app(&world, person).await;
        let with = line(administrator.clone()).await;
        assert_eq!(with.text, "1 authenticator app, 10 recovery codes left.");
        assert!(with.act.unwrap().href.ends_with("/reset-second-step"));
        assert_eq!(line(Actor::Account(person)).await.act.unwrap().href, "/me/second-step");
        for _ in 0..20 {
            refusal(give(&world, &waiting(&world).await, &app.never_shows(&world)).await);
        }
        let shut = line(administrator).await;
        assert!(matches!(shut.state, ReadyState::ReadyBy(_)));
        assert!(shut.act.unwrap().href.ends_with("/unlock"));
    });
}
