//! The last passwords are not taken again.

use facts::directory::AccountErased;
use kernel::door::Actor;
use testkit::World;

use super::change;
use crate::codes::ResetPassword;
use crate::passwords::{HISTORY, store};
use crate::testing::{OTHER, PASSWORD, asha, check, code, refusal, set_password, start};

fn nth(number: usize) -> String {
    format!("{OTHER} number {number}")
}

async fn kept(world: &World, person: kernel::ids::AccountId) -> usize {
    store::earlier(&mut world.door.reader().await.unwrap(), person, 100).await.unwrap().len()
}

#[test]
fn none_of_the_last_four_passwords_is_taken_again() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        world.done(me.clone(), change(PASSWORD, &nth(1))).await;
        for number in 1..4 {
            let (current, next) = (nth(number), nth(number + 1));
            assert_eq!(
                world.refused(me.clone(), change(&current, PASSWORD)).await,
                "password.earlier",
                "after {number} others"
            );
            world.done(me.clone(), change(&current, &next)).await;
        }
        assert_eq!(world.refused(me.clone(), change(&nth(4), &nth(1))).await, "password.earlier");
        // The first of all is the fifth from the end.
        world.done(me.clone(), change(&nth(4), PASSWORD)).await;
        assert!(kept(&world, person).await <= 4);
    });
}

#[test]
fn the_wrong_password_in_use_is_said_before_anything_about_earlier_ones() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        world.done(me.clone(), change(PASSWORD, OTHER)).await;
        assert_eq!(
            world.refused(me, change("not this one at all", PASSWORD)).await,
            "password.wrong"
        );
    });
}

#[test]
fn a_reset_leads_to_no_earlier_password_and_the_code_stays_good() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let reset = ResetPassword { person };
        let given = crate::testing::helped(&world, &administrator, person, reset).await.code;
        assert_eq!(refusal(start(&world, &given, PASSWORD).await).code, "password.earlier");
        start(&world, &given, OTHER).await.unwrap();
        // Without a reset the password in use is compared, too.
        let given = code(&world, &administrator, person).await;
        assert_eq!(refusal(start(&world, &given, OTHER).await).code, "password.earlier");
        // Whoever has no right code learns nothing of what was in use.
        assert_eq!(
            refusal(start(&world, "AAAA-AAAA-AAAA", OTHER).await).code,
            "start-code.refused"
        );
    });
}

#[test]
fn the_rule_says_how_many_and_the_operator_may_repeat_one() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        world.set_rule(&HISTORY, 1).await;
        world.done(me.clone(), change(PASSWORD, OTHER)).await;
        world.done(me, change(OTHER, PASSWORD)).await;
        assert_eq!(kept(&world, person).await, 1);
        set_password(&world, person, PASSWORD).await;
        set_password(&world, person, OTHER).await;
    });
}

#[test]
fn an_erased_account_keeps_no_password() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        world.done(Actor::Account(person), change(PASSWORD, OTHER)).await;
        assert_eq!(kept(&world, person).await, 1);
        let organisation = world.organisation("RX1").await;
        world.note(AccountErased { account: person, organisation }).await;
        assert_eq!(kept(&world, person).await, 0);
        let credential = store::credential(&mut world.door.reader().await.unwrap(), person).await;
        assert!(credential.unwrap().is_none());
    });
}
