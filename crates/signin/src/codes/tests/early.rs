//! Start codes that are handed over ahead of the first day.

use kernel::authority::StandingOf;

use crate::codes::IssueStartCode;
use crate::testing::{OTHER, asha, check, code, reasons, refusal, start};

#[test]
fn a_code_lets_nobody_in_before_the_first_day_and_says_which_day_that_is() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let first = world.clock.now().plus_days(30);
        world.change_person(person, |view| {
            view.state = "starting".to_owned();
            view.starts_at = Some(first);
        });
        let mut reader = world.door.reader().await.expect("a reader");
        let standing = reader.ask(StandingOf(person)).await.expect("answered").expect("known");
        drop(reader);
        assert!(!standing.may_act);
        let issued =
            crate::testing::helped(&world, &administrator, person, IssueStartCode { person }).await;
        assert!(issued.expires_at > first, "a code is good on the day");
        let wrong = start(&world, "AAAA-AAAA-AAAA-AAAA", OTHER).await;
        assert_eq!(refusal(wrong).code, "start-code.refused", "only whoever has the code is told");
        let early = refusal(start(&world, &issued.code, OTHER).await);
        assert_eq!(early.code, "start-code.early");
        assert!(early.text.contains("1 February 2027"), "{}", early.text);
        assert_eq!(reasons(&world, person).await[0], "before the first day");
        world.advance_days(30);
        world.change_person(person, |view| {
            view.state = "active".to_owned();
            view.starts_at = None;
        });
        start(&world, &issued.code, OTHER).await.expect("the code works from the day on");
        // Whoever is let in needs a new code, like everybody.
        let again = code(&world, &administrator, person).await;
        assert_ne!(again, issued.code);
    });
}
