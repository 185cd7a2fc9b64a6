//! Codes to a number, and how long numbers have been recorded.

use std::time::Duration;

use facts::directory::AccountNumbersChanged;
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::secret::Secret;
use testkit::World;

use super::{check as record, desk, organisation_of};
use crate::identity_checks::{
    IdentityCheckOf, Method, NUMBER_DAYS, RecordIdentityCheck, SendIdentityCode,
};
use crate::testing::{asha, at_once, check, check_races, open, signed_in};
use crate::texts::tests::{last_code, with_number};

/// Two minutes: another text may be sent.
const APART: Duration = Duration::from_secs(120);

fn reads_out(person: AccountId, code: &str) -> RecordIdentityCheck {
    let code = Some(Secret::new(code.to_owned()));
    RecordIdentityCheck { code, ..record(person, Method::TextCode) }
}

async fn sent(world: &World, helper: &Actor, person: AccountId) -> String {
    world.done(helper.clone(), SendIdentityCode { person }).await;
    last_code(world).await
}

/// A code that is not that one.
fn another(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

#[test]
fn a_code_is_good_once_and_for_the_helper_who_had_it_sent() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let colleague = desk(&world, person).await;
        with_number(&world, person).await;
        world.set_rule(&NUMBER_DAYS, 0).await;
        let code = sent(&world, &administrator, person).await;
        let elsewhere = world.done(colleague, reads_out(person, &code)).await;
        assert!(!elsewhere.passed, "it is good for whoever had it sent");
        assert!(world.done(administrator.clone(), reads_out(person, &code)).await.passed);
        let again = world.done(administrator.clone(), reads_out(person, &code)).await;
        assert!(!again.passed, "it is used up");
        for typed in ["", "12345", "no code"] {
            let refused = world.refused(administrator.clone(), reads_out(person, typed)).await;
            assert_eq!(refused, "identity-check.text-needed");
        }
        let own = world.refused(Actor::Account(person), SendIdentityCode { person }).await;
        assert_eq!(own, "not-allowed");
    });
}

#[test]
fn wrong_codes_count_with_wrong_letters_and_no_code_of_signing_in_is_taken() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        with_number(&world, person).await;
        world.set_rule(&NUMBER_DAYS, 0).await;
        let code = sent(&world, &administrator, person).await;
        for _ in 0..3 {
            let wrong = reads_out(person, another(&code));
            assert!(!world.done(administrator.clone(), wrong).await.passed);
        }
        let closed = world.refused(administrator.clone(), reads_out(person, &code)).await;
        assert_eq!(closed, "identity-check.closed");
        world.advance(APART);
        let sent_in_vain = SendIdentityCode { person };
        let closed = world.refused(administrator.clone(), sent_in_vain).await;
        assert_eq!(closed, "identity-check.closed", "nor is another one sent");
        let state = world.asked(administrator, &IdentityCheckOf { person }).await;
        assert!(!state.has_text_number && state.text_number_since.is_some());
    });
}

#[test]
fn a_number_has_to_have_been_there_for_days() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let none = world.refused(administrator.clone(), SendIdentityCode { person }).await;
        assert_eq!(none, "identity-check.no-texts");
        with_number(&world, person).await;
        let young = world.refused(administrator.clone(), SendIdentityCode { person }).await;
        assert_eq!(young, "identity-check.new-number");
        let state = world.asked(administrator.clone(), &IdentityCheckOf { person }).await;
        assert!(!state.has_text_number && state.text_number_since.is_some());
        world.advance_days(3);
        let code = sent(&world, &administrator, person).await;
        assert!(world.done(administrator.clone(), reads_out(person, &code)).await.passed);
        // Whoever holds a role is sent none.
        let place = organisation_of(&world, person).await;
        world.grant(person, Role::LicenceAdministrator, GrantSpan::Organisation(place)).await;
        world.advance(APART);
        let role = world.refused(administrator.clone(), SendIdentityCode { person }).await;
        assert!(matches!(role, "identity-check.no-texts" | "not-allowed"), "{role}");
    });
}

#[test]
fn nobody_is_called_back_on_a_number_that_was_changed_days_ago_only() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.change_person(person, |view| {
            view.telephone = Some("0113 496 0000".to_owned());
            view.mobile = Some("07700 900123".to_owned());
        });
        let call_back = || record(person, Method::CallBack);
        // Nobody has changed one since it is counted.
        assert!(world.done(administrator.clone(), call_back()).await.passed);
        let changed =
            |telephone, mobile| AccountNumbersChanged { account: person, telephone, mobile };
        world.note(changed(true, false)).await;
        let state = world.asked(administrator.clone(), &IdentityCheckOf { person }).await;
        let old: Vec<bool> = state.numbers.iter().map(|number| number.is_old_enough).collect();
        assert_eq!(old, [false, true]);
        assert!(world.done(administrator.clone(), call_back()).await.passed, "on the mobile");
        world.note(changed(false, true)).await;
        let refused = world.refused(administrator.clone(), call_back()).await;
        assert_eq!(refused, "identity-check.new-number");
        let browser = signed_in(&world, &administrator);
        let page = format!("/o/RX1/people/{person}/identity");
        let shown = open(&world, &browser, &page).await.html;
        assert!(!shown.contains("call-back") && shown.contains("recorded on"), "{shown}");
        world.advance_days(3);
        assert!(world.done(administrator, call_back()).await.passed);
    });
}

#[test]
fn the_page_sends_a_code_and_never_shows_the_number() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        with_number(&world, person).await;
        world.advance_days(3);
        let browser = signed_in(&world, &administrator);
        let page = format!("/o/RX1/people/{person}/identity");
        let shown = open(&world, &browser, &page).await.html;
        assert!(shown.contains("text-code") && shown.contains("Send a code to their telephone"));
        let done = crate::testing::post(&world, &browser, &format!("{page}/text"), "").await;
        assert_eq!(done.location(), format!("{page}?text=sent"));
        let code = last_code(&world).await;
        let form = format!("how=text-code&text={code}");
        let done = crate::testing::post(&world, &browser, &page, &form).await;
        assert_eq!(done.location(), format!("/o/RX1/people/{person}"));
        let after = open(&world, &browser, &page).await.html;
        assert!(!shown.contains("900123") && !after.contains("900123"));
    });
}

/// Reads the code out so many times at the same moment, and says how many were believed.
async fn believed(world: &World, helpers: usize) -> usize {
    let (person, administrator) = asha(world).await;
    with_number(world, person).await;
    world.set_rule(&NUMBER_DAYS, 0).await;
    let code = sent(world, &administrator, person).await;
    let tries = (0..helpers).map(|_| {
        let (world, call, code) = (world.clone(), world.call(administrator.clone()), code.clone());
        async move {
            let done = world.door.perform(call, reads_out(person, &code)).await;
            done.is_ok_and(|done| done.output.passed)
        }
    });
    at_once(tries).await
}

#[test]
fn of_two_who_read_a_code_out_at_once_one_is_believed() {
    check_races(|world| async move { assert_eq!(believed(&world, 2).await, 1) });
}

/// A code has five tries, and three wrong answers close the checks of a day: when three of the tries that came too late are judged
/// before one that was in time, nobody is believed.
#[test]
fn of_sixty_four_who_read_a_code_out_at_once_no_second_one_is_believed() {
    check_races(|world| async move {
        let passed = believed(&world, 64).await;
        assert!(passed <= 1, "{passed}");
    });
}
