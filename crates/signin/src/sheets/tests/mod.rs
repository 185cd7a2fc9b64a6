//! Codes on paper, on both engines: handing them over, using them up, and who may not.

mod pages;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;

use super::HandOverCodes;
use crate::Origin;
use crate::codes::{IssueStartCode, ResetPassword};
use crate::factors::tests::{with_app, with_app_by};
use crate::factors::{DrawRecoveryCodes, Entered, ResetSecondFactor, prove};
use crate::recovery::ProveForRecovery;
use crate::sessions::{Proofs, SignedIn, resolve, sign_in};
use crate::testing::{PASSWORD, USERNAME, asha, browser, check, enter, helped, refusal, sees};

/// A sheet for somebody whom the helper has made sure of.
async fn handed(world: &World, helper: &Actor, person: AccountId) -> Vec<String> {
    helped(world, helper, person, HandOverCodes { person }).await.codes
}

/// Where a person is.
async fn organisation_of(world: &World, person: AccountId) -> OrganisationId {
    let mut reader = world.door.reader().await.unwrap();
    crate::people::person(&mut reader, person).await.unwrap().organisation
}

/// The key of the step after a right password.
async fn waiting(world: &World) -> String {
    match sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await.unwrap() {
        Entered::Waiting(waiting) => waiting.step_key,
        Entered::SignedIn(_) => panic!("was signed in by a password alone"),
    }
}

async fn give(world: &World, code: &str) -> Result<SignedIn> {
    let step = waiting(world).await;
    match prove(&world.door, &browser(world), "a browser", &step, code).await? {
        Entered::SignedIn(signed_in) => Ok(signed_in),
        Entered::Waiting(_) => panic!("is asked for something more"),
    }
}

#[test]
fn each_code_lets_in_once_after_the_password_and_what_was_before_is_over() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let by_password = enter(&world, USERNAME, PASSWORD).await.unwrap();
        let codes = handed(&world, &administrator, person).await;
        assert_eq!(codes.len(), 10);
        let gone = resolve(&world.door, &by_password.session_key).await.unwrap();
        assert!(gone.is_none(), "it began with a password alone");
        let signed_in = give(&world, &codes[0]).await.unwrap();
        assert!(resolve(&world.door, &signed_in.session_key).await.unwrap().is_some());
        assert_eq!(refusal(give(&world, &codes[0]).await).code, "second-factor.refused");
        assert_eq!(refusal(give(&world, "123456").await).code, "second-factor.refused");
        give(&world, &codes[9].to_lowercase()).await.unwrap();
    });
}

#[test]
fn a_sheet_that_is_used_up_lets_nobody_in_by_the_password_alone() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let codes = handed(&world, &administrator, person).await;
        for code in &codes {
            give(&world, code).await.unwrap();
        }
        for code in &codes {
            assert_eq!(refusal(give(&world, code).await).code, "second-factor.refused");
        }
        let more = handed(&world, &administrator, person).await;
        give(&world, &more[0]).await.unwrap();
    });
}

#[test]
fn the_last_codes_buy_new_ones_and_those_of_the_sheet_are_void() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let codes = handed(&world, &administrator, person).await;
        let origin = Origin::default();
        let code = Some(Secret::new(codes[0].clone()));
        let draw = DrawRecoveryCodes { code, assertion: None, origin };
        let own = world.done(Actor::Account(person), draw).await.recovery_codes;
        assert_eq!(refusal(give(&world, &codes[1]).await).code, "second-factor.refused");
        give(&world, &own[0]).await.unwrap();
    });
}

#[test]
fn whoever_adds_an_app_has_no_sheet_any_more() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let codes = handed(&world, &administrator, person).await;
        let app = with_app_by(&world, person, &codes[0]).await;
        assert_eq!(refusal(give(&world, &codes[1]).await).code, "second-factor.refused");
        give(&world, &app.recovery_code(0)).await.unwrap();
        sees(&world, &administrator, person).await;
        let refused = world.refused(administrator, HandOverCodes { person }).await;
        assert_eq!(refused, "code-sheet.has-other");
    });
}

#[test]
fn of_two_sheets_that_are_made_at_once_one_counts() {
    check(|world| async move {
        let (person, first) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let second = world.administrator(Role::LocalAdministrator, organisation).await;
        sees(&world, &first, person).await;
        sees(&world, &second, person).await;
        let hand_over = |helper: &Actor| {
            let (door, call) = (world.door.clone(), world.call(helper.clone()));
            async move { door.perform(call, HandOverCodes { person }).await }
        };
        let (one, other) = tokio::join!(hand_over(&first), hand_over(&second));
        let sheets = [one.unwrap().output.codes, other.unwrap().output.codes];
        let mut good = 0;
        for sheet in &sheets {
            let is_good = give(&world, &sheet[0]).await.is_ok();
            assert_eq!(give(&world, &sheet[1]).await.is_ok(), is_good, "a whole sheet or none");
            good += usize::from(is_good);
        }
        assert_eq!(good, 1);
    });
}

#[test]
fn nobody_makes_one_for_themselves_for_one_above_or_for_a_stranger() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        let own = desk.account().unwrap();
        let refused = world.refused(desk.clone(), HandOverCodes { person: own }).await;
        assert_eq!(refused, "second-factor.own");
        let elsewhere = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.refused(stranger, HandOverCodes { person }).await, "not-found");
        let refused = world.refused(Actor::Account(person), HandOverCodes { person }).await;
        assert_eq!(refused, "not-allowed");
        let unseen = world.refused(administrator.clone(), HandOverCodes { person }).await;
        assert_eq!(unseen, "identity-check.needed");
        let span = GrantSpan::Organisation(organisation);
        world.grant(person, Role::LocalAdministrator, span).await;
        let above = HandOverCodes { person };
        assert_eq!(world.refused(desk, above.clone()).await, "account.above-you");
        assert_eq!(world.refused(administrator, above).await, "code-sheet.role");
    });
}

#[test]
fn one_helper_alone_gives_no_password_and_no_sheet() {
    check(|world| async move {
        let (person, first) = asha(&world).await;
        let organisation = organisation_of(&world, person).await;
        let second = world.administrator(Role::LocalAdministrator, organisation).await;
        crate::testing::code(&world, &first, person).await;
        let colleague = "second-factor.colleague";
        assert_eq!(world.refused(first.clone(), HandOverCodes { person }).await, colleague);
        handed(&world, &second, person).await;
        assert_eq!(world.refused(second.clone(), ResetPassword { person }).await, colleague);
        assert_eq!(world.refused(second.clone(), IssueStartCode { person }).await, colleague);
        world.advance_days(1);
        crate::testing::code(&world, &second, person).await;
    });
}

#[test]
fn no_code_of_a_sheet_leads_to_a_new_password() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let codes = handed(&world, &administrator, person).await;
        world.advance_days(3);
        let claim = ProveForRecovery {
            username: USERNAME.to_owned(),
            key: None,
            code: Some(Secret::new(codes[0].clone())),
            assertion: None,
            browser_key: None,
            origin: Origin::new("192.0.2.7", "a browser", None),
        };
        assert_eq!(world.refused(Actor::Anonymous, claim).await, "recovery.refused");
        give(&world, &codes[0]).await.unwrap();
    });
}

#[test]
fn a_sheet_lets_nobody_in_who_was_given_a_role_since() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let codes = handed(&world, &administrator, person).await;
        let signed_in = give(&world, &codes[0]).await.unwrap();
        let kept = resolve(&world.door, &signed_in.session_key).await.unwrap().unwrap();
        assert_eq!(kept.proofs, Proofs::PasswordAndPaper);
        assert_eq!(Proofs::kept_as(Proofs::PasswordAndPaper.name()), Proofs::PasswordAndPaper);
        let organisation = organisation_of(&world, person).await;
        let span = GrantSpan::Organisation(organisation);
        world.grant(person, Role::LocalHelpDesk, span).await;
        assert_eq!(refusal(give(&world, &codes[1]).await).code, "second-factor.refused");
    });
}

#[test]
fn a_reset_takes_the_sheet_and_its_codes_away() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        handed(&world, &administrator, person).await;
        helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        enter(&world, USERNAME, PASSWORD).await.unwrap();
    });
}

#[test]
fn whoever_has_an_app_is_given_none() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        with_app(&world, person).await;
        sees(&world, &administrator, person).await;
        let refused = world.refused(administrator.clone(), HandOverCodes { person }).await;
        assert_eq!(refused, "code-sheet.has-other");
        let organisation = organisation_of(&world, person).await;
        let box_of_many = world.person("Ward 7", organisation);
        world.change_person(box_of_many, |view| view.kind = "shared".to_owned());
        let refused = world.refused(administrator, HandOverCodes { person: box_of_many }).await;
        assert_eq!(refused, "code-sheet.no-person");
    });
}
