//! A case from its opening to its end, and what does not go.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::refusal::Error;

use super::{close, devices, open, organisation_of, state};
use crate::codes::{IssueStartCode, redeem};
use crate::compromise::{CompromiseCases, ReleaseCompromised, ReportCompromise, State};
use crate::factors::{Asks, Entered};
use crate::mfa::tests::registered;
use crate::sessions::{MySessions, resolve};
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, enter, helped, refusal, sees, start,
};
use crate::tokens::CreateToken;

#[test]
fn shutting_takes_everything_away_and_each_step_is_proved_before_it_is_closed() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let session = enter(&world, USERNAME, PASSWORD).await.expect("signed in");
        let code = crate::testing::code(&world, &helper, person).await;
        let token = CreateToken { name: "a script".to_owned(), actions: None, expires_in_days: 30 };
        world.done(Actor::Account(person), token).await;

        let opened = world.done(helper.clone(), open(person)).await;
        assert_eq!((opened.state, opened.version), (State::Contained, 1));
        let case = state(&world, &helper, person).await.open.expect("an open case");
        assert_eq!((case.sessions_ended, case.tokens_revoked, case.factors_removed), (1, 1, 0));
        assert!(case.had_password);
        assert!(resolve(&world.door, &session.session_key).await.unwrap().is_none());
        assert!(enter(&world, USERNAME, PASSWORD).await.is_err(), "the password is gone");
        assert!(start(&world, &code, OTHER).await.is_err(), "so is the start code");
        assert_eq!(world.refused(helper.clone(), open(person)).await, "compromise.open-already");

        // No way in before somebody made sure of her.
        sees(&world, &helper, person).await;
        let given = world.refused(helper.clone(), IssueStartCode { person }).await;
        assert_eq!(given, "compromise.contained");
        assert_eq!(world.refused(helper.clone(), close(person)).await, "compromise.missing");
        let place = organisation_of(&world, person).await;
        let other = world.person("Cara Li", place);
        let place = GrantSpan::Organisation(place);
        world.grant(other, Role::LocalHelpDesk, place).await;
        let other = Actor::Account(other);
        let release = ReleaseCompromised { person };
        let refused = world.refused(other.clone(), release.clone()).await;
        assert_eq!(
            refused, "identity-check.needed",
            "what a colleague made sure of does not count"
        );
        assert_eq!(world.done(helper.clone(), release.clone()).await.state, State::Recovering);
        let again = world.refused(helper.clone(), release).await;
        assert_eq!(again, "compromise.released-already");

        let code = helped(&world, &helper, person, IssueStartCode { person }).await.code;
        // She has to have a second step, at once: there is no session before she has added one.
        let browser = browser(&world);
        let came = redeem(&world.door, &browser, "a browser", USERNAME, &code, OTHER).await;
        let Ok(Entered::Waiting(waiting)) = came else { panic!("was not asked to add one") };
        assert_eq!(waiting.asks, Asks::SecondStep);
        let proofs = state(&world, &helper, person).await.proofs.expect("proofs");
        assert_eq!((proofs.password, proofs.second_step, proofs.devices), (true, false, false));
        let missing = world.door.perform(world.call(helper.clone()), close(person)).await;
        let words = refusal(missing).text;
        assert!(
            words.ends_with("a second step of signing in, the check of the devices."),
            "{words}"
        );
        registered(&world, &waiting.step_key).await;
        world.done(other.clone(), devices(person)).await;
        let desk = world.door.perform(world.call(other), close(person)).await;
        assert!(matches!(desk, Err(Error::Refused(_))), "a help desk closes no case");
        assert_eq!(world.done(helper.clone(), close(person)).await.state, State::Closed);
        let after = state(&world, &helper, person).await;
        assert!(after.open.is_none() && after.closed.len() == 1);
        assert_eq!(world.refused(helper.clone(), close(person)).await, "compromise.none-open");
        // It may happen once more.
        assert_eq!(world.done(helper, open(person)).await.state, State::Contained);
    });
}

#[test]
fn whoever_notices_it_shuts_their_own_account_and_does_not_open_it() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let own = Actor::Account(person);
        let empty = world.refused(own.clone(), ReportCompromise { words: " ".to_owned() }).await;
        assert_eq!(empty, "compromise.words");
        let words = "A sign-in from a town where I never was".to_owned();
        world.done(own.clone(), ReportCompromise { words }).await;
        let mine = world.asked(own.clone(), &MySessions { current: None }).await;
        assert!(mine.items.is_empty());
        for helper in [own, helper.clone()] {
            let refused = world.refused(helper, ReleaseCompromised { person }).await;
            assert!(matches!(refused, "not-allowed" | "identity-check.needed"), "{refused}");
        }
        let place = organisation_of(&world, person).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(place)).await;
        let own = world.refused(Actor::Account(person), ReleaseCompromised { person }).await;
        assert_eq!(own, "compromise.own", "nor as an administrator");
        let asked = CompromiseCases { organisation: Some("RX1".to_owned()), ..Default::default() };
        assert_eq!(world.asked(helper, &asked).await.items.len(), 1);
    });
}

#[test]
fn nobody_shuts_the_account_of_somebody_whose_rights_go_further_or_of_another_organisation() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let place = GrantSpan::Organisation(organisation_of(&world, person).await);
        world.grant(person, Role::PrimaryLocalAdministrator, place).await;
        assert_eq!(world.refused(helper, open(person)).await, "account.above-you");
        let elsewhere = world.organisation("RX2").await;
        let foreign = world.administrator(Role::PrimaryLocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(foreign.clone(), open(person)).await, "not-found");
        let asked = CompromiseCases { organisation: Some("RX1".to_owned()), ..Default::default() };
        let refused = world.door.ask(&world.call(foreign), &asked).await;
        assert_eq!(refusal(refused).code, "not-found");
    });
}
