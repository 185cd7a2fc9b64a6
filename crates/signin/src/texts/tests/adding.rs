//! Adding, replacing and removing a number.

use kernel::door::Actor;

use super::{
    APART, MOBILE, another, begin, confirm, last_code, remove, texts, waiting, with_number, work,
};
use crate::factors::ResetSecondFactor;
use crate::sessions::MySessions;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, helped, reasons};
use crate::texts::{BeginTextNumber, MyTextNumber};

#[test]
fn a_number_counts_from_its_code_on_and_ends_other_sessions() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        let begun = world.done(me.clone(), begin(MOBILE)).await;
        let sent = texts(&world).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].0, "+447700900123");
        assert!(
            sent[0].1.starts_with("Guildhall: ") && !sent[0].1.contains("http"),
            "{}",
            sent[0].1
        );
        enter(&world, USERNAME, PASSWORD).await.expect("it does not count yet");
        let code = last_code(&world).await;
        let wrong = confirm(begun.number, another(&code));
        assert_eq!(world.refused(me.clone(), wrong).await, "second-factor.refused");
        let done = world.done(me.clone(), confirm(begun.number, &code)).await;
        assert_eq!(done.recovery_codes.map(|codes| codes.len()), Some(10));
        let again = world.refused(me.clone(), confirm(begun.number, &code)).await;
        assert_eq!(again, "text-number.not-begun");
        let sessions = world.asked(me.clone(), &MySessions::default()).await;
        assert!(sessions.items.is_empty(), "those without it are over");
        let mine = world.asked(me, &MyTextNumber {}).await;
        assert_eq!(mine.ending.as_deref(), Some("123"));
        waiting(&world).await;
    });
}

#[test]
fn a_number_takes_the_place_of_the_one_before_and_is_removed_with_a_code() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        let recovery = with_number(&world, person).await;
        let another_one = BeginTextNumber { current: None, ..begin("+353 85 012 3456") };
        let bare = world.refused(me.clone(), another_one).await;
        assert_eq!(bare, "second-factor.needed", "the password alone is not enough");
        let with_code = BeginTextNumber {
            current: None,
            code: Some(super::secret(&recovery[0])),
            ..begin("+353 85 012 3456")
        };
        let begun = world.done(me.clone(), with_code).await;
        let code = last_code(&world).await;
        assert!(
            world.done(me.clone(), confirm(begun.number, &code)).await.recovery_codes.is_none()
        );
        let mine = world.asked(me.clone(), &MyTextNumber {}).await;
        assert_eq!(mine.ending.as_deref(), Some("456"));
        assert_eq!(world.refused(me.clone(), remove("123456")).await, "second-factor.refused");
        world.done(me.clone(), remove(&recovery[1])).await;
        assert!(world.asked(me, &MyTextNumber {}).await.ending.is_none());
        enter(&world, USERNAME, PASSWORD).await.expect("the password is enough again");
    });
}

#[test]
fn whoever_holds_a_role_has_none_and_a_reset_takes_it_off() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let Actor::Account(helper) = administrator else { panic!("an account") };
        let me = Actor::Account(helper);
        assert_eq!(world.refused(me, begin(MOBILE)).await, "text-number.role");
        with_number(&world, person).await;
        helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        let mine = world.asked(Actor::Account(person), &MyTextNumber {}).await;
        assert!(mine.ending.is_none());
        enter(&world, USERNAME, PASSWORD).await.expect("the password is enough");
    });
}

#[test]
fn numbers_that_no_text_reaches_are_told_and_count_nothing() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        for mobile in ["", "020 7946 0018", "call me"] {
            assert_eq!(world.refused(me.clone(), begin(mobile)).await, "text-number.mobile");
        }
        let wrong = BeginTextNumber { current: Some(super::secret("not it")), ..begin(MOBILE) };
        assert_eq!(world.refused(me.clone(), wrong).await, "password.wrong");
        assert_eq!(reasons(&world, person).await[0], "wrong password on adding a telephone number");
        work(&world).await;
        assert!(texts(&world).await.is_empty());
        // What was begun again forgets what was begun before.
        let first = world.done(me.clone(), begin(MOBILE)).await;
        let code = last_code(&world).await;
        world.advance(APART);
        world.done(me.clone(), begin(MOBILE)).await;
        let late = world.refused(me, confirm(first.number, &code)).await;
        assert_eq!(late, "text-number.not-begun");
    });
}
