//! Lists of words, and passwords that hold one.

use facts::directory::AccountOf;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::refusal::Error;
use kernel::secret::Secret;
use testkit::World;

use super::model::{Denied, checked};
use super::{ChangePasswordWords, NationalPasswordWords, PasswordWordsOf};
use crate::passwords::ChangePassword;
use crate::testing::{
    PASSWORD, USERNAME, asha, check, code, enter, open, post, refusal, signed_in, start,
};

fn words(organisation: Option<&str>, words: &[&str]) -> ChangePasswordWords {
    ChangePasswordWords {
        organisation: organisation.map(str::to_owned),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
    }
}

fn change(new: &str) -> ChangePassword {
    ChangePassword {
        current: Secret::new(PASSWORD.to_owned()),
        new: Secret::new(new.to_owned()),
        origin: crate::Origin::default(),
    }
}

/// Those who may change the lists of RX1, of RX2, and of the nation; RX1 is where somebody is, or a new one.
async fn keepers(world: &World, of: Option<AccountId>) -> (Actor, Actor, Actor) {
    let rx1 = match of {
        Some(person) => {
            let view = world.door.reader().await.unwrap().ask(AccountOf(person)).await.unwrap();
            view.unwrap().organisation
        }
        None => world.organisation("RX1").await,
    };
    let rx2 = world.organisation("RX2").await;
    (
        world.administrator(Role::PrimaryLocalAdministrator, rx1).await,
        world.administrator(Role::PrimaryLocalAdministrator, rx2).await,
        world.administrator(Role::PlatformAdministrator, rx1).await,
    )
}

#[test]
fn no_password_holds_a_word_of_the_nation_or_of_its_own_organisation() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let (own, elsewhere, platform) = keepers(&world, Some(person)).await;
        let me = Actor::Account(person);
        world.done(own, words(Some("RX1"), &["Blue Lamp", "blue-lamp", "Maple"])).await;
        world.done(elsewhere, words(Some("RX2"), &["otter"])).await;
        world.done(platform, words(None, &["Lantern"])).await;
        for (new, expected) in [
            ("seven BLUE_LAMPS shine", "password.organisation-word"),
            ("ivory maples in the rain", "password.organisation-word"),
            ("ivory LANTERNS in the rain", "password.national-word"),
        ] {
            assert_eq!(world.refused(me.clone(), change(new)).await, expected, "{new}");
        }
        // What was chosen before goes on working, though it holds a word.
        assert!(PASSWORD.contains("lantern"));
        enter(&world, USERNAME, PASSWORD).await.unwrap();
        // The nation's words are said before a start code is judged; the organisation's only to whoever has one.
        let with =
            async |given: &str, password: &str| refusal(start(&world, given, password).await).code;
        assert_eq!(with("AAAA-AAAA-AAAA", "lanterns in the rain").await, "password.national-word");
        assert_eq!(with("AAAA-AAAA-AAAA", "maples in the rain").await, "start-code.refused");
        let given = code(&world, &administrator, person).await;
        assert_eq!(with(&given, "maples in the rain").await, "password.organisation-word");
        start(&world, &given, "otters in the rain").await.unwrap();
    });
}

#[test]
fn each_list_is_kept_by_those_it_belongs_to_and_read_by_nobody_else() {
    check(|world| async move {
        let (person, local) = asha(&world).await;
        let (own, elsewhere, platform) = keepers(&world, Some(person)).await;
        for actor in [&local, &Actor::Account(person)] {
            let code = world.refused(actor.clone(), words(Some("RX1"), &["maple"])).await;
            assert!(matches!(code, "not-allowed" | "not-found"), "{code}");
        }
        assert_eq!(
            world.refused(elsewhere.clone(), words(Some("RX1"), &["maple"])).await,
            "not-found"
        );
        assert_eq!(world.refused(own.clone(), words(None, &["maple"])).await, "not-allowed");
        assert_eq!(world.refused(own.clone(), words(Some("NO1"), &["maple"])).await, "not-found");
        let mine = PasswordWordsOf { organisation: "RX1".to_owned() };
        assert_eq!(world.asked(own.clone(), &mine).await.version, 0);
        world.done(own.clone(), words(Some("RX1"), &["  Maple  ", "", "MAPLE", "ash tree"])).await;
        let list = world.asked(local, &mine).await;
        assert_eq!(
            (list.words, list.version),
            (vec!["Maple".to_owned(), "ash tree".to_owned()], 1)
        );
        assert_eq!(world.not_asked(elsewhere, &mine).await, "not-found");
        assert_eq!(world.not_asked(own, &NationalPasswordWords {}).await, "not-allowed");
        assert!(world.asked(platform, &NationalPasswordWords {}).await.words.is_empty());
    });
}

#[test]
fn of_two_who_change_a_list_at_once_the_second_is_told() {
    check(|world| async move {
        let (own, ..) = keepers(&world, None).await;
        world.done(own.clone(), words(Some("RX1"), &["maple"])).await;
        world.done(own.clone(), words(Some("RX1"), &["maple", "ashes"])).await;
        let call = world.call(own.clone()).expecting(Some(1));
        let late = world.door.perform(call, words(Some("RX1"), &["willow"])).await;
        assert!(matches!(late, Err(Error::Refused(refusal)) if refusal.code == "stale"));
        let list = world.asked(own, &PasswordWordsOf { organisation: "RX1".to_owned() }).await;
        assert_eq!((list.words.len(), list.version), (2, 2));
    });
}

#[test]
fn the_page_saves_the_words_and_keeps_what_was_typed() {
    check(|world| async move {
        let (own, ..) = keepers(&world, None).await;
        let caller = signed_in(&world, &own);
        let at = "/o/RX1/password-words";
        let wrong = post(&world, &caller, at, "version=0&words=maple%0D%0Aab").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("leave it out: ab") && wrong.html.contains("maple\r\nab"));
        let done = post(&world, &caller, at, "version=0&words=maple%0D%0Aash+tree%0D%0A").await;
        assert_eq!(done.location(), "/o/RX1/password-words?changed=yes");
        let page = open(&world, &caller, "/o/RX1/password-words?changed=yes").await.html;
        assert!(page.contains("The words are saved") && page.contains("maple\nash tree"), "{page}");
        let late = post(&world, &caller, at, "version=0&words=willow").await;
        assert_eq!(late.status, 422);
        assert!(late.html.contains("willow"), "what was typed is kept");
    });
}

#[test]
fn a_list_has_two_hundred_words_of_three_to_forty_letters() {
    let many = |number: usize| (0..number).map(|one| format!("word{one}")).collect::<Vec<_>>();
    assert_eq!(checked(&many(200)).unwrap().len(), 200);
    assert_eq!(checked(&many(201)).unwrap_err().code, "password-words.too-many");
    for (word, taken) in [("ab", false), ("a-b", false), ("abc", true), ("\u{1}abc", false)] {
        assert_eq!(checked(&[word.to_owned()]).is_ok(), taken, "{word:?}");
    }
    assert!(checked(&["x".repeat(40)]).is_ok());
    assert!(checked(&["x".repeat(41)]).is_err());
}

#[test]
fn words_are_compared_without_capitals_blanks_and_signs() {
    let denied = Denied::of(&["St. Mary's".to_owned()], &["Ångström".to_owned()]);
    for (password, code) in [
        ("STMARYS forever", Some("password.national-word")),
        ("s-t m_a.r y s", Some("password.national-word")),
        ("the ÅNGSTRÖM unit", Some("password.organisation-word")),
        ("saint mary of the lake", None),
    ] {
        assert_eq!(
            denied.check(password, "new").err().map(|refusal| refusal.code),
            code,
            "{password}"
        );
    }
}
