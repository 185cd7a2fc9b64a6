//! The pages: the questions on the page of an act, on their own, and one's own word.

use kernel::door::Actor;

use super::{WORD, right, set};
use crate::attempts::SignInStateOf;
use crate::testing::{asha, check, open, post, signed_in};

#[test]
fn an_act_is_done_from_one_page_once_it_is_sure_who_asks() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        world.done(Actor::Account(person), set(WORD)).await;
        let desk = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/reset");
        let page = open(&world, &desk, &address).await.html;
        assert!(page.contains("How did you make sure who is asking?"));
        assert!(page.contains("letters of their telephone word"));
        let nothing = post(&world, &desk, &address, "").await.html;
        assert!(nothing.contains("Say how you made sure who is asking."));
        let empty = post(&world, &desk, &address, "how=telephone-word").await.html;
        assert!(empty.contains("Enter the letters that the person gives you"));
        let (asked, given) = right(&world, &administrator, person).await;
        let asked: Vec<String> = asked.iter().map(usize::to_string).collect();
        let form = |letters: &str| {
            format!("how=telephone-word&asked={}&letters={letters}", asked.join(","))
        };
        let wrong = post(&world, &desk, &address, &form("zzz")).await.html;
        assert!(wrong.contains("That is not right."));
        assert!(!wrong.contains("value=\"zzz\""), "is typed again");
        let done = post(&world, &desk, &address, &form(&given)).await.html;
        assert!(done.contains("Start code for Asha Rao"));
        let again = post(&world, &desk, &address, &form(&given)).await.html;
        assert!(
            again.contains("Start code for Asha Rao"),
            "a page loaded again is no wrong answer"
        );
        let state = world.asked(administrator.clone(), &SignInStateOf { person }).await;
        assert!(state.password_set_at.is_none());
        let next = open(&world, &desk, &format!("/o/RX1/people/{person}/unlock")).await.html;
        assert!(next.contains("you made sure that it is Asha Rao, by telephone word"));
        assert!(!next.contains("How did you make sure"));
    });
}

#[test]
fn a_check_on_its_own_leads_back_to_the_person() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let desk = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/identity");
        let page = open(&world, &desk, &address).await.html;
        assert!(!page.contains("telephone word"), "there is none");
        let unsure = post(&world, &desk, &address, "how=not-sure").await.html;
        assert!(unsure.contains("Nothing was changed, and the person is told."));
        let sure = post(&world, &desk, &address, "how=in-person").await;
        assert_eq!(sure.location(), format!("/o/RX1/people/{person}"));
    });
}

#[test]
fn people_choose_their_word_and_never_see_it_again() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = signed_in(&world, &Actor::Account(person));
        let page = open(&world, &me, "/me/telephone-word").await.html;
        assert!(page.contains("You have none yet."));
        let empty = post(&world, &me, "/me/telephone-word", "word=").await.html;
        assert!(empty.contains("Choose a word."));
        let form = format!("word=marmalade+fox&current={}", crate::testing::PASSWORD);
        let blank = post(&world, &me, "/me/telephone-word", &form).await.html;
        assert!(blank.contains("Use letters only") && !blank.contains("marmalade"));
        let form = format!("word={WORD}&current={}", crate::testing::PASSWORD.replace(' ', "+"));
        let done = post(&world, &me, "/me/telephone-word", &form).await;
        assert_eq!(done.location(), "/me/telephone-word?done=set");
        let page = open(&world, &me, "/me/telephone-word?done=set").await.html;
        assert!(page.contains("is kept") && !page.to_lowercase().contains("marmalade"));
    });
}
